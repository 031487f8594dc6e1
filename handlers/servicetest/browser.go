package servicetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"

	"sesame/db"
	"sesame/texts/textstest"
)

// Browser is a person's browser: it keeps cookies, follows redirects, and sends forms with the values they contain.
type Browser struct {
	s      *Service
	Client *http.Client
	Header http.Header
}

// Page is the page that the browser shows.
type Page struct {
	B      *Browser
	Status int
	Path   string
	Header http.Header
	Doc    *goquery.Document
	Raw    string
}

type Fields map[string]string

// PlainFault checks the page of an internal error: a plain sentence with a reference that the log has too, no internal
// text, and nothing of the page that it replaces.
func (p *Page) PlainFault(log string) {
	p.B.s.t.Helper()
	reference := referenceShown.FindString(p.Text())
	if reference == "" || !strings.Contains(log, "reference="+reference) {
		p.B.s.t.Errorf("%s (%d) has no reference that the log knows:\n%s", p.Path, p.Status, p.Brief())
	}
	if !strings.Contains(log, "sabotage") {
		p.B.s.t.Error("the log does not say why")
	}
	for _, inner := range []string{"sabotage", "SQL", "constraint", "UPDATE", "members"} {
		if strings.Contains(strings.ReplaceAll(p.Raw, reference, ""), inner) { // a reference may spell anything
			p.B.s.t.Errorf("%s (%d) says « %s »:\n%s", p.Path, p.Status, inner, p.Brief())
		}
	}
	if n := strings.Count(p.Raw, "</html>"); n > 1 {
		p.B.s.t.Errorf("%s (%d) is %d pages:\n%s", p.Path, p.Status, n, p.Brief())
	}
	p.Says(p.B.s.Caisse.Phone)
}

// CatchReturn identifies at the provider, and returns the address to which the provider redirects back, without visiting it.
func (p *Page) CatchReturn(name string) (back string) {
	p.B.s.t.Helper()
	action, form := p.Form("Continuer", Fields{"identity": name})
	p.B.Client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/connexion/franceconnect/retour" {
			back = r.URL.RequestURI()
			return errCaught
		}
		return nil
	}
	defer func() { p.B.Client.CheckRedirect = nil }()
	response, err := p.B.Client.PostForm(action, form)
	if response != nil {
		response.Body.Close()
	}
	if !errors.Is(err, errCaught) {
		p.B.s.t.Fatalf("no return to catch: %v", err)
	}
	return back
}

// Attempt returns the cookie of a login in progress in this browser; put, if not nil, replaces it before.
func (b *Browser) Attempt(put *http.Cookie) *http.Cookie {
	b.s.t.Helper()
	address, err := url.Parse(b.s.URL)
	if err != nil {
		b.s.t.Fatal(err)
	}
	if put != nil {
		b.Client.Jar.SetCookies(address, []*http.Cookie{put})
	}
	for _, c := range b.Client.Jar.Cookies(address) {
		if c.Name == "sesame-franceconnect" {
			return c
		}
	}
	b.s.t.Fatal("no login is under way in this browser")
	return nil
}

