package member_test

import (
	"sesame/handlers"

	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/texts"
)

func TestLogin(t *testing.T) {
	t.Run("an empty field is told by the guide's words, and what was typed stays", func(t *testing.T) {
		p := servicetest.NewService(t).Browser().LogIn(servicetest.Marie, "").At("/connexion", 422).Says("Ce champ est exigé.")
		if got, _ := p.Doc.Find(`[name="identifiant"]`).Attr("value"); got != servicetest.Marie {
			t.Errorf("the identifier was lost: %q", got)
		}
	})
	t.Run("a wrong password and an unknown identifier get the same page", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		known := s.Browser().LogIn(servicetest.Marie, "Mauvais-mot7passe").At("/connexion", 422).Says("Identifiant ou mot de passe incorrect.")
		for _, id := range []string{servicetest.Nobody, servicetest.NobodyCo, "NOT9999", "2 99 12 86 123 457"} {
			unknown := s.Browser().LogIn(id, "Mauvais-mot7passe").At("/connexion", 422)
			if strings.ReplaceAll(known.Raw, servicetest.Marie, "") != strings.ReplaceAll(unknown.Raw, id, "") {
				t.Errorf("another page for %s", id)
			}
		}
	})
	t.Run("an identifier is accepted with spaces, dots, in lower case, with its key", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		for _, typed := range []string{"2 85 07 86 123 456", "2.85.07.86.123.456", "2-85-07-86-123-456", " 285078612345649 "} {
			if p := s.Browser().LogIn(typed, servicetest.First); p.Path != "/espace" {
				t.Errorf("%q: %s %s", typed, p.Path, p.Brief())
			}
		}
	})
	t.Run("from the 5th failure a delay of 60 s that doubles; forgotten stays open; the right password ends it", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		for range 5 {
			s.Browser().LogIn(servicetest.Marie, "faux").At("/connexion", 422)
		}
		p := s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/connexion", http.StatusTooManyRequests).Says("Trop de tentatives", "15 h 06")
		if p.Header.Get("Retry-After") != "60" {
			t.Errorf("Retry-After %q", p.Header.Get("Retry-After"))
		}
		s.Browser().Forget(servicetest.Marie, "email").At("/mot-de-passe-oublie/code", 200)
		s.Wait(59 * time.Second)
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/connexion", http.StatusTooManyRequests)
		s.Wait(time.Second)
		s.Browser().LogIn(servicetest.Marie, "faux").At("/connexion", 422)
		s.Wait(119 * time.Second)
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/connexion", http.StatusTooManyRequests)
		s.Wait(time.Second)
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		s.Browser().LogIn(servicetest.Marie, "faux").At("/connexion", 422)
	})
	t.Run("an unknown identifier meets the same delay", func(t *testing.T) {
		s := servicetest.NewService(t)
		for range 5 {
			s.Browser().LogIn(servicetest.Nobody, "faux").At("/connexion", 422)
		}
		s.Browser().LogIn(servicetest.Nobody, "faux").At("/connexion", http.StatusTooManyRequests).Says("Trop de tentatives")
	})
	t.Run("twenty wrong passwords at once count five tries", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		servicetest.Together(20, func() { s.Browser().LogIn(servicetest.Marie, "faux") })
		events, err := s.DB.Events(t.Context(), db.LoginFailures, s.Member(servicetest.Marie).IdentifierKey, s.Now().Add(-time.Hour))
		if err != nil || len(events) != 5 {
			t.Errorf("%d tries were checked (%v)", len(events), err)
		}
	})
	t.Run("a temporary password past its life says so and leads to « oubli »", func(t *testing.T) {
		s := servicetest.NewService(t)
		secret := s.Temporary(servicetest.Marie)
		s.Wait(s.Limits.LetterTTL)
		p := s.Browser().LogIn(servicetest.Marie, secret).At("/connexion", 422)
		if p.Doc.Find(`main a[href="/mot-de-passe-oublie"]`).Length() == 0 || !strings.Contains(p.Text(), "temporaire") {
			t.Errorf("says: %s", p.Brief())
		}
	})
	t.Run("a temporary password works as a letter prints it, and with a phone's capital", func(t *testing.T) {
		s := servicetest.NewService(t)
		secret, b := s.Temporary(servicetest.Marie), s.Browser()
		for _, typed := range []string{secret[:4] + " " + secret[4:8] + " " + secret[8:], strings.ToUpper(secret), " " + secret + " "} {
			b.LogIn(servicetest.Marie, typed).At("/personnalisation/mot-de-passe", 200)
		}
	})
	t.Run("a permanent password that looks like a temporary one but for its spaces works too", func(t *testing.T) {
		s := servicetest.NewService(t)
		spaced := "Mqs Hwye z7zk4"
		s.Browser().Establish(servicetest.Marie, spaced)
		s.Temporary(servicetest.Marie)
		s.Browser().LogIn(servicetest.Marie, spaced).At("/espace", 200)
	})
	t.Run("a password over 128 characters is refused with the reason", func(t *testing.T) {
		servicetest.NewService(t).Browser().LogIn(servicetest.Marie, strings.Repeat("aA1!", 33)).At("/connexion", 422).Says("128")
	})
	t.Run("log-out kills the session on the server, clears the browser, and leaves the cookies of sibling sites alone", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		cookies := b.Client.Jar
		r, _ := http.NewRequest(http.MethodGet, s.URL, nil)
		kept := slices.DeleteFunc(cookies.Cookies(r.URL), func(c *http.Cookie) bool { return c.Name == "sesame-connu" }) // stays: it opens nothing
		path, form := b.Get("/espace").At("/espace", 200).Form("Se déconnecter", nil)
		request, _ := http.NewRequest(http.MethodPost, s.URL+path, strings.NewReader(form.Encode()))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for _, k := range kept {
			request.AddCookie(k)
		}
		answer, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		if got := answer.Header.Get("Clear-Site-Data"); got != `"cache", "storage"` {
			t.Errorf("log-out clears %q", got)
		}
		for _, set := range answer.Cookies() {
			if set.MaxAge >= 0 || set.Domain != "" {
				t.Errorf("log-out sets %s", set)
			}
		}
		if len(answer.Cookies()) != len(kept) {
			t.Errorf("log-out expires %d cookies of %d", len(answer.Cookies()), len(kept))
		}
		b.Get("/espace").At("/connexion", 200)
	})
	t.Run("a session ends after 15 idle minutes, and after 8 hours whatever happens", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		s.Wait(15*time.Minute - time.Second)
		b.Get("/espace").At("/espace", 200)
		s.Wait(15 * time.Minute)
		b.Get("/espace").At("/connexion?etat=fin", 200).Says(texts.SessionEnded)
		b.LogIn(servicetest.Marie, servicetest.First)
		for range 33 {
			s.Wait(14 * time.Minute)
			b.Get("/espace").At("/espace", 200)
		}
		s.Wait(14 * time.Minute)
		b.Get("/espace").At("/espace", 200)
		s.Wait(5 * time.Minute)
		b.Get("/espace").At("/connexion?etat=fin", 200)
	})
	t.Run("the session's id changes at the login", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		b.Writes("Question", "", "marie@poitou.example", "Bonjour") // an anonymous session
		before := b.Cookie("sesame")
		b.LogIn(servicetest.Marie, s.Temporary(servicetest.Marie))
		during := b.Cookie("sesame")
		b.Get("/personnalisation").Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First}).At("/personnalisation/coordonnees", 200)
		after := b.Cookie("sesame")
		if before == during || during == after {
			t.Error("the id stayed")
		}
	})
}

