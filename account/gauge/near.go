package gauge

import (
	"slices"
	"strings"
)

// Bounds of what counts as the same password again.
const (
	nearEdits   = 2 // characters added, dropped or changed
	nearLetters = 4 // fewer letters say nothing
)

// TooNear tells a chosen password that who knows the former one would try next: the same in other case or with other
// accents, with another digit or tail, turned round, doubled, or two characters away. Both as they were typed; the
// former must be known, so it is for who has just given it. An empty former one is near nothing.
func TooNear(former, chosen string) bool {
	if former == "" || chosen == "" {
		return false
	}
	a, b := folded(former), folded(chosen)
	if a == b || edits(a, b, nearEdits) <= nearEdits {
		return true
	}
	c := []byte(a)
	slices.Reverse(c)
	if string(c) == b {
		return true
	}
	x, y := lettersOnly(a), lettersOnly(b)
	if len(x) >= nearLetters && (x == y || y == x+x || x == y+y && len(y) >= nearLetters) {
		return true
	}
	x, y = lettersOnly(unmask(a)), lettersOnly(unmask(b)) // Tr@cteur and Tracteur
	if len(x) >= nearLetters && x == y {
		return true
	}
	// All of the former, or of what it was without its dress, and a tail.
	base := strings.Trim(a, notLetters)
	return len(base) >= nearLetters+2 && len(base) < len(b) && len(lettersOnly(b)) < len(lettersOnly(base))+nearLetters && strings.Contains(b, base)
}

const notLetters = "0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

// folded is a password in lower-case ASCII, bounded.
func folded(s string) string {
	return strings.ToLower(project(NormalisePassword(prefix(s, 4*MaxPassword))))
}

// unmask reads signs as the letters that they stand for, but for the tail.
func unmask(lower string) string {
	end := len(strings.TrimRight(lower, notLetters))
	return strings.Map(lookalikeLetter("igi"), lower[:end])
}

// only keeps the characters from first to last.
func only(s string, first, last rune) string {
	return strings.Map(func(r rune) rune {
		if r < first || r > last {
			return -1
		}
		return r
	}, s)
}

func lettersOnly(s string) string {
	return only(s, 'a', 'z')
}

// edits is Levenshtein's distance, or something above most.
func edits(a, b string, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
