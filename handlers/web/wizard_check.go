package web

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"sesame/journey"
)

// CheckAll checks the wizards of these journeys.
func CheckAll(journeys []journey.Journey, wizards map[string]*Wizard) error {
	var faults []error
	for _, j := range journeys {
		if w := wizards[j.Name]; w != nil {
			faults = append(faults, w.Check())
		} else {
			faults = append(faults, fmt.Errorf("the journey %s has no handlers", j.Name))
		}
	}
	return errors.Join(faults...)
}

// Check compares the journey's table with the wizard's handlers and with the buttons in its templates, so that the program
// does not start when a step or a button has no handler. The error names everything that is missing.
func (w *Wizard) Check() error {
	var faults []error
	for i, row := range w.Journey.Steps {
		if row.Page != "" {
			continue
		}
		for _, lack := range w.lacks(row, i == len(w.Journey.Steps)-1) {
			faults = append(faults, fmt.Errorf("the step %s/%s %s", w.Journey.Name, row.Name, lack))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(w.Steps)) {
		if _, known := w.Journey.Step(name); !known {
			faults = append(faults, fmt.Errorf("the step %s/%s has handlers, and no row in the table", w.Journey.Name, name))
		}
	}
	return errors.Join(faults...)
}

// lacks describes what is missing for a row; last is the journey's last step, which needs no Submit.
func (w *Wizard) lacks(row journey.Step, last bool) (what []string) {
	step := w.Steps[row.Name]
	if step.Show == nil {
		what = append(what, "has no handler that shows it")
	}
	if step.Submit == nil && !last {
		what = append(what, "has no handler that takes its entry")
	}
	buttons, others, err := w.App.Views.Buttons(w.Journey.Template(row))
	if err != nil {
		return append(what, "has templates that cannot be parsed: "+err.Error())
	}
	for _, button := range buttons {
		if step.More[button] == nil {
			what = append(what, fmt.Sprintf("has no handler for the button « %s » of its screen", button))
		}
	}
	for _, button := range slices.Sorted(maps.Keys(step.More)) {
		if !slices.Contains(buttons, button) {
			what = append(what, fmt.Sprintf("has a handler for the button « %s », which its screen has not", button))
		}
	}
	if row.Back == "" {
		return what
	}
	if back, known := w.Journey.Step(row.Back); !known {
		what = append(what, fmt.Sprintf("leads back to « %s », which the table has not", row.Back))
	} else if step.Undo == nil && !back.Opens {
		what = append(what, "has no handler for « Précédent »")
	}
	if !slices.Contains(others, "precedent") {
		what = append(what, "has no « Précédent » on its screen")
	}
	return what
}
