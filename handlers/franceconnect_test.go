package handlers_test

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/handlers"
)

var people = map[string]person{
	"marie":      {"Marie Jeanne", "DUPONT", "female", "1985-07-31", "86123", "99100"},
	"jeanne":     {"ANNE JEANNE LOUISE", "LEFEVRE D ALENCON", "female", "1990-02-14", "86194", "99100"},
	"lucie":      {"Anne Lucie", "LEFEVRE D ALENCON", "female", "1990-02-14", "86194", "99100"},
	"ahmed":      {"Ahmed", "BENALI", "male", "1971-03-01", "", "99351"},
	"paul":       {"Paul", "MARTIN", "male", "1965-05-09", "86194", "99100"},
	"simone":     {"Simone", "MORIN", "female", "1970-04-20", "86194", "99100"},
	"stranger":   {"Odile", "PERRIN", "female", "1985-07-31", "86123", "99100"},
	"other sex":  {"Marie", "DUPONT", "male", "1985-07-31", "86123", "99100"},
	"other town": {"Marie", "DUPONT", "female", "1985-07-31", "86194", "99100"},
	"other land": {"Ahmed", "BENALI", "male", "1971-03-01", "", "99352"},
	"no name":    {"", "DUPONT", "female", "1985-07-31", "86123", "99100"},
}

const unknownByFC = "/connexion?etat=franceconnect-inconnu"

