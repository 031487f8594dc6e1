package views

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestEachCriterionOfTheRGAAHasItsProof(t *testing.T) {
	criteriaOfTheme := []int{9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12}
	rows, next := rgaaRow.FindAllStringSubmatch(rgaaTable, -1), 0
	test := regexp.MustCompile("`([a-z_/]+_test\\.go): (Test\\w+)`")
	byHand := regexp.MustCompile(`by hand, \d\d/\d\d/\d{4}`)
	for theme, n := range criteriaOfTheme {
		for criterion := range n {
			want := fmt.Sprintf("%d.%d", theme+1, criterion+1)
			if next >= len(rows) || rows[next][1] != want {
				t.Fatalf("row %d is not criterion %s", next+1, want)
			}
			state, proof := rows[next][2], rows[next][3]
			next++
			tests := test.FindAllStringSubmatch(proof, -1)
			if state == "C" && len(tests) == 0 && !byHand.MatchString(proof) {
				t.Errorf("%s has neither a test nor a dated check by hand: %s", want, proof)
			}
			for _, named := range tests {
				source, err := os.ReadFile("../" + named[1])
				if err != nil || !strings.Contains(string(source), "\nfunc "+named[2]+"(") {
					t.Errorf("%s: no %s in %s (%v)", want, named[2], named[1], err)
				}
			}
		}
	}
}

func TestTheDeclarationComputesItsRate(t *testing.T) {
	table := "Checked: 26 novembre 2026\n"
	for i := range criteria {
		state := "C"
		switch {
		case i < 3:
			state = "NC"
		case i < 10:
			state = "NA"
		}
		table += fmt.Sprintf("| 1.%d | %s | Raison %d. |\n", i, state, i)
	}
	a, err := readAccessibility(table)
	if err != nil || a.Met != 96 || a.Applicable != 99 || a.Rate != "96,9" || len(a.Faults) != 3 || a.Faults[0] != "Raison 0." || a.Checked != "26 novembre 2026" {
		t.Errorf("%+v, %v", a, err)
	}
	if _, err := readAccessibility(strings.Replace(table, "| 1.5 ", "| cinq ", 1)); err == nil {
		t.Error("a table with a row too few is taken")
	}
}
