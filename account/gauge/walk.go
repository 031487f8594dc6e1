package gauge

import "math"

// Prices of a walk over adjacent keys: azeqsd, rtyfgh, a1z2e3, &aé"zer.
const (
	walkBegins = 60 // guesses for the start and first direction
	walkTurns  = 5
	walkJumps  = 100 // for a key that is not adjacent
	mostJumps  = 1
	mostKeys   = 3 // maximum number of keys for the same character
	leastWalk  = 5 // minimum number of keys
	walkMarked = 7 // the same for a walk over signs or accented letters
	walkJumped = 8 // the same for a walk with a jump
	walkAccent = 3 // for a letter that may be the accented letter of another key
	walkWords  = 3 // minimum number of letters and signs: digits alone belong to the dress
)

// keyRows are the rows of an AZERTY keyboard, aligned by column: the digit keys with and without Shift, then the
// letters. An accented letter is listed as the gauge reads it, without its accent.
var keyRows = []struct {
	row  int
	keys string
}{{1, "1234567890"}, {1, `&e"'(-e_ca)=`}, {2, "azertyuiop^$"}, {3, "qsdfghjklmu*"}, {4, "wxcvbn,;:!"}}

// touch is the position of a key, from 1, or a direction.
type touch struct{ row, column int }

// accented says whether a typed letter stands for an accented letter at this position: é, è, ç or à of the digit keys,
// or ù beside m.
func (t touch) accented(typed byte) bool {
	return kindOf(typed) == letter && (t.row == 1 || typed == 'u' && t.row == 3)
}

// touches are the keys of each character: e is also the é of the digit keys.
var touches = func() (all [256][]touch) {
	for _, r := range keyRows {
		for column := range len(r.keys) {
			all[r.keys[column]] = append(all[r.keys[column]], touch{r.row, column + 1})
		}
	}
	return all
}()

// beside says whether two keys are adjacent, or the same one.
func beside(way touch) bool {
	return way.row >= -1 && way.row <= 1 && way.column >= -1 && way.column <= 1
}

// walker is a walk over the keys: its current key, its price, its last two directions, and its jumps.
type walker struct {
	at     touch
	ways   [2]touch
	steps  int
	cost   float64
	jumped int
	marked bool // it went over a sign or an accented letter
}

// step moves to a key. Repeating the direction of two steps before is not a turn: a1z2e3 alternates up and down.
func (w walker) step(to touch, typed byte) (walker, bool) {
	way := touch{to.row - w.at.row, to.column - w.at.column}
	switch {
	case !beside(way):
		w.cost *= walkJumps
		w.jumped++
	case w.steps > 0 && way != w.ways[1] && (w.steps < 2 || way != w.ways[0]):
		w.cost *= walkTurns
	}
	if to.accented(typed) {
		w.cost *= walkAccent
	}
	w.marked = w.marked || kindOf(typed) == sign || to.accented(typed)
	w.at, w.ways, w.steps = to, [2]touch{w.ways[1], way}, w.steps+1
	return w, w.jumped <= mostJumps
}

// least returns how many keys such a walk needs so that it is no coincidence.
func (w walker) least() int {
	switch {
	case w.jumped > 0:
		return walkJumped
	case w.marked:
		return walkMarked
	}
	return leastWalk
}

// walkers are the walks that end at one character: on each of its keys, without a jump and with one.
type walkers struct {
	all [mostKeys * (mostJumps + 1)]walker
	n   int
}

func (ws *walkers) add(w walker) {
	ws.all[ws.n] = w
	ws.n++
}

// keyWalk calls found for each possible end of a walk that begins at a position: each change between letters and
// digits, and the end of the walk.
func keyWalk(lower string, at int, found func(end int, cost float64)) {
	var ways, next walkers
	for _, t := range touches[lower[at]] {
		ways.add(walker{at: t, cost: walkBegins, marked: kindOf(lower[at]) == sign || t.accented(lower[at])})
	}
	marks := 0 // letters and signs
	for end := at + 1; ways.n > 0; end++ {
		if kindOf(lower[end-1]) != digit {
			marks++
		}
		next.n = 0
		if end < len(lower) && lower[end] != lower[end-1] {
			ways.step(lower[end], end > at+1, &next)
		}
		cheapest, on := math.Inf(1), false
		for _, w := range ways.all[:ways.n] {
			if end-at >= w.least() {
				cheapest = min(cheapest, w.cost)
			}
		}
		for _, w := range next.all[:next.n] {
			on = on || w.jumped == 0
		}
		if ends := !on || kindOf(lower[end-1]) != kindOf(lower[end]); ends && marks >= walkWords && cheapest < fairGuesses {
			found(end, cheapest)
		}
		ways = next
	}
}

// step extends the walks to each key of a character, by the cheapest walk without a jump and, if allowed, with one.
func (ws *walkers) step(typed byte, jumps bool, next *walkers) {
	for _, t := range touches[typed] {
		var best [mostJumps + 1]walker
		for _, w := range ws.all[:ws.n] {
			s, ok := w.step(t, typed)
			if ok && (jumps || s.jumped == 0) && s.cost < fairGuesses && (best[s.jumped].cost == 0 || s.cost < best[s.jumped].cost) {
				best[s.jumped] = s
			}
		}
		for _, b := range best {
			if b.cost > 0 {
				next.add(b)
			}
		}
	}
}
