package agent

import (
	"bytes"
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/courier"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

func (a *Pages) showCounter(c echo.Context, m *db.Member) error { return a.counterScreen(c, m, nil) }

func (a *Pages) counterScreen(c echo.Context, m *db.Member, refused error) error {
	d := views.DeskActData{Who: a.who(m)}
	d.Lines = []string{texts.SlipLife(int(a.Limits.TemporaryTTL.Hours()))}
	return a.actScreen(c, m, "guichet", views.Screen{Data: d}, refused)
}

// submitCounter returns the slip, once: the password exists only on it.
func (a *Pages) submitCounter(c echo.Context, m *db.Member) error {
	reason, err := parseReason(c, m)
	var unseen error
	if c.FormValue("piece") != "oui" {
		unseen = web.Refuse("piece", texts.IdentityUnchecked)
	}
	if err := web.Together(unseen, err); err != nil {
		return a.again(c, m, err, a.counterScreen)
	}
	p, err := a.Acts.NewTemporary(c.Request().Context(), m.ID)
	if err != nil {
		return err
	}
	// Render the slip before the old password is revoked, so that a rendering error changes nothing.
	request, now := account.NewRequestNumber(), a.Now()
	var slip bytes.Buffer
	err = courier.Slip(&slip, a.Caisse, db.LetterPayload{Name: m.Profile.DisplayName(), Secret: p.Secret, Request: request, At: now, Until: now.Add(a.Limits.TemporaryTTL)}, a.Location)
	if err != nil {
		return err
	}
	err = a.onMember(c, m, reason, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) error {
		return a.Acts.ResetAtCounter(ctx, t, who, d, p, request)
	})
	if err != nil {
		return a.again(c, m, err, a.counterScreen)
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="mot-de-passe-temporaire.pdf"`)
	return c.Blob(http.StatusOK, "application/pdf", slip.Bytes())
}
