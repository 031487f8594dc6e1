package views

import (
	_ "embed"
	"fmt"
	"regexp"

	"sesame/texts"
)

// rgaaTable is the assessment of each criterion, from which the accessibility statement computes
// its figures.
//
//go:embed rgaa.md
var rgaaTable string

// criteria is the number of criteria of RGAA 4.1.2.
const criteria = 106

// Accessibility holds the result of the assessment for the accessibility statement.
type Accessibility struct {
	Checked         string // « 26 novembre 2026 »
	Met, Applicable int
	Rate            string   // « 98,5 », percent
	Faults          []string // a French sentence for each criterion that is not met
}

var (
	rgaaChecked = regexp.MustCompile(`(?m)^Checked: (.+)$`)
	rgaaRow     = regexp.MustCompile(`(?m)^\| (\d+\.\d+) \| (C|NC|NA) \| (.+) \|$`)
)

// readAccessibility parses the table.
func readAccessibility(table string) (Accessibility, error) {
	checked, rows := rgaaChecked.FindStringSubmatch(table), rgaaRow.FindAllStringSubmatch(table, -1)
	if checked == nil || len(rows) != criteria {
		return Accessibility{}, fmt.Errorf("views/rgaa.md: date %q, %d criteria instead of %d", checked, len(rows), criteria)
	}
	a := Accessibility{Checked: checked[1]}
	for _, row := range rows {
		switch row[2] {
		case "C":
			a.Met++
			a.Applicable++
		case "NC":
			a.Applicable++
			a.Faults = append(a.Faults, row[3])
		}
	}
	// Rounded down, so that a service with a fault never reaches 100.
	a.Rate = texts.Percent(1000 * a.Met / a.Applicable)
	return a, nil
}
