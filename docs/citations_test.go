package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// page matches the name of a page as comments and pages cite it.
var page = regexp.MustCompile(`[\w./-]*\w\.md\b`)

// Each page that comments, pages and scripts cite is in the repository, at this path from its root or from the citing file's
// folder.
func TestOnlyPagesOfTheRepositoryAreCited(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name := entry.Name(); name == ".git" || name == ".tools" || name == "testdata" || name == "licences" || name == "node_modules" {
				return filepath.SkipDir
			}
			return nil
		}
		switch filepath.Ext(path) {
		case ".go", ".md", ".sql", ".html", ".tmpl", ".js", ".css", ".yml":
		default:
			if entry.Name() != "Makefile" {
				return nil
			}
		}
		text, err := os.ReadFile(path)
		for _, cited := range page.FindAllString(string(text), -1) {
			seen++
			if !exists(filepath.Join("..", cited)) && !exists(filepath.Join(filepath.Dir(path), cited)) {
				t.Errorf("%s cites %s, which is not there", strings.TrimPrefix(path, "../"), cited)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen == 0 {
		t.Error("nothing is cited")
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
