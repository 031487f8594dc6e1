package handlers_test

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"sesame/db"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// browser is somebody's: it keeps cookies, follows redirects, and sends forms as they stand.
type browser struct {
	s      *service
	client *http.Client
	header http.Header
}

// page is what the browser shows.
type page struct {
	b      *browser
	status int
	path   string
	header http.Header
	doc    *goquery.Document
	raw    string
}

type fields map[string]string

// plainFault checks the page of a fault: a plain sentence with a reference that the log has too, and no inner text.
func (p *page) plainFault(log string) {
	p.b.s.t.Helper()
	reference := referenceShown.FindString(p.text())
	if reference == "" || !strings.Contains(log, "reference="+reference) {
		p.b.s.t.Errorf("%s (%d) has no reference that the log knows:\n%s", p.path, p.status, p.brief())
	}
	if !strings.Contains(log, "sabotage") {
		p.b.s.t.Error("the log does not say why")
	}
	for _, inner := range []string{"sabotage", "SQL", "constraint", "UPDATE", "members"} {
		if strings.Contains(strings.ReplaceAll(p.raw, reference, ""), inner) { // a reference may spell anything
			p.b.s.t.Errorf("%s (%d) says « %s »:\n%s", p.path, p.status, inner, p.brief())
		}
	}
	p.says(p.b.s.caisse.Phone)
}

// catchReturn identifies at the provider and stops at the address that it sends the browser back to.
func (p *page) catchReturn(name string) (back string) {
	p.b.s.t.Helper()
	action, form := p.form("Continuer", fields{"identity": name})
	p.b.client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/connexion/franceconnect/retour" {
			back = r.URL.RequestURI()
			return errCaught
		}
		return nil
	}
	defer func() { p.b.client.CheckRedirect = nil }()
	response, err := p.b.client.PostForm(action, form)
	if response != nil {
		response.Body.Close()
	}
	if !errors.Is(err, errCaught) {
		p.b.s.t.Fatalf("no return to catch: %v", err)
	}
	return back
}

// attempt takes the cookie of a login under way out of this browser, or puts another's in.
func (b *browser) attempt(put *http.Cookie) *http.Cookie {
	b.s.t.Helper()
	address, err := url.Parse(b.s.url)
	if err != nil {
		b.s.t.Fatal(err)
	}
	if put != nil {
		b.client.Jar.SetCookies(address, []*http.Cookie{put})
	}
	for _, c := range b.client.Jar.Cookies(address) {
		if c.Name == "sesame-franceconnect" {
			return c
		}
	}
	b.s.t.Fatal("no login is under way in this browser")
	return nil
}

// trace is all that a stranger sees of an answer.
func (p *page) trace(identifier string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s\n", p.status, p.path)
	for _, name := range slices.Sorted(maps.Keys(p.header)) {
		value := p.header.Get(name)
		switch name {
		case "Date", "Content-Length":
			continue
		case "Set-Cookie":
			value = regexp.MustCompile(`=[^;]+;`).ReplaceAllString(value, "=;")
		}
		fmt.Fprintf(&b, "%s: %s\n", name, value)
	}
	b.WriteString(strings.ReplaceAll(varying.ReplaceAllString(p.raw, ""), identifier, "IDENTIFIER"))
	return b.String()
}

// retryAfter checks the answer of a limit.
func (p *page) retryAfter(d time.Duration) *page {
	p.b.s.t.Helper()
	if got := p.header.Get("Retry-After"); p.status != http.StatusTooManyRequests || got != strconv.Itoa(int(d.Seconds())) {
		p.b.s.t.Errorf("%s: %d, Retry-After %q, want 429 and %v:\n%s", p.path, p.status, got, d, p.brief())
	}
	return p
}

// wrong gives a wrong code at a code's screen.
func (p *page) wrong() *page {
	p.b.s.t.Helper()
	return p.press("Valider", fields{"code": otherCode(p.b.s.lastOf(db.KindCode).Secret, 0)})
}

// asks gives the nth identifier, known to nobody, and wants this status.
func (b *browser) asks(n, status int) *page {
	b.s.t.Helper()
	path := map[int]string{200: oubli + "/canal", 429: oubli}[status]
	return b.post(oubli, url.Values{"identifiant": {fmt.Sprintf("X%d", n)}}).at(path, status)
}

