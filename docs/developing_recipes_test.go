package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// recipeRow matches a row of « Add … »: a file, and a text that it contains.
var recipeRow = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| `([^`]+)` – ")

// Each file that a section « Add … » names contains the quoted text, and no section names more files than its bound.
func TestWhatTheRecipesNameIsThere(t *testing.T) {
	page, err := os.ReadFile("developing.md")
	if err != nil {
		t.Fatal(err)
	}
	for recipe, most := range map[string]int{"Add a step to a journey": 6, "Add a message": 4, "Add a limit": 6, "Add an agent's act": 6, "Add a check to the doctor": 4} {
		rows := recipeRow.FindAllStringSubmatch(section(t, string(page), recipe), -1)
		if len(rows) == 0 || len(rows) > most {
			t.Errorf("« %s » names %d files, of %d at most", recipe, len(rows), most)
		}
		for _, row := range rows {
			source, err := os.ReadFile(filepath.Join("..", row[1]))
			if err != nil {
				t.Errorf("« %s »: %v", recipe, err)
			} else if !strings.Contains(string(source), row[2]) {
				t.Errorf("« %s »: %q is not in %s", recipe, row[2], row[1])
			}
		}
	}
}
