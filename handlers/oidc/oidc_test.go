package oidc_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	rp "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"sesame/db"
	"sesame/handlers"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

const portalSecret = "a secret that only the portal knows"

// portal is another program of the caisse, built with the client libraries that programs in Go use.
type portal struct {
	t        *testing.T
	s        *servicetest.Service
	site     *httptest.Server
	provider *rp.Provider
	config   oauth2.Config
	client   *db.Client
	back     chan url.Values // the parameters that its return address received
}

func newPortal(t *testing.T, s *servicetest.Service, change ...func(*db.Client)) *portal {
	t.Helper()
	p := &portal{t: t, s: s, back: make(chan url.Values, 100)}
	p.site = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/retour" {
			p.back <- r.URL.Query()
		}
		_, _ = w.Write([]byte("<body>Portail " + r.URL.Path))
	}))
	t.Cleanup(p.site.Close)
	p.client = &db.Client{ClientID: "portail" + strings.TrimPrefix(p.site.URL, "http://127.0.0.1:"), Name: "Portail " + p.site.URL, Scopes: []string{"openid", "profile", "email", "phone"}, Signature: "RS256",
		Redirects: []string{p.site.URL + "/retour"}, StartURL: p.site.URL + "/"}
	for _, f := range change {
		f(p.client)
	}
	must(t, s.DB.InTx(t.Context(), func(tx *db.Tx) error { return tx.AddClient(t.Context(), p.client, portalSecret, s.Now()) }))
	provider, err := rp.NewProvider(t.Context(), s.URL)
	must(t, err)
	p.provider = provider
	p.config = oauth2.Config{ClientID: p.client.ClientID, ClientSecret: portalSecret, Endpoint: provider.Endpoint(), RedirectURL: p.site.URL + "/retour", Scopes: p.client.Scopes}
	if p.client.Public {
		p.config.ClientSecret = ""
		p.config.Endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return p
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const (
	state    = "a state"
	nonce    = "a nonce"
	verifier = "a verifier of enough characters, as RFC 7636 wants: 43 at least"
)

// sends returns the address to which the portal redirects its visitors.
func (p *portal) sends(more ...oauth2.AuthCodeOption) string {
	return p.config.AuthCodeURL(state, append([]oauth2.AuthCodeOption{rp.Nonce(nonce), oauth2.S256ChallengeOption(verifier)}, more...)...)
}

// sent returns a parameter of that address.
func (p *portal) sent(name string) string {
	u, err := url.Parse(p.sends())
	must(p.t, err)
	return u.Query().Get(name)
}

// without removes a parameter from an address.
func without(address string, names ...string) string {
	u, _ := url.Parse(address)
	q := u.Query()
	for _, n := range names {
		q.Del(n)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// given returns the parameters that the browser has brought back.
func (p *portal) given() url.Values {
	p.t.Helper()
	select {
	case v := <-p.back:
		return v
	default:
		p.t.Fatal("nobody came back")
		return nil
	}
}

// fragment returns the part behind the # of the address to which the provider redirects a browser: it is not sent to the site.
func (p *portal) fragment(b *servicetest.Browser, more ...oauth2.AuthCodeOption) string {
	p.t.Helper()
	follow := b.Client.CheckRedirect
	b.Client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	defer func() { b.Client.CheckRedirect = follow }()
	site, fragment, _ := strings.Cut(b.Open(p.sends(more...)).Header.Get("Location"), "#")
	if site != p.config.RedirectURL {
		p.t.Errorf("led to %s", site)
	}
	return fragment
}

// code checks that the browser came back with a code, and returns it.
func (p *portal) code() string {
	p.t.Helper()
	v := p.given()
	if v.Get("error") != "" || v.Get("code") == "" || v.Get("state") != state || v.Get("iss") != p.s.URL {
		p.t.Fatalf("came back with %v", v)
	}
	return v.Get("code")
}

// claims are what the portal learns about the member who logged in.
type claims struct {
	Subject       string   `json:"sub"`
	SID           string   `json:"sid"`
	ACR           string   `json:"acr"`
	AMR           []string `json:"amr"`
	AuthTime      int64    `json:"auth_time"`
	Nonce         string   `json:"nonce"`
	AtHash        string   `json:"at_hash"`
	Name          string   `json:"name"`
	Email         string   `json:"email"`
	EmailVerified *bool    `json:"email_verified"`
	Phone         string   `json:"phone_number"`
	Gender        string   `json:"gender"`
	Identifiant   string   `json:"identifiant"`
	Categorie     string   `json:"categorie"`
}

// reads exchanges a code, verifies the ID token, and requests the user information.
func (p *portal) reads(code string) (id, info claims, token *oauth2.Token) {
	p.t.Helper()
	ctx := p.t.Context()
	token, err := p.config.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	must(p.t, err)
	raw, _ := token.Extra("id_token").(string)
	verified, err := p.provider.Verifier(&rp.Config{ClientID: p.client.ClientID}).Verify(ctx, raw)
	must(p.t, err)
	must(p.t, verified.VerifyAccessToken(token.AccessToken))
	must(p.t, verified.Claims(&id))
	details, err := p.provider.UserInfo(ctx, p.config.TokenSource(ctx, token))
	must(p.t, err)
	must(p.t, details.Claims(&info))
	if id.Nonce != nonce || id.SID == "" || info.Subject != id.Subject {
		p.t.Errorf("ID token %+v, details %+v", id, info)
	}
	return id, info, token
}

func TestALoginOpensThePortal(t *testing.T) {
	logIn := func(page *servicetest.Page) *servicetest.Page {
		return page.At("/connexion", 200).Press("Se connecter", servicetest.Fields{"identifiant": servicetest.Marie, "mot_de_passe": servicetest.First})
	}
	settled := func(t *testing.T, change ...func(*db.Client)) (*servicetest.Service, *portal) {
		s := servicetest.NewLiveService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		return s, newPortal(t, s, change...)
	}
	t.Run("by password", func(t *testing.T) {
		s, p := settled(t)
		b := s.Browser()
		page := b.Open(p.sends()).Says("Vous allez ouvrir : " + p.client.Name)
		if policy := page.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'self' "+p.site.URL+";") {
			t.Errorf("the form may not lead to the portal: %s", policy)
		}
		logIn(page).Says("Portail /retour")
		id, info, _ := p.reads(p.code())
		if id.ACR != "urn:sesame:mot-de-passe" || len(id.AMR) != 1 || id.AMR[0] != "pwd" || id.Name != "" || id.Email != "" {
			t.Errorf("ID token: %+v", id)
		}
		m := s.Member(servicetest.Marie)
		if info.Name != "Marie Dupont" || info.Gender != "female" || info.Email != m.Contacts[db.Email].Value || info.EmailVerified == nil || !*info.EmailVerified || info.Identifiant != "" {
			t.Errorf("details: %+v", info)
		}
		b.Get("/espace").At("/espace", 200)
	})
	t.Run("by passkey", func(t *testing.T) {
		s := servicetest.ByName(t, servicetest.NewLiveService)
		home := s.Browser()
		home.Establish(servicetest.Marie, servicetest.First)
		phone := servicetest.NewAuthenticator(t, s.URL)
		phone.Adds(home)
		p := newPortal(t, s)
		page := s.Browser().Open(p.sends()).PressPasskey()
		if policy := page.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'self' "+p.site.URL+";") {
			t.Errorf("the form may not lead to the portal: %s", policy)
		}
		page.Press("Se connecter", servicetest.Fields{"reponse": phone.Sign(page.Asked())}).Says("Portail /retour")
		if id, _, _ := p.reads(p.code()); id.ACR != "urn:sesame:cle-d-acces" || !slices.Equal(id.AMR, []string{"pop", "user"}) {
			t.Errorf("ID token: %+v", id)
		}
	})
	t.Run("by the way that the portal prefers, where the member has it", func(t *testing.T) {
		s := servicetest.ByName(t, servicetest.NewLiveService)
		b := s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		p := newPortal(t, s)
		preferred := oauth2.SetAuthURLParam("acr_values", "urn:sesame:cle-d-acces")
		b.Open(p.sends(preferred)).Says("Portail /retour")
		if id, _, _ := p.reads(p.code()); id.ACR != "urn:sesame:mot-de-passe" {
			t.Errorf("without a passkey: %+v", id)
		}
		servicetest.NewAuthenticator(t, s.URL).Adds(b)
		b.Open(p.sends(preferred, oauth2.SetAuthURLParam("prompt", "none"))).Says("Portail /retour")
		if id, _, _ := p.reads(p.code()); id.ACR != "urn:sesame:mot-de-passe" {
			t.Errorf("without a page: %+v", id)
		}
		b.Open(p.sends(preferred)).At("/connexion", 200).Says("Vous allez ouvrir")
	})
	t.Run("who is logged in is not asked, and keeps the same names", func(t *testing.T) {
		s, p := settled(t)
		b := s.Browser()
		logIn(b.Open(p.sends()))
		first, _, _ := p.reads(p.code())
		b.Open(p.sends()).Says("Portail /retour")
		second, _, _ := p.reads(p.code())
		if first.Subject != second.Subject || first.SID != second.SID || first.AuthTime != second.AuthTime {
			t.Errorf("%+v, then %+v", first, second)
		}
		other := newPortal(t, s)
		b.Open(other.sends())
		third, _, _ := other.reads(other.code())
		if third.Subject == first.Subject || third.SID == first.SID {
			t.Error("two programs can compare their members")
		}
	})
	t.Run("the way through a temporary password leads back, and opens nothing before its end", func(t *testing.T) {
		s, p := settled(t)
		b := s.Browser()
		page := b.Open(p.sends()).At("/connexion", 200).
			Press("Se connecter", servicetest.Fields{"identifiant": servicetest.Lucien, "mot_de_passe": s.Temporary(servicetest.Lucien)}).At("/personnalisation/mot-de-passe", 200)
		b.Open(p.sends()).At("/connexion", 200)
		b.Open(p.sends(oauth2.SetAuthURLParam("prompt", "none")))
		if v := p.given(); v.Get("error") != "interaction_required" || v.Get("state") != state || v.Get("iss") != s.URL {
			t.Errorf("silently: %v", v)
		}
		page = page.Press("Suivant", servicetest.Fields{"nouveau": servicetest.Second, "confirmation": servicetest.Second}).At("/personnalisation/coordonnees", 200)
		typed := servicetest.Fields{}
		if s.Member(servicetest.Lucien).Contacts[db.Email].Value == "" {
			typed["email"] = "lucien@poitou.example"
		}
		page = page.Press("Je confirme mes coordonnées", typed).
			Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindEmailCode).Secret}).At("/personnalisation/confirmation", 200).Says("Vous allez ouvrir : " + p.client.Name)
		page.Follow("Accéder à Mon espace privé").Says("Portail /retour")
		p.reads(p.code())
	})
	t.Run("a request waits for the end of the journey that its member has to finish first", func(t *testing.T) {
		s, p := settled(t)
		personalised := s.Browser()
		login := personalised.Open(p.sends())
		forgotten := s.Browser()
		forgotten.Open(p.sends())
		s.Wait(s.Limits.JourneyTTL - 10*time.Minute)
		page := login.Press("Se connecter", servicetest.Fields{"identifiant": servicetest.Lucien, "mot_de_passe": s.Temporary(servicetest.Lucien)}).At("/personnalisation/mot-de-passe", 200)
		oubli := forgotten.Get(servicetest.Oubli).Press("Suivant", servicetest.Fields{"identifiant": servicetest.Marie})
		s.Wait(14 * time.Minute)
		page = page.Press("Suivant", servicetest.Fields{"nouveau": servicetest.Second, "confirmation": servicetest.Second}).At("/personnalisation/coordonnees", 200)
		typed := servicetest.Fields{}
		if s.Member(servicetest.Lucien).Contacts[db.Email].Value == "" {
			typed["email"] = "lucien@poitou.example"
		}
		page.Press("Je confirme mes coordonnées", typed).Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindEmailCode).Secret}).
			Follow("Accéder à Mon espace privé").Says("Portail /retour")
		p.reads(p.code())

		s.Wait(s.Limits.JourneyTTL - 15*time.Minute)
		oubli.Follow("Avoir plus de temps (nouvel onglet)").Says("pour finir cette démarche")
		s.Wait(s.Limits.JourneyTTL - time.Minute)
		logIn(forgotten.Get("/connexion")).Says("Portail /retour")
		p.reads(p.code())

	})
	t.Run("a public client with PKCE", func(t *testing.T) {
		s, p := settled(t, func(c *db.Client) { c.Public, c.Signature = true, "ES256" })
		logIn(s.Browser().Open(p.sends()))
		p.reads(p.code())
	})
	t.Run("prompt=login asks again, and so does an old login", func(t *testing.T) {
		s, p := settled(t)
		b := s.Browser()
		logIn(b.Open(p.sends()))
		first, _, _ := p.reads(p.code())
		s.Wait(time.Second)
		logIn(b.Open(p.sends(oauth2.SetAuthURLParam("prompt", "login"))))
		second, _, _ := p.reads(p.code())
		if first.AuthTime == second.AuthTime || first.SID != second.SID {
			t.Errorf("%+v, then %+v: want another login under the same sid", first, second)
		}
		b.Open(p.sends(oauth2.SetAuthURLParam("max_age", "600")))
		p.reads(p.code())
		s.Wait(700 * time.Second)
		b.Open(p.sends(oauth2.SetAuthURLParam("max_age", "600"))).At("/connexion", 200)
		b.Open(p.sends(oauth2.SetAuthURLParam("max_age", "600"), oauth2.SetAuthURLParam("prompt", "none")))
		if v := p.given(); v.Get("error") != "login_required" {
			t.Errorf("silently: %v", v)
		}
	})
	t.Run("max_age=0 is prompt=login; a request may be posted", func(t *testing.T) {
		s, p := settled(t)
		b := s.Browser()
		logIn(b.Open(p.sends()))
		p.reads(p.code())
		b.Open(p.sends(oauth2.SetAuthURLParam("max_age", "0"))).At("/connexion", 200)
		u, err := url.Parse(p.sends(oauth2.SetAuthURLParam("prompt", "none")))
		must(t, err)
		b.Send(s.URL+u.Path, u.Query()).Says("Portail /retour")
		p.reads(p.code())
	})
	t.Run("login_hint stands in the form; nobody is logged in silently", func(t *testing.T) {
		s, p := settled(t)
		b := s.Browser()
		page := b.Open(p.sends(oauth2.SetAuthURLParam("login_hint", servicetest.Marie)))
		if typed, _ := page.Doc.Find(`input[name="identifiant"]`).Attr("value"); typed != servicetest.Marie {
			t.Errorf("the field holds %q", typed)
		}
		b.Open(p.sends(oauth2.SetAuthURLParam("prompt", "none")))
		if v := p.given(); v.Get("error") != "login_required" {
			t.Errorf("%v", v)
		}
	})
	t.Run("two programs in two tabs are each answered by their own form", func(t *testing.T) {
		s, p := settled(t)
		other := newPortal(t, s)
		b := s.Browser()
		mine, theirs := b.Open(p.sends()), b.Open(other.sends())
		logIn(mine).Says("Portail /retour")
		p.reads(p.code())
		logIn(theirs).Says("Portail /retour")
		other.reads(other.code())
	})
	t.Run("the identifier is for those who were given it", func(t *testing.T) {
		s, p := settled(t, func(c *db.Client) { c.Scopes = append(c.Scopes, "identifiant") })
		logIn(s.Browser().Open(p.sends()))
		_, info, _ := p.reads(p.code())
		if info.Identifiant != servicetest.Marie || info.Categorie != "particulier" {
			t.Errorf("%+v", info)
		}
		p2 := newPortal(t, s)
		p2.config.Scopes = append(p2.config.Scopes, "identifiant")
		logIn(s.Browser().Open(p2.sends()))
		if _, info, _ := p2.reads(p2.code()); info.Identifiant != "" {
			t.Errorf("%+v", info)
		}
	})
	t.Run("what is told is for those who were given it", func(t *testing.T) {
		s, p := settled(t, func(c *db.Client) { c.Scopes = []string{"openid"} })
		p.config.Scopes = []string{"openid", "profile", "email", "phone"}
		logIn(s.Browser().Open(p.sends()))
		if _, info, _ := p.reads(p.code()); info.Name != "" || info.Email != "" || info.Phone != "" {
			t.Errorf("%+v", info)
		}
	})
}