func TestFranceConnect(t *testing.T) {
	fc := newProvider(t, people)
	t.Run("a particulier who never had a password comes straight into the private space", func(t *testing.T) {
		s := fc.service(t, nil)
		for name, greeting := range map[string]string{
			"marie": "Bonjour Mme Marie Dupont", "jeanne": "Bonjour Mme Anne-Jeanne Lefèvre-d'Alençon", "ahmed": "Bonjour M. Ahmed Benali",
		} {
			b := s.browser()
			b.franceConnect(name).at("/espace", 200).says(greeting)
			b.get("/espace/mon-compte/email-mot-de-passe").says("par FranceConnect", "Vous n'avez pas encore de mot de passe")
			b.get("/connexion").at("/espace", 200)
			b.get("/connexion/franceconnect").at("/espace", 200)
		}
	})
	t.Run("the request holds what FranceConnect documents, long and new each time", func(t *testing.T) {
		s := fc.service(t, nil)
		b := s.browser()
		b.get("/connexion/franceconnect")
		first := fc.lastAsked()
		if got := slices.Sorted(func(yield func(string) bool) {
			for name := range first {
				if !yield(name) {
					return
				}
			}
		}); !slices.Equal(got, []string{"acr_values", "client_id", "nonce", "redirect_uri", "response_type", "scope", "state"}) {
			t.Errorf("parameters %v", got)
		}
		if first.Get("acr_values") != "eidas1" || first.Get("response_type") != "code" || first.Get("redirect_uri") != s.url+"/connexion/franceconnect/retour" ||
			first.Get("scope") != "openid given_name family_name gender birthdate birthplace birthcountry" {
			t.Errorf("asked %v", first)
		}
		b.get("/connexion/franceconnect")
		for _, name := range []string{"state", "nonce"} {
			if second := fc.lastAsked(); len(first.Get(name)) < 32 || second.Get(name) == first.Get(name) {
				t.Errorf("%s: %q then %q", name, first.Get(name), second.Get(name))
			}
		}
	})
	t.Run("leaving for FranceConnect writes nothing, and its cookie is sealed, short and for us alone", func(t *testing.T) {
		s := fc.service(t, nil)
		before := s.rows()
		b := s.browser()
		b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		p := b.get("/connexion/franceconnect").at("/connexion/franceconnect", http.StatusSeeOther)
		if after := s.rows(); after != before {
			t.Errorf("rows %s, before %s", after, before)
		}
		cookie, err := http.ParseSetCookie(p.header.Get("Set-Cookie"))
		if err != nil || len(p.header.Values("Set-Cookie")) != 1 {
			t.Fatalf("cookies %q", p.header.Values("Set-Cookie"))
		}
		if cookie.Name != "sesame-franceconnect" || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.MaxAge != 600 {
			t.Errorf("cookie %s", cookie)
		}
		to, err := url.Parse(p.header.Get("Location"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"state", "nonce"} {
			if strings.Contains(cookie.Value, to.Query().Get(name)) {
				t.Errorf("the cookie shows the %s", name)
			}
		}
	})
	t.Run("under https the cookie is Secure and __Host-", func(t *testing.T) {
		s := newService(t, func(o *handlers.Options) {
			o.BaseURL = &url.URL{Scheme: "https", Host: "espace.example"}
			var err error
			if o.FranceConnect, err = handlers.NewFranceConnect(handlers.FranceConnectConfig{Issuer: fc.url, ClientID: fcClient, ClientSecret: fcSecret}); err != nil {
				t.Fatal(err)
			}
		})
		b := s.browser()
		b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		cookie, err := http.ParseSetCookie(b.get("/connexion/franceconnect").header.Get("Set-Cookie"))
		if err != nil || cookie.Name != "__Host-sesame-franceconnect" || !cookie.Secure || cookie.Domain != "" || cookie.Path != "/" {
			t.Errorf("cookie %v, %v", cookie, err)
		}
	})
	t.Run("with JavaScript htmx is told to leave the page", func(t *testing.T) {
		b := fc.service(t, nil).browser()
		b.header.Set("HX-Request", "true")
		p := b.get("/connexion/franceconnect").at("/connexion/franceconnect", 200)
		if !strings.HasPrefix(p.header.Get("HX-Redirect"), fc.url+"/authorize?") {
			t.Errorf("HX-Redirect %q", p.header.Get("HX-Redirect"))
		}
	})
	t.Run("nobody, several, a twin, no particulier, another sex, town, country: the same page says what to do", func(t *testing.T) {
		var log bytes.Buffer
		s := fc.service(t, &log)
		var same string
		for _, name := range []string{"stranger", "paul", "lucie", "simone", "other sex", "other town", "other land", "no name"} {
			b := s.browser()
			p := b.franceConnect(name).at(unknownByFC, 200).says("identifiant et votre mot de passe", "J'ai oublié mon mot de passe", s.caisse.Phone, s.caisse.Hours)
			if same == "" {
				same = p.raw
			}
			if p.raw != same {
				t.Errorf("another page for %s", name)
			}
			b.get("/espace").at("/connexion", 200)
		}
		for _, secret := range []string{"MARTIN", "Martin", "PERRIN", "1965", paulA, "sub="} {
			if strings.Contains(log.String(), secret) {
				t.Errorf("the log says %q:\n%s", secret, log.String())
			}
		}
		if got := strings.Count(log.String(), "msg=franceconnect reference="); got != 8 || !strings.Contains(log.String(), "class=matching") {
			t.Errorf("%d lines:\n%s", got, log.String())
		}
	})
	t.Run("a personalisation left half-way, or a temporary password that waits, does not stand in the way", func(t *testing.T) {
		s := fc.service(t, nil)
		s.temporary(marie)
		s.browser().franceConnect("marie").at("/espace", 200)
		s.browser().logIn(marie, s.temporary(marie)).press("Suivant", fields{"nouveau": first, "confirmation": first}).at("/personnalisation/coordonnees", 200)
		b := s.browser()
		b.franceConnect("marie").at("/espace", 200)
		b.get("/espace/mon-compte").at("/espace/mon-compte", 200)
		b.get("/personnalisation").at("/espace", 200)
		s.browser().logIn(marie, first).at("/personnalisation/coordonnees", 200)
	})
	t.Run("failed passwords stay counted: FranceConnect says nothing about who tries them", func(t *testing.T) {
		s := fc.service(t, nil)
		for range 5 {
			s.browser().logIn(marie, "faux").at("/connexion", 422)
		}
		s.browser().franceConnect("marie").at("/espace", 200)
		s.browser().logIn(marie, "faux").at("/connexion", http.StatusTooManyRequests)
	})
	t.Run("who refuses there comes back to a sentence", func(t *testing.T) {
		b := fc.service(t, nil).browser()
		b.get("/connexion/franceconnect").choose("").at("/connexion?etat=franceconnect-abandon", 200).says("Vous avez quitté FranceConnect avant la fin")
		b.get("/espace").at("/connexion", 200)
	})
	t.Run("a return counts once, in the browser that left, with its own state, within 10 minutes", func(t *testing.T) {
		s := fc.service(t, nil)
		const over = "/connexion?etat=franceconnect-fin"
		b, thief := s.browser(), s.browser()
		back := b.get("/connexion/franceconnect").catchReturn("marie")
		thief.get(back).at(over, 200).says("Recommencez")
		thief.get("/connexion/franceconnect")
		thief.get(back).at(over, 200)
		b.get(back).at("/espace", 200)
		b.get("/espace").press("Se déconnecter", nil)
		b.get(back).at(over, 200)

		b = s.browser()
		back = b.get("/connexion/franceconnect").catchReturn("marie")
		wrong := strings.Replace(back, "state=", "state=x", 1)
		b.get(wrong).at(over, 200)
		b.get(back).at(over, 200) // the try has spent the cookie

		b = s.browser()
		back = b.get("/connexion/franceconnect").catchReturn("marie")
		s.wait(10 * time.Minute)
		b.get(back).at(over, 200).says("10 minutes")
		b.get("/connexion/franceconnect/retour").at(over, 200)
		b.get("/espace").at("/connexion", 200)
	})
	t.Run("the error that comes back is sorted, and a made-up one says nothing of its own", func(t *testing.T) {
		for code, state := range map[string]string{
			"access_denied": "abandon", "server_error": "panne", "temporarily_unavailable": "panne", "invalid_scope": "erreur", "<b>appelez le 08": "erreur",
		} {
			b := fc.service(t, nil).browser()
			b.get("/connexion/franceconnect")
			p := b.get("/connexion/franceconnect/retour?" + url.Values{"error": {code}, "state": {fc.lastAsked().Get("state")}}.Encode())
			if got, _, _ := strings.Cut(p.path, "&"); got != "/connexion?etat=franceconnect-"+state || strings.Contains(p.raw, "appelez le 08") {
				t.Errorf("%s: %s", code, p.path)
			}
		}
	})
	t.Run("the service starts and runs while FranceConnect is down, asks again later, and comes back with it", func(t *testing.T) {
		fc.setDown("/")
		defer fc.setDown("")
		var log bytes.Buffer
		s := fc.service(t, &log)
		b := s.browser()
		p := b.get("/connexion/franceconnect").says("FranceConnect ne répond pas en ce moment", "donnez cette référence")
		reference := strings.TrimPrefix(p.path, "/connexion?etat=franceconnect-panne&reference=")
		if len(reference) != 8 || !strings.Contains(log.String(), "msg=franceconnect reference="+reference+" class=discovery") {
			t.Errorf("at %s, logged:\n%s", p.path, log.String())
		}
		calls := fc.countCalls()
		b.get("/connexion/franceconnect").says("FranceConnect ne répond pas")
		if fc.countCalls() != calls {
			t.Error("asked again at once")
		}
		fc.setDown("")
		b.get("/connexion/franceconnect").says("FranceConnect ne répond pas")
		s.wait(10 * time.Second)
		for _, path := range []string{"/token", "/userinfo"} {
			fc.setDown(path)
			away := s.browser()
			away.franceConnect("marie").says("FranceConnect ne répond pas en ce moment")
			away.get("/espace").at("/connexion", 200)
		}
		fc.setDown("")
		b.franceConnect("marie").at("/espace", 200)
		s.browser().logIn(lucien, "faux").at("/connexion", 422)
	})
}
