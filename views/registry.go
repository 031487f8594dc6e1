package views

import (
	"errors"
	"fmt"

	"sesame/journey"
)

// compareWithJourneys finds what exists on one side only: steps in the journeys' tables, templates, samples of the
// gallery. The error lists all of them, so that one start is enough.
func (v *Views) compareWithJourneys(gallery []Sample) error {
	type screen struct{ template, url string } // steps may share a template
	shown, wanted := map[screen]bool{}, map[string]bool{}
	for _, s := range gallery {
		shown[screen{s.Screen.Template, s.Screen.Action}] = true
		wanted[s.Screen.Template] = true
	}
	var faults []error
	for _, j := range journey.All {
		for _, s := range j.Steps {
			if s.Page != "" {
				continue
			}
			name := j.Name + "/" + s.Name
			wanted[j.Template(s)] = true
			if j.Title == "" || s.Guide == "" {
				faults = append(faults, fmt.Errorf("the step %s has no words: its table lacks the journey's title or the screen's name", name))
			}
			if !shown[screen{j.Template(s), j.URL(s)}] {
				faults = append(faults, fmt.Errorf("the step %s has no sample in the gallery", name))
			}
		}
	}
	for name := range wanted {
		if !v.pages[name] {
			faults = append(faults, fmt.Errorf("the screen %s has no template", name))
		}
	}
	for name := range v.pages {
		if !wanted[name] {
			faults = append(faults, fmt.Errorf("the template %s belongs to no step and has no sample in the gallery", name))
		}
		set, err := v.set(name)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		for _, part := range []string{"title", "main"} {
			if set.Lookup(partOf(name, part)) == nil {
				faults = append(faults, fmt.Errorf("the template %s does not define %q", name, part))
			}
		}
	}
	return errors.Join(faults...)
}
