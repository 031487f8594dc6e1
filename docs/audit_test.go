// Package docs_test compares the pages of this folder with the program.
package docs_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sesame/journey/events"
)

// section returns the text under a heading of the second level.
func section(t *testing.T, page, heading string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, "\n## "+heading+"\n")
	if !found {
		t.Fatalf("no heading « %s »", heading)
	}
	text, _, _ := strings.Cut(rest, "\n## ")
	return text
}

var update = flag.Bool("update", false, "write the tables of these pages")

// The table of events is generated from the catalogue: go test ./docs -update.
func TestTheAuditPageListsTheEvents(t *testing.T) {
	var table strings.Builder
	table.WriteString("| event | means | can end | counts | goes out as |\n|---|---|---|---|---|\n")
	for _, k := range events.All() {
		var results []string
		for _, r := range k.Results() {
			results = append(results, "`"+string(r)+"`")
		}
		counts := ""
		if figure := k.Figure(); figure != "" {
			counts = "`" + figure + "` "
		}
		out := ""
		if name := k.Out(); name != "" {
			out = "`" + name + "` "
		}
		fmt.Fprintf(&table, "| `%s` | %s | %s | %s| %s|\n", k.Name(), k.Meaning(), strings.Join(results, ", "), counts, out)
	}
	page, err := os.ReadFile("audit.md")
	if err != nil {
		t.Fatal(err)
	}
	written := regexp.MustCompile(`(?m)^\| event \|.*\n(\|.*\n)+`).FindString(section(t, string(page), "Events"))
	if written == table.String() {
		return
	}
	if !*update {
		t.Errorf("docs/audit.md does not list the events of the catalogue: %s", cmp.Diff(table.String(), written))
		return
	}
	if written == "" {
		t.Fatal("docs/audit.md has no table of events")
	}
	if err := os.WriteFile("audit.md", []byte(strings.Replace(string(page), written, table.String(), 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}
