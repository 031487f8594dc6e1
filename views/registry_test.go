package views

import (
	"html/template"
	"strings"
	"testing"

	"sesame/journey"
)

func TestTemplatesAndStepsAreComparedAtStart(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(map[string]*template.Template)
		want   string // part of the error; empty for none
	}{
		{"as they are", func(map[string]*template.Template) {}, ""},
		{"a step has lost its template", func(p map[string]*template.Template) { delete(p, "oubli/code") }, "the screen oubli/code has no template"},
		{"a page has lost its template", func(p map[string]*template.Template) { delete(p, "aide") }, "the screen aide has no template"},
		{"a template belongs to no step", func(p map[string]*template.Template) { p["oubli/fax"] = p["oubli/code"] }, "the template oubli/fax belongs to no step"},
		{"a template says nothing", func(p map[string]*template.Template) { p["aide"] = template.New("") }, `the template aide does not define "main"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, err := New(Options{})
			if err != nil {
				t.Fatal(err)
			}
			c.change(v.pages)
			err = v.compareWithJourneys()
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestTheGalleryShowsEveryTemplate(t *testing.T) {
	v, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	shown, names := map[string]bool{}, map[string]bool{}
	for _, s := range Gallery() {
		if names[s.Name] {
			t.Errorf("two samples are called %s", s.Name)
		}
		names[s.Name], shown[s.Screen.Template] = true, true
	}
	for name := range v.pages {
		if !shown[name] {
			t.Errorf("no sample shows %s", name)
		}
	}
}

// The table says where « Précédent » exists; in the personalisation the way back is « Corriger mon adresse email ».
func TestPreviousIsShownWhereTheTableHasAStepBack(t *testing.T) {
	v, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, sample := range Gallery() {
		name, stepName, _ := strings.Cut(sample.Screen.Template, "/")
		j, ok := journey.ByName(name)
		if !ok || j.Name == journey.Personalisation.Name {
			continue
		}
		step, _ := j.Step(stepName)
		html := drawn(t, v, sample.Screen)
		if got, want := strings.Contains(html, `formaction="`+j.Path+`/precedent"`), step.Back != ""; got != want {
			t.Errorf("%s: « Précédent » shown %v, the table says %v", sample.Name, got, want)
		}
	}
}
