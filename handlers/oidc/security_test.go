package oidc_test

import (
	"bytes"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"sesame/db"
	"sesame/handlers"
	"sesame/handlers/servicetest"
)

// established is a service with Marie's password, a portal, and a browser in which she is logged in.
func established(t *testing.T, change ...func(*handlers.Options)) (*servicetest.Service, *portal, *servicetest.Browser) {
	t.Helper()
	s := servicetest.NewLiveService(t, change...)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	b := s.Browser()
	b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	return s, newPortal(t, s), b
}

// TestNobodyElseAnswersARequest: a request that waits in one browser is not answered by a login in another, so that nobody
// enters a program as somebody else (login CSRF, RFC 9700, section 4.7).
func TestNobodyElseAnswersARequest(t *testing.T) {
	s, p, b := established(t)
	page := s.Browser().Open(p.sends()).At("/connexion", 200)
	way, _ := page.Doc.Find(`input[name="suite"]`).Attr("value")
	if way == "" {
		t.Fatal("nothing waits")
	}
	b.Get("/connexion/suite").At("/espace", 200)
	other := s.Browser()
	other.Get("/connexion")
	other.Post("/connexion", url.Values{"identifiant": {servicetest.Marie}, "mot_de_passe": {servicetest.First}, "suite": {way}}).At("/connexion/suite?ferme=1", http.StatusGone)
	other.Get("/connexion/suite").At("/espace", 200)
	if len(p.back) > 0 {
		t.Errorf("the portal was told %v", <-p.back)
	}
}

// TestACodeWithoutPKCEStaysSo: a verifier for a code that was requested without a challenge is refused, and a code with a
// challenge needs its verifier (PKCE downgrade, RFC 9700, section 4.8.2).
func TestACodeWithoutPKCEStaysSo(t *testing.T) {
	_, p, b := established(t)
	b.Open(without(p.sends(), "code_challenge", "code_challenge_method"))
	code := p.code()
	if _, err := p.config.Exchange(t.Context(), code, oauth2.VerifierOption(verifier)); refusal(err) != "invalid_grant" {
		t.Errorf("with a verifier: %v", err)
	}
	if _, err := p.config.Exchange(t.Context(), code); err != nil {
		t.Errorf("as it was asked for: %v", err)
	}
}

// TestSecretsHaveNoPlaceInAnAddress: neither a token nor a client's secret is accepted in an address (RFC 9700, section 4.3.2),
// and neither is written to the log.
func TestSecretsHaveNoPlaceInAnAddress(t *testing.T) {
	var (
		mu  sync.Mutex
		log bytes.Buffer
	)
	s, p, b := established(t, func(o *handlers.Options) { o.Log = slog.New(slog.NewTextHandler(locked{&mu, &log}, nil)) })
	b.Open(p.sends())
	code := p.code()
	inAddress := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {p.config.RedirectURL}, "code_verifier": {verifier},
		"client_id": {p.client.ClientID}, "client_secret": {portalSecret}}
	if page := s.Browser().Post("/oidc/token?"+inAddress.Encode(), nil); page.Status < 400 {
		t.Errorf("a code was exchanged by an address: %s", page.Raw)
	}
	wrong := p.config
	wrong.ClientSecret += "x"
	if _, err := wrong.Exchange(t.Context(), code, oauth2.VerifierOption(verifier)); err == nil {
		t.Error("a wrong secret serves")
	}
	_, _, token := p.reads(code)
	if page := s.Browser().Get("/oidc/userinfo?access_token=" + token.AccessToken); page.Status != http.StatusUnauthorized {
		t.Errorf("a token in an address: %d", page.Status)
	}
	mu.Lock()
	defer mu.Unlock()
	for _, secret := range []string{portalSecret, token.AccessToken, code, verifier, state} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

type locked struct {
	mu *sync.Mutex
	to *bytes.Buffer
}

func (l locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.to.Write(b)
}

