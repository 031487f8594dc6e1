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

// NewTemporary generates and hashes a temporary password for a member; memberID is 0 for a decoy. All passwords of a
// member have the same salt, so that comparing a typed password with the former ones as well costs one hash.
func (a *Acts) NewTemporary(ctx context.Context, memberID int64) (Temporary, error) {
	secret := account.NewTemporaryPassword()
	salt := a.DB.Keys().Index("temporary salt", binary.BigEndian.AppendUint64(nil, uint64(memberID))) //nolint:gosec // G115: a row's number
	hash, err := a.Hasher.HashSalted(ctx, secret, salt)
	return Temporary{secret, hash}, err
}

// Deliver ends a journey with a temporary password: by the requested channel when the person has proved their identity
// and can be reached, otherwise by letter.
func (a *Acts) Deliver(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member, p Temporary, proved bool) error {
	msg, reachable := a.reach(f, m, f.Channel)
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

// issue sends a temporary password by the channel of msg, which replaces a pending one. When msg is nil it goes by
// letter, and a pending one stays valid, because a person who asks for a letter has proved nothing. A decoy writes as
// many rows and sends nothing. issue then saves the flow.
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
		leaves, err := a.letterLeaves(ctx, t, who, f, m)
		if err != nil {
			return err
		}
		if !leaves { // the screen says so (LetterOf)
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
		err = a.queueLetter(ctx, t, who, f, m, p.Secret, now, until)
	}
	if err != nil {
		return err
	}
	return save(ctx, t, f)
}

// queueLetter queues the letter, and a notice about it by the chosen channel. now and until are the instants with which its
// password was issued: a letter with others does not count as carrying it, and is never printed.
func (a *Acts) queueLetter(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member, secret string, now, until time.Time) error {
	notice, reachable := a.reach(f, m, f.Channel)
	notice.Kind, notice.Request, notice.At = db.KindLetterNotice, f.Request, now
	memberID := int64(0)
	if m != nil {
		memberID = m.ID
	}
	err := t.QueueLetter(ctx, memberID, db.LetterPayload{Secret: secret, Request: f.Request, At: now, Until: until})
	if err != nil || m != nil && !reachable {
		return err
	}
	return a.ask(ctx, t, who, m, notice, 0, now.Add(noticeLife))
}
