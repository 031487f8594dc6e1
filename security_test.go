package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// declared matches the declarations of tests in a file.
var declared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)

// testsOf returns every test of the tree: its name and its files, with slashes in their paths.
func testsOf(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && len(path) > 1 && strings.HasPrefix(entry.Name(), ".") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		for _, m := range declared.FindAllStringSubmatch(string(source), -1) {
			found[m[1]] = append(found[m[1]], filepath.ToSlash(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// The statements of SECURITY.md and docs/asvs.md about the program are compared with it: a promise whose test has gone is no
// promise.
func TestTheSecurityPageNamesWhatIsThere(t *testing.T) {
	raw, err := os.ReadFile("SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	asvs, err := os.ReadFile("docs/asvs.md")
	if err != nil {
		t.Fatal(err)
	}
	clients, err := os.ReadFile("docs/openid-security.md")
	if err != nil {
		t.Fatal(err)
	}
	t.Run("each threat to the programs that open by a login has a test", func(t *testing.T) {
		for _, row := range regexp.MustCompile(`(?m)^\| .*$`).FindAllString(string(clients), -1)[1:] {
			if !strings.Contains(row, "Test") {
				t.Errorf("no test: %s", row)
			}
		}
	})
	t.Run("every test that it names", func(t *testing.T) {
		tests := testsOf(t)
		for _, name := range regexp.MustCompile(`\b(?:Test|Fuzz|Benchmark)[A-Z]\w+`).FindAllString(page+string(asvs)+string(clients), -1) {
			if tests[name] == nil {
				t.Errorf("%s is nowhere", name)
			}
		}
		for _, m := range regexp.MustCompile("`([\\w/]+_test\\.go): (\\w+)`").FindAllStringSubmatch(page, -1) {
			if !strings.Contains(" "+strings.Join(tests[m[2]], " ")+" ", " "+m[1]+" ") {
				t.Errorf("%s is not in %s but in %v", m[2], m[1], tests[m[2]])
			}
		}
	})
	t.Run("each promise and each limit has a test", func(t *testing.T) {
		rows := section(page, "## Promises") + section(page, "## Limits")
		for _, row := range regexp.MustCompile(`(?m)^\| (?:\d|[a-z]).*$`).FindAllString(rows, -1) {
			if !strings.Contains(row, "_test.go: ") && !strings.HasPrefix(row, "| what") {
				t.Errorf("no test: %s", row)
			}
		}
	})
	t.Run("every limit, with its default", func(t *testing.T) {
		told := map[string]string{}
		for _, m := range regexp.MustCompile("`(SESAME_[A-Z_]+)=([^`]+)`").FindAllStringSubmatch(section(page, "## Limits"), -1) {
			told[m[1]] = m[2]
		}
		for _, s := range limitSettings {
			if told[s.name] != s.fallback {
				t.Errorf("%s is %q by default, the page says %q", s.name, s.fallback, told[s.name])
			}
			delete(told, s.name)
		}
		for name := range told {
			t.Errorf("%s is no limit", name)
		}
	})
	t.Run("each requirement of ASVS once", func(t *testing.T) {
		rows, seen := string(asvs), map[string]bool{}
		apart := rows[strings.Index(rows, "Does not apply"):strings.Index(rows, "| id |")]
		ids := regexp.MustCompile(`\b\d+\.\d+\.\d+\b`).FindAllString(apart, -1)
		for _, m := range regexp.MustCompile(`(?m)^\| (\d+\.\d+\.\d+) \| .+ \| .+ \|$`).FindAllStringSubmatch(rows, -1) {
			ids = append(ids, m[1])
		}
		for _, id := range ids {
			if seen[id] {
				t.Errorf("%s stands twice", id)
			}
			seen[id] = true
		}
		// Version 5.0.0 has 70 requirements of level 1 and 183 of level 2.
		if len(seen) != 253 {
			t.Errorf("%d requirements, there are 253", len(seen))
		}
	})
}

// section returns the text under a heading of the second level.
func section(page, heading string) string {
	at := strings.Index(page, heading)
	if at < 0 {
		return ""
	}
	rest := page[at+len(heading):]
	if end := strings.Index(rest, "\n## "); end >= 0 {
		rest = rest[:end]
	}
	return rest
}
