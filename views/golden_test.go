package views_test

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sesame/static"
	"sesame/views"
)

var update = flag.Bool("update", false, "writes the golden files anew")

var fingerprints = regexp.MustCompile(regexp.QuoteMeta(static.Prefix) + `sesame\.[0-9a-f]{12}\.`)

// normalise removes what may differ although the words and the structure are the same.
func normalise(html string) string {
	html = fingerprints.ReplaceAllString(html, static.Prefix+"sesame.")
	var lines []string
	for line := range strings.Lines(html) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// goldenFile returns the golden file of a sample: agents' screens have a folder of their own, like their templates.
func goldenFile(sample string) string {
	if name, ok := strings.CutPrefix(sample, "agent-"); ok {
		return "agent/" + name + ".html"
	}
	return "member/" + sample + ".html"
}

// checkGolden compares a page with its golden file, and shows the lines that differ.
func checkGolden(t *testing.T, file, got string) {
	t.Helper()
	path := filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; to write it, run: go test ./views -update", err)
	}
	if diff := difference(string(want), got); diff != "" {
		t.Errorf("%s has changed (- as it was, + as it is); if that is meant, run: go test ./views -update\n%s", file, diff)
	}
}

func TestEachScreenIsAsItsGoldenFile(t *testing.T) {
	v := newViews(t, false)
	known := map[string]bool{"page.html": true}
	for _, sample := range views.Gallery() {
		file := goldenFile(sample.Name)
		known[file] = true
		t.Run(sample.Name, func(t *testing.T) {
			checkGolden(t, file, normalise(draw(t, v, sample.Screen, fragment).Body.String()))
		})
	}
	t.Run("page", func(t *testing.T) {
		checkGolden(t, "page.html", normalise(draw(t, newViews(t, true), views.Gallery()[0].Screen, nil).Body.String()))
	})
	err := fs.WalkDir(os.DirFS("testdata"), ".", func(file string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && !known[file] {
			t.Errorf("testdata/%s belongs to no sample", file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
