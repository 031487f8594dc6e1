package agent

import (
	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

func (a *Pages) showUnblock(c echo.Context, m *db.Member) error { return a.unblockScreen(c, m, nil) }

func (a *Pages) unblockScreen(c echo.Context, m *db.Member, refused error) error {
	d := views.DeskActData{Who: a.who(m)}
	blocks, err := a.blocks(c.Request().Context(), a.DB.Reader, m, a.Now())
	if err != nil {
		return err
	}
	for _, b := range blocks {
		d.Lines = append(d.Lines, b.label+" (jusqu'"+a.until(b.until)+")")
	}
	return a.actScreen(c, m, "deblocage", views.Screen{Data: d}, refused)
}

// submitUnblock forgets what the limits have counted of the account.
func (a *Pages) submitUnblock(c echo.Context, m *db.Member) error {
	reason, err := parseReason(c, m)
	if err != nil {
		return a.again(c, m, err, a.unblockScreen)
	}
	ctx := c.Request().Context()
	err = a.perform(c, m, reason, func(d deed) error {
		blocks, err := a.blocks(ctx, d.Reader, d.m, d.now)
		if err != nil {
			return err
		}
		if len(blocks) == 0 {
			return web.Refuse("", texts.NothingBlocked)
		}
		for _, l := range a.lifted(d.m) {
			if err := d.Forget(ctx, l.kind, l.subject); err != nil {
				return err
			}
		}
		if err := d.ForgetAbout(ctx, db.TemporaryFailures, d.m.IdentifierKey); err != nil {
			return err
		}
		return a.Audit(c, d.Tx, events.Unblocked.OK(d.m.IdentifierKey, events.Details{Note: d.reason}))
	})
	if err != nil {
		return a.again(c, m, err, a.unblockScreen)
	}
	return a.acted(c, m, "debloque")
}
