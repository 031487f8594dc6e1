package agent

import (
	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/journey/events"
	"sesame/views"
)

func (a *Pages) showSessions(c echo.Context, m *db.Member) error { return a.sessionsScreen(c, m, nil) }

func (a *Pages) sessionsScreen(c echo.Context, m *db.Member, refused error) error {
	d := views.DeskActData{Who: a.who(m)}
	open, _, err := a.loginsOf(c.Request().Context(), m)
	if err != nil {
		return err
	}
	for _, s := range open {
		d.Lines = append(d.Lines, s.Device+", ouverte "+s.Since+", utilisée "+s.Seen)
	}
	return a.actScreen(c, m, "sessions", views.Screen{Data: d}, refused)
}

// submitSessions ends every session of the member.
func (a *Pages) submitSessions(c echo.Context, m *db.Member) error {
	ctx := c.Request().Context()
	reason, err := parseReason(c, m)
	if err == nil {
		err = a.perform(c, m, reason, func(d deed) error {
			if err := d.CloseLogins(ctx, d.m.ID, 0, d.now); err != nil {
				return err
			}
			return a.Audit(c, d.Tx, events.SessionsClosed.OK(d.m.IdentifierKey, events.Details{Note: d.reason}))
		})
	}
	if err != nil {
		return a.again(c, m, err, a.sessionsScreen)
	}
	return a.acted(c, m, "sessions")
}
