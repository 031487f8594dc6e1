package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// SECURITY.md names each route that accepts a file, or answers with something else than a screen, and no other route.
func TestTheSecurityPageNamesTheRoutesOfFiles(t *testing.T) {
	raw, err := os.ReadFile("SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for _, m := range regexp.MustCompile("`((?:GET|POST) /[^`]*)`").FindAllStringSubmatch(section(string(raw), "## Files"), -1) {
		told[m[1]] = false
	}
	source := readHandlers(t)
	routes, routed := source.routes()
	for _, route := range routes {
		method, path, _ := strings.Cut(route, " ")
		full := method + " /agent" + path // the table of the agents' routes leaves the prefix out
		switch {
		case has(told, route):
			told[route] = true
		case has(told, full):
			told[full] = true
		default:
			t.Errorf("SECURITY.md, « Files », does not name %s", route)
		}
	}
	for route, found := range told {
		if !found {
			t.Errorf("SECURITY.md, « Files », names %s, which takes in and hands out no file", route)
		}
	}
	called := map[string]bool{}
	for caller, calls := range source.calls {
		for _, name := range calls {
			called[name] = called[name] || name != caller
		}
	}
	for mover := range source.movers {
		if !routed[mover] && !called[mover] {
			t.Errorf("%s takes in or hands out a file, and the route to it was not found", mover)
		}
	}
}

func has(told map[string]bool, route string) bool {
	_, ok := told[route]
	return ok
}
