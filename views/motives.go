package views

import (
	"cmp"
	"fmt"
	"strconv"

	"sesame/journey/events"
)

// Matter says what the form is about whose reason the part « agent-reason » asks: without it, an act on a member. It writes nothing.
func (d *drawing) Matter(name events.Matter) (string, error) {
	if len(name.Motives()) == 0 {
		return "", fmt.Errorf("%q is nothing that a form is about", name)
	}
	d.matter = name
	return "", nil
}

// ReasonChoice describes the choice of the part « agent-reason ».
func (d *drawing) ReasonChoice() (choice, error) {
	f, err := d.Field("raison", "Motif")
	return choice{f, d.motives(), true}, err
}

// motives are the ready reasons of the form, each with the key that chooses it: figures that follow those of a choice before it.
func (d *drawing) motives() (all []DeskChoice) {
	for i, m := range cmp.Or(d.matter, events.MemberMatter).Motives() {
		all = append(all, DeskChoice{Key: strconv.Itoa(d.figures + i + 1), Value: string(m), Label: m.Words()})
	}
	return all
}
