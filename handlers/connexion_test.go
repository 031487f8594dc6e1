package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers"
)

func TestLogin(t *testing.T) {
	t.Run("an empty field is told by the guide's words, and what was typed stays", func(t *testing.T) {
		p := newService(t).browser().logIn(marie, "").at("/connexion", 422).says("Ce champ est exigé.")
		if got, _ := p.doc.Find(`[name="identifiant"]`).Attr("value"); got != marie {
			t.Errorf("the identifier was lost: %q", got)
		}
	})
	t.Run("a wrong password and an unknown identifier get the same page", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		known := s.browser().logIn(marie, "Mauvais-mot7passe").at("/connexion", 422).says("Identifiant ou mot de passe incorrect.")
		for _, id := range []string{nobody, nobodyCo, "n'importe quoi", "285078612345650"} {
			unknown := s.browser().logIn(id, "Mauvais-mot7passe").at("/connexion", 422)
			if strings.ReplaceAll(known.raw, marie, "") != strings.ReplaceAll(strings.ReplaceAll(unknown.raw, id, ""), "n&#39;importe quoi", "") {
				t.Errorf("another page for %s", id)
			}
		}
	})
	t.Run("an identifier is accepted with spaces, dots, in lower case, with its key", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		for _, typed := range []string{"2 85 07 86 123 456", "2.85.07.86.123.456", "2-85-07-86-123-456", " 285078612345649 "} {
			if p := s.browser().logIn(typed, first); p.path != "/espace" {
				t.Errorf("%q: %s %s", typed, p.path, p.brief())
			}
		}
	})
	t.Run("from the 5th failure a delay of 60 s that doubles; forgotten stays open; the right password ends it", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		for range 5 {
			s.browser().logIn(marie, "faux").at("/connexion", 422)
		}
		p := s.browser().logIn(marie, first).at("/connexion", http.StatusTooManyRequests).says("Trop de tentatives", "15 h 06")
		if p.header.Get("Retry-After") != "60" {
			t.Errorf("Retry-After %q", p.header.Get("Retry-After"))
		}
		s.browser().forget(marie, "email").at("/mot-de-passe-oublie/code", 200)
		s.wait(59 * time.Second)
		s.browser().logIn(marie, first).at("/connexion", http.StatusTooManyRequests)
		s.wait(time.Second)
		s.browser().logIn(marie, "faux").at("/connexion", 422)
		s.wait(119 * time.Second)
		s.browser().logIn(marie, first).at("/connexion", http.StatusTooManyRequests)
		s.wait(time.Second)
		s.browser().logIn(marie, first).at("/espace", 200)
		s.browser().logIn(marie, "faux").at("/connexion", 422)
	})
	t.Run("an unknown identifier meets the same delay", func(t *testing.T) {
		s := newService(t)
		for range 5 {
			s.browser().logIn(nobody, "faux").at("/connexion", 422)
		}
		s.browser().logIn(nobody, "faux").at("/connexion", http.StatusTooManyRequests).says("Trop de tentatives")
	})
	t.Run("twenty wrong passwords at once count five tries", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		together(20, func() { s.browser().logIn(marie, "faux") })
		events, err := s.db.Events(t.Context(), db.LoginFailures, s.member(marie).IdentifierKey, s.now().Add(-time.Hour))
		if err != nil || len(events) != 5 {
			t.Errorf("%d tries were checked (%v)", len(events), err)
		}
	})
	t.Run("a temporary password past its life says so and leads to « oubli »", func(t *testing.T) {
		s := newService(t)
		secret := s.temporary(marie)
		s.wait(s.limits.LetterTTL)
		p := s.browser().logIn(marie, secret).at("/connexion", 422)
		if p.doc.Find(`main a[href="/mot-de-passe-oublie"]`).Length() == 0 || !strings.Contains(p.text(), "temporaire") {
			t.Errorf("says: %s", p.brief())
		}
	})
	t.Run("a temporary password works as a letter prints it, and with a phone's capital", func(t *testing.T) {
		s := newService(t)
		secret := s.temporary(marie)
		for _, typed := range []string{secret[:4] + " " + secret[4:8] + " " + secret[8:], strings.ToUpper(secret), " " + secret + " "} {
			s.browser().logIn(marie, typed).at("/personnalisation/mot-de-passe", 200)
		}
	})
	t.Run("a permanent password that looks like a temporary one but for its spaces works too", func(t *testing.T) {
		s := newService(t)
		spaced := "Mqs Hwye z7zk4"
		s.browser().establish(marie, spaced)
		s.temporary(marie)
		s.browser().logIn(marie, spaced).at("/espace", 200)
	})
	t.Run("a password over 128 characters is refused with the reason", func(t *testing.T) {
		newService(t).browser().logIn(marie, strings.Repeat("aA1!", 33)).at("/connexion", 422).says("128")
	})
	t.Run("log-out kills the session on the server and clears the browser", func(t *testing.T) {
		s := newService(t)
		b := s.browser()
		b.establish(marie, first)
		cookies := b.client.Jar
		r, _ := http.NewRequest(http.MethodGet, s.url, nil)
		kept := cookies.Cookies(r.URL)
		path, form := b.get("/espace").at("/espace", 200).form("Se déconnecter", nil)
		request, _ := http.NewRequest(http.MethodPost, s.url+path, strings.NewReader(form.Encode()))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for _, k := range kept {
			request.AddCookie(k)
		}
		answer, err := http.DefaultTransport.RoundTrip(request)
		if err != nil || answer.Header.Get("Clear-Site-Data") == "" {
			t.Fatalf("no Clear-Site-Data (%v)", err)
		}
		b.get("/espace").at("/connexion", 200)
	})
	t.Run("a session ends after 15 idle minutes, and after 8 hours whatever happens", func(t *testing.T) {
		s := newService(t)
		b := s.browser()
		b.establish(marie, first)
		s.wait(15*time.Minute - time.Second)
		b.get("/espace").at("/espace", 200)
		s.wait(15 * time.Minute)
		b.get("/espace").at("/connexion?etat=fin", 200).says("Votre session a pris fin")
		b.logIn(marie, first)
		for range 33 {
			s.wait(14 * time.Minute)
			b.get("/espace").at("/espace", 200)
		}
		s.wait(14 * time.Minute)
		b.get("/espace").at("/espace", 200)
		s.wait(5 * time.Minute)
		b.get("/espace").at("/connexion?etat=fin", 200)
	})
	t.Run("the session's id changes at the login", func(t *testing.T) {
		s := newService(t)
		b := s.browser()
		b.forget(marie, "email") // an anonymous session
		r, _ := http.NewRequest(http.MethodGet, s.url, nil)
		before := b.client.Jar.Cookies(r.URL)[0].Value
		b.logIn(marie, s.temporary(marie))
		during := b.client.Jar.Cookies(r.URL)[0].Value
		b.get("/personnalisation").press("Suivant", fields{"nouveau": first, "confirmation": first}).at("/personnalisation/coordonnees", 200)
		after := b.client.Jar.Cookies(r.URL)[0].Value
		if before == during || during == after {
			t.Error("the id stayed")
		}
	})
}

