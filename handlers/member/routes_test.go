package member_test

import (
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
		servicetest.MissesEachHandler(t, w)
	}
}

func TestARowThatIsOnlyInTheTableDoesNotStart(t *testing.T) {
	s := servicetest.NewService(t)
	change := journey.Change
	t.Cleanup(func() { journey.Change = change })
	advice := change.Steps[1]
	advice.Name, advice.Back = "conseils", "question"
	journey.Change.Steps = slices.Insert(slices.Clone(change.Steps), 1, advice)
	_, _, err := handlers.New(s.Options)
	for _, want := range []string{"changement/conseils has no handler that shows it", "changement/conseils has no handler that takes its entry",
		"changement/conseils leads back to « question »"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
