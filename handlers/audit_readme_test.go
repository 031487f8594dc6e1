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
	for _, file := range []string{"audit.go", "../db/audit.go"} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		events := regexp.MustCompile(`[eE]vent\w+ += "([a-z-]+)"`).FindAllStringSubmatch(string(source), -1)
		if len(events) == 0 {
			t.Errorf("no event in %s", file)
		}
		for _, m := range events {
			if !strings.Contains(string(readme), "`"+m[1]+"`") {
				t.Errorf("the README does not say what %s means", m[1])
			}
		}
	}
}
