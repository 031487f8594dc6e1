package memberacts

import (
	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/views"
)

// ShowUnblock shows the limits that block an account, and the form that lifts them.
func (a *Pages) ShowUnblock(c echo.Context, m *db.Member) error { return a.unblockScreen(c, m, nil) }

func (a *Pages) unblockScreen(c echo.Context, m *db.Member, refused error) error {
	d := views.DeskActData{Who: a.Who(m)}
	blocks, err := a.Acts.Blocks(c.Request().Context(), a.DB.Reader, m)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		if !b.Lifts {
			d.Strangers = true
			continue
		}
		d.Lines = append(d.Lines, BlockLabels[b.Of]+" (jusqu'"+a.Until(b.Until)+")")
	}
	return a.ActScreen(c, m, "deblocage", views.Screen{Data: d}, refused)
}

// SubmitUnblock resets the limits of the account.
func (a *Pages) SubmitUnblock(c echo.Context, m *db.Member) error {
	reason, err := desk.ParseGrounds(c, m.Profile)
	if err != nil {
		return a.Again(c, m, err, a.unblockScreen)
	}
	err = a.OnMember(c, m, reason, a.Acts.Unblock)
	if err != nil {
		return a.Again(c, m, err, a.unblockScreen)
	}
	return a.Acted(c, m, "debloque")
}
