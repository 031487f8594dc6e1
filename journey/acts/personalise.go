package acts

import (
	"context"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// Personalise replaces the temporary password by the member's own and ends all other sessions.
func (a *Acts) Personalise(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member, hash string) error {
	if err := stillOpen(ctx, t, who); err != nil {
		return err
	}
	if m.Temporary == nil {
		return ErrStale
	}
	now := a.Now()
	done, err := t.Personalise(ctx, m.ID, m.Temporary.Hash, hash, now)
	if err != nil {
		return err
	}
	if !done {
		return ErrStale
	}
	if err := a.passwordReplaced(ctx, t, who, f, m); err != nil {
		return err
	}
	if err := a.audit(ctx, t, who, events.Personalised.OK(m.IdentifierKey, events.Details{})); err != nil {
		return err
	}
	f.ProvedAt = now
	return save(ctx, t, f)
}

// passwordReplaced ends the sessions and flows of the former password, and notifies the member.
func (a *Acts) passwordReplaced(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member) error {
	if err := t.CloseClients(ctx, m.ID, a.Now()); err != nil { // including those opened by the session that continues
		return err
	}
	if err := t.CloseLogins(ctx, m.ID, who.Session, a.Now()); err != nil {
		return err
	}
	if err := t.EndFlows(ctx, m.ID, f.ID, a.Now()); err != nil {
		return err
	}
	if err := t.ForgetBrowsers(ctx, accountOf(m), who.Browser); err != nil {
		return err
	}
	return a.tell(ctx, t, m, db.KindPasswordChanged)
}

// Finished is the session opened at the end of a personalisation; its Login is 0 while a code is still needed.
type Finished struct {
	Login  int64
	Phones *db.Flow // begun for a new mobile number, to which a code was sent; nil for none
}

// ConfirmContacts stores « Je confirme mes coordonnées ». An unverified e-mail address takes effect once a code
// confirms it, and so does a new mobile number, after the personalisation; the other numbers take effect immediately.
// If no code to an address is needed, the personalisation ends. A member who has no address may leave it empty.
func (a *Acts) ConfirmContacts(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member, numbers map[db.ContactKind]string, email string) (o Finished, err error) {
	if err := stillOpen(ctx, t, who); err != nil {
		return o, err
	}
	if m.PendingMobile, err = a.ChangePhones(ctx, t, who, m, numbers); err != nil {
		return o, err
	}
	if err := a.audit(ctx, t, who, events.ContactsConfirmed.OK(m.IdentifierKey, events.Details{})); err != nil {
		return o, err
	}
	f.NewContact, f.Blocked = "", ""
	if known := m.Contacts[db.Email]; email == "" || account.SameEmail(email, known.Value) && !known.VerifiedAt.IsZero() {
		if err := t.StateContacts(ctx, m, "", m.PendingMobile, a.Now()); err != nil {
			return o, err
		}
		if o, err = a.endPersonalisation(ctx, t, who, f, m); err != nil {
			return o, err
		}
		return o, save(ctx, t, f)
	}
	f.NewContact = email // the code sent below verifies this address only
	if err := t.StateContacts(ctx, m, email, m.PendingMobile, a.Now()); err != nil {
		return o, err
	}
	if err := a.sendCode(ctx, t, who, f, m, emailCode(m, email)); err != nil {
		return o, err
	}
	return o, save(ctx, t, f)
}

// ConfirmAddress checks the code of the personalisation. A right code stores the address and ends the personalisation.
// Commit the transaction even when refused is not nil: WrongCode, CodeClosed, CodeElsewhere, TooManyCodes.
func (a *Acts) ConfirmAddress(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, code string) (o Finished, refused *Refused, err error) {
	if err := stillOpen(ctx, t, who); err != nil {
		return o, nil, err
	}
	m, err := t.Member(ctx, f.MemberID)
	if err != nil {
		return o, nil, err
	}
	if m.PendingEmail == "" || m.PendingEmail != f.NewContact { // the address was corrected in another browser, so this code was sent elsewhere
		return o, &Refused{Why: CodeElsewhere}, nil
	}
	if refused, err = a.tryCode(ctx, t, who, f, code); err != nil || refused != nil {
		return o, refused, err
	}
	if err := a.verifyAddress(ctx, t, who, m, m.PendingEmail); err != nil {
		return o, nil, err
	}
	if o, err = a.endPersonalisation(ctx, t, who, f, m); err != nil {
		return o, nil, err
	}
	return o, nil, save(ctx, t, f)
}

// CorrectAddress returns to the contacts step and keeps the entered address.
func (a *Acts) CorrectAddress(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member) error {
	f.NewContact = m.PendingEmail
	if err := stillOpen(ctx, t, who); err != nil {
		return err
	}
	if err := t.ReopenContacts(ctx, m.ID, a.Now()); err != nil {
		return err
	}
	return save(ctx, t, f)
}

// endPersonalisation ends the personalisation, closes the sessions limited to it, in other browsers too, and opens a
// full session.
func (a *Acts) endPersonalisation(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member) (o Finished, err error) {
	now := a.Now()
	if err := t.EndPersonalisation(ctx, m.ID, now); err != nil {
		return o, err
	}
	if _, err := t.CloseLogin(ctx, m.ID, who.Session, now); err != nil {
		return o, err
	}
	if err := t.CloseLimited(ctx, m.ID, now); err != nil {
		return o, err
	}
	if err := a.remember(ctx, t, who, accountOf(m)); err != nil {
		return o, err
	}
	if m.PendingMobile != "" {
		if o.Phones, err = a.BeginPhones(ctx, t, who, m, m.PendingMobile, nil); err != nil {
			return o, err
		}
	}
	finish(f, outcomeDone, now)
	if err := a.audit(ctx, t, who, events.Login.OK(m.IdentifierKey, events.Details{Journey: f.Journey})); err != nil {
		return o, err
	}
	o.Login, err = t.OpenLogin(ctx, m.ID, string(events.ByPassword), who.Device, now)
	return o, err
}
