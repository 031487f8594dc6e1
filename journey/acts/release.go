package acts

import (
	"context"
	"errors"
	"slices"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// Held identifies messages of the outbox and requests for letters that wait for an agent.
type Held struct{ Messages, Letters []db.HeldRow }

// Release sends the chosen messages and letters that still wait, and returns how many. It generates and hashes the passwords of
// letters before the transaction. A code that can no longer be used is not sent; dropped counts these. Refused: HeldEnded, when
// none of them waits.
func (a *Acts) Release(ctx context.Context, who Actor, chosen Held, why events.Grounds) (n, dropped int, err error) {
	secrets := map[db.HeldRow]Temporary{}
	waiting, err := a.DB.LetterRequests(ctx, -1)
	if err != nil {
		return 0, 0, err
	}
	for _, l := range waiting {
		if !slices.Contains(chosen.Letters, l.Row()) {
			continue
		}
		if secrets[l.Row()], err = a.NewTemporary(ctx, l.MemberID); err != nil {
			return 0, 0, err
		}
	}
	err = a.DB.InTx(ctx, func(t *db.Tx) error {
		if err := a.allow(ctx, t, who, MayRelease); err != nil {
			return err
		}
		released, useless, err := t.ReleaseHeld(ctx, chosen.Messages, a.Limits.CodeTries, a.Now())
		if err != nil {
			return err
		}
		for _, h := range released {
			if err := a.auditHeld(ctx, t, who, events.HeldReleased.OK, h, why); err != nil {
				return err
			}
		}
		for _, h := range useless {
			if err := a.auditHeld(ctx, t, who, events.HeldReleased.Blocked, h, why); err != nil {
				return err
			}
		}
		letters, err := t.TakeLetterRequests(ctx, chosen.Letters)
		if err != nil {
			return err
		}
		n, dropped = len(released), len(useless)
		for _, l := range letters {
			left, err := a.releaseLetter(ctx, t, who, l, secrets[l.Row()], why)
			if err != nil {
				return err
			}
			if left {
				n++
			}
		}
		if n+dropped == 0 {
			return refuse(HeldEnded)
		}
		return nil
	})
	return n, dropped, err
}

// releaseLetter issues the password of a requested letter, beside any pending one, as the demand would have done. The
// letter of a closed or suspended account is declined.
func (a *Acts) releaseLetter(ctx context.Context, t *db.Tx, who Actor, l db.LetterRequest, p Temporary, why events.Grounds) (left bool, err error) {
	now := a.Now()
	f := &db.Flow{SubjectKey: l.SubjectKey, Channel: l.Channel, Request: l.Request}
	var m *db.Member
	if l.MemberID != 0 {
		if m, err = t.Member(ctx, l.MemberID); err != nil {
			return false, err
		}
		if t.Barred(m, now) {
			return false, a.audit(ctx, t, who, events.HeldDeclined.Blocked(l.SubjectKey, events.Details{Channel: account.Letter, Request: l.Request, Grounds: why}))
		}
	}
	until := now.Add(a.Limits.LetterTTL)
	if err := t.Count(ctx, db.LettersSent, l.SubjectKey, now); err != nil {
		return false, err
	}
	if m == nil {
		return false, a.queueLetter(ctx, t, who, f, nil, "", now, until)
	}
	if err := t.IssueTemporary(ctx, m.ID, db.Temporary{Hash: p.Hash, Channel: account.Letter, Request: l.Request, IssuedAt: now, ExpiresAt: until, Beside: true}); err != nil {
		return false, err
	}
	released := events.HeldReleased.OK(l.SubjectKey, events.Details{Channel: account.Letter, Request: l.Request, Grounds: why})
	issued := events.TemporaryIssued.OK(l.SubjectKey, events.Details{Channel: account.Letter})
	if err := errors.Join(a.audit(ctx, t, who, released), a.audit(ctx, t, who, issued)); err != nil {
		return false, err
	}
	return true, a.queueLetter(ctx, t, who, f, m, p.Secret, now, until)
}

// Decline cancels the chosen messages and letters that still wait, and returns how many. Members whose letter is
// declined are notified. Refused: HeldEnded, when none of them waits.
func (a *Acts) Decline(ctx context.Context, t *db.Tx, who Actor, chosen Held, why events.Grounds) (n int, err error) {
	if err := a.allow(ctx, t, who, MayRelease); err != nil {
		return 0, err
	}
	declined, err := t.DeclineHeld(ctx, chosen.Messages, a.Now())
	if err != nil {
		return 0, err
	}
	for _, h := range declined {
		if err := a.auditHeld(ctx, t, who, events.HeldDeclined.OK, h, why); err != nil {
			return 0, err
		}
	}
	letters, err := t.TakeLetterRequests(ctx, chosen.Letters)
	if err != nil {
		return 0, err
	}
	n = len(declined)
	for _, l := range letters {
		if err := a.endLetterRequest(ctx, t, l); err != nil {
			return 0, err
		}
		if l.MemberID == 0 {
			continue
		}
		n++
		if err := a.audit(ctx, t, who, events.HeldDeclined.OK(l.SubjectKey, events.Details{Channel: account.Letter, Request: l.Request, Grounds: why})); err != nil {
			return 0, err
		}
	}
	if n == 0 {
		return 0, refuse(HeldEnded)
	}
	return n, nil
}

// endLetterRequest notifies the member, by a contact on file if there is one, that the requested letter is not sent.
// For a decoy it writes as much and sends nothing.
func (a *Acts) endLetterRequest(ctx context.Context, t *db.Tx, l db.LetterRequest) error {
	var m *db.Member
	if l.MemberID != 0 {
		var err error
		if m, err = t.Member(ctx, l.MemberID); err != nil {
			return err
		}
	}
	now := a.Now()
	msg, reachable := a.destination(m, l.Channel)
	if m != nil && (!reachable || t.Barred(m, now)) {
		return nil
	}
	msg.Kind, msg.Request, msg.At = db.KindLetterDeclined, l.Request, now
	return post(ctx, t, m, msg, now.Add(noticeLife))
}

// EndLateLetterRequests ends the requests for letters that were not decided in time.
func (a *Acts) EndLateLetterRequests(ctx context.Context) error {
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		late, err := t.TakeLateLetterRequests(ctx, a.Now())
		if err != nil {
			return err
		}
		for _, l := range late {
			if err := a.endLetterRequest(ctx, t, l); err != nil {
				return err
			}
			if l.MemberID == 0 {
				continue
			}
			if err := a.audit(ctx, t, Command, events.HeldDeclined.Blocked(l.SubjectKey, events.Details{Channel: account.Letter, Request: l.Request})); err != nil {
				return err
			}
		}
		return nil
	})
}

// auditHeld records a decision about a message. A contact message concerns no account.
func (a *Acts) auditHeld(ctx context.Context, t *db.Tx, who Actor, event func([]byte, events.Details) events.Event, h db.HeldMessage, why events.Grounds) error {
	var target []byte
	if h.MemberID != 0 {
		m, err := t.Member(ctx, h.MemberID)
		if err != nil {
			return err
		}
		target = m.IdentifierKey
	}
	return a.audit(ctx, t, who, event(target, events.Details{Channel: h.Channel, Request: h.Request, Grounds: why}))
}
