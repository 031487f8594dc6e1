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
	if d.Sessions, d.Logins, err = a.loginsOf(ctx, m); err != nil {
		return err
	}
	d.LoginsCounted = texts.Rows(len(d.Logins), web.LoginsShown, 0)
	n := min(len(d.Logins), loginsOpen)
	d.Logins, d.FormerLogins = d.Logins[:n], d.Logins[n:]
	return nil
}

// loginsOf lists the open sessions and the last logins.
func (a *Pages) loginsOf(ctx context.Context, m *db.Member) (open []views.SessionRow, past []views.LoginRow, err error) {
	logins, err := a.DB.Logins(ctx, m.ID, web.LoginsShown)
	if err != nil {
		return nil, nil, err
	}
	for _, l := range logins {
		past = append(past, views.LoginRow{When: a.Moment(l.OpenedAt), How: web.Ways[l.Method], Device: l.Device})
		if l.Open(a.Now(), a.Limits.SessionIdle, a.Limits.SessionMax) {
			open = append(open, views.SessionRow{ID: l.ID, Device: l.Device, Since: a.Moment(l.OpenedAt), Seen: a.Moment(l.LastSeenAt)})
		}
	}
	return open, past, nil
}
