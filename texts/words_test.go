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

// notForMembers are the files whose sentences members do not read, beside those called agent_….
var notForMembers = []string{"address.go", "budget.go", "cell.go", "client.go", "file.go", "host.go", "mailroom.go", "typeset.go"}

// What a screen of the gallery shows is tested in views, too. Here stand the sentences that it does not show.
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
