package memberacts

import (
	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/views"
)

// ShowSessions shows the open sessions, and the form that ends them.
func (a *Pages) ShowSessions(c echo.Context, m *db.Member) error { return a.sessionsScreen(c, m, nil) }

func (a *Pages) sessionsScreen(c echo.Context, m *db.Member, refused error) error {
	d := views.DeskActData{Who: a.Who(m)}
	open, _, err := a.LoginsOf(c.Request().Context(), m)
	if err != nil {
		return err
	}
	for _, s := range open {
		d.Lines = append(d.Lines, s.Device+", ouverte "+s.Since+", utilisée "+s.Seen)
	}
	return a.ActScreen(c, m, "sessions", views.Screen{Data: d}, refused)
}

// SubmitSessions ends all sessions of the member.
func (a *Pages) SubmitSessions(c echo.Context, m *db.Member) error {
	reason, err := desk.ParseGrounds(c, m.Profile)
	if err == nil {
		err = a.OnMember(c, m, reason, a.Acts.CloseSessions)
	}
	if err != nil {
		return a.Again(c, m, err, a.sessionsScreen)
	}
	return a.Acted(c, m, "sessions")
}