// TestAParameterThatComesTwiceIsRefused: two programs that read it differently, such as a filter and this service, would
// disagree (RFC 6749, sections 3.1 and 3.2). A parameter without a value counts as omitted.
func TestAParameterThatComesTwiceIsRefused(t *testing.T) {
	s, p, b := established(t)
	for _, name := range []string{"client_id", "redirect_uri"} {
		for _, more := range []string{"x", url.QueryEscape(p.sent(name))} {
			for _, address := range []string{p.sends() + "&" + name + "=" + more, strings.Replace(p.sends(), "?", "?"+name+"="+more+"&", 1)} {
				if page := b.Open(address); page.Status != http.StatusBadRequest || len(p.back) > 0 {
					t.Errorf("%s: %d, %d told", address, page.Status, len(p.back))
				}
			}
		}
	}
	for _, name := range []string{"response_type", "scope", "state", "nonce", "code_challenge", "code_challenge_method"} {
		b.Open(strings.Replace(p.sends(), "?", "?"+name+"=x&", 1))
		if v := p.given(); v.Get("error") != "invalid_request" {
			t.Errorf("%s: %v", name, v)
		}
	}
	for _, more := range []string{"&prompt=none&prompt=login", "&max_age=0&max_age=600", "&request=a.b.c&request=", "&request_uri=&request_uri=https%3A%2F%2Fevil.example", "&id_token_hint=&id_token_hint=a"} {
		b.Open(p.sends() + more)
		if v := p.given(); v.Get("error") != "invalid_request" {
			t.Errorf("%s: %v", more, v)
		}
	}
	b.Open(p.sends() + "&max_age=&prompt=&id_token_hint=")
	code := p.code()

	// At the token endpoint, and with two ways of authentication (section 2.3).
	other := newPortal(t, s)
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {p.config.RedirectURL}, "code_verifier": {verifier}}
	exchange := func(header bool, change url.Values) *servicetest.Page {
		t.Helper()
		sent := maps.Clone(form)
		maps.Copy(sent, change)
		r, err := http.NewRequest(http.MethodPost, s.URL+"/oidc/token", strings.NewReader(sent.Encode()))
		must(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if header {
			r.SetBasicAuth(p.client.ClientID, url.QueryEscape(portalSecret))
		}
		return s.Browser().Do(r)
	}
	for name, change := range map[string]url.Values{
		"two codes":             {"code": {"x", code}},
		"two verifiers":         {"code_verifier": {"x", verifier}},
		"two addresses":         {"redirect_uri": {"x", p.config.RedirectURL}},
		"two grant types":       {"grant_type": {"authorization_code", "authorization_code"}},
		"a secret, too":         {"client_secret": {"x"}},
		"both, too":             {"client_id": {p.client.ClientID}, "client_secret": {portalSecret}},
		"another client's name": {"client_id": {other.client.ClientID}},
	} {
		if page := exchange(true, change); page.Status != http.StatusBadRequest || !strings.Contains(page.Raw, `"invalid_request"`) {
			t.Errorf("%s: %d: %s", name, page.Status, page.Raw)
		}
	}
	for _, grant := range []string{"refresh_token", "client_credentials", "password", "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:jwt-bearer", "é\""} {
		if page := exchange(true, url.Values{"grant_type": {grant}}); page.Status != http.StatusBadRequest || !strings.Contains(page.Raw, `{"error":"unsupported_grant_type","error_description":"grant_type must be authorization_code"}`) {
			t.Errorf("%s: %d: %s", grant, page.Status, page.Raw)
		}
	}
	if page := exchange(false, url.Values{"client_id": {other.client.ClientID, p.client.ClientID}, "client_secret": {portalSecret}}); page.Status != http.StatusBadRequest {
		t.Errorf("two clients: %d: %s", page.Status, page.Raw)
	}
	if page := exchange(true, url.Values{"client_id": {p.client.ClientID}}); page.Status != 200 {
		t.Errorf("its own name beside the header: %d: %s", page.Status, page.Raw)
	}
}

