package gauge

import "strings"

// Price of a walk from a touch to one beside it, and on: azeqsd, rtyfgh, a1z2e3.
const (
	walkBegins = 60 // guesses, where and which way it begins
	walkTurns  = 6
	leastWalk  = 5 // touches
	walkWords  = 3 // letters at least: digits alone are the dress's
)

// keyRows are the touches of an AZERTY keyboard as they stand under each other.
var keyRows = []string{"1234567890", "azertyuiop", "qsdfghjklm", "wxcvbn"}

// touch is where a touch stands, counted from 1; nothing for one that is no letter and no digit.
type touch struct{ row, column int }

var touches = func() (all [256]touch) {
	for row, line := range keyRows {
		for column := range len(line) {
			all[line[column]] = touch{row + 1, column + 1}
		}
	}
	return all
}()

// step is the way from one touch to the next; none for touches that are not side by side.
func step(from, to byte) (way touch, beside bool) {
	a, b := touches[from], touches[to]
	way = touch{b.row - a.row, b.column - a.column}
	near := way.row >= -1 && way.row <= 1 && way.column >= -1 && way.column <= 1
	return way, a.row > 0 && b.row > 0 && near && from != to
}

// keyWalk gives the walks of letters and digits that begin at a place, wherever they may end: at a change between
// letters and digits, or with the walk itself. A way taken two steps before is no turn: a1z2e3 goes up and down.
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
