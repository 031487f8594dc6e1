package acts

import (
	"context"
	"encoding/binary"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// Temporary is a temporary password, generated and hashed before any transaction.
type Temporary struct{ Secret, Hash string }

// NewTemporary generates and hashes a temporary password for a member; 0 for a decoy. All of a member's have one salt, so
// that a typed password is compared with the former ones too at the cost of one hash.
func (a *Acts) NewTemporary(ctx context.Context, memberID int64) (Temporary, error) {
	secret := account.NewTemporaryPassword()
	salt := a.DB.Keys().Index("temporary salt", binary.BigEndian.AppendUint64(nil, uint64(memberID))) //nolint:gosec // G115: a row's number
	hash, err := a.Hasher.HashSalted(ctx, secret, salt)
	return Temporary{secret, hash}, err
}

// Deliver ends a journey with a temporary password: by the requested channel when the person has proved their identity
// and can be reached, otherwise by letter.
func (a *Acts) Deliver(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member, p Temporary, proved bool) error {
	msg, reachable := a.Destination(m, f.Channel)
	if m == nil {
		reachable = f.Path == account.ByCode // guessing the code of a decoy gives the same response as for a member
	}
	if !proved || !reachable {
		finish(f, string(account.Letter), a.Now())
		return a.issue(ctx, t, who, f, m, p, nil)
	}
	finish(f, string(f.Channel), a.Now())
	return a.issue(ctx, t, who, f, m, p, &msg)
}

// issue sends a temporary password by the channel of msg, in the place of any pending one; or by letter when msg is nil,
// beside them: whoever asks for a letter has proved nothing. A decoy writes as much and sends nothing. It then saves the flow.
func (a *Acts) issue(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member, p Temporary, msg *db.Message) error {
	now := a.Now()
	f.Request = account.NewRequestNumber()
	channel, life := account.Letter, a.Limits.LetterTTL
	if msg != nil {
		channel, life = msg.Channel, a.Limits.TemporaryTTL
	}
	until := now.Add(life)
	var memberID int64
	if m != nil {
		memberID = m.ID
	}
	if msg == nil {
		free, err := a.letterFreeAt(ctx, t.Reader, f.SubjectKey)
		if err != nil {
			return err
		}
		if !free.IsZero() { // no second letter, which the screen says (EarlierLetter)
			f.Request = ""
			if err := a.audit(ctx, t, who, events.TemporaryIssued.Blocked(f.SubjectKey, events.Details{Channel: channel})); err != nil {
				return err
			}
			return save(ctx, t, f)
		}
		if err := t.Count(ctx, db.LettersSent, f.SubjectKey, now); err != nil {
			return err
		}
	}
	err := t.IssueTemporary(ctx, memberID, db.Temporary{Hash: p.Hash, Channel: channel, Request: f.Request, IssuedAt: now, ExpiresAt: until, Beside: msg == nil})
	if err != nil {
		return err
	}
	if err := a.audit(ctx, t, who, events.TemporaryIssued.OK(f.SubjectKey, events.Details{Channel: channel})); err != nil {
		return err
	}
	if msg != nil {
		msg.Kind, msg.Secret, msg.Request, msg.At, msg.Until = db.KindTemporary, p.Secret, f.Request, now, until
		err = post(ctx, t, m, *msg, until)
	} else {
		err = a.queueLetter(ctx, t, f, m, p.Secret, until)
	}
	if err != nil {
		return err
	}
	return save(ctx, t, f)
}

// queueLetter queues the letter, and a notice about it by the chosen channel.
func (a *Acts) queueLetter(ctx context.Context, t *db.Tx, f *db.Flow, m *db.Member, secret string, until time.Time) error {
	now := a.Now()
	notice, reachable := a.Destination(m, f.Channel)
	notice.Kind, notice.Request, notice.At = db.KindLetterNotice, f.Request, now
	if m == nil {
		return post(ctx, t, nil, notice, now.Add(NoticeLife))
	}
	err := t.QueueLetter(ctx, m.ID, db.LetterPayload{
		Name: m.Profile.DisplayName(), Secret: secret, Request: f.Request, At: now, Until: until,
	})
	if err != nil || !reachable {
		return err
	}
	return post(ctx, t, m, notice, now.Add(NoticeLife))
}

// letterFreeAt returns when another letter may be sent to an account; zero means immediately.
func (a *Acts) letterFreeAt(ctx context.Context, r db.Reader, subjectKey []byte) (time.Time, error) {
	return FreeAt(ctx, r, db.LettersSent, subjectKey, a.Limits.LetterCaps(), a.Now())
}

// EarlierLetter returns when the newest letter to an account left, if the demand f has ended with none of its own; zero
// otherwise. agent says that the next one is an agent's to grant. It depends on what strangers have asked for alone, and is
// the same for an identifier that nobody has.
func (a *Acts) EarlierLetter(ctx context.Context, f *db.Flow) (newest time.Time, agent bool, err error) {
	if f.Outcome != string(account.Letter) || f.Request != "" { // a letter has the demand's number
		return newest, false, nil
	}
	sent, err := a.DB.Events(ctx, db.LettersSent, f.SubjectKey, f.EndedAt.Add(-90*day))
	if err != nil || len(sent) == 0 {
		return newest, false, err
	}
	return sent[len(sent)-1], len(sent) >= a.Limits.LettersPerQuarter, nil
}
