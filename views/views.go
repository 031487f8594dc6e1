package views

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"sesame/account"
	"sesame/account/gauge"
	"sesame/static"
)

//go:embed member/*.html agent/*.html demo/*.html parts/*.html
var files embed.FS

// Options is what every page shows.
type Options struct {
	Caisse account.Caisse // Color is #rrggbb; empty for the default
	Demo   bool           // the banner of the demonstration
}

// Views holds the parsed templates. It is safe for concurrent use.
type Views struct {
	caisse account.Caisse
	demo   bool
	static *static.Files
	pages  map[string]*template.Template // by template name
	access Accessibility
}

// New parses every template and compares them with the journeys: a step without a template, without words or without a
// sample in the gallery, or a template that no step and no page asks for, is an error. So is a colour that is no colour.
func New(o Options) (*Views, error) {
	served, err := static.New(o.Caisse.Color)
	if err != nil {
		return nil, err
	}
	access, err := readAccessibility(rgaaTable)
	if err != nil {
		return nil, err
	}
	v := &Views{caisse: o.Caisse, demo: o.Demo, static: served, access: access, pages: map[string]*template.Template{}}
	shared := template.New("").Funcs(template.FuncMap{"static": served.URL, "dial": dial, "fr": sentence})
	if err := eachFile("parts", func(file, source string) error {
		_, err := shared.Parse(source)
		return err
	}); err != nil {
		return nil, err
	}
	for _, reader := range []string{"member", "agent", "demo"} {
		if err := eachFile(reader, func(file, source string) error {
			page, err := template.Must(shared.Clone()).Parse(source)
			v.pages[templateName(file)] = page
			return err
		}); err != nil {
			return nil, err
		}
	}
	if err := v.compareWithJourneys(Gallery()); err != nil {
		return nil, err
	}
	return v, nil
}

// eachFile reads the templates of a folder.
func eachFile(folder string, read func(file, source string) error) error {
	names, err := fs.Glob(files, folder+"/*.html")
	if err != nil {
		return fmt.Errorf("listing the templates of %s: %w", folder, err)
	}
	for _, file := range names {
		source, err := files.ReadFile(file)
		if err == nil {
			err = read(file, typeset(string(source)))
		}
		if err != nil {
			return fmt.Errorf("reading the template %s: %w", file, err)
		}
	}
	return nil
}

// templateName turns « member/oubli_code.html » into « oubli/code », and « agent/accueil.html » into « agent/accueil ».
func templateName(file string) string {
	name := strings.TrimSuffix(file, ".html")
	if strings.HasPrefix(name, "agent/") {
		return name
	}
	return strings.Replace(path.Base(name), "_", "/", 1)
}

// Static serves what pages load; mount it at static.Prefix.
func (v *Views) Static() http.Handler { return v.static }

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render writes a screen with its status: the whole page, or what htmx puts into #page. Nothing is written when an
// error is returned: the template has failed, and the caller still can say so.
func (v *Views) Render(w http.ResponseWriter, r *http.Request, status int, s Screen) error {
	w.Header().Add("Vary", requestHeader)
	if elsewhere(r) {
		// Asked by the gauge, answered by a page (the session has ended, too many requests): the gauge stays as it is,
		// and the member learns the reason with the next button.
		w.Header().Set(reswapHeader, "none")
		w.WriteHeader(status)
		return nil
	}
	layout := "page"
	if s.ofAgents() {
		layout = "agent-page"
	}
	if swapped(r) {
		layout = "fragment"
		keepAddress(w, r)
	}
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := v.draw(b, layout, s); err != nil {
		return err
	}
	return send(w, status, b.Bytes())
}

// draw runs the screen's own words first: the summary of the errors, above them, names the fields as they do.
func (v *Views) draw(b *bytes.Buffer, layout string, s Screen) error {
	page, ok := v.pages[s.Template]
	if !ok {
		return fmt.Errorf("drawing: no screen is called %q", s.Template)
	}
	d := &drawing{Screen: s, Caisse: v.caisse, Demo: v.demo, Accessibility: v.access}
	if err := page.ExecuteTemplate(b, "main", d); err != nil {
		return fmt.Errorf("drawing %s: %w", s.Template, err)
	}
	d.Main = template.HTML(b.String()) //nolint:gosec // G203: escaped by the line above
	b.Reset()
	if err := page.ExecuteTemplate(b, layout, d); err != nil {
		return fmt.Errorf("drawing %s around its words: %w", s.Template, err)
	}
	return nil
}

// Gauge writes what the password's gauge shows for a verdict; htmx puts it in place while the member types.
func (v *Views) Gauge(w http.ResponseWriter, r *http.Request, verdict gauge.Verdict) error {
	var b bytes.Buffer
	if err := v.pages["personnalisation/mot-de-passe"].ExecuteTemplate(&b, "gauge-answer", newGauge(verdict)); err != nil {
		return fmt.Errorf("drawing the gauge: %w", err)
	}
	return send(w, http.StatusOK, b.Bytes())
}

func send(w http.ResponseWriter, status int, body []byte) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		return fmt.Errorf("sending a page: %w", err)
	}
	return nil
}

// dial keeps what a telephone needs of a number written for people.
func dial(phone string) string {
	return strings.Map(func(c rune) rune {
		if c == '+' || c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, phone)
}
