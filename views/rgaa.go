package views

import (
	_ "embed"
	"fmt"
	"regexp"

	"sesame/texts"
)

// rgaaTable is the proof of each criterion, from which the declaration takes its figures.
//
//go:embed rgaa.md
var rgaaTable string

// criteria is the number of criteria of RGAA 4.1.2.
const criteria = 106

// Accessibility is what the declaration says of the program.
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

// readAccessibility reads the table.
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
	// Rounded down: a service with a fault never reaches 100.
	a.Rate = texts.Percent(1000 * a.Met / a.Applicable)
	return a, nil
}
