package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// Block is a limit that currently prevents a member from logging in.
type Block struct {
	Of    db.LimitKind // the limit; the first of those displayed alike
	Until time.Time
}

// alike maps limits that agents need not distinguish to the one displayed.
var alike = map[db.LimitKind]db.LimitKind{
	db.OwnWrongCodes: db.WrongCodes, db.OwnCodesSent: db.CodesSent, db.CodesToAddress: db.CodesSent, db.OwnCodesToAddress: db.CodesSent,
}

// Blocks lists the active limits that an agent can reset.
func (a *Acts) Blocks(ctx context.Context, r db.Reader, m *db.Member) ([]Block, error) {
	var found []Block
	note := func(kind db.LimitKind, until time.Time) {
		if told, ok := alike[kind]; ok {
			kind = told
		}
		for i, b := range found {
			if b.Of == kind {
				if until.After(b.Until) {
					found[i].Until = until
				}
				return
			}
		}
		if !until.IsZero() {
			found = append(found, Block{kind, until})
		}
	}
	now := a.Now()
	day := now.Add(-24 * time.Hour)
	for _, delayed := range []db.LimitKind{db.LoginFailures, db.PasswordProofs} {
		failures, err := r.Events(ctx, delayed, m.IdentifierKey, day)
		if err != nil {
			return nil, err
		}
		note(delayed, a.Limits.LoginRetry(failures, now))
	}
	failures, err := r.EventsAbout(ctx, db.TemporaryFailures, m.IdentifierKey, day)
	if err != nil {
		return nil, err
	}
	note(db.TemporaryFailures, a.Limits.LoginRetry(failures, now))
	for _, l := range a.lifted(m) {
		if l.caps == nil {
			continue
		}
		until, err := FreeAt(ctx, r, l.kind, l.subject, l.caps, now)
		if err != nil {
			return nil, err
		}
		note(l.kind, until)
	}
	return found, nil
}

// capped is a counter of a subject. caps is nil when it is followed by delays instead.
type capped struct {
	kind    db.LimitKind
	subject []byte
	caps    []account.Cap
}

// lifted lists the counters that « Lever un blocage » resets. Letters keep their limit, because another letter would
// not help.
func (a *Acts) lifted(m *db.Member) []capped {
	key := m.IdentifierKey
	all := []capped{
		{kind: db.LoginFailures, subject: key}, {kind: db.PasswordProofs, subject: key},
		{db.WrongCodes, key, a.Limits.WrongCodeCaps()}, {db.OwnWrongCodes, key, a.Limits.WrongCodeCaps()},
		{db.CodesSent, key, a.Limits.CodeCaps()}, {db.OwnCodesSent, key, a.Limits.CodeCaps()},
		{db.QuestionsAnswered, key, a.Limits.QuestionCaps()},
	}
	for _, kind := range []db.ContactKind{db.Email, db.Mobile} {
		if to := m.Contacts[kind].Value; to != "" {
			key := a.DB.Keys().DestinationKey(to)
			all = append(all, capped{db.CodesToAddress, key, a.Limits.CodeCaps()}, capped{db.OwnCodesToAddress, key, a.Limits.CodeCaps()})
		}
	}
	return all
}

// Unblock resets the limits of an account. Refused: MemberChanged, NothingBlocks.
func (a *Acts) Unblock(ctx context.Context, t *db.Tx, who Actor, d Deed) error {
	m, err := a.onOpenAccount(ctx, t, who, MayUnblock, d)
	if err != nil {
		return err
	}
	blocks, err := a.Blocks(ctx, t.Reader, m)
	if err != nil {
		return err
	}
	if len(blocks) == 0 {
		return refuse(NothingBlocks)
	}
	for _, l := range a.lifted(m) {
		if err := t.Forget(ctx, l.kind, l.subject); err != nil {
			return err
		}
	}
	if err := t.ForgetAbout(ctx, db.TemporaryFailures, m.IdentifierKey); err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.Unblocked.OK(m.IdentifierKey, events.Details{Note: d.Note}))
}
