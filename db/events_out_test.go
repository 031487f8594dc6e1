package db_test

import (
	"context"
	"slices"
	"testing"

	"sesame/db"
	"sesame/journey/events"
)

// out lists the events that wait to be sent, and removes them.
func out(t *testing.T, d *db.DB) (types []string) {
	t.Helper()
	due, err := d.DueDeliveries(t.Context(), 0, noon, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range due {
		types = append(types, x.Event.Type)
		if err := d.Delivered(t.Context(), x.ID, noon); err != nil {
			t.Fatal(err)
		}
	}
	return types
}

func TestAnEventOfTheCatalogueGoesOutWhereEventsDo(t *testing.T) {
	d := openDB(t)
	members(t, d, rotatedFile)
	key := member(t, d, rotatedMember).IdentifierKey
	audits := func(all ...events.Event) {
		t.Helper()
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			for _, e := range all {
				if err := tx.Audit(ctx, e.By("system", nil), noon); err != nil {
					return err
				}
			}
			return nil
		})
	}
	audits(events.PasswordChanged.OK(key, events.Details{}))
	if got := out(t, d); len(got) != 0 {
		t.Errorf("%q where no event goes out", got)
	}
	if err := d.SendEvents(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	audits(events.PasswordChanged.OK(key, events.Details{}), events.Personalised.OK(key, events.Details{}), events.PasswordReset.OK(key, events.Details{}),
		events.EmailVerified.OK(key, events.Details{}), events.PhoneVerified.OK(key, events.Details{}), events.MessageBounced.Refused(key, events.Details{}),
		events.LetterReturned.OK(key, events.Details{}), events.MemberClosed.OK(key, events.Details{}),
		events.Login.OK(key, events.Details{}), events.MessageBounced.Refused(nil, events.Details{}), events.PasswordChanged.OK([]byte("nobody's account"), events.Details{}))
	want := []string{"member.password_changed", "member.password_changed", "member.password_changed", "member.email_verified", "member.phone_verified",
		"member.contact_bounced", "letter.returned", "member.closed"}
	if got := out(t, d); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if err := d.SendEvents(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	audits(events.PasswordChanged.OK(key, events.Details{}))
	if got := out(t, d); len(got) != 0 {
		t.Errorf("%q once no event goes out any more", got)
	}
}
