package texts_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sesame/texts/textstest"
)

// notForMembers are the files with sentences that members do not read, in addition to those named agent_….
var notForMembers = []string{"address.go", "budget.go", "cell.go", "client.go", "file.go", "host.go", "mailroom.go", "typeset.go"}

// The sentences on the gallery's screens are also tested in views. This test reads all others.
func TestWhatMembersAreToldKeepsToOneWordAThing(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, name := range files {
		if strings.HasPrefix(name, "agent_") || strings.HasSuffix(name, "_test.go") || slices.Contains(notForMembers, name) {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			said := strings.ReplaceAll(written(e), "¤", "")
			if said == "" {
				return true
			}
			read++
			for _, fault := range textstest.Faults(said) {
				t.Errorf("%s: %s", name, fault)
			}
			return false
		})
	}
	if read < 50 {
		t.Fatalf("only %d sentences read", read)
	}
}
