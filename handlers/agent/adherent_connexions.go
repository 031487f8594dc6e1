package agent

import (
	"context"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/texts"
	"sesame/views"
)

// loginsOpen is how many past logins a member's page shows unfolded.
const loginsOpen = 3

func (a *Pages) fillLogins(ctx context.Context, m *db.Member, d *views.DeskMemberData) (err error) {
	if d.Sessions, d.Logins, err = a.LoginsOf(ctx, m); err != nil {
		return err
	}
	d.LoginsCounted = texts.Rows(len(d.Logins), web.LoginsShown, 0)
	n := min(len(d.Logins), loginsOpen)
	d.Logins, d.FormerLogins = d.Logins[:n], d.Logins[n:]
	return nil
}