func TestEveryAnswer(t *testing.T) {
	s := newService(t)
	b := s.browser()
	t.Run("headers stand on pages, redirects, errors and files", func(t *testing.T) {
		page := b.get("/connexion")
		file, _ := page.doc.Find(`link[rel="stylesheet"]`).Attr("href")
		for _, path := range []string{"/connexion", "/rien", "/espace", file} {
			h := b.get(path).header
			for name, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
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
		s := newService(t, func(o *handlers.Options) { o.BaseURL.Scheme = "https" })
		r, _ := http.NewRequest(http.MethodPost, s.url+"/mot-de-passe-oublie", strings.NewReader("identifiant="+marie))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		cookie := answer.Header.Get("Set-Cookie")
		for _, want := range []string{"__Host-sesame=", "; Secure", "; HttpOnly", "SameSite=Lax", "Path=/"} {
			if !strings.Contains(cookie, want) {
				t.Errorf("%q lacks %q", cookie, want)
			}
		}
		if answer.Header.Get("Strict-Transport-Security") == "" {
			t.Error("no HSTS")
		}
	})
	t.Run("a post from another site changes nothing", func(t *testing.T) {
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://mal.example"} {
			b := s.browser()
			b.header.Set(name, value)
			b.post("/mot-de-passe-oublie", nil).at("/mot-de-passe-oublie", http.StatusForbidden)
		}
	})
	t.Run("unknown, wrong method, too large: a page in French with its status", func(t *testing.T) {
		b.get("/rien").at("/rien", 404).says(s.caisse.Phone)
		b.post("/espace", nil).at("/espace", 405)
		r, _ := http.NewRequest(http.MethodPost, s.url+"/contact", strings.NewReader(strings.Repeat("a", 70_000)))
		b.do(r).at("/contact", 413).says(s.caisse.Phone)
	})
	t.Run("a body of unknown length over the bound is refused as well", func(t *testing.T) {
		r, _ := http.NewRequest(http.MethodPost, s.url+"/mot-de-passe-oublie", struct{ *strings.Reader }{strings.NewReader("identifiant=" + strings.Repeat("1", 70_000))})
		r.ContentLength = -1
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		b.do(r).at("/mot-de-passe-oublie", 413)
	})
	t.Run("HEAD answers as GET does", func(t *testing.T) {
		r, _ := http.NewRequest(http.MethodHead, s.url+"/connexion", nil)
		b.do(r).at("/connexion", 200)
	})
}
