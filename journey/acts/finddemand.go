package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
)

// DemandKind is the state of a demand for a temporary password.
type DemandKind int

// The states.
const (
	DemandUnknown  DemandKind = iota // no demand has this number, or it ended more than a day ago
	DemandCode                       // a code has left
	DemandWaits                      // its SMS waits for an agent
	DemandLapsed                     // nobody went on with it
	DemandEnded                      // abandoned, or cancelled by the member
	DemandSent                       // the temporary password has left
	DemandReplaced                   // a newer demand's temporary password has replaced it
	DemandLetter                     // it ended with a letter
)

// DemandStatus is the state of a demand as shown on the page that finds demands. Everything but Answer depends only on
// what was requested and on what agents have decided, and is the same for an unknown identifier.
type DemandStatus struct {
	Kind    DemandKind
	Number  string // newest number of the demand
	Channel account.Channel
	At      time.Time // when the code or the password left, or the demand ended
	Until   time.Time // until when the code or the password is valid
	Letter  LetterState
	Printed time.Time // when the caisse printed letters after the demand; zero for not yet
	Lately  time.Time // the newest letter for the identifier, if the demand is unknown; zero for none
	// Answer is the delivery state of the message. It is nil except in a known browser, in which somebody has logged in with the
	// member's password: the messages of decoys are neither accepted nor refused by a relay, which would reveal them.
	Answer *db.SentMessage
}

// FindDemand returns the state of the demand with a request number, for an identifier given by its key. It counts as a
// login attempt of the actor's network address. Refused: TooManyAddresses.
func (a *Acts) FindDemand(ctx context.Context, who Actor, key []byte, number string) (s DemandStatus, err error) {
	m, err := a.DB.OpenMember(ctx, key, a.Now())
	if err != nil {
		return s, err
	}
	known := false
	err = a.DB.InTx(ctx, func(t *db.Tx) error {
		if known, err = a.known(ctx, t.Reader, who, accountOf(m)); err != nil {
			return err
		}
		until, err := a.admit(ctx, t, who, known, key)
		if err == nil && !until.IsZero() {
			err = refuseUntil(TooManyAddresses, until)
		}
		return err
	})
	if err != nil {
		return s, err
	}
	f, err := a.DB.FindDemand(ctx, key, number)
	if notFound(err) {
		s.Lately, err = a.newestLetter(ctx, key)
		return s, err
	}
	if err != nil {
		return s, err
	}
	if s, err = a.standOf(ctx, f); err == nil && known {
		s.Answer, err = a.answerTo(ctx, m, f.Request)
	}
	return s, err
}

func (a *Acts) newestLetter(ctx context.Context, key []byte) (time.Time, error) {
	sent, err := a.DB.Events(ctx, db.LettersSent, key, a.Now().Add(-a.Limits.LetterTTL))
	if err != nil || len(sent) == 0 {
		return time.Time{}, err
	}
	return sent[len(sent)-1], nil
}

func (a *Acts) standOf(ctx context.Context, f *db.Flow) (s DemandStatus, err error) {
	s = DemandStatus{Number: f.Request, Channel: f.Channel, At: f.EndedAt}
	now := a.Now()
	switch {
	case f.Outcome == string(account.Letter):
		s.Kind = DemandLetter
		if s.Letter, err = a.LetterOf(ctx, f); err != nil {
			return s, err
		}
		s.Printed, err = a.DB.PrintedSince(ctx, f.EndedAt)
		return s, err
	case f.Outcome != "":
		s.Kind, s.Until = DemandSent, f.EndedAt.Add(a.Limits.TemporaryTTL)
		newer, err := a.DB.SentSince(ctx, f.SubjectKey, f.EndedAt)
		if newer {
			s.Kind = DemandReplaced
		}
		return s, err
	case !f.EndedAt.IsZero():
		s.Kind = DemandEnded
		return s, nil
	case !f.Alive(now):
		s.Kind, s.At = DemandLapsed, f.ExpiresAt
		return s, nil
	}
	wait, err := a.WaitOf(ctx, f)
	if err != nil {
		return s, err
	}
	if wait.Waits {
		s.Kind = DemandWaits
		return s, nil
	}
	s.Kind, s.At = DemandCode, f.SentAt
	newest, err := a.DB.NewestCode(ctx, f.ID)
	if err == nil {
		s.Until = newest.ExpiresAt
	}
	return s, err
}

// answerTo returns the member's message with a number; nil for none.
func (a *Acts) answerTo(ctx context.Context, m *db.Member, number string) (*db.SentMessage, error) {
	const looked = 50
	sent, err := a.DB.SentMessages(ctx, m.ID, looked)
	for i := range sent {
		if sent[i].Request == number {
			return &sent[i], err
		}
	}
	return nil, err
}
