package directory

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"sesame/handlers/openid"
)

// Departure is the URL that a browser is sent to, and the attempt that it keeps meanwhile.
type Departure struct {
	URL     string
	Attempt openid.Attempt
}

// Depart begins a login. fresh asks the directory to authenticate anew; otherwise its authentication may be as old as
// longest. PKCE and max_age are sent only to a directory that announces PKCE, because ProConnect rejects undocumented
// parameters.
func (d *Directory) Depart(redirect string, fresh bool, longest time.Duration, now func() time.Time) (Departure, error) {
	p, err := d.client.Provider(now)
	if err != nil {
		return Departure{}, err
	}
	t := openid.Attempt{State: openid.Random(), Nonce: openid.Random(), Begun: now().Unix(), Fresh: fresh}
	more := []oauth2.AuthCodeOption{oidc.Nonce(t.Nonce)}
	if p.ProvesCode() {
		t.Verifier = oauth2.GenerateVerifier()
		more = append(more, oauth2.S256ChallengeOption(t.Verifier), oauth2.SetAuthURLParam("max_age", strconv.Itoa(int(longest/time.Second))))
	}
	if fresh {
		more = append(more, oauth2.SetAuthURLParam("prompt", "login"))
	}
	if len(d.Levels) > 0 {
		more = append(more, oauth2.SetAuthURLParam("acr_values", strings.Join(d.Levels, " ")))
		if p.TakesClaims { // ProConnect sends amr only on request
			more = append(more, oauth2.SetAuthURLParam("claims", `{"id_token":{"amr":null}}`))
		}
	}
	if d.Hint != "" {
		more = append(more, oauth2.SetAuthURLParam("idp_hint", d.Hint))
	}
	return Departure{d.oauth(p, redirect).AuthCodeURL(t.State, more...), t}, nil
}

// oauth configures the authorization code flow.
func (d *Directory) oauth(p *openid.Provider, redirect string) *oauth2.Config {
	endpoint := p.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if slices.Contains(p.SecretBy, "client_secret_post") {
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return &oauth2.Config{ClientID: d.ClientID, ClientSecret: d.ClientSecret, Endpoint: endpoint, RedirectURL: redirect,
		Scopes: append([]string{oidc.ScopeOpenID}, d.Scopes...)}
}

// LogoutURL returns the URL at which the directory's session must end, too; empty if it offers none. An error means that the
// directory does not answer.
func (d *Directory) LogoutURL(idToken, back string, now func() time.Time) (string, error) {
	p, err := d.client.Answering(now)
	if err != nil {
		return "", err
	}
	return p.LogoutURL(idToken, back, url.Values{"client_id": {d.ClientID}}), nil
}
