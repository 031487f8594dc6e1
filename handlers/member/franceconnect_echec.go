package member

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/labstack/echo/v4"
	"golang.org/x/oauth2"

	"sesame/handlers/web"
	"sesame/journey"
	"sesame/texts"
)

// States, in the query « etat », of a failed login by FranceConnect.
const (
	fcDenied  = "franceconnect-abandon"
	fcExpired = "franceconnect-fin"
	fcDown    = "franceconnect-panne"
	fcFault   = "franceconnect-erreur"
	fcUnknown = "franceconnect-inconnu"
	fcOther   = "franceconnect-autre"
	fcSubject = "franceconnect-compte"
)

// fcFailure is a failed login: state selects the message, class is logged, err may be nil.
type fcFailure struct {
	state string
	class string
	err   error
}

// franceConnectFailed redirects to a page with advice, and logs one line without personal data.
func (a *Pages) franceConnectFailed(c echo.Context, t *attempt, f *fcFailure) error {
	a.Log.LogAttrs(c.Request().Context(), slog.LevelWarn, "franceconnect", slog.String("reference", web.Reference(c.Request())),
		slog.String("class", f.class), slog.String("cause", cause(f.err)))
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

// cause is the loggable part of an error, without URL parameters or text from the provider.
func cause(err error) string {
	var (
		refused *oauth2.RetrieveError
		sending *url.Error
		status  statusError
		expired *oidc.TokenExpiredError
	)
	switch {
	case err == nil:
		return ""
	case errors.As(err, &refused):
		return fmt.Sprintf("status %d", refused.Response.StatusCode)
	case errors.As(err, &sending):
		return sending.Err.Error()
	case errors.As(err, &status):
		return status.Error()
	case errors.As(err, &expired):
		return "expired"
	}
	for _, known := range []error{errNonce, errLevel, errParty, errSubject, errNotFresh} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return "not accepted"
}

// franceConnectNotice is the message of a state; empty for any other.
func (a *Pages) franceConnectNotice(c echo.Context) string {
	var notice string
	switch c.QueryParam("etat") {
	case fcDenied:
		return texts.FranceConnectDenied
	case fcExpired:
		return texts.FranceConnectExpired
	case fcUnknown:
		return texts.FranceConnectUnknown(a.Caisse.Phone, a.Caisse.Hours)
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
	if r := c.QueryParam("reference"); isReference(r) {
		return texts.WithReference(notice, r)
	}
	return notice
}

// isReference recognises a reference made by observe, as opposed to text typed into a URL.
func isReference(s string) bool {
	for _, r := range s {
		if (r < 'A' || r > 'Z') && (r < '2' || r > '7') {
			return false
		}
	}
	return len(s) == 8
}
