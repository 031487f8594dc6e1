package acts

import (
	"context"

	"sesame/account/gauge"
	"sesame/db"
)

// Personal returns a member's data that a password must not contain, because an attacker tries it first. m is nil for
// an unknown identifier.
func (a *Acts) Personal(m *db.Member) gauge.Personal {
	p := gauge.Personal{Words: []string{a.Caisse.Name}, Local: a.Words}
	if m == nil {
		return p
	}
	p.Names = []string{m.Profile.LastName, m.Profile.FirstName}
	p.Words = append(p.Words, m.Profile.Identifier, m.Profile.Company, m.Profile.BirthDate, m.Profile.BirthTown, m.PendingEmail)
	p.Words = append(p.Words, m.Profile.Address...)
	for _, contact := range m.Contacts {
		p.Words = append(p.Words, contact.Value)
	}
	return p
}

// HashChosen hashes a new password that the gauge has rated. current is the hash in place, if any. former is the
// password just entered for it, if any; a similar new password is refused too. Refused: WeakPassword, SamePassword,
// NearPassword.
func (a *Acts) HashChosen(ctx context.Context, chosen string, verdict gauge.Verdict, current, former string) (hash string, err error) {
	if !verdict.Accepted {
		return "", refuse(WeakPassword)
	}
	normal := gauge.NormalisePassword(chosen)
	if current != "" {
		same, err := a.Hasher.Verify(ctx, current, normal)
		if err != nil {
			return "", err
		}
		if same {
			return "", refuse(SamePassword)
		}
	}
	if gauge.TooNear(former, chosen) {
		return "", refuse(NearPassword)
	}
	return a.Hasher.Hash(ctx, normal)
}
