package views

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"sesame/journey"
)

func TestTemplatesAndStepsAreComparedAtStart(t *testing.T) {
	type templates = map[string]bool
	without := func(screen string) []Sample {
		return slices.DeleteFunc(Gallery(), func(s Sample) bool { return s.Screen.Template == screen })
	}
	for _, c := range []struct {
		name    string
		change  func(templates)
		samples []Sample
		want    string // part of the error; empty for none
	}{
		{"as they are", func(templates) {}, Gallery(), ""},
		{"a step has lost its template", func(p templates) { delete(p, "oubli/code") }, Gallery(), "the screen oubli/code has no template"},
		{"a step has lost its samples", func(templates) {}, without("oubli/code"), "the step oubli/code has no sample in the gallery"},
		{"a page has lost its template", func(p templates) { delete(p, "aide") }, Gallery(), "the screen aide has no template"},
		{"a template belongs to no step", func(p templates) { p["oubli/fax"] = true }, Gallery(), "the template oubli/fax belongs to no step"},
		{"a template says nothing", func(p templates) { p["oubli/fax"] = true }, Gallery(), `the template oubli/fax does not define "main"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, err := New(Options{})
			if err != nil {
				t.Fatal(err)
			}
			c.change(v.pages)
			err = v.compareWithJourneys(c.samples)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestAStepThatIsOnlyInTheTableDoesNotStart(t *testing.T) {
	all := journey.All
	t.Cleanup(func() { journey.All = all })
	longer := journey.Change
	longer.Steps = append(slices.Clone(longer.Steps), journey.Step{Name: "conseils"})
	journey.All = []journey.Journey{longer}
	_, err := New(Options{Demo: true})
	for _, want := range []string{"changement/conseils has no template", "changement/conseils has no words", "changement/conseils has no sample"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
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

func TestPreviousIsShownWhereTheTableHasAStepBack(t *testing.T) {
	v, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, sample := range Gallery() {
		name, stepName, _ := strings.Cut(sample.Screen.Template, "/")
		j, ok := journey.ByName(name)
		if !ok {
			continue
		}
		step, _ := j.Step(stepName)
		html := drawn(t, v, sample.Screen)
		if got, want := strings.Contains(html, `formaction="`+j.Path+`/precedent"`), step.Back != ""; got != want {
			t.Errorf("%s: « Précédent » shown %v, the table says %v", sample.Name, got, want)
		}
	}
}

// All templates form one set, in which a second definition replaces the first without an error.
func TestEachTemplateIsDefinedOnce(t *testing.T) {
	defined := regexp.MustCompile(`{{define "([^"]+)"`)
	first := map[string]string{}
	for _, folder := range append([]string{"parts", agentParts}, readers...) {
		err := eachFile(folder, func(file, source string) error {
			if slices.Contains(readers, folder) {
				source = ownNames(templateName(file), source)
			}
			for _, m := range defined.FindAllStringSubmatch(source, -1) {
				if before := first[m[1]]; before != "" {
					t.Errorf("%q is defined by %s and by %s", m[1], before, file)
				}
				first[m[1]] = file
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
