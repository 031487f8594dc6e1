package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// recipeRow is a row of « Add … »: a file, and what stands in it.
var recipeRow = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| `([^`]+)` – ")

// Each file that a page of « Add … » names holds what the page says, and no page asks for more files than it may.
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
