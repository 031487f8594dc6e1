package memberacts

import (
	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/journey/events"
)

// AskAtCounter requests a second agent's approval of a slip.
func (a *Pages) AskAtCounter(c echo.Context, m *db.Member) error {
	reason, err := desk.ParseNote(c, "motif_accord", m.Profile)
	if err == nil {
		err = a.OnMember(c, m, events.Grounds{Motive: events.MotiveCounter, Note: reason}, a.Acts.AskAtCounter)
	}
	if err != nil {
		return a.Again(c, m, err, a.counterScreen)
	}
	a.KeepRest(c, "motif_accord")
	return a.Redirect(c, desk.MemberURL(m.ID)+"/guichet?etat=accord")
}
