package agent

import (
	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/views"
)

func (a *Pages) showSuspension(c echo.Context, m *db.Member) error {
	return a.suspensionScreen(c, m, nil)
}

func (a *Pages) suspensionScreen(c echo.Context, m *db.Member, refused error) error {
	return a.actScreen(c, m, "suspension", views.Screen{Data: views.DeskActData{Who: a.who(m)}}, refused)
}

// submitSuspension suspends the member's access.
func (a *Pages) submitSuspension(c echo.Context, m *db.Member) error {
	reason, err := noted(c, m)
	if err == nil {
		err = a.onMember(c, m, reason, a.Acts.Suspend)
	}
	if err != nil {
		return a.again(c, m, err, a.suspensionScreen)
	}
	return a.acted(c, m, "suspendu")
}

func (a *Pages) showResumption(c echo.Context, m *db.Member) error {
	return a.resumptionScreen(c, m, nil)
}

func (a *Pages) resumptionScreen(c echo.Context, m *db.Member, refused error) error {
	return a.actScreen(c, m, "retablissement", views.Screen{Data: views.DeskActData{Who: a.who(m)}}, refused)
}

// submitResumption ends a suspension.
func (a *Pages) submitResumption(c echo.Context, m *db.Member) error {
	reason, err := noted(c, m)
	if err == nil {
		err = a.onMember(c, m, reason, a.Acts.Resume)
	}
	if err != nil {
		return a.again(c, m, err, a.resumptionScreen)
	}
	return a.acted(c, m, "retabli")
}
