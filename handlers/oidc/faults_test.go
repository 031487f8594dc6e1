package oidc_test

import (
	"bytes"
	"encoding/base64"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"golang.org/x/oauth2"

	"sesame/handlers"
)

// TestAFaultSaysNothingFromInside: a failing database is reported in the log with a reference, and to nobody outside.
func TestAFaultSaysNothingFromInside(t *testing.T) {
	var (
		mu  sync.Mutex
		log bytes.Buffer
	)
	s, p, b := established(t, func(o *handlers.Options) { o.Log = slog.New(slog.NewTextHandler(locked{&mu, &log}, nil)) })
	b.Open(p.sends())
	code := p.code()
	x := s.Saboteur()
	b.Get("/espace")
	outside := func(what, text string) {
		t.Helper()
		for _, inner := range []string{"sabotage", "constraint", "grant", "exchange a code"} {
			if strings.Contains(text, inner) {
				t.Errorf("%s says %q: %s", what, inner, text)
			}
		}
	}
	inside := func(what string) {
		t.Helper()
		mu.Lock()
		defer mu.Unlock()
		if !strings.Contains(log.String(), "sabotage") || !strings.Contains(log.String(), "reference=") {
			t.Errorf("%s: the log does not say why:\n%s", what, log.String())
		}
		log.Reset()
	}

	x.Do(`UPDATE fault SET writes = 1`)
	b.Open(p.sends())
	if v := p.given(); v.Get("error") != "server_error" || v.Get("state") != state {
		t.Errorf("the client is told %v", v)
	} else {
		outside("the address", v.Encode())
	}
	inside("the authorization")

	x.Do(`UPDATE fault SET writes = 1`)
	v, err := url.ParseQuery(p.fragment(b, oauth2.SetAuthURLParam("response_mode", "fragment")))
	must(t, err)
	if v.Get("error") != "server_error" || v.Get("state") != state {
		t.Errorf("the client is told %v", v)
	} else {
		outside("the fragment of the address", v.Encode())
	}
	inside("the authorization that is answered in a fragment")

	x.Do(`UPDATE fault SET writes = 1`)
	r, err := http.NewRequest(http.MethodPost, s.URL+"/oidc/token", strings.NewReader(url.Values{"grant_type": {"authorization_code"}, "code": {code},
		"redirect_uri": {p.config.RedirectURL}, "code_verifier": {verifier}}.Encode()))
	must(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(p.client.ClientID, url.QueryEscape(portalSecret))
	page := s.Browser().Do(r)
	if page.Status != http.StatusInternalServerError || !strings.Contains(page.Raw, `"server_error"`) {
		t.Errorf("%d: %s", page.Status, page.Raw)
	}
	outside("the answer", page.Raw)
	inside("the exchange")
	x.Do(`UPDATE fault SET writes = 0`)
	p.reads(code) // nothing has been used up

	x.Do(`UPDATE fault SET writes = 1`)
	_, err = p.config.Exchange(t.Context(), code, oauth2.VerifierOption(verifier))
	if refusal(err) != "server_error" {
		t.Errorf("a token that could not be taken back: %v", err)
	}
	inside("the second exchange")
}

// TestWhoIsNotAuthenticatedIsToldHow: the answer names the way to authenticate (RFC 6749, section 5.2, and RFC 6750, section
// 3).
func TestWhoIsNotAuthenticatedIsToldHow(t *testing.T) {
	s, p, _ := established(t)
	basic := func(name, secret string) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(name+":"+secret))
	}
	for name, ask := range map[string]struct{ header, form string }{
		"a wrong secret":              {basic(p.client.ClientID, "wrong"), ""},
		"a wrong secret in the form":  {"", "&client_secret=wrong&client_id=" + p.client.ClientID},
		"no secret":                   {"", "&client_id=" + p.client.ClientID},
		"an unknown client":           {basic("unknown", portalSecret), ""},
		"an unknown one in the form":  {"", "&client_id=unknown&client_secret=" + portalSecret},
		"nobody":                      {"", ""},
		"nobody by the header":        {basic("", ""), "&client_id=" + p.client.ClientID},
		"a header that is not base64": {"Basic !", ""},
		"a header without a colon":    {"Basic YWJj", ""},
		"a name that does not unfold": {basic("%zz", portalSecret), ""},
		"a secret that does not":      {basic(p.client.ClientID, "%zz"), ""},
		"another way":                 {"Bearer x", "&client_id=" + p.client.ClientID + "&client_secret=" + portalSecret},
	} {
		for _, path := range []string{"/oidc/token", "/oidc/revoke"} {
			r, err := http.NewRequest(http.MethodPost, s.URL+path, strings.NewReader("grant_type=authorization_code&code=x&redirect_uri=x&token=x"+ask.form))
			must(t, err)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if ask.header != "" {
				r.Header.Set("Authorization", ask.header)
			}
			page := s.Browser().Do(r)
			if page.Status != http.StatusUnauthorized || page.Header.Get("WWW-Authenticate") != `Basic realm="sesame"` || !strings.Contains(page.Raw, `"error":"invalid_client"`) {
				t.Errorf("%s, %s: %d, %v, %s", name, path, page.Status, page.Header, page.Raw)
			}
		}
	}
	if page := s.Browser().Get("/oidc/userinfo"); page.Status != http.StatusUnauthorized || !strings.HasPrefix(page.Header.Get("WWW-Authenticate"), "Bearer") {
		t.Errorf("without a token: %d, %v", page.Status, page.Header)
	}
}

