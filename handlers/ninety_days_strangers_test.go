package handlers_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sesame/account"
	"sesame/handlers/servicetest"
	"sesame/texts"
)

// attackers are strangers with 10,000 network addresses. Of a day's requests, the test only makes those that fill each counter
// of an account, and the ceiling of SMS, from changing addresses. They do not parse pages, so that many of their days take
// little time.
type attackers struct {
	t       *testing.T
	s       *servicetest.Service
	used    int
	unknown int
}

// program is one of their browsers, with a network address of its own.
type program struct {
	a       *attackers
	address string
	cookies map[string]string
}

func (a *attackers) program() *program {
	a.used = (a.used + 1) % 10_000
	return &program{a, fmt.Sprintf("10.1.%d.%d", a.used/250, a.used%250+1), map[string]string{}}
}

// does submits a form, or requests a page if form is nil, and returns the body and the address to which it redirects.
func (p *program) does(path string, form url.Values) (page, to string) {
	p.a.t.Helper()
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	r := httptest.NewRequest(method, p.a.s.URL+path, strings.NewReader(form.Encode()))
	r.RemoteAddr = "127.0.0.1:4000" // the proxy
	r.Header.Set("X-Forwarded-For", p.address)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for name, value := range p.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	(*p.a.s.Pages.Load()).ServeHTTP(w, r)
	answer := w.Result()
	defer answer.Body.Close()
	for _, c := range answer.Cookies() {
		p.cookies[c.Name] = c.Value
	}
	return w.Body.String(), answer.Header.Get("Location")
}

var (
	versionShown = regexp.MustCompile(`name="version" value="([^"]+)"`)
	digitsShown  = regexp.MustCompile(`Il a (\d+) chiffres`)
)

// sends fills the form of a page, and returns the address to which it redirects.
func (p *program) sends(path string, form url.Values) (to string) {
	p.a.t.Helper()
	page, moved := p.does(path, nil)
	for moved != "" { // redirects that test whether the browser keeps cookies
		path = moved
		page, moved = p.does(path, nil)
	}
	version := versionShown.FindStringSubmatch(page)
	if version == nil {
		p.a.t.Fatalf("no form at %s: %s", path, page)
	}
	form.Set("version", version[1])
	_, to = p.does(path, form)
	return to
}

// forgets begins « oubli » and chooses a channel; it returns the next screen.
func (p *program) forgets(identifier, channel string) (to string) {
	p.a.t.Helper()
	_, next := p.does(servicetest.Oubli, url.Values{"identifiant": {identifier}})
	if !strings.HasPrefix(next, servicetest.Oubli+"/canal") {
		p.a.t.Fatalf("« oubli » of a stranger leads to %q", next)
	}
	return p.sends(next, url.Values{"canal": {channel}})
}

// guesses types a wrong code.
func (p *program) guesses(path string) {
	p.a.t.Helper()
	page, _ := p.does(path, nil)
	digits, version := digitsShown.FindStringSubmatch(page), versionShown.FindStringSubmatch(page)
	if digits == nil || version == nil {
		return // no code is valid any more
	}
	n := len(fmt.Sprintf("%0"+digits[1]+"d", 0))
	p.does(path, url.Values{"version": {version[1]}, "code": {strings.Repeat("7", n)}})
}

// press makes all attempts that strangers can make at once on an identifier: failed log-ins, requests for codes by each
// channel, wrong codes, wrong answers to the question.
func (a *attackers) press(identifier string) {
	for range a.s.Limits.LoginFree {
		a.program().does("/connexion", url.Values{"identifiant": {identifier}, "mot_de_passe": {"faux"}})
	}
	a.program().does("/connexion", url.Values{"identifiant": {identifier}, "mot_de_passe": {account.NewTemporaryPassword()}})
	for range 2 {
		a.program().forgets(identifier, "sms")
	}
	a.once(identifier, "email")
}

// once makes one demand of a stranger, with one attempt.
func (a *attackers) once(identifier, channel string) {
	p := a.program()
	switch to := p.forgets(identifier, channel); {
	case strings.HasPrefix(to, servicetest.Code):
		p.guesses(to)
	case strings.HasPrefix(to, servicetest.Oubli+"/question"):
		to = p.sends(to, url.Values{"montant": {"1,00"}, "nature": {"prestation"}, "relue": {texts.ShowAmount(100)}})
		if !strings.HasPrefix(to, servicetest.End) && !strings.HasPrefix(to, servicetest.Code) {
			a.t.Fatalf("a stranger's answer leads to %q", to)
		}
	}
}

// fill requests SMS for unknown identifiers until the hourly ceiling is reached.
func (a *attackers) fill() {
	for asked := 0; !a.full(); asked++ {
		if asked > 200 {
			a.t.Fatal("200 demands do not fill the ceiling of SMS")
		}
		a.unknown = (a.unknown + 1) % 1000
		a.program().forgets(servicetest.NobodysSIRET(a.unknown), "sms")
	}
}

func (a *attackers) full() bool {
	uses, err := a.s.DB.BudgetUses(a.t.Context(), a.s.Limits, a.s.Now(), account.SMSBudget)
	if err != nil {
		a.t.Fatal(err)
	}
	return uses[0].Full() || uses[1].Full()
}
