package gauge

import (
	"slices"
	"strings"
)

// Limits within which two passwords count as similar.
const (
	nearEdits   = 2 // characters added, removed or changed
	nearLetters = 4 // fewer letters are not compared
)

// TooNear says whether an attacker who knows the former password would try the chosen one next: different case or
// accents, another digit or suffix, reversed, doubled, or two edits away. Both are as typed, so the former one must
// just have been entered. Nothing is too near to an empty former password.
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
	// The former password, whole or without its dress, followed by a suffix.
	base := strings.Trim(a, notLetters)
	return len(base) >= nearLetters+2 && len(base) < len(b) && len(lettersOnly(b)) < len(lettersOnly(base))+nearLetters && strings.Contains(b, base)
}

const notLetters = "0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

// folded converts a password to lower-case ASCII of bounded length.
func folded(s string) string {
	return strings.ToLower(project(NormalisePassword(prefix(s, 4*MaxPassword))))
}

// unmask replaces signs by the letters they resemble, except at the end.
func unmask(lower string) string {
	end := len(strings.TrimRight(lower, notLetters))
	return strings.Map(lookalikeLetter("igi"), lower[:end])
}

// only keeps the characters between first and last.
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

// edits returns the Levenshtein distance, or any value above most when it exceeds most.
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
