package views

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"sesame/account"
	"sesame/account/gauge"
	"sesame/static"
)

//go:embed member/*.html agent/*.html demo/*.html parts/*.html parts/agent/*.html
var files embed.FS

// Options holds what every page shows.
type Options struct {
	Caisse account.Caisse // Color is #rrggbb; empty for the default
	Demo   bool           // show the banner of the demonstration
}

// Views holds the parsed templates. It is safe for concurrent use.
type Views struct {
	caisse account.Caisse
	demo   bool
	static *static.Files
	pages  map[string]bool // by template name
	// Two sets, one per kind of reader, because a copy of the parts for each page would take 20 MB. Half of what is parsed
	// belongs to the agents; their set is parsed when the first of their pages is drawn.
	members *template.Template
	agents  func() (*template.Template, error)
	access  Accessibility
	framed  [2]func() (frame, error) // of the members' pages, and of the agents'
}

// New parses the members' templates; the agents' follow with the first of their pages. For the demonstration it parses both, and
// compares them with the journeys: a step without a template, without words or without a sample in the gallery, or a template
// that no step and no page uses, is an error. A malformed colour is always an error.
func New(o Options) (*Views, error) {
	served, err := static.New(o.Caisse.Color)
	if err != nil {
		return nil, err
	}
	access, err := readAccessibility(rgaaTable)
	if err != nil {
		return nil, err
	}
	v := &Views{caisse: o.Caisse, demo: o.Demo, static: served, access: access, pages: map[string]bool{}}
	for _, reader := range readers {
		names, err := templates(reader)
		if err != nil {
			return nil, err
		}
		for _, file := range names {
			v.pages[templateName(file)] = true
		}
	}
	functions := template.FuncMap{"static": served.URL, "dial": dial, "fr": sentence, "whole": whole}
	if v.members, err = newSet(functions, "parts", "member", "demo"); err != nil {
		return nil, err
	}
	v.agents = sync.OnceValues(func() (*template.Template, error) { return newSet(functions, "parts", agentParts, "agent") })
	v.framed = [2]func() (frame, error){sync.OnceValues(v.drawFrame("page")), sync.OnceValues(v.drawFrame("agent-page"))}
	if o.Demo { // the gallery judges passwords, for which the gauge's words are unpacked
		if _, err := v.agents(); err != nil {
			return nil, err
		}
		return v, v.compareWithJourneys(Gallery())
	}
	return v, nil
}

// readers are the folders of pages, one per kind of reader.
var readers = []string{"member", "agent", "demo"}

// agentParts is the folder of the parts that only agents' pages use.
const agentParts = "parts/agent"

// newSet parses the templates of these folders into one set.
func newSet(functions template.FuncMap, folders ...string) (*template.Template, error) {
	set := template.New("").Funcs(functions)
	for _, folder := range folders {
		if err := eachFile(folder, func(file, source string) error {
			if slices.Contains(readers, folder) {
				source = ownNames(templateName(file), source)
			}
			_, err := set.Parse(source)
			return err
		}); err != nil {
			return nil, err
		}
	}
	return set, nil
}

// eachFile calls read for each template of a folder.
func eachFile(folder string, read func(file, source string) error) error {
	names, err := templates(folder)
	if err != nil {
		return err
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

// templates lists the files of a folder.
func templates(folder string) ([]string, error) {
	names, err := fs.Glob(files, folder+"/*.html")
	if err != nil {
		return nil, fmt.Errorf("listing the templates of %s: %w", folder, err)
	}
	return names, nil
}

// ownNames adds the page's name to the names of the templates that each page defines.
func ownNames(page, source string) string {
	for _, part := range []string{"title", "main", "wide"} {
		source = strings.Replace(source, `{{define "`+part+`"}}`, `{{define "`+partOf(page, part)+`"}}`, 1)
	}
	return source
}

func partOf(page, part string) string { return page + ":" + part }

// templateName turns « member/oubli_code.html » into « oubli/code », and « agent/accueil.html » into « agent/accueil ».
func templateName(file string) string {
	name := strings.TrimSuffix(file, ".html")
	if ofAgents(name) {
		return name
	}
	return strings.Replace(path.Base(name), "_", "/", 1)
}

// set returns the set that contains a page.
func (v *Views) set(page string) (*template.Template, error) {
	if ofAgents(page) {
		return v.agents()
	}
	return v.members, nil
}

// Static serves the files that pages load; mount it at static.Prefix.
func (v *Views) Static() http.Handler { return v.static }

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render writes a screen with its status: the whole page, or the part that htmx inserts into #page. If the
// template fails, it returns an error and writes nothing, so that the caller can show an error page.
func (v *Views) Render(w http.ResponseWriter, r *http.Request, status int, s Screen) error {
	w.Header().Add("Vary", requestHeader)
	if elsewhere(r) {
		// The gauge asked, and a page answers (the session has ended, too many requests): the gauge stays as it is,
		// and the member learns the reason with the next button.
		w.Header().Set(reswapHeader, "none")
		w.WriteHeader(status)
		return nil
	}
	around := fragment
	if swapped(r) {
		keepAddress(w, r)
	} else {
		var err error
		if around, err = v.frame(s); err != nil {
			return err
		}
	}
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := v.draw(b, around, s); err != nil {
		return err
	}
	return send(w, status, b.Bytes())
}

// draw executes the screen's own templates first, because the summary of errors above them contains the labels of their
// fields.
func (v *Views) draw(b *bytes.Buffer, f frame, s Screen) error {
	if !v.pages[s.Template] {
		return fmt.Errorf("drawing: no screen is called %q", s.Template)
	}
	set, err := v.set(s.Template)
	if err != nil {
		return err
	}
	s.around = around{Caisse: v.caisse, Accessibility: v.access, Wide: set.Lookup(partOf(s.Template, "wide")) != nil}
	d := (*drawing)(&s)
	for _, part := range []struct {
		name  string
		drawn *template.HTML
	}{{"main", &d.Main}, {"title", &d.Title}} {
		if err := set.ExecuteTemplate(b, partOf(s.Template, part.name), d); err != nil {
			return fmt.Errorf("drawing %s: %w", s.Template, err)
		}
		*part.drawn = template.HTML(b.String()) //nolint:gosec // G203: escaped by the lines above
		b.Reset()
	}
	for i, part := range []string{"head-title", "inner"} {
		b.WriteString(f[i])
		if err := set.ExecuteTemplate(b, part, d); err != nil {
			return fmt.Errorf("drawing %s around its words: %w", s.Template, err)
		}
	}
	b.WriteString(f[2])
	return nil
}

// Gauge writes the password gauge for a verdict; htmx inserts it while the member types.
func (v *Views) Gauge(w http.ResponseWriter, r *http.Request, status int, verdict gauge.Verdict) error {
	var b bytes.Buffer
	if err := v.members.ExecuteTemplate(&b, "gauge-answer", newGauge(verdict)); err != nil {
		return fmt.Errorf("drawing the gauge: %w", err)
	}
	return send(w, status, b.Bytes())
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

// dial returns the digits and the « + » of a telephone number written for people.
func dial(phone string) string {
	return strings.Map(func(c rune) rune {
		if c == '+' || c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, phone)
}