// refusal returns the standard's error for an exchange.
func refusal(err error) string {
	var answer *oauth2.RetrieveError
	if !errors.As(err, &answer) {
		return "none"
	}
	return answer.ErrorCode
}

func TestWhatAClientMayNotDo(t *testing.T) {
	s := servicetest.NewLiveService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	p := newPortal(t, s)
	b := s.Browser()
	b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	code := func() string {
		t.Helper()
		b.Open(p.sends())
		return p.code()
	}
	t.Run("an unknown client or address reads a page, and nothing leaves", func(t *testing.T) {
		for name, address := range map[string]string{
			"client":           strings.Replace(p.sends(), p.client.ClientID, "inconnu", 1),
			"address":          strings.Replace(p.sends(), "%2Fretour", "%2Fretour%2F", 1),
			"address of a kin": strings.Replace(p.sends(), "%2F127.0.0.1", "%2Flocalhost", 1),
			"no address":       without(p.sends(), "redirect_uri"),
			"no client":        without(p.sends(), "client_id"),
		} {
			page := b.Open(address)
			if page.Status != http.StatusBadRequest {
				t.Errorf("%s: %s (%d)", name, page.Path, page.Status)
			}
			page.Says("n'est plus ouvert", "Aller à Mon espace privé")
			if len(p.back) > 0 {
				t.Errorf("%s: the portal was told %v", name, <-p.back)
			}
			refusals := s.Audited("service-opened")
			if n := len(refusals); strings.Contains(name, "address") && (n == 0 || refusals[n-1].Cause != events.RedirectUnknown) {
				t.Errorf("%s: the audit log has %+v", name, refusals)
			}
		}
	})
	t.Run("other faults are told to the client, as the standard says", func(t *testing.T) {
		for address, want := range map[string]string{
			without(p.sends(), "code_challenge", "nonce"):                        "invalid_request",
			p.sends(oauth2.SetAuthURLParam("code_challenge_method", "plain")):    "invalid_request",
			p.sends(oauth2.SetAuthURLParam("code_challenge", "abc")):             "invalid_request",
			without(p.sends(), "code_challenge_method"):                          "invalid_request",
			p.sends(oauth2.SetAuthURLParam("response_type", "token")):            "unsupported_response_type",
			p.sends(oauth2.SetAuthURLParam("response_type", "toto")):             "unsupported_response_type",
			without(p.sends(), "response_type"):                                  "invalid_request",
			p.sends(oauth2.SetAuthURLParam("response_type", "code id_token")):    "unsupported_response_type",
			p.sends(oauth2.SetAuthURLParam("response_mode", "form_post")):        "invalid_request",
			p.sends(oauth2.SetAuthURLParam("scope", "profile")):                  "invalid_scope",
			p.sends(oauth2.SetAuthURLParam("prompt", "none login")):              "invalid_request",
			p.sends(oauth2.SetAuthURLParam("request", "a.b.c")):                  "request_not_supported",
			p.sends(oauth2.SetAuthURLParam("request_uri", "https://a.example/")): "request_uri_not_supported",
			p.sends(oauth2.SetAuthURLParam("registration", "{}")):                "registration_not_supported",
			p.sends(oauth2.SetAuthURLParam("id_token_hint", "a.b.c")):            "invalid_request",
			p.sends(oauth2.SetAuthURLParam("max_age", "-1")):                     "invalid_request",
			p.sends(oauth2.SetAuthURLParam("max_age", "dix")):                    "invalid_request",
			p.sends(oauth2.SetAuthURLParam("max_age", "99999999999999999999")):   "invalid_request",
			p.sends(oauth2.SetAuthURLParam("max_age", "4000000000")):             "invalid_request",
			p.sends() + "&max_age=10&max_age=dix":                                "invalid_request",
			p.sends(oauth2.SetAuthURLParam("state", strings.Repeat("s", 2000))):  "invalid_request",
		} {
			b.Open(address)
			if v := p.given(); v.Get("error") != want || v.Get("iss") != s.URL {
				t.Errorf("%s: %v, want %s", address, v, want)
			}
		}
	})
	t.Run("an error that is told in a fragment names its provider, too", func(t *testing.T) {
		for name, value := range map[string]string{"response_mode": "fragment", "response_type": "id_token"} {
			v, err := url.ParseQuery(p.fragment(b, oauth2.SetAuthURLParam(name, value)))
			if must(t, err); v.Get("error") == "" || v.Get("code") != "" || v.Get("state") != state || v.Get("iss") != s.URL {
				t.Errorf("%s: %v", name, v)
			}
		}
	})
	t.Run("a code serves once, and its second use takes back what the first gave", func(t *testing.T) {
		c := code()
		_, _, token := p.reads(c)
		if _, err := p.config.Exchange(t.Context(), c, oauth2.VerifierOption(verifier)); refusal(err) != "invalid_grant" {
			t.Errorf("again: %v", err)
		}
		if _, err := p.provider.UserInfo(t.Context(), p.config.TokenSource(t.Context(), token)); err == nil {
			t.Error("the token of a code used twice still works")
		}
	})
	t.Run("whichever client brings it the second time, and only then", func(t *testing.T) {
		other, c := newPortal(t, s), code()
		_, _, token := p.reads(c)
		for _, brought := range []struct {
			code string
			ends bool
		}{{"", false}, {strings.Repeat("A", len(c)), false}, {c, true}} {
			if _, err := other.config.Exchange(t.Context(), brought.code, oauth2.VerifierOption(verifier)); err == nil {
				t.Errorf("another client exchanges %q", brought.code)
			}
			if _, err := p.provider.UserInfo(t.Context(), p.config.TokenSource(t.Context(), token)); (err != nil) != brought.ends {
				t.Errorf("after %q from another client: %v", brought.code, err)
			}
		}
	})
	t.Run("of fifty exchanges at once one succeeds, and leaves no token that works", func(t *testing.T) {
		c, tokens := code(), make(chan *oauth2.Token, 50)
		var all []func()
		for range cap(tokens) {
			all = append(all, func() {
				if token, err := p.config.Exchange(t.Context(), c, oauth2.VerifierOption(verifier)); err == nil {
					tokens <- token
				} else if refusal(err) != "invalid_grant" {
					t.Errorf("refused with %v", err)
				}
			})
		}
		s.Together(all...)
		close(tokens)
		if len(tokens) != 1 {
			t.Errorf("%d exchanges succeed", len(tokens))
		}
		for token := range tokens {
			if _, err := p.provider.UserInfo(t.Context(), p.config.TokenSource(t.Context(), token)); err == nil {
				t.Error("the token of a code used fifty times still works")
			}
		}
	})
	t.Run("nobody else exchanges it", func(t *testing.T) {
		other := newPortal(t, s)
		c := code()
		if _, err := other.config.Exchange(t.Context(), c, oauth2.VerifierOption(verifier)); refusal(err) != "invalid_grant" {
			t.Errorf("another client: %v", err)
		}
		other.config.RedirectURL = p.config.RedirectURL
		if _, err := other.config.Exchange(t.Context(), c, oauth2.VerifierOption(verifier)); refusal(err) != "invalid_grant" {
			t.Errorf("another client that names the right address: %v", err)
		}
		for want, change := range map[string]func(*oauth2.Config) oauth2.AuthCodeOption{
			"invalid_client": func(o *oauth2.Config) oauth2.AuthCodeOption {
				o.ClientSecret = portalSecret + "x"
				return oauth2.VerifierOption(verifier)
			},
			"invalid_grant": func(*oauth2.Config) oauth2.AuthCodeOption { return oauth2.VerifierOption(verifier + "x") },
			"invalid_grant ": func(o *oauth2.Config) oauth2.AuthCodeOption {
				o.RedirectURL += "/"
				return oauth2.VerifierOption(verifier)
			},
		} {
			thief := p.config
			option := change(&thief)
			if _, err := thief.Exchange(t.Context(), c, option); refusal(err) != strings.TrimSpace(want) {
				t.Errorf("%s: %v", want, err)
			}
		}
		if _, err := p.config.Exchange(t.Context(), c); refusal(err) != "invalid_grant" {
			t.Errorf("without a verifier: %v", err)
		}
		p.reads(c)
	})
	t.Run("a minute later it is worth nothing", func(t *testing.T) {
		c := code()
		s.Wait(61 * time.Second)
		if _, err := p.config.Exchange(t.Context(), c, oauth2.VerifierOption(verifier)); refusal(err) != "invalid_grant" {
			t.Errorf("%v", err)
		}
		b.Get("/espace").At("/espace", 200)
	})
	t.Run("a public client without PKCE", func(t *testing.T) {
		public := newPortal(t, s, func(c *db.Client) { c.Public = true })
		b.Open(without(public.sends(), "code_challenge", "code_challenge_method"))
		if v := public.given(); v.Get("error") != "invalid_request" {
			t.Errorf("%v", v)
		}
	})
	t.Run("a logged-out member's token reads nothing", func(t *testing.T) {
		_, _, token := p.reads(code())
		b.Get("/espace").Press("Se déconnecter", nil)
		_, err := p.provider.UserInfo(t.Context(), p.config.TokenSource(t.Context(), token))
		if err == nil || !strings.Contains(err.Error(), "401") {
			t.Errorf("%v", err)
		}
	})
	if n := len(s.Audited("service-opened")); n == 0 {
		t.Error("nothing was noted")
	}
}

