package views

import (
	"cmp"
	"fmt"
	"strconv"

	"sesame/journey/events"
)

// Matter sets what the form that includes « agent-reason » is about; the default is an act on a member. It writes nothing.
func (d *drawing) Matter(name events.Matter) (string, error) {
	if len(name.Motives()) == 0 {
		return "", fmt.Errorf("%q is nothing that a form is about", name)
	}
	d.matter = name
	return "", nil
}

// ReasonChoice returns the choice of reasons for the template « agent-reason ».
func (d *drawing) ReasonChoice() (choice, error) {
	f, err := d.Field("raison", "Motif")
	return choice{f, d.motives(), true}, err
}

// motives returns the ready reasons of the form, each with its shortcut key: digits that continue those of a choice before
// it.
func (d *drawing) motives() (all []DeskChoice) {
	for i, m := range cmp.Or(d.matter, events.MemberMatter).Motives() {
		all = append(all, DeskChoice{Key: strconv.Itoa(d.figures + i + 1), Value: string(m), Label: m.Words()})
	}
	return all
}
