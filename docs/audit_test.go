// Package docs_test compares the pages of this folder with the program.
package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// sources visits the program's own Go files, tests left out.
func sources(t *testing.T, visit func(path, text string)) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && len(entry.Name()) > 2 && strings.HasPrefix(entry.Name(), ".") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		visit(path, string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// section is what stands under a heading of the second level.
func section(t *testing.T, page, heading string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, "\n## "+heading+"\n")
	if !found {
		t.Fatalf("no heading « %s »", heading)
	}
	text, _, _ := strings.Cut(rest, "\n## ")
	return text
}

func TestTheAuditPageListsTheEvents(t *testing.T) {
	page, err := os.ReadFile("audit.md")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for row := range strings.Lines(section(t, string(page), "Events")) {
		if cells := strings.Split(row, "|"); len(cells) > 3 {
			for _, m := range regexp.MustCompile("`([a-z-]+)`").FindAllStringSubmatch(cells[1], -1) {
				told[m[1]] = true
			}
		}
	}
	written := map[string]bool{}
	sources(t, func(path, text string) {
		for _, m := range regexp.MustCompile(`(?m)^\s*[eE]vent\w+ += "([a-z-]+)"`).FindAllStringSubmatch(text, -1) {
			written[m[1]] = true
			if !told[m[1]] {
				t.Errorf("audit.md does not say what %s means (%s)", m[1], path)
			}
		}
	})
	for event := range told {
		if !written[event] {
			t.Errorf("audit.md lists %s, which the program never writes", event)
		}
	}
	if len(written) == 0 {
		t.Error("no event was found in the program")
	}
}