func TestLogoutFromAClient(t *testing.T) {
	opened := func(t *testing.T) (s *servicetest.Service, p *portal, b *servicetest.Browser, idToken string) {
		s = servicetest.NewLiveService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p = newPortal(t, s)
		b = s.Browser()
		b.LogIn(servicetest.Marie, servicetest.First)
		b.Open(p.sends())
		_, _, token := p.reads(p.code())
		idToken, _ = token.Extra("id_token").(string)
		return s, p, b, idToken
	}
	leave := func(s *servicetest.Service, more url.Values) string {
		return s.URL + "/deconnexion/service?" + more.Encode()
	}
	t.Run("with its ID token, at once, and back to it", func(t *testing.T) {
		s, p, b, idToken := opened(t)
		page := b.Open(leave(s, url.Values{"id_token_hint": {idToken}, "post_logout_redirect_uri": {p.client.StartURL}, "state": {"fin"}}))
		if page.Path != "/?state=fin" {
			t.Errorf("came to %s", page.Path)
		}
		b.Get("/espace").At("/connexion", 200)
	})
	t.Run("without it, after a question", func(t *testing.T) {
		s, p, b, _ := opened(t)
		page := b.Open(leave(s, url.Values{"client_id": {p.client.ClientID}, "post_logout_redirect_uri": {p.client.StartURL}})).Says("Voulez-vous vous déconnecter ?", p.client.Name)
		b.Get("/espace").At("/espace", 200)
		if page = page.Press("Oui, me déconnecter", nil); page.Path != "/" || !strings.Contains(page.Raw, "Portail /") {
			t.Errorf("came to %s", page.Path)
		}
		b.Get("/espace").At("/connexion", 200)
	})
	t.Run("another address is not followed", func(t *testing.T) {
		s, _, b, idToken := opened(t)
		b.Open(leave(s, url.Values{"id_token_hint": {idToken}, "post_logout_redirect_uri": {"https://evil.example/"}})).At("/connexion?etat=deconnecte", 200)
	})
	t.Run("a strange page logs out nobody", func(t *testing.T) {
		s, _, b, _ := opened(t)
		for _, q := range []url.Values{nil, {"id_token_hint": {"a.b.c"}}, {"client_id": {"inconnu"}, "post_logout_redirect_uri": {"https://evil.example/"}}} {
			b.Open(leave(s, q)).Says("Voulez-vous vous déconnecter ?", "Une page veut fermer")
		}
		r, err := http.NewRequest(http.MethodPost, leave(s, nil), nil)
		must(t, err)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		b.Do(r).Says("Voulez-vous vous déconnecter ?")
		b.Get("/espace").At("/espace", 200)
	})
}

