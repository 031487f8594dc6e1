package servicetest

import (
	"maps"
	"strings"
	"testing"

	"sesame/handlers/web"
)

// MissesEachHandler removes each handler of a wizard in turn and checks that Check names its step.
func MissesEachHandler(t *testing.T, w *web.Wizard) {
	t.Helper()
	refused := func(row, what string) {
		t.Helper()
		if err := w.Check(); err == nil || !strings.Contains(err.Error(), w.Journey.Name+"/"+row+" ") {
			t.Errorf("%s/%s has lost %s: %v", w.Journey.Name, row, what, err)
		}
	}
	last := len(w.Journey.Steps) - 1
	for i, row := range w.Journey.Steps {
		if row.Page != "" {
			continue
		}
		whole := w.Steps[row.Name]
		without := func(what string, change func(*web.Step)) {
			t.Helper()
			step := whole
			change(&step)
			w.Steps[row.Name] = step
			refused(row.Name, what)
		}
		without("the handler that shows it", func(s *web.Step) { s.Show = nil })
		if i != last {
			without("the handler that takes its entry", func(s *web.Step) { s.Submit = nil })
		}
		if whole.Undo != nil {
			without("« Précédent »", func(s *web.Step) { s.Undo = nil })
		}
		for button := range whole.More {
			without("the button "+button, func(s *web.Step) {
				s.More = maps.Clone(s.More)
				delete(s.More, button)
			})
		}
		without("a button on its screen", func(s *web.Step) {
			s.More = maps.Clone(s.More)
			if s.More == nil {
				s.More = map[string]web.Act{}
			}
			s.More["essai"] = whole.Submit
		})
		w.Steps[row.Name] = whole
	}
	w.Steps["essai"] = w.Steps[w.Journey.Steps[0].Name]
	refused("essai", "its row")
	delete(w.Steps, "essai")
	if err := w.Check(); err != nil {
		t.Error(err)
	}
}