func TestEveryAnswer(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.Browser()
	t.Run("headers stand on pages, redirects, errors and files", func(t *testing.T) {
		page := b.Get("/connexion")
		file, _ := page.Doc.Find(`link[rel="stylesheet"]`).Attr("href")
		for _, path := range []string{"/connexion", "/rien", "/espace", file} {
			h := b.Get(path).Header
			for name, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
				"Cross-Origin-Resource-Policy": "same-origin",
			} {
				if h.Get(name) != want {
					t.Errorf("%s on %s: %q", name, path, h.Get(name))
				}
			}
			policy := h.Get("Content-Security-Policy")
			if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "frame-ancestors 'none'") {
				t.Errorf("policy of %s: %s", path, policy)
			}
			if (h.Get("Cache-Control") == "no-store") == (path == file) {
				t.Errorf("Cache-Control of %s: %q", path, h.Get("Cache-Control"))
			}
		}
	})
	t.Run("TLS brings HSTS and a __Host- cookie that is Secure", func(t *testing.T) {
		s := servicetest.NewService(t, func(o *handlers.Options) { o.BaseURL.Scheme = "https" })
		login := url.Values{"identifiant": {servicetest.Marie}, "mot_de_passe": {s.Temporary(servicetest.Marie)}}
		r, _ := http.NewRequest(http.MethodPost, s.URL+"/connexion", strings.NewReader(login.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		for i, name := range []string{"__Host-sesame-navigateur=", "__Host-sesame-connu=", "__Host-sesame="} {
			cookie := answer.Header.Values("Set-Cookie")[i]
			for _, want := range []string{name, "; Secure", "; HttpOnly", "SameSite=Lax", "Path=/"} {
				if !strings.Contains(cookie, want) {
					t.Errorf("%q lacks %q", cookie, want)
				}
			}
		}
		if answer.Header.Get("Strict-Transport-Security") == "" {
			t.Error("no HSTS")
		}
	})
	t.Run("a post from another site changes nothing", func(t *testing.T) {
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://mal.example"} {
			b := s.Browser()
			b.Header.Set(name, value)
			b.Post("/mot-de-passe-oublie", nil).At("/mot-de-passe-oublie", http.StatusForbidden)
		}
	})
	t.Run("every form passes without Sec-Fetch-Site where Origin is ours, and is refused where it is null or another's", func(t *testing.T) {
		for _, path := range []string{"/connexion", "/mot-de-passe-oublie", "/inscription", "/contact", "/jauge", "/deconnexion"} {
			for _, from := range []struct {
				site, origin string
				refused      bool
			}{
				{"", s.URL, false}, {"same-origin", "null", false}, {"", "", false},
				{"", "null", true}, {"cross-site", "null", true}, {"", "https://mal.example", true},
				{"cross-site", "https://mal.example", true}, {"same-site", "https://www.msa.example", true},
			} {
				b := s.Browser()
				for name, value := range map[string]string{"Sec-Fetch-Site": from.site, "Origin": from.origin} {
					if value != "" {
						b.Header.Set(name, value)
					}
				}
				if got := b.Post(path, nil).Status; (got == http.StatusForbidden) != from.refused {
					t.Errorf("%s from %q with Sec-Fetch-Site %q: %d", path, from.origin, from.site, got)
				}
			}
		}
	})
	t.Run("without Sec-Fetch-Site and Origin, as of browsers before 2019, the page that a form comes from tells its site", func(t *testing.T) {
		for from, refused := range map[string]bool{
			"": false, s.URL + "/connexion": false, "https://mal.example/": true, "https://mal.example/?" + s.URL: true, s.URL + ".mal.example/": true, "http://%": true,
		} {
			b := s.Browser()
			if from != "" {
				b.Header.Set("Referer", from)
			}
			if got := b.Post("/contact", nil).Status; (got == http.StatusForbidden) != refused {
				t.Errorf("a form from %q: %d", from, got)
			}
		}
	})
	t.Run("with TLS, a form of a page that came without it is refused", func(t *testing.T) {
		s := servicetest.NewService(t, func(o *handlers.Options) { o.BaseURL.Scheme = "https" })
		for scheme, status := range map[string]int{"http": http.StatusForbidden, "https": http.StatusUnprocessableEntity} {
			for name, page := range map[string]string{"Origin": "", "Referer": "/connexion"} {
				b := s.Browser()
				b.Header.Set(name, strings.Replace(s.URL, "http", scheme, 1)+page)
				b.Post("/connexion", nil).At("/connexion", status)
			}
		}
	})
	t.Run("unknown, wrong method, too large: a page in French with its status", func(t *testing.T) {
		b.Get("/rien").At("/rien", 404).Says(s.Caisse.Phone)
		b.Post("/espace", nil).At("/espace", 405)
		r, _ := http.NewRequest(http.MethodPost, s.URL+"/contact", strings.NewReader(strings.Repeat("a", 70_000)))
		b.Do(r).At("/contact", 413).Says(s.Caisse.Phone)
	})
	t.Run("a body of unknown length over the bound is refused as well", func(t *testing.T) {
		r, _ := http.NewRequest(http.MethodPost, s.URL+"/mot-de-passe-oublie", struct{ *strings.Reader }{strings.NewReader("identifiant=" + strings.Repeat("1", 70_000))})
		r.ContentLength = -1
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		b.Do(r).At("/mot-de-passe-oublie", 413)
	})
	t.Run("HEAD answers as GET does", func(t *testing.T) {
		r, _ := http.NewRequest(http.MethodHead, s.URL+"/connexion", nil)
		b.Do(r).At("/connexion", 200)
	})
}