func (b *browser) do(r *http.Request) *page {
	b.s.t.Helper()
	for k, v := range b.header {
		r.Header[k] = v
	}
	response, err := b.client.Do(r)
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
	return &page{b: b, status: response.StatusCode, path: response.Request.URL.RequestURI(), header: response.Header, doc: doc, raw: string(raw)}
}

func (b *browser) get(path string) *page {
	b.s.t.Helper()
	r, err := http.NewRequest(http.MethodGet, b.s.url+path, nil)
	if err != nil {
		b.s.t.Fatal(err)
	}
	return b.do(r)
}

func (b *browser) post(path string, form url.Values) *page {
	b.s.t.Helper()
	r, err := http.NewRequest(http.MethodPost, b.s.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

// form prepares what pressing the button of that name would send: where to, and with what.
func (p *page) form(button string, typed fields) (path string, form url.Values) {
	p.b.s.t.Helper()
	found := p.doc.Find("button").FilterFunction(func(_ int, q *goquery.Selection) bool {
		return strings.Join(strings.Fields(q.Text()), " ") == button
	}).First()
	if found.Length() == 0 {
		p.b.s.t.Fatalf("no button « %s » on %s (%d):\n%s", button, p.path, p.status, p.brief())
	}
	owner := found.Closest("form")
	if id, ok := found.Attr("form"); ok {
		owner = p.doc.Find("form#" + id)
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
		if p.doc.Find(`[name="`+name+`"]`).Length() == 0 {
			p.b.s.t.Fatalf("no field %q on %s:\n%s", name, p.path, p.brief())
		}
		form.Set(name, value)
	}
	return path, form
}

// press fills the form and presses a button.
func (p *page) press(button string, typed fields) *page {
	p.b.s.t.Helper()
	path, form := p.form(button, typed)
	return p.b.post(path, form)
}

func (p *page) text() string {
	body := p.doc.Find("body").Clone()
	body.Find("script, style, svg").Remove()
	return strings.Join(strings.Fields(body.Text()), " ")
}

// brief is the start of the text, for a failure's report.
func (p *page) brief() string {
	text := []rune(p.text())
	return string(text[:min(len(text), 500)])
}

func (p *page) says(sentences ...string) *page {
	p.b.s.t.Helper()
	for _, sentence := range sentences {
		if !strings.Contains(p.text(), sentence) {
			p.b.s.t.Errorf("%s (%d) does not say « %s »:\n%s", p.path, p.status, sentence, p.brief())
		}
	}
	return p
}

func (p *page) silent(sentences ...string) *page {
	p.b.s.t.Helper()
	for _, sentence := range sentences {
		if strings.Contains(p.text(), sentence) {
			p.b.s.t.Errorf("%s (%d) says « %s »:\n%s", p.path, p.status, sentence, p.brief())
		}
	}
	return p
}

// at checks where the browser has come to.
func (p *page) at(path string, status int) *page {
	p.b.s.t.Helper()
	if p.path != path || p.status != status {
		p.b.s.t.Fatalf("came to %s (%d), want %s (%d):\n%s", p.path, p.status, path, status, p.brief())
	}
	return p
}

func (b *browser) logIn(identifier, password string) *page {
	b.s.t.Helper()
	return b.get("/connexion").press("Se connecter", fields{"identifiant": identifier, "mot_de_passe": password})
}

// establish takes a member through the whole first connection; the password is theirs from then on.
func (b *browser) establish(identifier, password string) *page {
	b.s.t.Helper()
	p := b.logIn(identifier, b.s.temporary(identifier)).at("/personnalisation/mot-de-passe", 200)
	p = p.press("Suivant", fields{"nouveau": password, "confirmation": password}).at("/personnalisation/coordonnees", 200)
	typed := fields{}
	if b.s.member(identifier).Contacts[db.Email].Value == "" {
		typed["email"] = "nouvelle@poitou.example"
	}
	p = p.press("Je confirme mes coordonnées", typed).at("/personnalisation/adresse-email", 200)
	p = p.press("Valider", fields{"code": b.s.lastOf(db.KindEmailCode).Secret}).at("/personnalisation/confirmation", 200)
	b.s.sent()
	return p
}

// forget begins « oubli » and chooses a channel.
func (b *browser) forget(identifier, channel string) *page {
	b.s.t.Helper()
	return b.get("/mot-de-passe-oublie").press("Suivant", fields{"identifiant": identifier}).
		at("/mot-de-passe-oublie/canal", 200).press("Suivant", fields{"canal": channel})
}
