package demo

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/handlers/web"
	"sesame/views"
)

// A stand-in for FranceConnect, where a visitor identifies themselves by choosing a person. It speaks the protocol of
// FranceConnect v2, to this service only.
const (
	FranceConnectPath   = "/demo/franceconnect"
	FranceConnectClient = "sesame-de-demonstration"

	fcAuthorizePath = FranceConnectPath + "/authorize"
	fcTokenLife     = time.Minute
)

// FranceConnectSecret is the client secret, random for each process.
var FranceConnectSecret = rand.Text()

// franceConnect holds the identities for which a code or an access token was issued.
type franceConnect struct {
	base *web.Base
	key  jose.JSONWebKey

	mu    sync.Mutex
	codes map[string]fcLogin // by code, then by access token
}

// fcLogin is a person who has identified themselves.
type fcLogin struct {
	member      member
	nonce       string
	redirectURI string
	at          time.Time
}

func newFranceConnect(base *web.Base) (*franceConnect, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	return &franceConnect{base: base, key: jose.JSONWebKey{Key: key, KeyID: "demonstration", Algorithm: string(jose.ES256), Use: "sig"}, codes: map[string]fcLogin{}}, err
}

func (f *franceConnect) routes(e *echo.Echo) {
	e.GET(FranceConnectPath+"/.well-known/openid-configuration", f.discovery)
	e.GET(FranceConnectPath+"/jwks", f.keys)
	e.GET(fcAuthorizePath, f.ask)
	e.POST(fcAuthorizePath, f.identify)
	e.POST(FranceConnectPath+"/token", f.token)
	e.GET(FranceConnectPath+"/userinfo", f.userinfo)
	e.GET(FranceConnectPath+"/session/end", f.end)
}

func (f *franceConnect) issuer() string { return f.base.BaseURL.JoinPath(FranceConnectPath).String() }

func (f *franceConnect) discovery(c echo.Context) error {
	at := func(path string) string { return f.issuer() + path }
	return c.JSON(http.StatusOK, map[string]any{
		"issuer": f.issuer(), "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"), "userinfo_endpoint": at("/userinfo"),
		"jwks_uri": at("/jwks"), "end_session_endpoint": at("/session/end"), "id_token_signing_alg_values_supported": []string{oidc.ES256},
	})
}

func (f *franceConnect) keys(c echo.Context) error {
	return c.JSON(http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{f.key.Public()}})
}

// ask shows the page on which a person is chosen.
func (f *franceConnect) ask(c echo.Context) error {
	d := views.DemoFranceConnectData{Action: fcAuthorizePath, State: c.QueryParam("state"), Nonce: c.QueryParam("nonce"), RedirectURI: c.QueryParam("redirect_uri")}
	for _, m := range people {
		if m.category == account.Particulier {
			d.People = append(d.People, views.DemoPerson{Identifier: m.identifier, Name: m.name})
		}
	}
	return f.base.Render(c, http.StatusOK, views.Screen{Template: "franceconnect", Data: d})
}

// identify redirects back with a code for the chosen person, or with an error if none was chosen.
func (f *franceConnect) identify(c echo.Context) error {
	back, err := url.Parse(c.FormValue("redirect_uri"))
	if err != nil || back.Host != f.base.BaseURL.Host {
		return echo.ErrBadRequest
	}
	answer := url.Values{"state": {c.FormValue("state")}}
	for _, m := range people {
		if m.identifier == c.FormValue("personne") {
			code := rand.Text()
			f.mu.Lock()
			f.codes[code] = fcLogin{m, c.FormValue("nonce"), back.String(), f.base.Now()}
			f.mu.Unlock()
			answer.Set("code", code)
		}
	}
	if answer.Get("code") == "" {
		answer.Set("error", "access_denied")
	}
	back.RawQuery = answer.Encode()
	return f.base.Redirect(c, back.RequestURI())
}

// take returns the login of a code or an access token, once.
func (f *franceConnect) take(code string) (fcLogin, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	l, known := f.codes[code]
	delete(f.codes, code)
	return l, known && f.base.Now().Sub(l.at) < fcTokenLife
}

func (f *franceConnect) token(c echo.Context) error {
	l, known := f.take(c.FormValue("code"))
	if !known || c.FormValue("client_id") != FranceConnectClient || c.FormValue("client_secret") != FranceConnectSecret || c.FormValue("redirect_uri") != l.redirectURI {
		return c.JSON(http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
	}
	signed, err := f.sign(l, map[string]any{"nonce": l.nonce, "acr": "eidas1", "auth_time": l.at.Unix()})
	if err != nil {
		return err
	}
	access := rand.Text()
	f.mu.Lock()
	f.codes[access] = l
	f.mu.Unlock()
	return c.JSON(http.StatusOK, map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": int(fcTokenLife.Seconds()), "id_token": signed})
}

// userinfo returns the « identité pivot », signed.
func (f *franceConnect) userinfo(c echo.Context) error {
	access, _ := strings.CutPrefix(c.Request().Header.Get("Authorization"), "Bearer ")
	l, known := f.take(access)
	if !known {
		return c.NoContent(http.StatusUnauthorized)
	}
	signed, err := f.sign(l, l.member.pivot())
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "application/jwt", []byte(signed))
}

// end only redirects back, because the stand-in keeps no session.
func (f *franceConnect) end(c echo.Context) error {
	back, err := url.Parse(c.QueryParam("post_logout_redirect_uri"))
	if err != nil || back.Host != f.base.BaseURL.Host {
		return echo.ErrBadRequest
	}
	return f.base.Redirect(c, back.RequestURI())
}

func (f *franceConnect) sign(l fcLogin, claims map[string]any) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: f.key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", err
	}
	now := f.base.Now()
	return jwt.Signed(signer).Claims(claims).Claims(jwt.Claims{Issuer: f.issuer(), Subject: base64.RawURLEncoding.EncodeToString([]byte(l.member.identifier)),
		Audience: jwt.Audience{FranceConnectClient}, IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(fcTokenLife))}).Serialize()
}

// pivot returns the claims that FranceConnect would send about the member: names and birth date from the file, sex
// and birth place from the identifier.
func (m member) pivot() map[string]any {
	gender := map[byte]string{'1': "male", '2': "female"}[m.identifier[0]]
	claims := map[string]any{"gender": gender, "birthplace": m.identifier[5:10], "birthcountry": "99100"}
	for line := range strings.Lines(adherents) {
		if f := strings.Split(line, ";"); f[0] == m.identifier {
			claims["family_name"], claims["given_name"] = f[3], f[4]
			if born, err := time.Parse(account.DayLayout, f[6]); err == nil {
				claims["birthdate"] = born.Format(time.DateOnly)
			}
		}
	}
	return claims
}