// TestThePagesOnTheWayAreNotFramed: a frame around the login or the logout could make somebody click something that they do not
// see.
func TestThePagesOnTheWayAreNotFramed(t *testing.T) {
	s, p, b := established(t)
	for _, page := range []*servicetest.Page{
		s.Browser().Open(p.sends()), b.Get("/deconnexion/service"), b.Get("/connexion/service"), b.Get("/connexion/suite"),
	} {
		if policy := page.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s: %s", page.Path, policy)
		}
	}
}

// TestAnswersAreNotKept: no cache stores codes and tokens, and no page sends its own address as the referrer.
func TestAnswersAreNotKept(t *testing.T) {
	s, p, b := established(t)
	b.Open(p.sends())
	_, _, token := p.reads(p.code())
	r, err := http.NewRequest(http.MethodGet, s.URL+"/oidc/userinfo", nil)
	must(t, err)
	r.Header.Set("Authorization", "Bearer "+token.AccessToken)
	if page := s.Browser().Do(r); page.Status != 200 || page.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d, %v", page.Status, page.Header)
	}
	b.Client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	page := b.Open(p.sends())
	if page.Status != http.StatusSeeOther || page.Header.Get("Cache-Control") != "no-store" || page.Header.Get("Referrer-Policy") != "same-origin" {
		t.Errorf("%d, %v", page.Status, page.Header) // 303, never 307: a form is not sent on (RFC 9700, section 4.12)
	}
}

// TestNoScriptReadsTheWayToTheLogin: scripts of other sites can read the addresses for programs, and none that a browser passes
// through (RFC 9700, section 2.6).
func TestNoScriptReadsTheWayToTheLogin(t *testing.T) {
	s, p, b := established(t)
	for address, read := range map[string]bool{p.sends(): false, p.sends() + "&client_id=x": false, s.URL + "/connexion/suite": false, s.URL + "/deconnexion/service": false, s.URL + "/oidc/keys": true, s.URL + "/oidc/userinfo": true} {
		r, err := http.NewRequest(http.MethodGet, address, nil)
		must(t, err)
		r.Header.Set("Origin", p.site.URL)
		b.Client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		if allowed := b.Do(r).Header.Get("Access-Control-Allow-Origin"); (allowed == "*") != read || !read && allowed != "" {
			t.Errorf("%s: %q", address, allowed)
		}
	}
}

// TestACodeEndsWithTheAccount: a code issued just before the file closed the account is invalid.
func TestACodeEndsWithTheAccount(t *testing.T) {
	s, p, b := established(t)
	b.Open(p.sends())
	code := p.code()
	s.ImportFiles("identifiant;categorie;nom;adresse6;fin\n"+servicetest.Marie+";particulier;Dupont;86000 POITIERS;01/11/2026\n", "identifiant;nature;date;montant\n")
	if _, err := p.config.Exchange(t.Context(), code, oauth2.VerifierOption(verifier)); refusal(err) != "invalid_grant" {
		t.Errorf("%v", err)
	}
}

