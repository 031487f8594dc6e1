package mutate

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// root is the path of the repository from this folder.
const root = ".."

// row is a row of a table on one of the pages.
type row struct {
	page  string
	text  string   // cells, separated by « | »
	tests []string // the tests that it names
}

func (r row) String() string {
	text := []rune(r.text)
	return r.page + ": " + string(text[:min(len(text), 70)])
}

var testName = regexp.MustCompile(`\b(?:Test|Fuzz|Benchmark)[A-Z]\w+`)

// prose begins the text of a row that stands for a test named in SECURITY.md outside of a table.
const prose = "beside the tables | "

// readRows reads the tables of the pages, without their headings, and the tests named outside of them.
func readRows(t *testing.T) []row {
	t.Helper()
	var all []row
	for _, page := range []string{security, asvs, openid} {
		raw, err := os.ReadFile(filepath.Join(root, page))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(raw), "\n")
		for i, line := range lines {
			if page == security && !strings.HasPrefix(line, "|") {
				for _, test := range testName.FindAllString(line, -1) {
					all = append(all, row{page, prose + test + " | " + line, []string{test}})
				}
			}
			if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|--") || i+1 < len(lines) && strings.HasPrefix(lines[i+1], "|--") {
				continue
			}
			cells := strings.Split(strings.Trim(line, "|"), "|")
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			all = append(all, row{page, strings.Join(cells, " | "), testName.FindAllString(line, -1)})
		}
	}
	return all
}

// named returns the row that begins with these cells; it fails unless there is exactly one.
func named(t *testing.T, all []row, page, cells string) (found row, ok bool) {
	t.Helper()
	count := 0
	for _, r := range all {
		if r.page == page && strings.HasPrefix(r.text, cells+" |") {
			found = r
			count++
		}
	}
	if count != 1 {
		t.Errorf("%d rows of %s begin with « %s »", count, page, cells)
	}
	return found, count == 1
}
