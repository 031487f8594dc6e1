package demo

import (
	"strings"
	"testing"

	"sesame/account"
	"sesame/account/gauge"
	"sesame/account/keys"
	"sesame/db"
)

func TestEveryDemonstrationMemberIsWhatThePageSays(t *testing.T) {
	d := filled(t)
	if n := strings.Count(adherents, "\n") - 1; n != len(people) {
		t.Errorf("%d members in the file, %d on the page", n, len(people))
	}
	hasher := keys.NewHasher(2, len(people))
	for _, m := range people {
		t.Run(m.name, func(t *testing.T) {
			found, err := d.MemberByKey(t.Context(), d.Keys().IdentifierKey(m.id()))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(strings.ToLower(found.Profile.DisplayName()), strings.ToLower(m.name)) && found.Profile.Company != m.name {
				t.Errorf("the page calls %q who is %q", m.name, found.Profile.DisplayName())
			}
			if found.Category != m.category {
				t.Errorf("category %s", found.Category)
			}
			own := m.state == connected || m.state == halfway || m.state == forgotten
			if own {
				right, err := hasher.Verify(t.Context(), found.PasswordHash, sharedPassword)
				if err != nil || !right {
					t.Errorf("the password does not open: %v", err)
				}
				words := []string{m.identifier, found.Profile.LastName, found.Profile.FirstName, found.Profile.Company, found.Contacts[db.Email].Value}
				if v := gauge.Judge(sharedPassword, gauge.Personal{Words: words}); !v.Accepted {
					t.Errorf("the gauge refuses the password: %s", v.Advice)
				}
			} else if found.PasswordHash != "" {
				t.Error("has a password")
			}
			if (m.temporary != "") != (found.Temporary != nil) {
				t.Fatalf("temporary password %+v", found.Temporary)
			}
			if found.Temporary != nil {
				right, err := hasher.Verify(t.Context(), found.Temporary.Hash, m.temporary)
				if err != nil || !right || !account.IsTemporary(m.temporary) {
					t.Errorf("the temporary password does not open: %v", err)
				}
				if alive := found.Temporary.ExpiresAt.After(now); alive != (m.state != expired) {
					t.Errorf("expires at %v", found.Temporary.ExpiresAt)
				}
			}
			if found.Personalising() != (m.state == halfway) {
				t.Error("is not where the page says in the personalisation")
			}
			if m.vitale != "" && string(found.VitaleKey) != string(d.Keys().VitaleKey(found.Identifier(), account.NormaliseSerial(m.vitale))) {
				t.Error("the carte Vitale's number is not the file's")
			}
			for _, p := range m.payments {
				q, asked := account.QuestionFor(m.category)
				cents, err := account.ParseAmount(p.amount)
				if err != nil || !asked || q.Natures[0] != p.nature {
					t.Fatalf("%s %s: %v", p.nature, p.amount, err)
				}
				held, err := d.HasPayment(t.Context(), found.ID, p.nature, now.AddDate(0, -q.Months, 0), d.Keys().AmountKey(found.Identifier(), p.nature, cents))
				if err != nil || !held {
					t.Errorf("%s is not an answer: %v", p.amount, err)
				}
			}
		})
	}
}
