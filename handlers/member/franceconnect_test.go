package member_test

import (
	"sesame/handlers"

	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/handlers/member"
	"sesame/handlers/servicetest"
)

var people = map[string]servicetest.Person{
	"marie":                  {GivenNames: "Marie Jeanne", FamilyName: "DUPONT", Gender: "female", BirthDate: "1985-07-31", BirthPlace: "86123", BirthCountry: "99100"},
	"jeanne":                 {GivenNames: "ANNE JEANNE LOUISE", FamilyName: "LEFEVRE D ALENCON", Gender: "female", BirthDate: "1990-02-14", BirthPlace: "86194", BirthCountry: "99100"},
	"lucie":                  {GivenNames: "Anne Lucie", FamilyName: "LEFEVRE D ALENCON", Gender: "female", BirthDate: "1990-02-14", BirthPlace: "86194", BirthCountry: "99100"},
	"ahmed":                  {GivenNames: "Ahmed", FamilyName: "BENALI", Gender: "male", BirthDate: "1971-03-01", BirthPlace: "", BirthCountry: "99351"},
	"paul":                   {GivenNames: "Paul", FamilyName: "MARTIN", Gender: "male", BirthDate: "1965-05-09", BirthPlace: "86194", BirthCountry: "99100"},
	"simone":                 {GivenNames: "Simone", FamilyName: "MORIN", Gender: "female", BirthDate: "1970-04-20", BirthPlace: "86194", BirthCountry: "99100"},
	"stranger":               {GivenNames: "Odile", FamilyName: "PERRIN", Gender: "female", BirthDate: "1985-07-31", BirthPlace: "86123", BirthCountry: "99100"},
	"other sex":              {GivenNames: "Marie", FamilyName: "DUPONT", Gender: "male", BirthDate: "1985-07-31", BirthPlace: "86123", BirthCountry: "99100"},
	"other town":             {GivenNames: "Marie", FamilyName: "DUPONT", Gender: "female", BirthDate: "1985-07-31", BirthPlace: "86194", BirthCountry: "99100"},
	"other land":             {GivenNames: "Ahmed", FamilyName: "BENALI", Gender: "male", BirthDate: "1971-03-01", BirthPlace: "", BirthCountry: "99352"},
	"marie, another account": {GivenNames: "Marie Jeanne", FamilyName: "DUPONT", Gender: "female", BirthDate: "1985-07-31", BirthPlace: "86123", BirthCountry: "99100"},
	"no name":                {GivenNames: "", FamilyName: "DUPONT", Gender: "female", BirthDate: "1985-07-31", BirthPlace: "86123", BirthCountry: "99100"},
}

const unknownByFC = "/connexion?etat=franceconnect-inconnu"

