package acts

import (
	"context"
	"strings"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// CorrectContacts replaces a member's contacts. The new ones are unverified, and a reset by one agent alone is not
// possible with them until they are proved. Kinds missing from values are unchanged. Refused: MemberChanged,
// AccountClosed, MandateUnasked, TooWeaklyProved, NothingChanges.
func (a *Acts) CorrectContacts(ctx context.Context, t *db.Tx, who Actor, d Deed, values map[db.ContactKind]string) error {
	m, err := a.onAskedAccount(ctx, t, who, MayCorrect, d)
	if err != nil {
		return err
	}
	if err := a.require(ctx, t.Reader, who, m, ToCorrectContacts); err != nil {
		return err
	}
	changed, err := a.setContacts(ctx, t, who, m, values)
	if err != nil {
		return err
	}
	if len(changed) == 0 {
		return refuse(NothingChanges)
	}
	return a.audit(ctx, t, who, events.ContactsCorrected.OK(m.IdentifierKey, events.Details{Contacts: changed, Grounds: d.Grounds}))
}

// SettleDifference keeps the current contact or takes the file's. Refused: MemberChanged, also when the difference is
// already settled; AccountClosed.
func (a *Acts) SettleDifference(ctx context.Context, t *db.Tx, who Actor, d Deed, kind db.ContactKind, takeFile bool) error {
	m, err := a.onOpenAccount(ctx, t, who, MayCorrect, d)
	if err != nil {
		return err
	}
	x, err := Difference(ctx, t.Reader, m, kind)
	if notFound(err) {
		return refuse(MemberChanged)
	}
	if err != nil {
		return err
	}
	return a.settle(ctx, t, who, m, x, takeFile, d.Grounds)
}

func (a *Acts) settle(ctx context.Context, t *db.Tx, who Actor, m *db.Member, x db.Difference, takeFile bool, grounds events.Grounds) (err error) {
	taken := events.Kept
	if takeFile {
		taken = events.FromFile
		_, err = a.setContacts(ctx, t, who, m, map[db.ContactKind]string{x.Kind: x.Value})
	} else {
		err = t.DismissDifference(ctx, m.ID, x.Kind, a.Now())
	}
	if err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.DifferenceSettled.OK(m.IdentifierKey, events.Details{Contacts: []string{string(x.Kind)}, Cause: taken, Grounds: grounds}))
}

// Difference returns the value in the latest file that differs from the member's contact; db.ErrNotFound when there is
// none or it is settled.
func Difference(ctx context.Context, r db.Reader, m *db.Member, kind db.ContactKind) (db.Difference, error) {
	all, err := r.Differences(ctx, m)
	if err != nil {
		return db.Difference{}, err
	}
	for _, d := range all {
		if d.Kind == kind {
			return d, nil
		}
	}
	return db.Difference{}, db.ErrNotFound
}

// setContacts stores the values that differ, with the agent as source, notifies the member at the previous contacts,
// and returns the kinds that changed.
func (a *Acts) setContacts(ctx context.Context, t *db.Tx, who Actor, m *db.Member, values map[db.ContactKind]string) (changed []string, err error) {
	phones := false
	for _, kind := range contactKinds {
		value, given := values[kind]
		if !given || strings.EqualFold(value, m.Contacts[kind].Value) {
			continue
		}
		changed, phones = append(changed, string(kind)), phones || kind != db.Email
		if err := t.SetContact(ctx, m, kind, db.Contact{Value: value, Source: db.FromAgent}, a.Now()); err != nil {
			return nil, err
		}
	}
	if len(changed) == 0 {
		return nil, nil
	}
	if err := settleDifferences(ctx, t, m, values); err != nil {
		return nil, err
	}
	former := m.Contacts
	if email, given := values[db.Email]; given && !account.SameEmail(email, former[db.Email].Value) {
		if err := a.tell(ctx, t, m, db.KindEmailChanged, former[db.Email].Value); err != nil {
			return nil, err
		}
	}
	if phones {
		if err := a.tell(ctx, t, m, db.KindPhoneChanged, former[db.Mobile].Value); err != nil {
			return nil, err
		}
	}
	// A pending request concerns the previous contact and no longer applies.
	return changed, t.OvertakeApprovals(ctx, m.ID, who.login(), a.Now())
}

// settleDifferences deletes the recorded differences that the new values resolve.
func settleDifferences(ctx context.Context, t *db.Tx, m *db.Member, values map[db.ContactKind]string) error {
	differences, err := t.Differences(ctx, m)
	if err != nil {
		return err
	}
	for _, x := range differences {
		if strings.EqualFold(values[x.Kind], x.Value) {
			if err := t.DropDifference(ctx, m.ID, x.Kind); err != nil {
				return err
			}
		}
	}
	return nil
}
