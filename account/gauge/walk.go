package gauge

import "strings"

// Prices of a walk over adjacent keys: azeqsd, rtyfgh, a1z2e3.
const (
	walkBegins = 60 // guesses for the start and first direction
	walkTurns  = 6
	leastWalk  = 5 // minimum number of keys
	walkWords  = 3 // minimum number of letters: digits alone belong to the dress
)

// keyRows are the rows of an AZERTY keyboard, aligned by column.
var keyRows = []string{"1234567890", "azertyuiop", "qsdfghjklm", "wxcvbn"}

// touch is the position of a key, from 1; zero for a character that is neither letter nor digit.
type touch struct{ row, column int }

var touches = func() (all [256]touch) {
	for row, line := range keyRows {
		for column := range len(line) {
			all[line[column]] = touch{row + 1, column + 1}
		}
	}
	return all
}()

// step is the direction from one key to the next; beside is false when they are not adjacent.
func step(from, to byte) (way touch, beside bool) {
	a, b := touches[from], touches[to]
	way = touch{b.row - a.row, b.column - a.column}
	near := way.row >= -1 && way.row <= 1 && way.column >= -1 && way.column <= 1
	return way, a.row > 0 && b.row > 0 && near && from != to
}

// keyWalk calls found for each possible end of a walk that begins at a position: each change between letters and
// digits, and the end of the walk. Repeating the direction of two steps before is not a turn: a1z2e3 alternates up and
// down.
func keyWalk(lower string, at int, found func(end int, cost float64)) {
	cost, ways := float64(walkBegins), []touch{}
	for end := at + 1; ; end++ {
		last := end == len(lower)
		way, beside := touch{}, false
		if !last {
			way, beside = step(lower[end-1], lower[end])
		}
		ends := !beside || kindOf(lower[end-1]) != kindOf(lower[end])
		if ends && end-at >= leastWalk && len(strings.Trim(lower[at:end], "0123456789")) >= walkWords {
			found(end, cost)
		}
		if !beside {
			return
		}
		if n := len(ways); n > 0 && way != ways[n-1] && (n < 2 || way != ways[n-2]) {
			cost *= walkTurns
		}
		ways = append(ways, way)
	}
}
