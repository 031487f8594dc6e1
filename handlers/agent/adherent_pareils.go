package agent

import (
	"context"

	"sesame/db"
	"sesame/handlers/agent/avoir"
	"sesame/handlers/agent/desk"
	"sesame/views"
)

// fillAlike lists the accounts that share data with the member's.
func (a *Pages) fillAlike(ctx context.Context, m *db.Member, d *views.DeskMemberData) error {
	groups, err := a.DB.AlikeOf(ctx, m, a.Now())
	for _, g := range groups {
		row := views.TodoGroup{Same: avoir.Same[g.Sort], More: max(0, g.Count-1-len(g.Members))}
		for _, o := range g.Members {
			row.Members = append(row.Members, desk.TodoMember(o))
		}
		d.Alike = append(d.Alike, row)
	}
	return err
}
