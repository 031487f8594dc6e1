package agent_test

import (
	"slices"
	"strings"
	"testing"

	"sesame/handlers"
	"sesame/handlers/agent"
	"sesame/handlers/demo"
	"sesame/handlers/servicetest"
	"sesame/handlers/web"
	"sesame/journey"
)

func TestAStepWithoutHandlerDoesNotStart(t *testing.T) {
	s := servicetest.NewService(t)
	base, err := web.NewBase(s.Options.Options)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := agent.New(base, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range pages.Journeys() {
		servicetest.MissesEachHandler(t, w)
	}
}

func TestARowThatIsOnlyInTheTableDoesNotStart(t *testing.T) {
	s := servicetest.NewService(t)
	o := s.Options
	o.Demo = new(demo.Post)
	enrolment := journey.Enrolment
	t.Cleanup(func() { journey.Enrolment = enrolment })
	advice := enrolment.Steps[1]
	advice.Name = "conseils"
	journey.Enrolment.Steps = slices.Insert(slices.Clone(enrolment.Steps), 1, advice)
	if _, _, err := handlers.New(o); err == nil || !strings.Contains(err.Error(), "agent-enrolement/conseils has no handler that shows it") {
		t.Errorf("got %v", err)
	}
}
