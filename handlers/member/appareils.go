package member

import (
	"bytes"
	"context"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// devicesURL is the page that lists the member's open sessions, known browsers and passkeys.
const devicesURL = "/espace/mon-compte/appareils"

// devicesChanged maps the state in a redirect's query to the message on the page.
var devicesChanged = map[string]string{
	"session":    texts.SessionClosed,
	"autres":     texts.OthersClosed,
	"navigateur": texts.BrowserForgotten,

	"empreinte":         texts.MemberPasskeyAdded,
	"empreinte-retiree": texts.MemberPasskeyRemoved,
}

func (a *Pages) showDevices(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	var d views.DevicesData
	if d.Sessions, err = a.sessions(c.Request().Context(), v); err != nil {
		return err
	}
	if d.Browsers, err = a.browsers(c, v.Member); err != nil {
		return err
	}
	if d.Passkeys, err = a.passkeyRows(c.Request().Context(), v.Member); err != nil {
		return err
	}
	d.MayAddPasskey = a.mayAddPasskey(v.Member) && len(d.Passkeys) < db.MemberPasskeys
	return a.Render(c, 200, views.Screen{Template: "appareils", Notice: devicesChanged[c.QueryParam("etat")], Data: d})
}

// sessions lists the member's open sessions, the current one first. Others that look the same are numbered.
func (a *Pages) sessions(ctx context.Context, v *web.Visitor) ([]views.DeviceRow, error) {
	open, err := a.openLogins(ctx, v.Member)
	if err != nil {
		return nil, err
	}
	opened, err := a.opened(ctx, v.Member.ID)
	if err != nil {
		return nil, err
	}
	var this, others []views.DeviceRow
	alike := map[string]int{}
	for _, l := range open {
		row := views.DeviceRow{
			ID: l.ID, Device: texts.Device(l.Device), Since: a.When(l.OpenedAt), Seen: a.Ago(l.LastSeenAt), How: web.Ways[l.Method], Opened: opened[l.ID],
		}
		if l.ID == v.Login.ID {
			row.Current = true
			this = append(this, row)
			continue
		}
		alike[row.Device]++
		row.Number = alike[row.Device]
		others = append(others, row)
	}
	for i, row := range others {
		if alike[row.Device] == 1 {
			others[i].Number = 0
		}
	}
	return append(this, others...), nil
}

// openLogins reads the member's logins that are still open, newest first.
func (a *Pages) openLogins(ctx context.Context, m *db.Member) (open []db.Login, err error) {
	now := a.Now()
	logins, err := a.DB.OpenLogins(ctx, m.ID, now.Add(-a.Limits.SessionMax))
	for _, l := range logins {
		if l.Open(now, a.Limits.SessionIdle, a.Limits.SessionMax) {
			open = append(open, l)
		}
	}
	return open, err
}

// browsers lists the member's known browsers.
func (a *Pages) browsers(c echo.Context, m *db.Member) ([]views.BrowserRow, error) {
	known, err := a.DB.KnownBrowsers(c.Request().Context(), db.Account{Member: m.ID}, a.Now())
	if err != nil {
		return nil, err
	}
	this := a.Actor(c).Browser
	var rows []views.BrowserRow
	for _, b := range known {
		rows = append(rows, views.BrowserRow{
			ID: b.ID, Version: b.CreatedAt.Unix(), Device: texts.Device(b.Device), Since: a.When(b.CreatedAt), Seen: a.When(b.SeenAt), Current: bytes.Equal(b.Key, this),
		})
	}
	return rows, nil
}

// closeSession ends one of the member's sessions, possibly this one.
func (a *Pages) closeSession(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	if id, err := strconv.ParseInt(c.Param("id"), 10, 64); err == nil && id == v.Login.ID {
		return a.logOut(c)
	}
	return a.onRow(c, "session", a.Acts.CloseSession)
}

// closeOthers ends all of the member's sessions except this one.
func (a *Pages) closeOthers(c echo.Context) error {
	return a.onAccount(c, devicesURL+"?etat=autres", a.Acts.CloseOtherSessions)
}

// forgetBrowser removes one of the known browsers; attempts from it then count as a stranger's.
func (a *Pages) forgetBrowser(c echo.Context) error {
	since, err := strconv.ParseInt(c.FormValue("version"), 10, 64)
	if err != nil {
		return a.Redirect(c, devicesURL)
	}
	return a.onRow(c, "navigateur", func(ctx context.Context, t *db.Tx, who acts.Actor, m *db.Member, id int64) error {
		return a.Acts.ForgetBrowser(ctx, t, who, m, id, time.Unix(since, 0))
	})
}
