package mutate

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Each row that names tests has a mutation, or a reason why it has none.
func TestEachRowHasAMutation(t *testing.T) {
	all := readRows(t)
	met := map[string]bool{}
	for _, m := range mutations() {
		_, test, _ := strings.Cut(m.test, " ")
		for page, keys := range m.rows {
			for _, key := range keys {
				r, ok := named(t, all, page, key)
				met[r.page+r.text] = true
				if ok && !slices.Contains(r.tests, test) {
					t.Errorf("%s: %s does not name %s", m.breaks, r, test)
				}
			}
		}
	}
	for _, u := range untouched {
		r, _ := named(t, all, u.page, u.row)
		if met[r.page+r.text] {
			t.Errorf("%s has a mutation, and a reason why it has none", r)
		}
		met[r.page+r.text] = true
	}
	for _, r := range all {
		if len(r.tests) > 0 && !met[r.page+r.text] {
			t.Errorf("no mutation breaks %s", r)
		}
	}
}

// Each mutation can still be made: its text occurs in its file exactly once, and its test is in its folder.
func TestEachMutationFitsItsFile(t *testing.T) {
	names := map[string]bool{}
	for _, m := range mutations() {
		if names[m.breaks] {
			t.Errorf("two mutations are called « %s »", m.breaks)
		}
		names[m.breaks] = true
		source, err := os.ReadFile(filepath.Join(root, m.file))
		if err != nil {
			t.Errorf("%s: %v", m.breaks, err)
			continue
		}
		if n := strings.Count(string(source), m.old); n != 1 {
			t.Errorf("%s: the text to change stands %d times in %s", m.breaks, n, m.file)
			continue
		}
		if !m.inFile {
			if _, err := withSwitches(m.file, string(source), map[int]mutation{0: m}); err != nil {
				t.Errorf("%s: %v", m.breaks, err)
			}
		}
		if folder, test, _ := strings.Cut(m.test, " "); !declares(t, folder, test) {
			t.Errorf("%s: no %s in %s", m.breaks, test, folder)
		}
	}
}

// All mutations of the program compile, together.
func TestMutationsCompile(t *testing.T) {
	within := map[int]mutation{}
	for n, m := range mutations() {
		if !m.inFile {
			within[n] = m
		}
	}
	files := switches(t, root, within)
	for _, m := range mutations() {
		if !m.inFile || !strings.HasSuffix(m.file, ".go") {
			continue
		}
		if files[m.file] == "" {
			source, err := os.ReadFile(filepath.Join(root, m.file))
			if err != nil {
				t.Fatal(err)
			}
			files[m.file] = string(source)
		}
		files[m.file] = strings.Replace(files[m.file], m.old, m.new, 1)
	}
	folder, replaced := t.TempDir(), map[string]string{}
	for file, made := range files {
		there, err := filepath.Abs(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		replaced[there] = filepath.Join(folder, strconv.Itoa(len(replaced))+".go")
		write(t, replaced[there], made)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "overlay.json"), string(overlay))
	build := exec.Command("go", "build", "-overlay", filepath.Join(folder, "overlay.json"), "./...")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("a mutation does not compile:\n%s", out)
	}
}

// declares reports whether a folder has this test.
func declares(t *testing.T, folder, test string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(source), "\nfunc "+test+"(") {
			return true
		}
	}
	return false
}