func TestThePortalOfTheCaisse(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<body>Le portail")) }))
	t.Cleanup(site.Close)
	s := servicetest.NewLiveService(t, func(o *handlers.Options) { o.PortalURL, _ = url.Parse(site.URL + "/accueil") })
	s.Browser().Establish(servicetest.Marie, servicetest.First).Follow("Accéder à Mon espace privé").Says("Le portail")
	if page := s.Browser().LogIn(servicetest.Marie, servicetest.First).Says("Le portail"); page.Path != "/accueil" {
		t.Errorf("came to %s", page.Path)
	}
}

func TestTheProviderDescribesItself(t *testing.T) {
	s := servicetest.NewLiveService(t)
	b := s.Browser()
	page := b.Get("/.well-known/openid-configuration")
	var told map[string]any
	must(t, json.Unmarshal([]byte(page.Raw), &told))
	for name, want := range map[string]string{"issuer": s.URL, "end_session_endpoint": s.URL + "/deconnexion/service", "authorization_endpoint": s.URL + "/connexion/service"} {
		if told[name] != want {
			t.Errorf("%s is %v, want %s", name, told[name], want)
		}
	}
	if told := fmt.Sprint(told["acr_values_supported"]); told != "[urn:sesame:mot-de-passe urn:sesame:franceconnect urn:sesame:cle-d-acces]" {
		t.Errorf("ways of logging in: %s", told)
	}
	for _, name := range []string{"backchannel_logout_supported", "backchannel_logout_session_supported", "authorization_response_iss_parameter_supported"} {
		if told[name] != true {
			t.Errorf("%s is %v", name, told[name])
		}
	}
	if len(page.Sets()) > 0 {
		t.Error("a program was given a cookie")
	}
	asked, err := http.NewRequest(http.MethodOptions, s.URL+"/oidc/token", nil)
	must(t, err)
	for name, value := range map[string]string{"Origin": "https://app.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"} {
		asked.Header.Set(name, value)
	}
	if page := b.Do(asked); page.Status != http.StatusNoContent || page.Header.Get("Access-Control-Allow-Origin") != "*" || page.Header.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("a program in a browser is answered %d, %v", page.Status, page.Header)
	}
	keys := b.Get("/oidc/keys")
	if strings.Count(keys.Raw, `"kid"`) != 2 || strings.Contains(keys.Raw, `"d"`) {
		t.Errorf("keys: %s", keys.Raw)
	}
}

func TestFiftyAtOnce(t *testing.T) {
	s := servicetest.NewLiveService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	p := newPortal(t, s)
	b := s.Browser()
	b.LogIn(servicetest.Marie, servicetest.First)
	var visits []func()
	for range 50 {
		visits = append(visits, func() { b.Open(p.sends()) })
	}
	s.Together(visits...)
	codes := map[string]bool{}
	for range 50 {
		codes[p.code()] = true
	}
	if len(codes) != 50 {
		t.Errorf("%d codes", len(codes))
	}
	subjects := map[string]bool{}
	for c := range codes {
		id, _, _ := p.reads(c)
		subjects[id.Subject+id.SID] = true
	}
	if len(subjects) != 1 {
		t.Errorf("%d names of one login", len(subjects))
	}
}
