package account

import "time"

// CoolingOff is how long a contact counts as recently changed. A password must not be sent to a contact that an
// intruder has just changed, and one agent alone must not be able to change a contact and reset the password.
const CoolingOff = 48 * time.Hour

// Turn records, in proportions, how the facts of the members with one kind of identifier have changed: all at once by
// an import, or one by one through what members did. Decoys follow it.
type Turn struct {
	Number   int64
	At       time.Time // in the caisse's time zone, which determines when people are awake
	Slow     bool      // each decoy moves at its own moment in the following week, when people are awake
	UndoneAt time.Time // the import was undone, and its turn with it

	newcomers []Move
	renewed   float64 // odds that a newcomer's facts replace a decoy's
	moves     map[Facts][]Move
	most      float64 // a decoy that draws this much or more does not move
}

// Move is the change of a share of the members who had the same facts.
type Move struct {
	To   Facts
	Rest Rest
	Odds float64
}

// Rest says which contacts are not used for CoolingOff after a move.
type Rest struct{ Email, Mobile bool }

// Add adds a move of members with these facts.
func (t *Turn) Add(from Facts, m Move) {
	if t.moves == nil {
		t.moves = map[Facts][]Move{}
	}
	t.moves[from] = append(t.moves[from], m)
	t.reckon()
}

// AddNewcomers adds new members, as a share of all members after their arrival. The same share of decoys takes their
// facts.
func (t *Turn) AddNewcomers(m Move) {
	t.newcomers = append(t.newcomers, m)
	t.renewed += m.Odds
	t.reckon()
}

func (t *Turn) reckon() {
	highest := 0.0
	for _, moves := range t.moves {
		sum := 0.0
		for _, m := range moves {
			sum += m.Odds
		}
		highest = max(highest, sum)
	}
	t.most = t.renewed + (1-t.renewed)*highest
}
