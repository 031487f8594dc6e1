package openid

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// StatusError is an unexpected HTTP status.
type StatusError int

func (s StatusError) Error() string { return fmt.Sprintf("status %d", int(s)) }

// read returns the body of a response, and its content type.
func (c *Client) read(request *http.Request) (body []byte, kind string, err error) {
	response, err := c.http.Do(request)
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close() //nolint:errcheck // read to its end, or abandoned
	if body, err = io.ReadAll(response.Body); err != nil {
		return nil, "", err
	}
	if response.StatusCode != http.StatusOK {
		return nil, "", StatusError(response.StatusCode)
	}
	return body, response.Header.Get("Content-Type"), nil
}

// passes says whether a status is temporary, so that a later request may succeed.
func passes(status int) bool {
	return status >= http.StatusInternalServerError || status == http.StatusTooManyRequests
}

// Unreachable says whether an error is a temporary failure of the provider or the network.
func Unreachable(err error) bool {
	var (
		sending *url.Error
		status  StatusError
	)
	return errors.As(err, &sending) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, errIncomplete) || errors.As(err, &status) && passes(int(status))
}

// CodeRefused says whether the provider has refused a code, as opposed to being unreachable.
func CodeRefused(err error) bool {
	var refused *oauth2.RetrieveError
	return errors.As(err, &refused) && !passes(refused.Response.StatusCode)
}

// Remedy says in French what an operator should do about an error; empty if nothing here or at the provider would help.
func Remedy(err error) string {
	var (
		refused *oauth2.RetrieveError
		sending *url.Error
		status  StatusError
		expired *oidc.TokenExpiredError
	)
	switch {
	case CodeRefused(err):
		return "vérifiez que l'identifiant client, son secret et l'adresse de retour sont ceux que le fournisseur a enregistrés"
	case errors.As(err, &refused), errors.As(err, &status), errors.Is(err, ErrPage):
		return "attendez, ou prévenez qui tient le fournisseur : il répond, mais pas ce qu'il faut"
	case errors.As(err, &sending), errors.Is(err, context.DeadlineExceeded):
		return "« sesame doctor » essaie la même adresse : vérifiez le réseau et le pare-feu, ou prévenez qui tient le fournisseur"
	case errors.As(err, &expired), errors.Is(err, ErrNotFresh):
		return "comparez l'heure de cet ordinateur et celle du fournisseur : « sesame doctor », ligne « horloge »"
	}
	return ""
}

// Cause returns the part of an error that may be logged, without URL parameters or text from the provider.
func Cause(err error) string {
	var (
		refused *oauth2.RetrieveError
		sending *url.Error
		status  StatusError
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
	for _, k := range []error{context.DeadlineExceeded, errNonce, errParty, ErrSubject, ErrLevel, ErrNotFresh, errIncomplete} {
		if errors.Is(err, k) {
			return k.Error()
		}
	}
	return "not accepted"
}

// RefusalClass returns what is logged of an error code in a response (OpenID Connect Core, section 3.1.2.6; RFC 6749,
// section 4.1.2.1): the code, if it is a known one.
func RefusalClass(code string) string {
	switch code {
	case Denied, "server_error", "temporarily_unavailable", "invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope",
		"interaction_required", "login_required", "account_selection_required", "consent_required", "invalid_client", "unmet_authentication_requirements":
		return code
	}
	return "unknown error"
}

// Denied is the error code for a person who cancelled at the provider.
const Denied = "access_denied"

// DownThere says whether an error code means that the provider is temporarily unavailable.
func DownThere(code string) bool { return code == "server_error" || code == "temporarily_unavailable" }
