package acts

import (
	"context"

	"sesame/account"
	"sesame/db"
	"sesame/journey"
	"sesame/journey/events"
)

// ChangePhones stores changed phone numbers and notifies the member, also at the former mobile number. A new mobile number is
// returned instead of stored: the former one stays until BeginPhones and ChangeMobile have verified the new one, because one
// wrong digit would send passwords to a stranger. Without an SMS gateway it is stored, because nothing is sent to mobiles and
// nothing can be verified. A number that an agent has set and that the member leaves unchanged becomes the member's own.
func (a *Acts) ChangePhones(ctx context.Context, t *db.Tx, who Actor, m *db.Member, numbers map[db.ContactKind]string) (unproved string, err error) {
	changed := false
	former := m.Contacts[db.Mobile].Value
	for kind, number := range numbers {
		known := m.Contacts[kind]
		if number == known.Value && known.Source == db.FromAgent {
			known.Source = db.FromMember
			if err := t.SetContact(ctx, m, kind, known, a.Now()); err != nil {
				return "", err
			}
		}
		if number == known.Value {
			continue
		}
		if kind == db.Mobile && number != "" && a.SMS {
			unproved = number
			continue
		}
		changed = true
		if err := t.SetContact(ctx, m, kind, db.Contact{Value: number, Source: db.FromMember}, a.Now()); err != nil {
			return "", err
		}
	}
	if !changed {
		return unproved, nil
	}
	if err := a.audit(ctx, t, who, events.PhonesChanged.OK(m.IdentifierKey, events.Details{})); err != nil {
		return "", err
	}
	var also []string
	if unproved == "" && numbers[db.Mobile] != former {
		also = []string{former, numbers[db.Mobile]}
	}
	return unproved, a.tell(ctx, t, m, db.KindPhoneChanged, also...)
}

// BeginPhones sends a code to a new mobile number of a member who has proved their identity.
func (a *Acts) BeginPhones(ctx context.Context, t *db.Tx, who Actor, m *db.Member, number string, former []byte) (*db.Flow, error) {
	f := &db.Flow{MemberID: m.ID, SubjectKey: m.IdentifierKey, ProvedAt: a.Now(), NewContact: number}
	if err := a.BeginFlow(ctx, t, f, journey.Phones.Name, former); err != nil {
		return nil, err
	}
	f.Channel = account.SMS
	if err := a.sendCode(ctx, t, who, f, m, mobileCode(m, number)); err != nil {
		return nil, err
	}
	return f, save(ctx, t, f)
}

// ChangeMobile checks the code sent to the new number; a right code stores the number, and the former one is notified.
// Commit the transaction even when refused is not nil: WrongCode, CodeClosed, TooManyCodes.
func (a *Acts) ChangeMobile(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member, code string) (refused *Refused, err error) {
	if refused, err = a.tryCode(ctx, t, who, f, code); err != nil || refused != nil {
		return refused, err
	}
	former, now := m.Contacts[db.Mobile].Value, a.Now()
	if err := t.SetContact(ctx, m, db.Mobile, db.Contact{Value: f.NewContact, Source: db.FromMember, VerifiedAt: now}, now); err != nil {
		return nil, err
	}
	if err := a.audit(ctx, t, who, events.PhoneVerified.OK(m.IdentifierKey, events.Details{})); err != nil {
		return nil, err
	}
	if former != f.NewContact {
		if err := a.audit(ctx, t, who, events.PhonesChanged.OK(m.IdentifierKey, events.Details{})); err != nil {
			return nil, err
		}
		if err := a.tell(ctx, t, m, db.KindPhoneChanged, former, f.NewContact); err != nil {
			return nil, err
		}
	}
	finish(f, outcomeDone, now)
	return nil, save(ctx, t, f)
}
