package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// sendCode generates a code and queues it, unless a limit is reached, which is then stored in the flow. msg is the
// destination; a decoy's message is not sent and costs the same.
func (a *Acts) sendCode(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member, msg db.Message, limits meter) error {
	destination, now := a.CodeDestination(f, msg), a.Now()
	blocked, _, err := a.CodeCaps(ctx, t.Reader, limits, f.SubjectKey, destination)
	if err != nil {
		return err
	}
	if blocked == "" && f.CodesSent >= a.Limits.CodesPerJourney {
		blocked = blockedByCodes
	}
	if blocked != "" {
		f.Blocked = blocked
		return a.audit(ctx, t, who, events.CodeSent.Blocked(f.SubjectKey, events.Details{Cause: events.Cause(blocked)}))
	}
	reinforced, err := a.Reinforced(ctx, t.Reader)
	if err != nil {
		return err
	}
	digits, life := a.Limits.NewCodeShape(reinforced)
	code := account.NewCode(digits)
	msg.Secret, msg.Request, msg.At, msg.Until = code, account.NewRequestNumber(), now, now.Add(life)
	f.CodesSent++
	f.SentAt, f.Request = now, msg.Request
	if err := t.AddCode(ctx, f.ID, t.Keys().CodeKey(f.ID, code), len(code), msg.Request, now, msg.Until); err != nil {
		return err
	}
	channel := a.channelKey(codeChannel(f))
	if err := t.CountObject(ctx, limits.sent, f.SubjectKey, channel, now); err != nil {
		return err
	}
	if err := t.CountObject(ctx, limits.destination, destination, channel, now); err != nil {
		return err
	}
	if err := a.audit(ctx, t, who, events.CodeSent.OK(f.SubjectKey, events.Details{Channel: msg.Channel})); err != nil {
		return err
	}
	return post(ctx, t, m, msg, msg.Until)
}

// CodeDestination is the subject of the limits per destination; a decoy has its own.
func (a *Acts) CodeDestination(f *db.Flow, msg db.Message) []byte {
	if msg.To == "" {
		return a.DB.Keys().Index("decoy destination", f.SubjectKey, []byte(msg.Channel))
	}
	return a.DB.Keys().DestinationKey(msg.To)
}

// mayResend refuses a new code before its waiting time is over. A code that an outage holds back does not lengthen the
// waiting time.
func (a *Acts) mayResend(ctx context.Context, r db.Reader, f *db.Flow) error {
	spent, err := a.codesSpent(ctx, r, f, codeChannel(f))
	if err != nil {
		return err
	}
	if at, more := a.Limits.ResendAt(max(spent, 1), f.SentAt); more && a.Now().Before(at) {
		return refuseUntil(TooSoon, at)
	}
	return nil
}

// emailCode is the message that verifies an address.
func emailCode(m *db.Member, address string) db.Message {
	return db.Message{Kind: db.KindEmailCode, Channel: account.Email, To: address, Name: m.Profile.DisplayName()}
}

// CodeState describes the newest code of a flow.
type CodeState struct {
	Late      time.Time // start of the outage of its channel; zero when there is none
	ResendAt  time.Time // when another code may be requested; zero means immediately
	NoMore    bool      // the journey sends no further code
	Digits    int
	Life      time.Duration
	Exhausted bool // no valid code is left
}

// CodeState reads the state of a flow's newest code.
func (a *Acts) CodeState(ctx context.Context, f *db.Flow) (CodeState, error) {
	now := a.Now()
	spent, err := a.codesSpent(ctx, a.DB.Reader, f, codeChannel(f))
	if err != nil {
		return CodeState{}, err
	}
	s := CodeState{Digits: a.Limits.CodeDigits, Life: a.Limits.CodeTTL, NoMore: spent >= a.Limits.CodesPerJourney || f.Blocked != ""}
	if s.Late, err = a.Late(ctx, codeChannel(f)); err != nil {
		return s, err
	}
	if at, _ := a.Limits.ResendAt(max(spent, 1), f.SentAt); at.After(now) && !s.NoMore {
		s.ResendAt = at
	}
	newest, err := a.DB.NewestCode(ctx, f.ID)
	if err != nil && !notFound(err) {
		return s, err
	}
	if err == nil && newest.ExpiresAt.After(newest.CreatedAt) { // otherwise the code was ended because the clock went back
		s.Digits, s.Life = newest.Digits, newest.ExpiresAt.Sub(newest.CreatedAt)
	}
	s.Exhausted = err != nil || newest.Tries >= a.Limits.CodeTries || !now.Before(newest.ExpiresAt)
	return s, nil
}
