package member

import (
	"bytes"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/views"
)

// browsers lists the member's known browsers.
func (a *Pages) browsers(c echo.Context, m *db.Member) ([]views.BrowserRow, error) {
	known, err := a.DB.KnownBrowsers(c.Request().Context(), db.Account{Member: m.ID}, a.Now())
	if err != nil {
		return nil, err
	}
	this := a.Actor(c).Browser
	var rows []views.BrowserRow
	for _, b := range known {
		rows = append(rows, views.BrowserRow{ID: b.ID, Device: b.Device, Since: a.Moment(b.CreatedAt), Seen: a.Moment(b.SeenAt), Current: bytes.Equal(b.Key, this)})
	}
	return rows, nil
}

// forgetBrowser makes one of them a stranger's again.
func (a *Pages) forgetBrowser(c echo.Context) error {
	return a.onRow(c, "navigateur", a.Acts.ForgetBrowser)
}
