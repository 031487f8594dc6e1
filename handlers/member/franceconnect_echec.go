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

// What a login by FranceConnect that leads nowhere asks the next page to say: the value of « etat ».
const (
	fcDenied  = "franceconnect-abandon"
	fcExpired = "franceconnect-fin"
	fcDown    = "franceconnect-panne"
	fcFault   = "franceconnect-erreur"
	fcUnknown = "franceconnect-inconnu"
	fcOther   = "franceconnect-autre"
)

// fcFailure is such a login: state chooses the sentence, class stands in the log, err may be nil.
type fcFailure struct {
	state string
	class string
	err   error
}

// franceConnectFailed leads to a page that says what to do, and writes one line that names nobody.
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

// cause is what the log may hold of an error: neither an address with its values, nor what the other side wrote.
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

// franceConnectNotice is the sentence of a state; empty for any other.
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

// isReference tells what observe gives from what somebody wrote into an address.
func isReference(s string) bool {
	for _, r := range s {
		if (r < 'A' || r > 'Z') && (r < '2' || r > '7') {
			return false
		}
	}
	return len(s) == 8
}
