package events

import (
	"os"
	"strings"
	"testing"
)

// docs/audit.md explains each word that a reader of the exported log meets in cause, numbers and way.
func TestTheAuditPageExplainsCausesNumbersAndWays(t *testing.T) {
	page, err := os.ReadFile("../../docs/audit.md")
	if err != nil {
		t.Fatal(err)
	}
	explained := func(section, word string) {
		t.Helper()
		if !strings.Contains(section, "`"+word+"`") {
			t.Errorf("docs/audit.md does not explain %q", word)
		}
	}
	ways, rest, _ := strings.Cut(string(page), "\n## Reading it\n")
	_, words, _ := strings.Cut(rest, "\n## Causes and numbers\n")
	words, _, _ = strings.Cut(words, "\n## ")
	causes, numbers, _ := strings.Cut(words, "\n| `numbers` |")
	for way := range wayWords {
		explained(ways, string(way))
	}
	for cause := range causeWords {
		explained(causes, string(cause))
	}
	for _, n := range numberWords {
		explained(numbers, string(n.number))
	}
}
