package walks

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// entryRow is one row of docs/entry.md: the entry as typed, and either the accepted value or the sentence of the refusal.
type entryRow struct{ typed, taken, said string }

var entryCells = regexp.MustCompile("^\\| `(.*)` \\| (?:`(.+)`|(.+)) \\|$")

// entryTables reads the tables of docs/entry.md, by the heading of their section.
func entryTables(t *testing.T) map[string][]entryRow {
	t.Helper()
	page, err := os.ReadFile("../docs/entry.md")
	if err != nil {
		t.Fatal(err)
	}
	tables, heading := map[string][]entryRow{}, ""
	for _, line := range strings.Split(string(page), "\n") {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			heading = title
			continue
		}
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		cells := entryCells.FindStringSubmatch(line)
		if cells == nil {
			t.Fatalf("this row cannot be read: %s", line)
		}
		typed, err := strconv.Unquote(`"` + cells[1] + `"`)
		if err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		tables[heading] = append(tables[heading], entryRow{typed, cells[2], cells[3]})
	}
	return tables
}

// asTyped writes the real secret in the way the row writes its example: with the same separators, capitals and words around it,
// and with O and l for 0 and 1 where the example has them.
func asTyped(t *testing.T, typed, example, secret string) string {
	t.Helper()
	if example == "" {
		return typed
	}
	var pattern strings.Builder
	for i, r := range example {
		if i > 0 {
			pattern.WriteString(`([^\pL\d]*)`)
		}
		pattern.WriteString(map[rune]string{'0': "[0O]", '1': "[1l]"}[r])
		if r != '0' && r != '1' {
			pattern.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	found := regexp.MustCompile("(?i:" + pattern.String() + ")").FindStringSubmatchIndex(typed)
	if found == nil {
		t.Fatalf("%q does not hold %s", typed, example)
	}
	if stood := typed[found[0]:found[1]]; strings.ContainsAny(stood, "lO") && strings.ContainsAny(example, "01") {
		secret = strings.NewReplacer("0", "O", "1", "l").Replace(secret)
	} else if stood == strings.ToUpper(stood) {
		secret = strings.ToUpper(secret)
	}
	var b strings.Builder
	b.WriteString(typed[:found[0]])
	for i, r := range secret {
		b.WriteRune(r)
		if i+1 < len(secret) {
			b.WriteString(typed[found[2+2*i]:found[3+2*i]])
		}
	}
	return b.String() + typed[found[1]:]
}
