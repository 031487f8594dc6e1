package walks

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"sesame/texts/textstest"
)

// typist fills in forms without a browser.
type typist struct {
	t      *testing.T
	site   *site
	client *http.Client
}

func newTypist(t *testing.T, s *site) *typist {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &typist{t, s, &http.Client{Jar: jar, Timeout: patience}}
}

// sheet is the page that a typist got.
type sheet struct {
	path   string
	status int
	doc    *goquery.Document
}

func (p *typist) ask(method, path string, form url.Values) sheet {
	p.t.Helper()
	r, err := http.NewRequest(method, p.site.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", p.site.url)
	answer, err := p.client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	doc, err := goquery.NewDocumentFromReader(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return sheet{answer.Request.URL.Path, answer.StatusCode, doc}
}

// fill sends the page's form that has the typed fields: the values it holds, and what is typed.
func (p *typist) fill(s sheet, typed url.Values) sheet {
	p.t.Helper()
	form, action := url.Values{}, s.path
	s.doc.Find("main form").EachWithBreak(func(_ int, f *goquery.Selection) bool {
		for name := range typed {
			if f.Find(`[name="`+name+`"]`).Length() == 0 {
				return true
			}
		}
		action = f.AttrOr("action", s.path)
		f.Find("input[name]").Each(func(_ int, field *goquery.Selection) {
			if kind := field.AttrOr("type", ""); kind != "radio" && kind != "checkbox" {
				form.Set(field.AttrOr("name", ""), field.AttrOr("value", ""))
			}
		})
		return false
	})
	for name, values := range typed {
		form[name] = values
	}
	return p.ask(http.MethodPost, action, form)
}

func (s sheet) says(sentence string) bool {
	return strings.Contains(textstest.Plain(plain(s.doc.Find("main").Text())), sentence)
}

// at fails unless the page has this path and status.
func (p *typist) at(s sheet, path string, status int) sheet {
	p.t.Helper()
	if s.path != path || s.status != status {
		p.t.Fatalf("came to %s (%d), want %s (%d): %s", s.path, s.status, path, status, plain(s.doc.Find("main").Text()))
	}
	return s
}

func one(name, value string) url.Values { return url.Values{name: {value}} }

// forgets starts « oubli » by e-mail.
func (p *typist) forgets(identifier string) sheet {
	p.t.Helper()
	s := p.fill(p.ask(http.MethodGet, "/mot-de-passe-oublie", nil), one("identifiant", identifier))
	if s.path != "/mot-de-passe-oublie/canal" {
		return s
	}
	return p.fill(s, one("canal", "email"))
}