func TestFranceConnect(t *testing.T) {
	fc := servicetest.NewProvider(t, people)
	t.Run("a particulier who never had a password comes straight into the private space", func(t *testing.T) {
		s := fc.Service(t, nil)
		for name, greeting := range map[string]string{
			"marie": "Bonjour Mme Marie Dupont", "jeanne": "Bonjour Mme Anne-Jeanne Lefèvre-d'Alençon", "ahmed": "Bonjour M. Ahmed Benali",
		} {
			b := s.Browser()
			b.FranceConnect(name).At("/espace", 200).Says(greeting)
			b.Get("/espace/mon-compte/email-mot-de-passe").Says("Vous n'avez pas encore de mot de passe : vous venez par FranceConnect")
			b.Get("/connexion").At("/espace", 200)
			b.Get("/connexion/franceconnect").At("/espace", 200)
		}
	})
	t.Run("the request holds what FranceConnect documents, long and new each time", func(t *testing.T) {
		s := fc.Service(t, nil)
		b := s.Browser()
		b.Get("/connexion/franceconnect")
		first := fc.LastAsked()
		if got := slices.Sorted(func(yield func(string) bool) {
			for name := range first {
				if !yield(name) {
					return
				}
			}
		}); !slices.Equal(got, []string{"acr_values", "client_id", "nonce", "redirect_uri", "response_type", "scope", "state"}) {
			t.Errorf("parameters %v", got)
		}
		if first.Get("acr_values") != "eidas1" || first.Get("response_type") != "code" || first.Get("redirect_uri") != s.URL+"/connexion/franceconnect/retour" ||
			first.Get("scope") != "openid given_name family_name gender birthdate birthplace birthcountry" {
			t.Errorf("asked %v", first)
		}
		b.Get("/connexion/franceconnect")
		for _, name := range []string{"state", "nonce"} {
			if second := fc.LastAsked(); len(first.Get(name)) < 32 || second.Get(name) == first.Get(name) {
				t.Errorf("%s: %q then %q", name, first.Get(name), second.Get(name))
			}
		}
	})
	t.Run("leaving for FranceConnect writes nothing, and its cookie is sealed, short and for us alone", func(t *testing.T) {
		s := fc.Service(t, nil)
		before := s.Rows()
		b := s.Browser()
		b.Client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		p := b.Get("/connexion/franceconnect").At("/connexion/franceconnect", http.StatusSeeOther)
		if after := s.Rows(); after != before {
			t.Errorf("rows %s, before %s", after, before)
		}
		cookie := p.Sets()["sesame-franceconnect"]
		if cookie == nil || len(p.Sets()) != 2 { // the other is the browser's own
			t.Fatalf("cookies %q", p.Header.Values("Set-Cookie"))
		}
		if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.MaxAge != 600 {
			t.Errorf("cookie %s", cookie)
		}
		to, err := url.Parse(p.Header.Get("Location"))
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
		s := servicetest.NewService(t, func(o *handlers.Options) {
			o.BaseURL = &url.URL{Scheme: "https", Host: o.BaseURL.Host}
			var err error
			if o.FranceConnect, err = member.NewFranceConnect(member.FranceConnectConfig{Issuer: fc.URL, ClientID: servicetest.FcClient, ClientSecret: servicetest.FcSecret}); err != nil {
				t.Fatal(err)
			}
		})
		b := s.Browser()
		b.Client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		cookie := b.Get("/connexion/franceconnect").Sets()["__Host-sesame-franceconnect"]
		if cookie == nil || !cookie.Secure || cookie.Domain != "" || cookie.Path != "/" {
			t.Errorf("cookie %v", cookie)
		}
	})
	t.Run("with JavaScript htmx is told to leave the page", func(t *testing.T) {
		b := fc.Service(t, nil).Browser()
		b.Header.Set("HX-Request", "true")
		p := b.Get("/connexion/franceconnect").At("/connexion/franceconnect", 200)
		if !strings.HasPrefix(p.Header.Get("HX-Redirect"), fc.URL+"/authorize?") {
			t.Errorf("HX-Redirect %q", p.Header.Get("HX-Redirect"))
		}
	})
	t.Run("nobody, several, a twin, no particulier, another sex, town, country: the same page says what to do", func(t *testing.T) {
		var log bytes.Buffer
		s := fc.Service(t, &log)
		var same string
		for _, name := range []string{"stranger", "paul", "lucie", "simone", "other sex", "other town", "other land", "no name"} {
			b := s.Browser()
			p := b.FranceConnect(name).At(unknownByFC, 200).Says("identifiant et votre mot de passe", "J'ai oublié mon mot de passe", s.Caisse.Phone, s.Caisse.Hours)
			if same == "" {
				same = p.Raw
			}
			if p.Raw != same {
				t.Errorf("another page for %s", name)
			}
			b.Get("/espace").At("/connexion", 200)
		}
		for _, secret := range []string{"MARTIN", "Martin", "PERRIN", "1965", servicetest.PaulA, "sub="} {
			if strings.Contains(log.String(), secret) {
				t.Errorf("the log says %q:\n%s", secret, log.String())
			}
		}
		if got := strings.Count(log.String(), "msg=franceconnect reference="); got != 8 || !strings.Contains(log.String(), "class=matching") {
			t.Errorf("%d lines:\n%s", got, log.String())
		}
	})
	t.Run("a personalisation left half-way, or a temporary password that waits, does not stand in the way", func(t *testing.T) {
		s := fc.Service(t, nil)
		s.Temporary(servicetest.Marie)
		s.Browser().FranceConnect("marie").At("/espace", 200)
		s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First}).At("/personnalisation/coordonnees", 200)
		b := s.Browser()
		b.FranceConnect("marie").At("/espace", 200)
		b.Get("/espace/mon-compte").At("/espace/mon-compte", 200)
		b.Get("/personnalisation").At("/espace", 200)
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/personnalisation/coordonnees", 200)
	})
	t.Run("failed passwords stay counted: FranceConnect says nothing about who tries them", func(t *testing.T) {
		s := fc.Service(t, nil)
		for range 5 {
			s.Browser().LogIn(servicetest.Marie, "faux").At("/connexion", 422)
		}
		s.Browser().FranceConnect("marie").At("/espace", 200)
		s.Browser().LogIn(servicetest.Marie, "faux").At("/connexion", http.StatusTooManyRequests)
	})
	t.Run("who refuses there comes back to a sentence", func(t *testing.T) {
		b := fc.Service(t, nil).Browser()
		b.Get("/connexion/franceconnect").Choose("").At("/connexion?etat=franceconnect-abandon", 200).Says("Vous avez quitté FranceConnect avant la fin")
		b.Get("/espace").At("/connexion", 200)
	})
	t.Run("a return counts once, in the browser that left, with its own state, within 10 minutes", func(t *testing.T) {
		s := fc.Service(t, nil)
		const over = "/connexion?etat=franceconnect-fin"
		b, thief := s.Browser(), s.Browser()
		back := b.Get("/connexion/franceconnect").CatchReturn("marie")
		thief.Get(back).At(over, 200).Says("Recommencez")
		thief.Get("/connexion/franceconnect")
		thief.Get(back).At(over, 200)
		b.Get(back).At("/espace", 200)
		b.Get("/espace").Press("Se déconnecter", nil)
		b.Get(back).At(over, 200)

		b = s.Browser()
		back = b.Get("/connexion/franceconnect").CatchReturn("marie")
		wrong := strings.Replace(back, "state=", "state=x", 1)
		b.Get(wrong).At(over, 200)
		b.Get(back).At("/espace", 200)
		b.Get(back).At("/espace", 200) // the answer has spent the cookie

		b = s.Browser()
		back = b.Get("/connexion/franceconnect").CatchReturn("marie")
		s.Wait(10 * time.Minute)
		b.Get(back).At(over, 200).Says("10 minutes")
		b.Get("/connexion/franceconnect/retour").At(over, 200)
		b.Get("/espace").At("/connexion", 200)
	})
	t.Run("a former tab's answer leaves the attempt of a later tab alone", func(t *testing.T) {
		s := fc.Service(t, nil)
		b := s.Browser()
		first, second := b.Get("/connexion/franceconnect"), b.Get("/connexion/franceconnect")
		former, later := first.CatchReturn("marie"), second.CatchReturn("marie")
		b.Get(former).At("/connexion?etat=franceconnect-fin", 200)
		b.Get("/espace").At("/connexion", 200)
		b.Get(later).At("/espace", 200)
	})
	t.Run("a page of maintenance in the place of an answer is told as such", func(t *testing.T) {
		for _, path := range []string{"/token", "/jwks", "/userinfo"} {
			fc.Changing(path, func(h http.Header, _ []byte) []byte {
				h.Set("Content-Type", "text/html")
				return []byte("<html>Maintenance</html>")
			}, func() {
				fc.Service(t, nil).Browser().FranceConnect("marie").Says("FranceConnect ne répond pas en ce moment")
			})
		}
	})
	t.Run("the error that comes back is sorted, and a made-up one says nothing of its own", func(t *testing.T) {
		for code, state := range map[string]string{
			"access_denied": "abandon", "server_error": "panne", "temporarily_unavailable": "panne", "invalid_scope": "erreur", "<b>appelez le 08": "erreur",
		} {
			b := fc.Service(t, nil).Browser()
			b.Get("/connexion/franceconnect")
			p := b.Get("/connexion/franceconnect/retour?" + url.Values{"error": {code}, "state": {fc.LastAsked().Get("state")}}.Encode())
			if got, _, _ := strings.Cut(p.Path, "&"); got != "/connexion?etat=franceconnect-"+state || strings.Contains(p.Raw, "appelez le 08") {
				t.Errorf("%s: %s", code, p.Path)
			}
		}
	})
	t.Run("the service starts and runs while FranceConnect is down, asks again later, and comes back with it", func(t *testing.T) {
		fc.SetDown("/")
		defer fc.SetDown("")
		var log bytes.Buffer
		s := fc.Service(t, &log)
		b := s.Browser()
		p := b.Get("/connexion/franceconnect").Says("FranceConnect ne répond pas en ce moment", "donnez cette référence")
		reference := strings.TrimPrefix(p.Path, "/connexion?etat=franceconnect-panne&reference=")
		if len(reference) != 8 || !strings.Contains(log.String(), "msg=franceconnect reference="+reference+" class=discovery") {
			t.Errorf("at %s, logged:\n%s", p.Path, log.String())
		}
		calls := fc.CountCalls()
		b.Get("/connexion/franceconnect").Says("FranceConnect ne répond pas")
		if fc.CountCalls() != calls {
			t.Error("asked again at once")
		}
		fc.SetDown("")
		b.Get("/connexion/franceconnect").Says("FranceConnect ne répond pas")
		s.Wait(10 * time.Second)
		for _, path := range []string{"/token", "/jwks", "/userinfo"} {
			fc.SetDown(path)
			away := s.Browser()
			away.FranceConnect("marie").Says("FranceConnect ne répond pas en ce moment")
			away.Get("/espace").At("/connexion", 200)
		}
		fc.SetDown("")
		b.FranceConnect("marie").At("/espace", 200)
		s.Browser().LogIn(servicetest.Lucien, "faux").At("/connexion", 422)
	})
}
