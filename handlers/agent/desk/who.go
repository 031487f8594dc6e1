package desk

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/views"
)

var categoryWords = map[account.Category]string{
	account.Particulier: "particulier", account.Exploitant: "exploitant", account.Entreprise: "entreprise",
	account.EmployeurJardinier: "employeur de jardinier", account.TiersCategory: "tiers",
}

// Who returns the header of every page about a member, with a masked identifier that still distinguishes homonyms.
func (a *Common) Who(m *db.Member) views.DeskWho {
	w := views.DeskWho{URL: MemberURL(m.ID), Name: m.Profile.DisplayName(), Category: categoryWords[m.Category],
		Identifier: m.Identifier().ForAgents(), Address: m.Profile.Address}
	if m.Profile.Company != "" && m.Profile.Company != w.Name {
		w.Name += " – " + m.Profile.Company
	}
	if born, err := time.Parse(time.DateOnly, m.Profile.BirthDate); err == nil {
		w.Born = "naissance le " + web.Day(born)
		if m.Profile.BirthTown != "" {
			w.Born += " à " + m.Profile.BirthTown
		}
	}
	return w
}

// MembersOf reads the members that the rows refer to, by ID. Members who do not exist are left out.
func MembersOf[T any](ctx context.Context, a *Common, rows []T, memberID func(T) int64) (map[int64]*db.Member, error) {
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = memberID(row)
	}
	return a.DB.Members(ctx, ids)
}
