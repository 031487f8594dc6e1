package handlers

import (
	"os"
	"regexp"
	"testing"

	"sesame/db"
	"sesame/handlers/agent"
	"sesame/handlers/web"
)

// Whatever an agent does is told in French: in the log of the agents' acts, or on the member's page.
func TestTheLogOfActsKnowsEveryEvent(t *testing.T) {
	told := map[string]bool{web.EventContactMessage: true, web.EventReinforced: true, db.EventKeyRotated: true, web.EventJourneyBegun: true} // no agent's
	for _, words := range []map[[2]string]string{agent.Acts, agent.DeskDeeds} {
		for event := range words {
			told[event[0]] = true
		}
	}
	for _, file := range []string{"web/audit.go", "../db/audit.go"} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`[eE]vent\w+ += "([a-z-]+)"`).FindAllStringSubmatch(string(source), -1) {
			if !told[m[1]] {
				t.Errorf("nobody says in French what %s means", m[1])
			}
		}
	}
}
