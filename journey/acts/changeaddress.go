package acts

import (
	"context"

	"sesame/db"
	"sesame/journey"
	"sesame/journey/events"
)

// BeginAddress begins the change of the e-mail address of a member who has given the current password: a code goes to the
// new one.
func (a *Acts) BeginAddress(ctx context.Context, t *db.Tx, who Actor, m *db.Member, address string, former []byte) (*db.Flow, error) {
	f := &db.Flow{MemberID: m.ID, SubjectKey: m.IdentifierKey, ProvedAt: a.Now(), NewEmail: address}
	if err := a.BeginFlow(ctx, t, f, journey.Address.Name, former); err != nil {
		return nil, err
	}
	if err := a.sendCode(ctx, t, who, f, m, emailCode(m, address), Owners); err != nil {
		return nil, err
	}
	return f, save(ctx, t, f)
}

// ChangeAddress takes the code that went to the new address: from a right one on, the address counts. The transaction
// commits where refused is not nil: WrongCode, CodeClosed, TooManyCodes.
func (a *Acts) ChangeAddress(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member, code string) (refused *Refused, err error) {
	if refused, err = a.tryCode(ctx, t, who, f, code, Owners); err != nil || refused != nil {
		return refused, err
	}
	if err := a.verifyAddress(ctx, t, who, m, f.NewEmail); err != nil {
		return nil, err
	}
	finish(f, outcomeDone, a.Now())
	return nil, save(ctx, t, f)
}

// ResendOwn sends another code to an address that the member wants to verify. Refused: TooSoon.
func (a *Acts) ResendOwn(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member, address string) error {
	if err := a.mayResend(f); err != nil {
		return err
	}
	f.Blocked, f.NewEmail = "", address
	if err := stillOpen(ctx, t, who); err != nil {
		return err
	}
	if err := a.sendCode(ctx, t, who, f, m, emailCode(m, address), Owners); err != nil {
		return err
	}
	return save(ctx, t, f)
}

// verifyAddress puts a proven address in place. The former one is told, and the new one, when they differ.
func (a *Acts) verifyAddress(ctx context.Context, t *db.Tx, who Actor, m *db.Member, address string) error {
	former := m.Contacts[db.Email]
	contact := db.Contact{Value: address, Source: db.FromMember, VerifiedAt: a.Now()}
	if err := t.SetContact(ctx, m, db.Email, contact, a.Now()); err != nil {
		return err
	}
	var d events.Details
	if former.Value != address {
		d.Cause = events.Changed
	}
	if err := a.audit(ctx, t, who, events.EmailVerified.OK(m.IdentifierKey, d)); err != nil {
		return err
	}
	if former.Value == "" || former.Value == address {
		return nil
	}
	return a.tell(ctx, t, m, db.KindEmailChanged, former.Value, address)
}
