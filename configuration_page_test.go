package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "writes the tables of docs/configuration.md anew")

// The tables of the page are generated from the settings of the program; the text around them is written by hand.
func TestConfigurationPage(t *testing.T) {
	const path = "docs/configuration.md"
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	service := settings[:len(settings)-len(limitSettings)]
	for name, rows := range map[string][]setting{"service": service, "limits": limitSettings} {
		begin, end := "<!-- "+name+": written by go test -run TestConfigurationPage -update . -->\n", "<!-- end of "+name+" -->"
		before, rest, found := strings.Cut(page, begin)
		old, after, ended := strings.Cut(rest, end)
		if !found || !ended {
			t.Fatalf("%s lacks the marks of the table %q", path, name)
		}
		table := settingsTable(rows)
		if old != table && !*update {
			t.Errorf("the table %q of %s is not the program's; to write it, run: go test -run TestConfigurationPage -update .", name, path)
		}
		page = before + begin + table + end + after
	}
	if *update {
		if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// The page's minimal configuration starts, and does not start without any one of its lines.
func TestTheLeastThatStartsStarts(t *testing.T) {
	raw, err := os.ReadFile("docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(raw), "The least that starts")
	_, after, _ = strings.Cut(after, "\n\n")
	block, _, _ := strings.Cut(after, "\n\n")
	lines := strings.Split(strings.ReplaceAll("\n"+block, "\n    ", "\n"), "\n")[1:]
	if _, _, err := fromFile(t, all, strings.Join(lines, "\n")); err != nil {
		t.Errorf("%v\n%s", err, block)
	}
	for i := range lines {
		if _, _, err := fromFile(t, all, strings.Join(slices.Delete(slices.Clone(lines), i, i+1), "\n")); err == nil {
			t.Errorf("it starts without %q", lines[i])
		}
	}
}

// settingsTable returns a table in Markdown. The meaning is the sentence of `sesame serve --help`.
func settingsTable(rows []setting) string {
	var b strings.Builder
	b.WriteString("| variable | option | meaning | default |\n|---|---|---|---|\n")
	for _, s := range rows {
		name, fallback := "`"+s.name+"`", ""
		if s.secret {
			name += ", `" + s.name + "_FILE`"
		}
		switch {
		case s.required:
			fallback = "required"
		case s.fallback != "":
			fallback = "`" + s.fallback + "`"
		}
		fmt.Fprintf(&b, "| %s | `--%s` | %s | %s |\n", name, s.flagName(), s.help, fallback)
	}
	return b.String()
}
