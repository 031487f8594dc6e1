package member_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"sesame/handlers"
	"sesame/handlers/member"
	"sesame/handlers/servicetest"
	"sesame/handlers/web"
	"sesame/journey"
)

func TestAStepOrButtonWithoutHandlerDoesNotStart(t *testing.T) {
	s := servicetest.NewService(t)
	base, err := web.NewBase(s.Options.Options)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := member.New(base, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range pages.Journeys() {
		refused := func(row, what string) {
			t.Helper()
			if err := w.Check(); err == nil || !strings.Contains(err.Error(), w.Journey.Name+"/"+row+" ") {
				t.Errorf("%s/%s has lost %s: %v", w.Journey.Name, row, what, err)
			}
		}
		last := len(w.Journey.Steps) - 1
		for i, row := range w.Journey.Steps {
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
}

func TestARowThatIsOnlyInTheTableDoesNotStart(t *testing.T) {
	s := servicetest.NewService(t)
	change := journey.Change
	t.Cleanup(func() { journey.Change = change })
	advice := change.Steps[1]
	advice.Name, advice.Back = "conseils", "question"
	journey.Change.Steps = slices.Insert(slices.Clone(change.Steps), 1, advice)
	_, err := handlers.New(s.Options)
	for _, want := range []string{"changement/conseils has no handler that shows it", "changement/conseils has no handler that takes its entry",
		"changement/conseils leads back to « question »"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
