package account

import (
	"slices"
	"strings"
)

// FindTemporary extracts a temporary password from typed text: alone, in groups, or pasted with surrounding words. It
// returns false if there is none, or if several are possible.
func FindTemporary(s string) (string, bool) {
	if secret := NormaliseTemporary(s); IsTemporary(secret) {
		return secret, true
	}
	s = Cleaned(keyed(s))
	var found, likely []string
	for _, piece := range append(wordsOf(s), mixedGroups(s)...) {
		secret := NormaliseTemporary(piece)
		if !IsTemporary(secret) || slices.Contains(found, secret) {
			continue
		}
		found = append(found, secret)
		if strings.ContainsAny(secret, "23456789") { // unlike any word
			likely = append(likely, secret)
		}
	}
	switch {
	case len(likely) == 1:
		return likely[0], true
	case len(found) == 1:
		return found[0], true
	}
	return "", false
}

// mixedGroups finds temporary passwords written in groups, as on a letter.
func mixedGroups(s string) (found []string) {
	for _, groups := range grouped.FindAllString(s, -1) {
		if mixed(groups) {
			found = append(found, groups)
		}
	}
	return found
}
