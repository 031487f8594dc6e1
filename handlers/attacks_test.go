package handlers_test

import (
	"sesame/handlers"

	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
)

// Attacks from outside that have been tried, and must keep failing.
func TestAttacks(t *testing.T) {
	t.Run("whoever keeps an account's login blocked does not keep its owner out: « oubli », then the temporary password", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		prank := func() {
			for s.Browser().LogIn(servicetest.Marie, "faux").Status != http.StatusTooManyRequests {
			}
		}
		prank()
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/connexion", http.StatusTooManyRequests)
		s.Browser().Forget(servicetest.Marie, "email").Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret}).At("/mot-de-passe-oublie/confirmation", 200)
		secret := s.LastOf(db.KindTemporary).Secret
		prank()
		own := s.Browser()
		own.LogIn(servicetest.Marie, secret).At("/personnalisation/mot-de-passe", 200)
		own.LogIn(servicetest.Marie, secret[:4]+" "+secret[4:8]+" "+secret[8:]).At("/personnalisation/mot-de-passe", 200)
	})
	t.Run("what has the form of a temporary password is not guessed without end, known identifier or not", func(t *testing.T) {
		for _, id := range []string{servicetest.Marie, servicetest.Nobody} {
			s := servicetest.NewService(t)
			for range s.Limits.LoginFree {
				s.Browser().LogIn(id, account.NewTemporaryPassword()).At("/connexion", 422)
			}
			s.Browser().LogIn(id, account.NewTemporaryPassword()).At("/connexion", http.StatusTooManyRequests)
		}
	})
	t.Run("a permanent password in the form of a temporary one, spaces apart, is guessed as seldom as any other", func(t *testing.T) {
		s := servicetest.NewService(t)
		spaced := "Mqs Hwye z7zk4"
		s.Browser().Establish(servicetest.Marie, spaced)
		for range s.Limits.LoginFree {
			s.Browser().LogIn(servicetest.Marie, "faux").At("/connexion", 422)
		}
		if p := s.Browser().LogIn(servicetest.Marie, spaced); p.Path == "/espace" {
			t.Error("the delay was got round")
		}
	})
	t.Run("an address that tries one password on many identifiers is stopped at the 11th, and at the 31st of a day", func(t *testing.T) {
		s := servicetest.NewService(t, func(o *handlers.Options) { o.ExemptSites = nil })
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		try := func(n int) *servicetest.Page {
			return s.Browser().LogIn(fmt.Sprintf("29912861%05d", n), "Printemps-2026")
		}
		for n := range 10 {
			try(n).At("/connexion", 422)
		}
		if p := try(10).At("/connexion", http.StatusTooManyRequests); p.Header.Get("Retry-After") != "600" {
			t.Errorf("Retry-After %q", p.Header.Get("Retry-After"))
		}
		try(3).At("/connexion", 422) // an identifier that was tried before does not count again
		for n := 10; n < 30; n++ {
			if n%10 == 0 {
				s.Wait(10 * time.Minute)
			}
			try(n).At("/connexion", 422)
		}
		s.Wait(10 * time.Minute)
		try(30).At("/connexion", http.StatusTooManyRequests)
	})
	t.Run("many members behind one address who give the right password do not stop each other", func(t *testing.T) {
		s := servicetest.NewService(t, func(o *handlers.Options) { o.ExemptSites = nil; o.Limits.IPIdentifiersShort = 1 })
		s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).At("/personnalisation/mot-de-passe", 200)
		s.Browser().LogIn(servicetest.Lucien, s.Temporary(servicetest.Lucien)).At("/personnalisation/mot-de-passe", 200)
		s.Browser().LogIn(servicetest.Notaire, "faux").At("/connexion", 422)
		s.Browser().LogIn(servicetest.Silence, s.Temporary(servicetest.Silence)).At("/connexion", http.StatusTooManyRequests)
	})
	t.Run("a forged X-Forwarded-For counts for nothing, but from a configured proxy its last foreign address does", func(t *testing.T) {
		forged := func(s *servicetest.Service, n int, last string) int {
			b := s.Browser()
			b.Header = http.Header{"X-Forwarded-For": {fmt.Sprintf("203.0.113.%d%s", n, last)}, "X-Real-Ip": {fmt.Sprintf("203.0.113.%d", n)}}
			return b.Post("/mot-de-passe-oublie", url.Values{"identifiant": {fmt.Sprintf("29912861%05d", n)}}).Status
		}
		direct := servicetest.NewService(t, func(o *handlers.Options) { o.ExemptSites = nil })
		behind := servicetest.NewService(t, func(o *handlers.Options) {
			o.ExemptSites, o.TrustedProxies = nil, []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
		})
		for n := range 10 {
			if got := forged(direct, n, ""); got != 200 {
				t.Fatalf("%d: %d", n, got)
			}
			if got := forged(behind, n, ", 198.51.100.7"); got != 200 {
				t.Fatalf("%d: %d", n, got)
			}
		}
		if got := forged(direct, 10, ""); got != http.StatusTooManyRequests {
			t.Errorf("without a proxy: %d", got)
		}
		if got := forged(behind, 10, ", 198.51.100.7"); got != http.StatusTooManyRequests {
			t.Errorf("behind a proxy: %d", got)
		}
		if got := forged(behind, 10, ", 198.51.100.8"); got != 200 {
			t.Errorf("behind a proxy, from elsewhere: %d", got)
		}
	})
	t.Run("what stands in the address is no entry: a password in a query string opens nothing", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		s.Browser().Post("/connexion?"+url.Values{"identifiant": {servicetest.Marie}, "mot_de_passe": {servicetest.First}}.Encode(), nil).At("/connexion?"+url.Values{"identifiant": {servicetest.Marie}, "mot_de_passe": {servicetest.First}}.Encode(), 422)
	})
	t.Run("a form is a form: JSON, XML and multipart are read by no one", func(t *testing.T) {
		s := servicetest.NewService(t)
		fields := map[string]string{"sujet": "a", "nom": "b", "email": "c@d.example", "message": "e"}
		parts, xml := "", ""
		for name, value := range fields {
			parts += "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
			xml += "<" + name + ">" + value + "</" + name + ">"
		}
		for kind, body := range map[string]string{
			"application/json":                `{"sujet":"a","nom":"b","email":"c@d.example","message":"e"}`,
			"application/json; charset=utf-8": `{"Subject":"a","Name":"b","Email":"c@d.example","Message":"e"}`,
			"application/xml":                 "<contactForm>" + xml + "</contactForm>",
			"multipart/form-data; boundary=x": parts + "--x--\r\n",
			"text/plain":                      "sujet=a&nom=b&email=c@d.example&message=e",
			"":                                "sujet=a&nom=b&email=c@d.example&message=e",
		} {
			r, err := http.NewRequest(http.MethodPost, s.URL+"/contact", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", kind)
			s.Browser().Do(r).At("/contact", http.StatusUnsupportedMediaType).Says("Revenez à l'accueil, puis recommencez depuis le début.")
		}
		if sent := s.Sent(); len(sent) > 0 {
			t.Errorf("%d messages left", len(sent))
		}
	})
	t.Run("lines put into the contact form become no header of its mail", func(t *testing.T) {
		s := servicetest.NewService(t)
		bad := "x\r\nBcc: tous@evil.example\r\n\r\n<script>"
		s.Browser().Post("/contact", url.Values{"sujet": {bad}, "nom": {bad}, "email": {"a@b.example\r\nBcc: tous@evil.example"}, "message": {bad}}).At("/contact", 422)
		s.Browser().Post("/contact", url.Values{"sujet": {bad}, "nom": {bad}, "email": {"a@b.example"}, "message": {bad}}).At("/contact/confirmation", 200)
		if got := s.LastOf(db.KindContact); got.To != "contact@msa.example" || got.Fields["email"] != "a@b.example" {
			t.Errorf("%+v", got)
		}
	})
	t.Run("a session that a stranger chose is not the member's after the login", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		b := s.Browser()
		b.Header = http.Header{"Cookie": {"sesame=" + strings.Repeat("A", 43)}}
		if p := b.Post("/connexion", url.Values{"identifiant": {servicetest.Marie}, "mot_de_passe": {servicetest.First}}); strings.Contains(p.Header.Get("Set-Cookie"), strings.Repeat("A", 43)) {
			t.Error("the chosen id was kept")
		}
		fixed := s.Browser()
		fixed.Header = b.Header
		fixed.Get("/espace").At("/connexion", 200)
	})
	t.Run("no header of the request comes back: X-Forwarded-Host leads nowhere", func(t *testing.T) {
		s := servicetest.NewService(t)
		r, err := http.NewRequest(http.MethodPost, s.URL+"/mot-de-passe-oublie", strings.NewReader("identifiant="+servicetest.Marie))
		if err != nil {
			t.Fatal(err)
		}
		r.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "X-Forwarded-Host": {"evil.example"}, "X-Forwarded-Proto": {"https"}, "Forwarded": {"host=evil.example"}}
		answer, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if to := answer.Header.Get("Location"); !strings.HasPrefix(to, "/mot-de-passe-oublie/canal?temoin=") || strings.Contains(to, "evil") {
			t.Errorf("Location %q", answer.Header.Get("Location"))
		}
	})
	t.Run("a member does not close somebody else's session by its number", func(t *testing.T) {
		s := servicetest.NewService(t)
		hers, his := s.Browser(), s.Browser()
		hers.Establish(servicetest.Marie, servicetest.First)
		his.Establish(servicetest.Lucien, servicetest.Second)
		for id := range 10 {
			his.Post(fmt.Sprintf("/espace/mon-compte/sessions/%d/fermeture", id), nil)
		}
		hers.Get("/espace").At("/espace", 200)
		his.Get("/espace").At("/connexion", 200)
	})
	t.Run("the cookie's value stands nowhere in the database", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		for _, name := range []string{"sesame", "sesame-navigateur"} {
			value := b.Cookie(name)
			for _, suffix := range []string{"", "-wal"} {
				file, err := os.ReadFile(s.DB.Path() + suffix)
				if err != nil || value == "" || bytes.Contains(file, []byte(value)) {
					t.Errorf("%s: found in the file%s (%v)", name, suffix, err)
				}
			}
		}
	})
	t.Run("TRACE and made-up methods are refused, and a line put into a path begins no line of the log", func(t *testing.T) {
		var log bytes.Buffer
		s := servicetest.NewService(t, func(o *handlers.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
		for _, method := range []string{http.MethodTrace, "DEBUG", http.MethodPut, http.MethodDelete} {
			w := httptest.NewRecorder()
			(*s.Pages.Load()).ServeHTTP(w, httptest.NewRequest(method, s.URL+"/connexion", nil))
			if w.Code != http.StatusMethodNotAllowed {
				t.Errorf("%s: %d", method, w.Code)
			}
		}
		log.Reset()
		s.Answers("/connexion/x%0Atime=2026%20level=ERROR%20msg=forged")
		if strings.Count(log.String(), "\n") != 1 {
			t.Errorf("%s", log.String())
		}
	})
	t.Run("an identifier that somebody writes into an address stands in no log", func(t *testing.T) {
		var log bytes.Buffer
		s := servicetest.NewService(t, func(o *handlers.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
		s.Answers("/connexion/" + servicetest.Marie)
		s.Answers("/mot-de-passe-oublie/2%2085%2007%2086%20123%20456")
		if strings.Contains(log.String(), servicetest.Marie) || strings.Contains(log.String(), "123 456") || !strings.Contains(log.String(), "path=/connexion/") {
			t.Errorf("%s", log.String())
		}
	})
}
