package account

import "time"

// CoolingOff is how long a contact counts as recently changed. A password must not be sent to a contact that an
// intruder has just changed, and one agent alone must not be able to change a contact and reset the password.
const CoolingOff = 48 * time.Hour

// Turn is what became of the members with one kind of identifier, in proportions: by an import at once, or by what each of
// them did at a time of their own. Decoys follow it.
type Turn struct {
	Number   int64
	At       time.Time // in the caisse's time zone, which tells when people are awake
	Slow     bool      // each decoy moves at a moment of its own in the week that follows, when people are awake
	UndoneAt time.Time // the import was undone, and its turn with it

	newcomers []Move
	renewed   float64 // odds that a newcomer's facts come in the place of a decoy's
	moves     map[Facts][]Move
	most      float64 // no decoy moves that draws as much
}

// Move is what happened to a share of those who had the same facts.
type Move struct {
	To   Facts
	Rest Rest
	Odds float64
}

// Rest are the contacts to which nothing goes for CoolingOff after the move.
type Rest struct{ Email, Mobile bool }

// Add adds what became of those with these facts.
func (t *Turn) Add(from Facts, m Move) {
	if t.moves == nil {
		t.moves = map[Facts][]Move{}
	}
	t.moves[from] = append(t.moves[from], m)
	t.reckon()
}

// AddNewcomers adds members who have come, as a share of all who are then there. Members that they have joined make room
// for them among decoys.
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
