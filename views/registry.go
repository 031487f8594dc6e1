package views

import (
	"errors"
	"fmt"

	"sesame/journey"
)

// compareWithJourneys finds what is declared on one side only: rows of the journeys' tables, templates, samples of the
// gallery. It names all of them: one start tells everything.
func (v *Views) compareWithJourneys(gallery []Sample) error {
	shown := map[string]bool{}
	for _, s := range gallery {
		shown[s.Screen.Template] = true
	}
	wanted := map[string]bool{}
	var faults []error
	for _, j := range journey.All {
		for _, s := range j.Steps {
			name := j.Name + "/" + s.Name
			wanted[name] = true
			if j.Title == "" || s.Guide == "" {
				faults = append(faults, fmt.Errorf("the step %s has no words: its table lacks the journey's title or the screen's name", name))
			}
			if !shown[name] {
				faults = append(faults, fmt.Errorf("the step %s has no sample in the gallery", name))
			}
		}
	}
	for name := range shown {
		wanted[name] = true
	}
	for name := range wanted {
		if v.pages[name] == nil {
			faults = append(faults, fmt.Errorf("the screen %s has no template", name))
		}
	}
	for name, page := range v.pages {
		if !wanted[name] {
			faults = append(faults, fmt.Errorf("the template %s belongs to no step and has no sample in the gallery", name))
		}
		for _, part := range []string{"title", "main"} {
			if page.Lookup(part) == nil {
				faults = append(faults, fmt.Errorf("the template %s does not define %q", name, part))
			}
		}
	}
	return errors.Join(faults...)
}