// Cookie returns the value of a cookie; empty for none.
func (b *Browser) Cookie(name string) string {
	b.s.t.Helper()
	at, err := url.Parse(b.s.URL)
	if err != nil {
		b.s.t.Fatal(err)
	}
	for _, c := range b.Client.Jar.Cookies(at) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// Keep stores a cookie in the browser.
func (b *Browser) Keep(c *http.Cookie) {
	b.s.t.Helper()
	at, err := url.Parse(b.s.URL)
	if err != nil {
		b.s.t.Fatal(err)
	}
	b.Client.Jar.SetCookies(at, []*http.Cookie{c})
}

// Sets returns the cookies that a response sets, by name.
func (p *Page) Sets() map[string]*http.Cookie {
	set := map[string]*http.Cookie{}
	for _, c := range (&http.Response{Header: p.Header}).Cookies() {
		set[c.Name] = c
	}
	return set
}

// Trace returns everything that a stranger can see of a response, without what varies.
func (p *Page) Trace(identifier string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s\n", p.Status, p.Path)
	for _, name := range slices.Sorted(maps.Keys(p.Header)) {
		value := p.Header.Get(name)
		switch name {
		case "Date", "Content-Length":
			continue
		case "Set-Cookie":
			value = regexp.MustCompile(`=[^;]+;`).ReplaceAllString(value, "=;")
		}
		fmt.Fprintf(&b, "%s: %s\n", name, value)
	}
	b.WriteString(strings.ReplaceAll(varying.ReplaceAllString(p.Raw, ""), identifier, "IDENTIFIER"))
	return b.String()
}

// RetryAfter checks the response to a request beyond a limit.
func (p *Page) RetryAfter(d time.Duration) *Page {
	p.B.s.t.Helper()
	if got := p.Header.Get("Retry-After"); p.Status != http.StatusTooManyRequests || got != strconv.Itoa(int(d.Seconds())) {
		p.B.s.t.Errorf("%s: %d, Retry-After %q, want 429 and %v:\n%s", p.Path, p.Status, got, d, p.Brief())
	}
	return p
}

// Wrong submits a wrong code on a code screen: it has the length of the newest code, and equals none of the codes that wait
// to be sent.
func (p *Page) Wrong() *Page {
	p.B.s.t.Helper()
	due, err := p.B.s.DB.Due(context.Background(), p.B.s.Now().Add(time.Hour), 1000)
	if err != nil {
		p.B.s.t.Fatal(err)
	}
	right := map[string]bool{}
	for _, m := range due {
		right[m.Secret] = true
	}
	digits := len(p.B.s.LastOf(db.KindCode).Secret)
	for i := 0; ; i++ {
		if code := fmt.Sprintf("%0*d", digits, i); !right[code] {
			return p.Press("Valider", Fields{"code": code})
		}
	}
}

// Asks submits the nth of a series of unknown identifiers, and checks the status.
func (b *Browser) Asks(n, status int) *Page {
	b.s.t.Helper()
	path := map[int]string{200: Oubli + "/canal", 429: Oubli}[status]
	return b.Post(Oubli, url.Values{"identifiant": {fmt.Sprintf("X%d", n)}}).At(path, status)
}

func (b *Browser) Do(r *http.Request) *Page {
	b.s.t.Helper()
	for k, v := range b.Header {
		r.Header[k] = v
	}
	response, err := b.Client.Do(r)
	if err != nil {
		b.s.t.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		b.s.t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(raw)))
	if err != nil {
		b.s.t.Fatal(err)
	}
	return &Page{B: b, Status: response.StatusCode, Path: response.Request.URL.RequestURI(), Header: response.Header, Doc: doc, Raw: string(raw)}
}

func (b *Browser) Get(path string) *Page {
	b.s.t.Helper()
	r, err := http.NewRequest(http.MethodGet, b.s.URL+path, nil)
	if err != nil {
		b.s.t.Fatal(err)
	}
	return b.Do(r)
}

