package member

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/texts"
	"sesame/views"
)

func (a *Pages) showSpace(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	d := views.EspaceData{Name: v.Member.Profile.DisplayName()}
	notice := ""
	if c.QueryParam("etat") == "annulee" {
		notice = texts.DemandCancelled
	}
	if d.LastLogin, err = a.lastLogin(c.Request().Context(), v); err != nil {
		return err
	}
	if d.DemandSince, err = a.demandSince(c, v.Member); err != nil {
		return err
	}
	if d.LetterBack, err = a.letterBack(c.Request().Context(), v.Member); err != nil {
		return err
	}
	if d.Services, err = a.services(c.Request().Context()); err != nil {
		return err
	}
	if d.CallWords, err = a.Acts.WordsForMember(c.Request().Context(), a.DB.Reader, v.Member); err != nil {
		return err
	}
	if a.mayAddPasskey(v.Member) {
		if d.OffersPasskey, err = a.DB.OffersPasskey(c.Request().Context(), v.Member); err != nil {
			return err
		}
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "espace", Notice: notice, Data: d})
}

func (a *Pages) showAccount(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	d := views.CompteData{Name: v.Member.Profile.DisplayName(), Category: v.Member.Category, Address: v.Member.Profile.Address}
	if err := a.fillMandates(c.Request().Context(), v.Member, &d); err != nil {
		return err
	}
	if d.LetterBack, err = a.letterBack(c.Request().Context(), v.Member); err != nil {
		return err
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "compte", Data: d})
}

// letterBack returns the day on which a letter to the member's current address came back; empty for none.
func (a *Pages) letterBack(ctx context.Context, m *db.Member) (string, error) {
	at, err := a.DB.PostalTrouble(ctx, m)
	if err != nil || at.IsZero() {
		return "", err
	}
	return web.Day(at.In(a.Location)), nil
}
