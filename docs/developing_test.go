package docs_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// directRequire is a line of go.mod that names what the program itself imports.
var directRequire = regexp.MustCompile(`(?m)^\t(\S+) v\S+$`)

func TestTheDevelopingPageNamesTheDependencies(t *testing.T) {
	page, err := os.ReadFile("developing.md")
	if err != nil {
		t.Fatal(err)
	}
	module, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for row := range strings.Lines(section(t, string(page), "Dependencies")) {
		if cells := strings.Split(row, "|"); len(cells) == 4 {
			for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[1], -1) {
				told[m[1]] = true
			}
		}
	}
	for _, m := range directRequire.FindAllStringSubmatch(string(module), -1) {
		if !told[m[1]] {
			t.Errorf("developing.md does not say why %s is needed", m[1])
		}
		delete(told, m[1])
	}
	for name := range told {
		t.Errorf("developing.md names %s, which go.mod does not require", name)
	}
}
