package acts

import (
	"context"

	"sesame/account"
	"sesame/db"
	"sesame/journey"
	"sesame/journey/events"
)

// BeginAddress starts the change of a member's e-mail address after the current password was verified, and sends a code
// to the new address.
func (a *Acts) BeginAddress(ctx context.Context, t *db.Tx, who Actor, m *db.Member, address string, former []byte) (*db.Flow, error) {
	f := &db.Flow{MemberID: m.ID, SubjectKey: m.IdentifierKey, ProvedAt: a.Now(), NewContact: address}
	if err := a.BeginFlow(ctx, t, f, journey.Address.Name, former); err != nil {
		return nil, err
	}
	if err := a.sendCode(ctx, t, who, f, m, emailCode(m, address)); err != nil {
		return nil, err
	}
	return f, save(ctx, t, f)
}

// ChangeAddress checks the code sent to the new address; a right code puts the address in place. Commit the transaction
// even when refused is not nil: WrongCode, CodeClosed, TooManyCodes.
func (a *Acts) ChangeAddress(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member, code string) (refused *Refused, err error) {
	if refused, err = a.tryCode(ctx, t, who, f, code); err != nil || refused != nil {
		return refused, err
	}
	if err := a.verifyAddress(ctx, t, who, m, f.NewContact); err != nil {
		return nil, err
	}
	finish(f, outcomeDone, a.Now())
	return nil, save(ctx, t, f)
}

// ResendOwn sends another code to an address or number that the member is verifying. Refused: TooSoon.
func (a *Acts) ResendOwn(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member, contact string) error {
	if err := a.mayResend(ctx, t.Reader, f); err != nil {
		return err
	}
	f.Blocked, f.NewContact = "", contact
	if err := stillOpen(ctx, t, who); err != nil {
		return err
	}
	if err := a.forgive(ctx, t, f, codeChannel(f), tally{kind: db.OwnCodesSent, subject: f.SubjectKey}, tally{kind: db.OwnCodesToAddress, subject: t.Keys().DestinationKey(contact)}); err != nil {
		return err
	}
	msg := emailCode(m, contact)
	if codeChannel(f) == account.SMS {
		msg = mobileCode(m, contact)
	}
	if err := a.sendCode(ctx, t, who, f, m, msg); err != nil {
		return err
	}
	return save(ctx, t, f)
}

// verifyAddress stores a verified address and notifies the former and the new address when they differ.
func (a *Acts) verifyAddress(ctx context.Context, t *db.Tx, who Actor, m *db.Member, address string) error {
	former := m.Contacts[db.Email]
	contact := db.Contact{Value: address, Source: db.FromMember, VerifiedAt: a.Now()}
	if err := t.SetContact(ctx, m, db.Email, contact, a.Now()); err != nil {
		return err
	}
	var d events.Details
	if !account.SameEmail(former.Value, address) {
		d.Cause = events.Changed
	}
	if err := a.audit(ctx, t, who, events.EmailVerified.OK(m.IdentifierKey, d)); err != nil {
		return err
	}
	if former.Value == "" || account.SameEmail(former.Value, address) {
		return nil
	}
	return a.tell(ctx, t, m, db.KindEmailChanged, former.Value, address)
}
