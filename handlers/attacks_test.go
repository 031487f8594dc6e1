package handlers_test

import (
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
	"sesame/handlers"
)

// What was tried against the service from outside, and must go on failing.
func TestAttacks(t *testing.T) {
	t.Run("whoever keeps an account's login blocked does not keep its owner out: « oubli », then the temporary password", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		prank := func() {
			for s.browser().logIn(marie, "faux").status != http.StatusTooManyRequests {
			}
		}
		prank()
		s.browser().logIn(marie, first).at("/connexion", http.StatusTooManyRequests)
		s.browser().forget(marie, "email").press("Valider", fields{"code": s.lastOf(db.KindCode).Secret}).at("/mot-de-passe-oublie/confirmation", 200)
		secret := s.lastOf(db.KindTemporary).Secret
		prank()
		s.browser().logIn(marie, secret).at("/personnalisation/mot-de-passe", 200)
		s.browser().logIn(marie, secret[:4]+" "+secret[4:8]+" "+secret[8:]).at("/personnalisation/mot-de-passe", 200)
	})
	t.Run("what has the form of a temporary password is not guessed without end, known identifier or not", func(t *testing.T) {
		for _, id := range []string{marie, nobody} {
			s := newService(t)
			for range s.limits.LoginFree {
				s.browser().logIn(id, account.NewTemporaryPassword()).at("/connexion", 422)
			}
			s.browser().logIn(id, account.NewTemporaryPassword()).at("/connexion", http.StatusTooManyRequests)
		}
	})
	t.Run("a permanent password in the form of a temporary one, spaces apart, is guessed as seldom as any other", func(t *testing.T) {
		s := newService(t)
		spaced := "Mqs Hwye z7zk4"
		s.browser().establish(marie, spaced)
		for range s.limits.LoginFree {
			s.browser().logIn(marie, "faux").at("/connexion", 422)
		}
		if p := s.browser().logIn(marie, spaced); p.path == "/espace" {
			t.Error("the delay was got round")
		}
	})
	t.Run("an address that tries one password on many identifiers is stopped at the 11th, and at the 31st of a day", func(t *testing.T) {
		s := newService(t, func(o *handlers.Options) { o.ExemptSites = nil })
		s.browser().establish(marie, first)
		try := func(n int) *page { return s.browser().logIn(fmt.Sprintf("29912861%05d", n), "Printemps-2026") }
		for n := range 10 {
			try(n).at("/connexion", 422)
		}
		if p := try(10).at("/connexion", http.StatusTooManyRequests); p.header.Get("Retry-After") != "600" {
			t.Errorf("Retry-After %q", p.header.Get("Retry-After"))
		}
		try(3).at("/connexion", 422) // one that was tried before is no further one
		for n := 10; n < 30; n++ {
			if n%10 == 0 {
				s.wait(10 * time.Minute)
			}
			try(n).at("/connexion", 422)
		}
		s.wait(10 * time.Minute)
		try(30).at("/connexion", http.StatusTooManyRequests)
	})
	t.Run("many members behind one address who give the right password do not stop each other", func(t *testing.T) {
		s := newService(t, func(o *handlers.Options) { o.ExemptSites = nil; o.Limits.IPIdentifiersShort = 1 })
		s.browser().logIn(marie, s.temporary(marie)).at("/personnalisation/mot-de-passe", 200)
		s.browser().logIn(lucien, s.temporary(lucien)).at("/personnalisation/mot-de-passe", 200)
		s.browser().logIn(notaire, "faux").at("/connexion", 422)
		s.browser().logIn(silence, s.temporary(silence)).at("/connexion", http.StatusTooManyRequests)
	})
	t.Run("a forged X-Forwarded-For counts for nothing, but from a configured proxy its last foreign address does", func(t *testing.T) {
		forged := func(s *service, n int, last string) int {
			b := s.browser()
			b.header = http.Header{"X-Forwarded-For": {fmt.Sprintf("203.0.113.%d%s", n, last)}, "X-Real-Ip": {fmt.Sprintf("203.0.113.%d", n)}}
			return b.post("/mot-de-passe-oublie", url.Values{"identifiant": {fmt.Sprintf("29912861%05d", n)}}).status
		}
		direct := newService(t, func(o *handlers.Options) { o.ExemptSites = nil })
		behind := newService(t, func(o *handlers.Options) {
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
		s := newService(t)
		s.browser().establish(marie, first)
		s.browser().post("/connexion?"+url.Values{"identifiant": {marie}, "mot_de_passe": {first}}.Encode(), nil).at("/connexion?"+url.Values{"identifiant": {marie}, "mot_de_passe": {first}}.Encode(), 422)
	})
	t.Run("a form is a form: JSON, XML and multipart are read by no one", func(t *testing.T) {
		s := newService(t)
		for kind, body := range map[string]string{
			"application/json":                `{"Subject":"a","Name":"b","Email":"c@d.example","Message":"e"}`,
			"application/xml":                 `<contactForm><Subject>a</Subject><Name>b</Name><Email>c@d.example</Email><Message>e</Message></contactForm>`,
			"multipart/form-data; boundary=x": "--x\r\nContent-Disposition: form-data; name=\"sujet\"\r\n\r\na\r\n--x--\r\n",
			"text/plain":                      "sujet=a&nom=b&email=c@d.example&message=e",
		} {
			r, err := http.NewRequest(http.MethodPost, s.url+"/contact", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", kind)
			s.browser().do(r).at("/contact", 422)
		}
		if sent := s.sent(); len(sent) > 0 {
			t.Errorf("%d messages left", len(sent))
		}
	})
	t.Run("lines put into the contact form become no header of its mail", func(t *testing.T) {
		s := newService(t)
		bad := "x\r\nBcc: tous@evil.example\r\n\r\n<script>"
		s.browser().post("/contact", url.Values{"sujet": {bad}, "nom": {bad}, "email": {"a@b.example\r\nBcc: tous@evil.example"}, "message": {bad}}).at("/contact", 422)
		s.browser().post("/contact", url.Values{"sujet": {bad}, "nom": {bad}, "email": {"a@b.example"}, "message": {bad}}).at("/contact/confirmation", 200)
		if got := s.lastOf(db.KindContact); got.To != "contact@msa.example" || got.Fields["email"] != "a@b.example" {
			t.Errorf("%+v", got)
		}
	})
	t.Run("a session that a stranger chose is not the member's after the login", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		b := s.browser()
		b.header = http.Header{"Cookie": {"sesame=" + strings.Repeat("A", 43)}}
		if p := b.post("/connexion", url.Values{"identifiant": {marie}, "mot_de_passe": {first}}); strings.Contains(p.header.Get("Set-Cookie"), "AAAA") {
			t.Error("the chosen id was kept")
		}
		fixed := s.browser()
		fixed.header = b.header
		fixed.get("/espace").at("/connexion", 200)
	})
	t.Run("no header of the request comes back: neither Host nor X-Forwarded-Host leads anywhere", func(t *testing.T) {
		s := newService(t)
		r, err := http.NewRequest(http.MethodPost, s.url+"/mot-de-passe-oublie", strings.NewReader("identifiant="+marie))
		if err != nil {
			t.Fatal(err)
		}
		r.Host = "evil.example"
		r.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "X-Forwarded-Host": {"evil.example"}, "X-Forwarded-Proto": {"https"}, "Forwarded": {"host=evil.example"}}
		answer, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if answer.Header.Get("Location") != "/mot-de-passe-oublie/canal" {
			t.Errorf("Location %q", answer.Header.Get("Location"))
		}
	})
	t.Run("a member does not close somebody else's session by its number", func(t *testing.T) {
		s := newService(t)
		hers, his := s.browser(), s.browser()
		hers.establish(marie, first)
		his.establish(lucien, second)
		for id := range 10 {
			his.post(fmt.Sprintf("/espace/mon-compte/sessions/%d/fermeture", id), nil)
		}
		hers.get("/espace").at("/espace", 200)
		his.get("/espace").at("/connexion", 200)
	})
	t.Run("the cookie's value stands nowhere in the database", func(t *testing.T) {
		s := newService(t)
		b := s.browser()
		b.establish(marie, first)
		u, err := url.Parse(s.url)
		if err != nil {
			t.Fatal(err)
		}
		value := b.client.Jar.Cookies(u)[0].Value
		for _, suffix := range []string{"", "-wal"} {
			file, err := os.ReadFile(s.db.Path() + suffix)
			if err != nil || value == "" || bytes.Contains(file, []byte(value)) {
				t.Errorf("found in the file%s (%v)", suffix, err)
			}
		}
	})
	t.Run("TRACE and made-up methods are refused, and a line put into a path begins no line of the log", func(t *testing.T) {
		var log bytes.Buffer
		s := newService(t, func(o *handlers.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
		for _, method := range []string{http.MethodTrace, "DEBUG", http.MethodPut, http.MethodDelete} {
			w := httptest.NewRecorder()
			(*s.pages.Load()).ServeHTTP(w, httptest.NewRequest(method, "/connexion", nil))
			if w.Code != http.StatusMethodNotAllowed {
				t.Errorf("%s: %d", method, w.Code)
			}
		}
		log.Reset()
		s.answers("/connexion/x%0Atime=2026%20level=ERROR%20msg=forged")
		if strings.Count(log.String(), "\n") != 1 {
			t.Errorf("%s", log.String())
		}
	})
	t.Run("an identifier that somebody writes into an address stands in no log", func(t *testing.T) {
		var log bytes.Buffer
		s := newService(t, func(o *handlers.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
		s.answers("/connexion/" + marie)
		s.answers("/mot-de-passe-oublie/2%2085%2007%2086%20123%20456")
		if strings.Contains(log.String(), marie) || strings.Contains(log.String(), "123 456") || !strings.Contains(log.String(), "path=/connexion/") {
			t.Errorf("%s", log.String())
		}
	})
}