// TestATokenIsItsClients: a client can ask only about its own tokens, and cannot revoke another client's.
func TestATokenIsItsClients(t *testing.T) {
	s, p, b := established(t)
	other := newPortal(t, s)
	b.Open(p.sends())
	_, _, token := p.reads(p.code())
	revoke := func(by *portal, secret string) {
		t.Helper()
		r, err := http.NewRequest(http.MethodPost, s.URL+"/oidc/revoke", strings.NewReader(url.Values{"token": {token.AccessToken}}.Encode()))
		must(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.SetBasicAuth(by.client.ClientID, url.QueryEscape(secret))
		if page := s.Browser().Do(r); page.Status != 200 {
			t.Errorf("%d: %s", page.Status, page.Raw)
		}
	}
	works := func() bool {
		_, err := p.provider.UserInfo(t.Context(), p.config.TokenSource(t.Context(), token))
		return err == nil
	}
	if revoke(other, portalSecret); !works() {
		t.Error("another client took the token back")
	}
	if revoke(p, portalSecret); works() {
		t.Error("a token taken back still works")
	}
}

// TestATokenEndsAfterTenMinutes although the login goes on.
func TestATokenEndsAfterTenMinutes(t *testing.T) {
	s, p, b := established(t)
	b.Open(p.sends())
	_, _, token := p.reads(p.code())
	s.Wait(10 * time.Minute)
	if _, err := p.provider.UserInfo(t.Context(), p.config.TokenSource(t.Context(), token)); err == nil {
		t.Error("it still works")
	}
}

// TestRefusalsDoNotFillTheLog: a stranger who keeps sending bad requests leaves a bounded number of rows.
func TestRefusalsDoNotFillTheLog(t *testing.T) {
	s, p, _ := established(t)
	b := s.Browser()
	for range 40 {
		b.Open(strings.Replace(p.sends(), p.client.ClientID, "inconnu", 1))
	}
	if n := s.AuditCount("service-opened", "refused"); n != 30 {
		t.Errorf("%d rows", n)
	}
}

// TestRequestsThatWaitAreBounded: a stranger who keeps requesting logins leaves a bounded number of rows; others are not
// hindered.
func TestRequestsThatWaitAreBounded(t *testing.T) {
	s := servicetest.NewService(t, func(o *handlers.Options) {
		o.TrustedProxies, o.ExemptSites = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, nil
	})
	p := newPortal(t, s)
	asks := func(from string) *servicetest.Page {
		return s.From(from).Get(strings.TrimPrefix(p.sends(), s.URL))
	}
	for range 100 {
		asks("192.0.2.7").At("/connexion", 200)
	}
	asks("192.0.2.7").RetryAfter(time.Hour).Says("Trop de demandes sont venues de chez vous")
	if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM authorizations`); n != 100 {
		t.Errorf("%d requests are kept", n)
	}
	asks("192.0.2.8").At("/connexion", 200)
	s.Wait(time.Hour)
	asks("192.0.2.7").At("/connexion", 200)
}

// TestAKeyRotationBetweenTwoLogins: members keep their sub, and tokens that were signed before are still accepted.
func TestAKeyRotationBetweenTwoLogins(t *testing.T) {
	s, p, b := established(t)
	b.Open(p.sends())
	before, _, token := p.reads(p.code())
	hint, _ := token.Extra("id_token").(string)
	s.Rotate()
	again := s.Browser()
	again.LogIn(servicetest.Marie, servicetest.First)
	again.Open(p.sends(oauth2.SetAuthURLParam("id_token_hint", hint)))
	after, _, _ := p.reads(p.code())
	if after.Subject != before.Subject {
		t.Errorf("%s is %s after the rotation", before.Subject, after.Subject)
	}
}

// TestAServiceThatWasRemoved: if the client was removed during the login, the login leads to a page that says so.
func TestAServiceThatWasRemoved(t *testing.T) {
	s, p, _ := established(t)
	b := s.Browser()
	page := b.Open(p.sends()).At("/connexion", 200)
	must(t, s.DB.InTx(t.Context(), func(tx *db.Tx) error {
		gone, err := tx.RemoveClient(t.Context(), p.client.ID)
		if !gone {
			err = errors.New("it was not there")
		}
		return err
	}))
	page.Press("Se connecter", servicetest.Fields{"identifiant": servicetest.Marie, "mot_de_passe": servicetest.First}).
		At("/connexion/suite?ferme=1", http.StatusGone).Says("Ce service n'est plus ouvert").Follow("Aller à Mon espace privé").At("/espace", 200)
}

// TestFranceConnectLeadsToThePortal: after any kind of login the member goes on to the program that requested it.
func TestFranceConnectLeadsToThePortal(t *testing.T) {
	s := servicetest.NewProvider(t, map[string]servicetest.Person{
		"marie": {GivenNames: "Marie Jeanne", FamilyName: "DUPONT", Gender: "female", BirthDate: "1985-07-31", BirthPlace: "86123", BirthCountry: "99100"},
	}).Service(t, nil)
	p := newPortal(t, s)
	b := s.Browser()
	b.Open(p.sends()).At("/connexion", 200)
	b.Get("/connexion/franceconnect").Choose("marie").Says("Portail /retour")
	if id, _, _ := p.reads(p.code()); id.ACR != "urn:sesame:franceconnect" {
		t.Errorf("%+v", id)
	}
	b.Open(p.sends(oauth2.SetAuthURLParam("acr_values", "urn:sesame:mot-de-passe"))).At("/connexion", 200).Says("Vous allez ouvrir")
	b.Open(p.sends()).Says("Portail /retour")
	_, _, token := p.reads(p.code())
	hint, _ := token.Extra("id_token").(string)

	// The portal's logout ends FranceConnect's session too, and then comes back to the portal.
	leaving := b.Open(s.URL + "/deconnexion/service?" + url.Values{"id_token_hint": {hint}, "post_logout_redirect_uri": {p.client.StartURL}, "state": {"fin"}}.Encode()).
		Says("Vous allez quitter aussi FranceConnect")
	_, outside, _ := strings.Cut(leaving.Header.Get("Refresh"), "url=")
	asked := b.Open(outside)
	action, form := asked.Form("Se déconnecter", nil)
	if page := b.Send(action, form); page.Path != "/?state=fin" {
		t.Errorf("came to %s", page.Path)
	}
}

// TestALoginByFranceConnectIsAsFreshAsTheClientAsks: FranceConnect logs a person in without a question if it knows them
// already, whatever the client has requested of this service.
func TestALoginByFranceConnectIsAsFreshAsTheClientAsks(t *testing.T) {
	fc := servicetest.NewProvider(t, map[string]servicetest.Person{
		"marie": {GivenNames: "Marie Jeanne", FamilyName: "DUPONT", Gender: "female", BirthDate: "1985-07-31", BirthPlace: "86123", BirthCountry: "99100"},
	})
	s := fc.Service(t, nil)
	p := newPortal(t, s)
	// known is a browser without a login here, whose owner FranceConnect knows.
	known := func() *servicetest.Browser {
		b := s.Browser()
		b.FranceConnect("marie").Press("Se déconnecter", nil)
		b.Get("/espace").At("/connexion", 200)
		return b
	}
	for name, asked := range map[string]oauth2.AuthCodeOption{"prompt": oauth2.SetAuthURLParam("prompt", "login"), "max_age": oauth2.SetAuthURLParam("max_age", "60")} {
		t.Run(name+" reaches FranceConnect", func(t *testing.T) {
			b := known()
			b.Open(p.sends(asked)).At("/connexion", 200)
			page := b.Get("/connexion/franceconnect").Says("Continuer")
			if fc.LastAsked().Get("prompt") != "login" {
				t.Errorf("asked %v", fc.LastAsked())
			}
			page.Choose("marie").Says("Portail /retour")
			p.reads(p.code())
		})
	}
	t.Run("who takes the question out of the address comes in nowhere", func(t *testing.T) {
		b := known()
		b.Open(p.sends(oauth2.SetAuthURLParam("prompt", "login"))).At("/connexion", 200)
		b.Get("/connexion/franceconnect").Says("Continuer")
		asked := fc.LastAsked()
		asked.Del("prompt")
		b.Open(fc.URL + "/authorize?" + asked.Encode()).Says("n'a pas abouti")
		b.Get("/espace").At("/connexion", 200)
	})
	t.Run("an answer to a question from before the client's is none to it", func(t *testing.T) {
		b := s.Browser()
		back := b.Get("/connexion/franceconnect").CatchReturn("marie")
		b.Open(p.sends(oauth2.SetAuthURLParam("prompt", "login"))).At("/connexion", 200)
		b.Get(back).Says("Continuer").Choose("marie").Says("Portail /retour")
		p.reads(p.code())
	})
}
