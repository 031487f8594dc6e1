package handlers

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Every event of the program stands in the README's table.
func TestTheReadmeListsTheEvents(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("audit.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`event\w+ += "([a-z-]+)"`).FindAllStringSubmatch(string(source), -1) {
		if !strings.Contains(string(readme), "`"+m[1]+"`") {
			t.Errorf("the README does not say what %s means", m[1])
		}
	}
}
