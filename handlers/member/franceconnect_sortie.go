package member

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"sesame/handlers/openid"
	"sesame/handlers/web"
	"sesame/views"
)

// franceConnectLogout returns the URL at which a session opened by FranceConnect must also end; empty without its
// sealed ID token. If FranceConnect is unreachable, only our session ends, and stays is true: the one at FranceConnect
// may be open.
func (a *Pages) franceConnectLogout(sealed []byte) (outside string, stays bool) {
	if a.FranceConnect == nil || len(sealed) == 0 {
		return "", false
	}
	idToken, err := a.DB.Keys().Open(idTokenColumn, nil, sealed)
	if err != nil {
		return "", false
	}
	p, err := a.FranceConnect.Answering(a.Now)
	if err != nil {
		return "", true
	}
	return p.LogoutURL(string(idToken), a.BaseURL.JoinPath("/connexion").String()+"?etat=deconnecte", url.Values{"state": {openid.Random()}}), false
}

// leaveForFranceConnect responds to a form with a page that continues to FranceConnect by itself, because form-action
// 'self' forbids redirecting a form to another site.
func (a *Pages) leaveForFranceConnect(c echo.Context, outside, notice string) error {
	c.Set(web.KeyVisitor, nil) // the page must not show the logged-out member
	a.Views.LeaveAfterForm(c.Response(), c.Request(), outside)
	return a.Render(c, http.StatusOK, views.Screen{
		Template: "connexion", Action: "/connexion", Notice: notice,
		Data: views.ConnexionData{FranceConnect: true, InscriptionURL: a.InscriptionURL},
	})
}
