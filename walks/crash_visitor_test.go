package walks

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// visitor is a browser that repeats its requests until the service is back.
type visitor struct {
	c      *crash
	client *http.Client
}

// screen is the page that a visitor got.
type screen struct {
	path   string
	status int
	doc    *goquery.Document
}

func (v *visitor) ask(method, path string, form url.Values) (*screen, error) {
	r, err := http.NewRequest(method, v.c.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := v.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(raw)))
	if err != nil {
		return nil, err
	}
	return &screen{path: answer.Request.URL.Path, status: answer.StatusCode, doc: doc}, nil
}

// get opens a page. It repeats the request while the service does not answer.
func (v *visitor) get(path string) (*screen, error) {
	for deadline := time.After(4 * patience); ; {
		v.c.mu.Lock()
		changed := v.c.changed
		v.c.mu.Unlock()
		s, err := v.ask(http.MethodGet, path, nil)
		if err == nil {
			return s, nil
		}
		select {
		case <-changed:
		case <-time.After(50 * time.Millisecond):
		case <-deadline:
			return nil, err
		}
	}
}

// send posts a form. If the service does not answer, it opens the page back, to see where the form has led.
func (v *visitor) send(path string, form url.Values, back string) (*screen, error) {
	if s, err := v.ask(http.MethodPost, path, form); err == nil {
		return s, nil
	}
	return v.get(back)
}

func (s *screen) text() string { return strings.Join(strings.Fields(s.doc.Find("main").Text()), " ") }

func (s *screen) version() string {
	version, _ := s.doc.Find(`main input[name="version"]`).First().Attr("value")
	return version
}

// journey goes through one « oubli » from beginning to end, whatever happens in between. With uses, it then uses the temporary
// password.
func (c *crash) journey(i int, uses bool) error {
	const base = "/mot-de-passe-oublie"
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	v := &visitor{c: c, client: &http.Client{Jar: jar, Timeout: patience}}
	defer v.client.CloseIdleConnections()
	to := crashEmail(i)
	var (
		codePath string
		codeForm url.Values
	)
	c.mu.Lock()
	began := len(c.mails)
	c.mu.Unlock()
	s, err := v.get(base)
	for step := 0; err == nil && step < 400; step++ {
		form := url.Values{"version": {s.version()}}
		switch {
		case s.status >= 500 && s.status != http.StatusServiceUnavailable:
			return fmt.Errorf("%s: %d %s", s.path, s.status, s.text())
		case s.path == base:
			form.Set("identifiant", crashID(i))
			s, err = v.send(base, form, base+"/canal")
		case s.path == base+"/canal":
			form.Set("canal", "email")
			s, err = v.send(s.path, form, base+"/canal")
		case s.path == base+"/code":
			var l letter
			if l, err = c.awaited(c.promised(promise{to: to, request: requestNumber.FindString(s.text())}), began); err != nil {
				return err
			}
			form.Set("code", l.code)
			codePath, codeForm = s.path, form
			if step%2 == 0 { // two clicks
				go func() { _, _ = v.ask(http.MethodPost, codePath, codeForm) }()
			}
			s, err = v.send(s.path, form, base+"/code")
		case s.path == base+"/confirmation":
			p := c.promised(promise{to: to, request: requestNumber.FindString(s.text()), temporary: true})
			if s, err = v.send(codePath, codeForm, base+"/code"); err != nil {
				return err
			}
			if s.path != base+"/confirmation" && s.path != base {
				return fmt.Errorf("the same code once more leads to %s", s.path)
			}
			if !uses {
				return nil
			}
			l, err := c.awaited(p, began)
			if err != nil {
				return err
			}
			return c.uses(crashID(i), l.temporary)
		default:
			return fmt.Errorf("came to %s (%d): %s", s.path, s.status, s.text())
		}
	}
	if err == nil {
		err = fmt.Errorf("the journey does not end: %s (%d): %s", s.path, s.status, s.text())
	}
	return err
}

// uses logs in with a temporary password, and replaces it by one of the member's own.
func (c *crash) uses(id, temporary string) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	v := &visitor{c: c, client: &http.Client{Jar: jar, Timeout: patience}}
	defer v.client.CloseIdleConnections()
	password := ""
	logIn := func(with string) (*screen, error) {
		return v.send("/connexion", url.Values{"identifiant": {id}, "mot_de_passe": {with}}, "/personnalisation")
	}
	s, err := v.get("/connexion")
	for step := 0; err == nil && step < 400; step++ {
		form := url.Values{"version": {s.version()}}
		switch s.path {
		case "/connexion":
			if s.status == http.StatusTooManyRequests {
				return nil // requests whose answer was cut off count as tries
			}
			with := temporary
			if step%2 == 1 && password != "" {
				with = password // the new password was stored before the answer came
			}
			s, err = logIn(with)
		case "/personnalisation/mot-de-passe":
			password = crashPasswords[step%len(crashPasswords)]
			form.Set("nouveau", password)
			form.Set("confirmation", password)
			s, err = v.send(s.path, form, "/personnalisation")
		case "/personnalisation/coordonnees":
			email, _ := s.doc.Find(`[name="email"]`).Attr("value")
			form.Set("email", email)
			s, err = v.send(s.path, form, "/personnalisation")
		case "/personnalisation/confirmation", "/espace":
			other := &visitor{c: c, client: &http.Client{Timeout: patience}}
			defer other.client.CloseIdleConnections()
			if again, err := other.ask(http.MethodPost, "/connexion", url.Values{"identifiant": {id}, "mot_de_passe": {temporary}}); err == nil && !strings.HasPrefix(again.path, "/connexion") {
				return fmt.Errorf("a temporary password that was personalised leads to %s", again.path)
			}
			return nil
		default:
			return fmt.Errorf("came to %s (%d): %s", s.path, s.status, s.text())
		}
	}
	if err == nil {
		err = fmt.Errorf("the personalisation does not end: %s (%d): %s", s.path, s.status, s.text())
	}
	return err
}
