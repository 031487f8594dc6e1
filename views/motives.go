package views

import (
	"strconv"

	"sesame/journey/events"
)

// motive is one of the reasons that a form offers to agents, with the key that chooses it.
type motive struct{ Key, Value, Label string }

// Motives are the reasons of the part « agent-reason ».
func (d *drawing) Motives() (all []motive) {
	for i, m := range events.Motives {
		all = append(all, motive{strconv.Itoa(i + 1), string(m), m.Words()})
	}
	return all
}
