package oidc_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"golang.org/x/oauth2"

	"sesame/handlers"
)

// TestAFaultSaysNothingFromInside: a database that fails is told to the log with a reference, and to nobody outside.
func TestAFaultSaysNothingFromInside(t *testing.T) {
	var (
		mu  sync.Mutex
		log bytes.Buffer
	)
	s, p, b := established(t, func(o *handlers.Options) { o.Log = slog.New(slog.NewTextHandler(locked{&mu, &log}, nil)) })
	b.Follow(p.sends())
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
	b.Follow(p.sends())
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
	p.reads(code) // nothing was spent

	x.Do(`UPDATE fault SET writes = 1`)
	_, err = p.config.Exchange(t.Context(), code, oauth2.VerifierOption(verifier))
	if refusal(err) != "server_error" {
		t.Errorf("a token that could not be taken back: %v", err)
	}
	inside("the second exchange")
}

// TestWhoIsNotAuthenticatedIsToldHow: RFC 6749, section 5.2, and RFC 6750, section 3.
func TestWhoIsNotAuthenticatedIsToldHow(t *testing.T) {
	s, p, _ := established(t)
	r, err := http.NewRequest(http.MethodPost, s.URL+"/oidc/token", strings.NewReader("grant_type=authorization_code&code=x&redirect_uri=x"))
	must(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(p.client.ClientID, "wrong")
	if page := s.Browser().Do(r); page.Status != http.StatusUnauthorized || !strings.HasPrefix(page.Header.Get("WWW-Authenticate"), "Basic") {
		t.Errorf("%d, %v", page.Status, page.Header)
	}
	if page := s.Browser().Get("/oidc/userinfo"); page.Status != http.StatusUnauthorized || !strings.HasPrefix(page.Header.Get("WWW-Authenticate"), "Bearer") {
		t.Errorf("without a token: %d, %v", page.Status, page.Header)
	}
}
