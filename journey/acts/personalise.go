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
	if err := t.CloseClients(ctx, m.ID, a.Now()); err != nil { // the session that goes on has opened some, too
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

// ConfirmContacts stores « Je confirme mes coordonnées ». Phone numbers take effect immediately; an unverified e-mail
// address takes effect once a code confirms it. If no code is needed, the personalisation ends and login is the opened
// session; otherwise login is 0.
func (a *Acts) ConfirmContacts(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member, numbers map[db.ContactKind]string, email string) (login int64, err error) {
	if err := stillOpen(ctx, t, who); err != nil {
		return 0, err
	}
	if err := a.ChangePhones(ctx, t, who, m, numbers); err != nil {
		return 0, err
	}
	if err := a.audit(ctx, t, who, events.ContactsConfirmed.OK(m.IdentifierKey, events.Details{})); err != nil {
		return 0, err
	}
	f.NewEmail, f.Blocked = "", ""
	if known := m.Contacts[db.Email]; account.SameEmail(email, known.Value) && !known.VerifiedAt.IsZero() {
		if err := t.StateContacts(ctx, m, "", a.Now()); err != nil {
			return 0, err
		}
		if login, err = a.endPersonalisation(ctx, t, who, f, m); err != nil {
			return 0, err
		}
		return login, save(ctx, t, f)
	}
	f.NewEmail = email // the code sent below verifies this address only
	if err := t.StateContacts(ctx, m, email, a.Now()); err != nil {
		return 0, err
	}
	if err := a.sendCode(ctx, t, who, f, m, emailCode(m, email)); err != nil {
		return 0, err
	}
	return 0, save(ctx, t, f)
}

// ConfirmAddress checks the code of the personalisation. A right code puts the address in place and ends the
// personalisation; login is the opened session. Commit the transaction even when refused is not nil: WrongCode,
// CodeClosed, CodeElsewhere, TooManyCodes.
func (a *Acts) ConfirmAddress(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, code string) (login int64, refused *Refused, err error) {
	if err := stillOpen(ctx, t, who); err != nil {
		return 0, nil, err
	}
	m, err := t.Member(ctx, f.MemberID)
	if err != nil {
		return 0, nil, err
	}
	if m.PendingEmail == "" || m.PendingEmail != f.NewEmail { // the address was corrected in another browser, so this code was sent elsewhere
		return 0, &Refused{Why: CodeElsewhere}, nil
	}
	if refused, err = a.tryCode(ctx, t, who, f, code); err != nil || refused != nil {
		return 0, refused, err
	}
	if err := a.verifyAddress(ctx, t, who, m, m.PendingEmail); err != nil {
		return 0, nil, err
	}
	if login, err = a.endPersonalisation(ctx, t, who, f, m); err != nil {
		return 0, nil, err
	}
	return login, nil, save(ctx, t, f)
}

// CorrectAddress returns to the contacts step and keeps the entered address.
func (a *Acts) CorrectAddress(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member) error {
	f.NewEmail = m.PendingEmail
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
func (a *Acts) endPersonalisation(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member) (login int64, err error) {
	now := a.Now()
	if err := t.EndPersonalisation(ctx, m.ID, now); err != nil {
		return 0, err
	}
	if err := t.CloseLogin(ctx, m.ID, who.Session, now); err != nil {
		return 0, err
	}
	if err := t.CloseLimited(ctx, m.ID, now); err != nil {
		return 0, err
	}
	if err := a.remember(ctx, t, who, accountOf(m)); err != nil {
		return 0, err
	}
	finish(f, outcomeDone, now)
	if err := a.audit(ctx, t, who, events.Login.OK(m.IdentifierKey, events.Details{Journey: f.Journey})); err != nil {
		return 0, err
	}
	return t.OpenLogin(ctx, m.ID, string(events.ByPassword), who.Device, now)
}

// ChangePhones stores changed phone numbers and notifies the member, at the former mobile too. A number that an agent has
// set and that the member leaves as it is becomes the member's own.
func (a *Acts) ChangePhones(ctx context.Context, t *db.Tx, who Actor, m *db.Member, numbers map[db.ContactKind]string) error {
	changed := false
	for kind, number := range numbers {
		known := m.Contacts[kind]
		if number == known.Value && known.Source == db.FromAgent {
			known.Source = db.FromMember
			if err := t.SetContact(ctx, m, kind, known, a.Now()); err != nil {
				return err
			}
		}
		if number == known.Value {
			continue
		}
		changed = true
		if err := t.SetContact(ctx, m, kind, db.Contact{Value: number, Source: db.FromMember}, a.Now()); err != nil {
			return err
		}
	}
	if !changed {
		return nil
	}
	if err := a.audit(ctx, t, who, events.PhonesChanged.OK(m.IdentifierKey, events.Details{})); err != nil {
		return err
	}
	var also []string
	if former := m.Contacts[db.Mobile].Value; numbers[db.Mobile] != former {
		also = []string{former, numbers[db.Mobile]}
	}
	return a.tell(ctx, t, m, db.KindPhoneChanged, also...)
}