func (b *Browser) Post(path string, form url.Values) *Page {
	b.s.t.Helper()
	r, err := http.NewRequest(http.MethodPost, b.s.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.Do(r)
}

// Form returns the address and the fields that pressing the button with this label would send.
func (p *Page) Form(button string, typed Fields) (path string, form url.Values) {
	p.B.s.t.Helper()
	found := p.Doc.Find("button").FilterFunction(func(_ int, q *goquery.Selection) bool {
		return strings.Join(strings.Fields(q.Text()), " ") == button
	}).First()
	if found.Length() == 0 {
		p.B.s.t.Fatalf("no button « %s » on %s (%d):\n%s", button, p.Path, p.Status, p.Brief())
	}
	owner := found.Closest("form")
	if id, ok := found.Attr("form"); ok {
		owner = p.Doc.Find("form#" + id)
	}
	path, ok := found.Attr("formaction")
	if !ok {
		path, _ = owner.Attr("action")
	}
	form = url.Values{}
	owner.Find("input, textarea").Each(func(_ int, q *goquery.Selection) {
		name, named := q.Attr("name")
		kind, _ := q.Attr("type")
		_, checked := q.Attr("checked")
		if !named || (kind == "radio" || kind == "checkbox") && !checked {
			return
		}
		value, _ := q.Attr("value")
		if goquery.NodeName(q) == "textarea" {
			value = q.Text()
		}
		form.Set(name, value)
	})
	for name, value := range typed {
		if p.Doc.Find(`[name="`+name+`"]`).Length() == 0 {
			p.B.s.t.Fatalf("no field %q on %s:\n%s", name, p.Path, p.Brief())
		}
		form.Set(name, value)
	}
	if name, ok := found.Attr("name"); ok {
		value, _ := found.Attr("value")
		form.Add(name, value)
	}
	return path, form
}

// Press fills the form and presses a button.
func (p *Page) Press(button string, typed Fields) *Page {
	p.B.s.t.Helper()
	path, form := p.Form(button, typed)
	return p.B.Post(path, form)
}

// Answer answers the identity question: types the answer, and confirms it.
func (p *Page) Answer(typed Fields) *Page {
	p.B.s.t.Helper()
	return p.Press("Suivant", typed).Says("C'est votre seul essai").Press("Envoyer ma réponse", nil)
}

// Text returns the visible text, with the plain characters of a keyboard.
func (p *Page) Text() string {
	body := p.Doc.Find("body").Clone()
	body.Find("script, style, svg").Remove()
	return textstest.Plain(strings.Join(strings.Fields(body.Text()), " "))
}

// Brief returns the start of the text, for the report of a failure.
func (p *Page) Brief() string {
	text := []rune(p.Text())
	return string(text[:min(len(text), 500)])
}

func (p *Page) Says(sentences ...string) *Page {
	p.B.s.t.Helper()
	for _, sentence := range sentences {
		if !strings.Contains(p.Text(), sentence) {
			p.B.s.t.Errorf("%s (%d) does not say « %s »:\n%s", p.Path, p.Status, sentence, p.Brief())
		}
	}
	return p
}

func (p *Page) SaysNot(sentences ...string) *Page {
	p.B.s.t.Helper()
	for _, sentence := range sentences {
		if strings.Contains(p.Text(), sentence) {
			p.B.s.t.Errorf("%s (%d) says « %s »:\n%s", p.Path, p.Status, sentence, p.Brief())
		}
	}
	return p
}

// At checks the address and status of the page.
func (p *Page) At(path string, status int) *Page {
	p.B.s.t.Helper()
	if p.Path != path || p.Status != status {
		p.B.s.t.Fatalf("came to %s (%d), want %s (%d):\n%s", p.Path, p.Status, path, status, p.Brief())
	}
	return p
}

func (b *Browser) LogIn(identifier, password string) *Page {
	b.s.t.Helper()
	return b.Get("/connexion").Press("Se connecter", Fields{"identifiant": identifier, "mot_de_passe": password})
}

// LogOut logs the member out; the browser stays a known one.
func (b *Browser) LogOut() {
	b.s.t.Helper()
	b.Post("/deconnexion", nil).At("/connexion?etat=deconnecte", 200)
}

// Establish takes a member through the whole personalisation, and sets the password.
func (b *Browser) Establish(identifier, password string) *Page {
	b.s.t.Helper()
	p := b.LogIn(identifier, b.s.Temporary(identifier)).At("/personnalisation/mot-de-passe", 200)
	p = p.Press("Suivant", Fields{"nouveau": password, "confirmation": password}).At("/personnalisation/coordonnees", 200)
	typed := Fields{}
	if b.s.Member(identifier).Contacts[db.Email].Value == "" {
		typed["email"] = "nouvelle@poitou.example"
	}
	p = p.Press("Je confirme mes coordonnées", typed).At("/personnalisation/adresse-email", 200)
	p = p.Press("Valider", Fields{"code": b.s.LastOf(db.KindEmailCode).Secret}).At("/personnalisation/confirmation", 200)
	b.s.Sent()
	return p
}

// Forget begins « oubli » and chooses a channel.
func (b *Browser) Forget(identifier, channel string) *Page {
	b.s.t.Helper()
	return b.Get("/mot-de-passe-oublie").Press("Suivant", Fields{"identifiant": identifier}).
		At("/mot-de-passe-oublie/canal", 200).Press("Suivant", Fields{"canal": channel})
}
