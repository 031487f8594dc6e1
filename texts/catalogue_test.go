package texts_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// elsewhere are the folders that keep their sentences themselves, each with the reason.
var elsewhere = map[string]string{
	".":                    "commands and settings speak to the operator",
	"files":                "speaks to the operator",
	"server":               "speaks to the operator",
	"doctor":               "speaks to the operator, and shows agents the same lines",
	"texts":                "the catalogue itself",
	"account/gauge":        "fit to be a module of its own: its advice stands beside its rules",
	"courier":              "the words of mails, SMS and letters, and faults of their settings",
	"handlers/servicetest": "for tests",
	"handlers/demo":        "what the demonstration's page tells of its invented members",
	"static":               "scripts and styles",
	"docs":                 "pages",
	"walks":                "tests",
	".ci":                  "tools",
	"db/dbtest":            "for tests",
	"texts/textstest":      "for tests",
}

// TestEachSentenceStandsInTheCatalogue reads the Go code of every other room. A sentence that is written there, whole or
// concatenated, would be outside of the catalogue: the gallery would not show it, and two versions could differ.
func TestEachSentenceStandsInTheCatalogue(t *testing.T) {
	root := os.DirFS("..")
	read := 0
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name != "." && (elsewhere[name] != "" || strings.HasPrefix(path.Base(name), ".") || path.Base(name) == "testdata") {
				return fs.SkipDir
			}
			return nil
		}
		if path.Dir(name) == "." || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		source, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		read++
		for _, s := range sentences(t, name, source) {
			t.Errorf("%s says %q: it belongs into package texts", name, s)
		}
		return nil
	})
	if err != nil || read < 100 {
		t.Fatalf("%d files read, %v", read, err)
	}
	for name := range elsewhere {
		if _, err := fs.Stat(root, name); err != nil {
			t.Errorf("%v: it needs no exception", err)
		}
	}
}

// sentences returns the sentences of a file, in literals or in concatenations of literals and values. A constant whose name
// begins with typed holds what a person typed in the gallery, and is left out.
func sentences(t *testing.T, name string, source []byte) (found []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.ValueSpec:
			return !strings.HasPrefix(x.Names[0].Name, "typed")
		case *ast.BinaryExpr, *ast.BasicLit:
			if s := written(x.(ast.Expr)); sentence(s) {
				found = append(found, s)
				return false
			}
		}
		return true
	})
	return found
}

// written returns the text of a concatenation, with « ¤ » for each value.
func written(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(x.Value); err == nil && x.Kind == token.STRING {
			return s
		}
	case *ast.BinaryExpr:
		if x.Op == token.ADD {
			return written(x.X) + written(x.Y)
		}
		return ""
	}
	return "¤"
}

var (
	ends   = regexp.MustCompile(`[\pL\d»)¤] ?[.!?]( |$)|\pL…$`)
	french = regexp.MustCompile(`(?i)[éèêàçùîôœ«]|\b[ldnsjcm]'\pL|\b(le|la|les|un|une|des|du|est|sont|pas|ne|vous|votre|nous|ce|cette|qui|que|pour|il|elle)\b`)
)

// sentence distinguishes French sentences, which have several words and an end, from names, addresses, SQL and log messages.
func sentence(s string) bool {
	return strings.Count(strings.TrimSpace(s), " ") >= 1 && ends.MatchString(s) && french.MatchString(s)
}

func TestASentenceIsToldFromOtherText(t *testing.T) {
	for source, want := range map[string]bool{
		`"Ce champ est exigé."`: true, `"Il reste " + n + " essais."`: true, `fmt.Sprintf("Il n'y a pas de lot %d.", n)`: true,
		`"Trop de tentatives. Vous pourrez réessayer " + from`: true, `"Où en est-elle ?"`: true, `"Que faire maintenant?"`: true,
		`"un instant…"`: true, `"Adresse e-mail"`: false, `"the clock went back"`: false, `"SELECT count(*) FROM members WHERE id = ?"`: false,
		`"account: %d keys, there must be 1 to 255."`: false, `"par e-mail"`: false, `"le %s %d à %s"`: false, `a + b`: false,
	} {
		found := sentences(t, "x.go", []byte("package x\nvar x = "+source+"\n"))
		if got := len(found) > 0; got != want {
			t.Errorf("%s: a sentence %v, not %v", source, got, want)
		}
	}
}

var exported = regexp.MustCompile(`(?m)^(?:func |\t)([A-Z]\w*)(?:\(| +=)`)

// Uses in the gallery and in tests do not count, since nobody reads those sentences in the service.
func TestEachSentenceOfTheCatalogueIsSaidByTheService(t *testing.T) {
	root := os.DirFS("..")
	said, catalogue := map[string]bool{}, []string{}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != "." && strings.HasPrefix(path.Base(name), ".") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "views/gallery") {
			return nil
		}
		source, err := fs.ReadFile(root, name)
		if path.Dir(name) == "texts" {
			for _, m := range exported.FindAllStringSubmatch(string(source), -1) {
				catalogue = append(catalogue, m[1])
			}
		}
		for _, m := range regexp.MustCompile(`\btexts\.([A-Z]\w*)`).FindAllStringSubmatch(string(source), -1) {
			said[m[1]] = true
		}
		return err
	})
	if err != nil || len(catalogue) < 200 {
		t.Fatalf("%d sentences, %v", len(catalogue), err)
	}
	for _, name := range catalogue {
		if !said[name] {
			t.Errorf("texts.%s is said by nobody", name)
		}
	}
}
