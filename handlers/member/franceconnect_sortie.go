package member

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
	"sesame/texts"
	"sesame/views"
)

// franceConnectLogout is where a session that FranceConnect opened must end too; empty for any other. It is asked
// before the session is destroyed. Where FranceConnect cannot be reached, the log-out is ours alone.
func (a *Pages) franceConnectLogout(c echo.Context) string {
	sealed := a.Sessions.GetBytes(c.Request().Context(), keyIDToken)
	if a.FranceConnect == nil || len(sealed) == 0 {
		return ""
	}
	idToken, err := a.DB.Keys().Open(idTokenColumn, nil, sealed)
	if err != nil {
		return ""
	}
	p, err := a.FranceConnect.provider(a.Now)
	if err != nil {
		return ""
	}
	end, err := url.Parse(p.logout)
	if err != nil {
		return ""
	}
	query := end.Query()
	query.Set("id_token_hint", string(idToken))
	query.Set("state", random())
	query.Set("post_logout_redirect_uri", a.BaseURL.JoinPath("/connexion").String()+"?etat=deconnecte")
	end.RawQuery = query.Encode()
	return end.String()
}

// leaveForFranceConnect answers « Se déconnecter » with a page that goes on to FranceConnect by itself: a form may not
// be redirected to another site (form-action 'self').
func (a *Pages) leaveForFranceConnect(c echo.Context, outside string) error {
	c.Set(web.KeyVisitor, nil) // the page must not name who has left
	a.Views.LeaveAfterForm(c.Response(), c.Request(), outside)
	return a.Render(c, http.StatusOK, views.Screen{
		Template: "connexion", Action: "/connexion", Notice: texts.FranceConnectLoggedOut,
		Data: views.ConnexionData{FranceConnect: true, InscriptionURL: a.InscriptionURL},
	})
}