// TestATokenIsSentInOneWay: a request that sends its token in two ways is refused (RFC 6750, sections 2 and 3.1).
func TestATokenIsSentInOneWay(t *testing.T) {
	s, p, b := established(t)
	b.Open(p.sends())
	_, _, token := p.reads(p.code())
	bearer, inForm := "Bearer "+token.AccessToken, "access_token="+token.AccessToken
	for name, ask := range map[string]struct {
		header, query, form string
		status              int
	}{
		"the header":             {bearer, "", "", http.StatusOK},
		"the form":               {"", "", inForm, http.StatusOK},
		"both":                   {bearer, "", inForm, http.StatusBadRequest},
		"both, one of them none": {bearer, "", "access_token=x", http.StatusBadRequest},
		"the form twice":         {"", "", inForm + "&" + inForm, http.StatusBadRequest},
		"the address, too":       {bearer, "?" + inForm, "", http.StatusBadRequest},
	} {
		r, err := http.NewRequest(http.MethodPost, s.URL+"/oidc/userinfo"+ask.query, strings.NewReader(ask.form))
		must(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if ask.header != "" {
			r.Header.Set("Authorization", ask.header)
		}
		page := s.Browser().Do(r)
		told := ask.status == http.StatusOK || strings.Contains(page.Raw, `"error":"invalid_request"`) && page.Header.Get("WWW-Authenticate") == `Bearer realm="sesame", error="invalid_request"`
		if page.Status != ask.status || !told {
			t.Errorf("%s: %d, %v, %s", name, page.Status, page.Header, page.Raw)
		}
	}
}

// TestAProgramReadsNoPage: errors before the protocol's code also have the protocol's form.
func TestAProgramReadsNoPage(t *testing.T) {
	s, _, _ := established(t)
	for name, ask := range map[string]struct {
		method, path, body string
		status             int
	}{
		"a wrong method":        {http.MethodGet, "/oidc/token", "", http.StatusMethodNotAllowed},
		"an unknown address":    {http.MethodGet, "/oidc/introspect", "", http.StatusNotFound},
		"a form that is none":   {http.MethodPost, "/oidc/token", "code=%zz", http.StatusBadRequest},
		"too long a form":       {http.MethodPost, "/oidc/token", "code=" + strings.Repeat("x", 70_000), http.StatusRequestEntityTooLarge},
		"a post of no document": {http.MethodPost, "/.well-known/openid-configuration", "", http.StatusMethodNotAllowed},
	} {
		r, err := http.NewRequest(ask.method, s.URL+ask.path, strings.NewReader(ask.body))
		must(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		page := s.Browser().Do(r)
		if page.Status != ask.status || page.Header.Get("Content-Type") != "application/json" || strings.TrimSpace(page.Raw) != `{"error":"invalid_request"}` {
			t.Errorf("%s: %d, %v, %s", name, page.Status, page.Header, page.Raw)
		}
	}
}

// TestWhatIsReadIsAskedForAlone: a monitor requests an address by HEAD (RFC 9110, section 9.1).
func TestWhatIsReadIsAskedForAlone(t *testing.T) {
	s, _, _ := established(t)
	for path, status := range map[string]int{"/.well-known/openid-configuration": http.StatusOK, "/oidc/keys": http.StatusOK, "/oidc/userinfo": http.StatusUnauthorized, "/oidc/token": http.StatusMethodNotAllowed} {
		r, err := http.NewRequest(http.MethodHead, s.URL+path, nil)
		must(t, err)
		if page := s.Browser().Do(r); page.Status != status || page.Raw != "" {
			t.Errorf("%s: %d, %s", path, page.Status, page.Raw)
		}
	}
}
