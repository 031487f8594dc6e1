package demo

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
)

// bring takes a member who was just imported to where the demonstration wants them.
func (m member) bring(ctx context.Context, t *db.Tx, hashes map[string]string, now time.Time) error {
	if m.state == neverConnected {
		return nil
	}
	found, err := t.MemberByKey(ctx, t.Keys().IdentifierKey(m.id()))
	if err != nil {
		return err
	}
	const day = 24 * time.Hour
	limits := account.DefaultLimits()
	issue := func(password string, channel account.Channel, at time.Time, life time.Duration) error {
		return t.IssueTemporary(ctx, found.ID, db.Temporary{Hash: hashes[password], Channel: channel, IssuedAt: at, ExpiresAt: at.Add(life)})
	}
	switch m.state {
	case provisional:
		at := now.Add(-3 * day)
		err := t.QueueLetter(ctx, found.ID, db.LetterPayload{Name: found.Profile.DisplayName(), Secret: m.temporary,
			Request: account.NewRequestNumber(), At: at, Until: at.Add(limits.LetterTTL)})
		if err != nil {
			return err
		}
		return issue(m.temporary, account.Letter, at, limits.LetterTTL)
	case expired:
		return issue(m.temporary, account.Email, now.Add(-2*day), limits.TemporaryTTL)
	}
	if err := m.personalise(ctx, t, found, hashes[sharedPassword], now.Add(-30*day)); err != nil || m.state != forgotten {
		return err
	}
	return issue(m.temporary, account.Email, now.Add(-time.Hour), limits.TemporaryTTL)
}

// personalise is the personalisation at some instant, to its end unless the member stops halfway. The first temporary password is
// never to be typed: its place is taken by the hash of the member's own.
func (m member) personalise(ctx context.Context, t *db.Tx, found *db.Member, hash string, at time.Time) error {
	if err := t.IssueTemporary(ctx, found.ID, db.Temporary{Hash: hash, Channel: account.Letter, IssuedAt: at, ExpiresAt: at.Add(time.Hour)}); err != nil {
		return err
	}
	if _, err := t.Personalise(ctx, found.ID, hash, hash, at); err != nil || m.state == halfway {
		return err
	}
	if err := t.StateContacts(ctx, found, "", at); err != nil {
		return err
	}
	if err := t.VerifyContact(ctx, found.ID, db.Email, at); err != nil {
		return err
	}
	login, err := t.OpenLogin(ctx, found.ID, "password", "Firefox sur Windows", at.Add(24*time.Hour))
	if err != nil {
		return err
	}
	if err := t.CloseLogin(ctx, found.ID, login, at.Add(25*time.Hour)); err != nil {
		return err
	}
	return t.EndPersonalisation(ctx, found.ID, at)
}
