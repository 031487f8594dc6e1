package backoffice

import (
	"encoding/csv"
	"strings"
	"testing"
)

// TestNoCellOfAFileThatLeavesIsAFormula writes cells that a spreadsheet would evaluate, or that would begin another record.
func TestNoCellOfAFileThatLeavesIsAFormula(t *testing.T) {
	for cell, want := range map[string]string{
		`=HYPERLINK("https://mal.example")`: `'=HYPERLINK("https://mal.example")`,
		`="2"&CMD()`:                        `'="2"&CMD()`,
		"+33+CMD()":                         "'+33+CMD()",
		"-2+3+cmd|' /C calc'!A0":            "'-2+3+cmd|' /C calc'!A0",
		"@SUM(1+1)":                         "'@SUM(1+1)",
		"\t=1+1":                            "'\t=1+1",
		"\r=1+1":                            "'\r=1+1",
		"\n=1+1":                            "'\n=1+1",
		"＝1+1":                              "'＝1+1",
		"＋1+A1":                             "'＋1+A1",
		"－1+A1":                             "'－1+A1",
		"＠SUM(1)":                           "'＠SUM(1)",
		"Dupont\r\n=CMD()":                  "Dupont\n=CMD()", // encoding/csv reads a line break as \n
		"Dupont\nMarie":                     "Dupont\nMarie",
		`Ferme "du Pont"; de la Gare, Nord`: `Ferme "du Pont"; de la Gare, Nord`,
		"+33 6 39 98 12 34":                 "+33 6 39 98 12 34",
		"-12,50":                            "-12,50",
		`="2850586194123"`:                  `="2850586194123"`, // shown as text, and read again so
		"-":                                 "-",
		"":                                  "",
		"Ferme du Pont":                     "Ferme du Pont",
	} {
		for _, comma := range ";,\t" {
			var file strings.Builder
			w := NewWriter(&file, byte(comma))
			w.Write(cell, "avant")
			w.Write("après", cell)
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			text, marked := strings.CutPrefix(file.String(), "\ufeff")
			r := csv.NewReader(strings.NewReader(text))
			r.Comma = comma
			read, err := r.ReadAll()
			if err != nil || !marked || len(read) != 2 || len(read[0]) != 2 || len(read[1]) != 2 || read[0][0] != want || read[1][1] != want || read[0][1] != "avant" || read[1][0] != "après" {
				t.Errorf("%q separated by %q: %q, %v", cell, comma, read, err)
			}
			if back := unguarded(want); strings.HasPrefix(want, "'") && back != strings.TrimSpace(cell) {
				t.Errorf("%q is read again as %q", cell, back)
			}
		}
	}
}
