package views

import (
	"cmp"
	"fmt"
	"strconv"

	"sesame/journey/events"
)

// motive is one of the reasons that a form offers to agents, with the key that chooses it.
type motive struct{ Key, Value, Label string }

// Matter says what the form is about whose reason the part « agent-reason » asks: without it, an act on a member. It writes nothing.
func (d *drawing) Matter(name events.Matter) (string, error) {
	if len(name.Motives()) == 0 {
		return "", fmt.Errorf("%q is nothing that a form is about", name)
	}
	d.matter = name
	return "", nil
}

// Motives are the reasons of the part « agent-reason ».
func (d *drawing) Motives() (all []motive) {
	for i, m := range cmp.Or(d.matter, events.MemberMatter).Motives() {
		all = append(all, motive{strconv.Itoa(i + 1), string(m), m.Words()})
	}
	return all
}
