package member

import (
	"log/slog"
	"net/url"

	"github.com/labstack/echo/v4"

	"sesame/handlers/openid"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/texts"
)

// States of a failed login by FranceConnect, in the query « etat ».
const (
	fcDenied    = "franceconnect-abandon"
	fcExpired   = "franceconnect-fin"
	fcDown      = "franceconnect-panne"
	fcFault     = "franceconnect-erreur"
	fcUnknown   = "franceconnect-inconnu"
	fcOther     = "franceconnect-autre"
	fcSubject   = "franceconnect-compte"
	fcSuspended = "franceconnect-suspendu"
)

// fcFailure is a failed login: state selects the message, class is logged, err may be nil.
type fcFailure struct {
	state string
	class string
	err   error
}

// franceConnectFailed redirects to a page with advice, and logs one line without personal data.
func (a *Pages) franceConnectFailed(c echo.Context, t *openid.Attempt, f *fcFailure) error {
	a.Log.LogAttrs(c.Request().Context(), slog.LevelWarn, "franceconnect", slog.String("reference", web.Reference(c.Request())),
		slog.String("class", f.class), slog.String("cause", openid.Cause(f.err)), slog.String("remedy", openid.Remedy(f.err)))
	page := "/connexion"
	if t != nil && t.Login != 0 {
		page = journey.Change.Path
	}
	query := url.Values{"etat": {f.state}}
	if f.state == fcDown || f.state == fcFault {
		query.Set("reference", web.Reference(c.Request()))
	}
	return a.Redirect(c, page+"?"+query.Encode())
}

// franceConnectNotice returns the message of a state; empty for any other.
func (a *Pages) franceConnectNotice(c echo.Context) string {
	var notice string
	switch c.QueryParam("etat") {
	case fcDenied:
		return texts.FranceConnectDenied
	case fcExpired:
		return texts.FranceConnectExpired
	case fcUnknown:
		return texts.FranceConnectUnknown(a.Caisse.Phone, a.Caisse.Hours)
	case fcSuspended:
		return texts.AccountSuspended(a.Caisse.Phone, a.Caisse.Hours)
	case fcOther:
		return texts.FranceConnectOther
	case fcSubject:
		return texts.FranceConnectSubject(a.Caisse.Phone, a.Caisse.Hours)
	case fcDown:
		notice = texts.FranceConnectDown
	case fcFault:
		notice = texts.FranceConnectFault
	default:
		return ""
	}
	if r := c.QueryParam("reference"); web.IsReference(r) {
		return texts.WithReference(notice, r)
	}
	return notice
}
