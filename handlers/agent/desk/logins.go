package desk

import (
	"context"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/views"
)

// LoginsOf lists the member's open sessions and last logins.
func (a *Common) LoginsOf(ctx context.Context, m *db.Member) (open []views.SessionRow, past []views.LoginRow, err error) {
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
