package account

import "strings"

// IsTemporary tells a temporary password by its form: no password that the gauge accepts can have it, for it has no
// sign beside letters and digits. A login need not try both.
func IsTemporary(s string) bool {
	if len(s) != temporaryLength {
		return false
	}
	for _, r := range strings.ToLower(s) {
		if !strings.ContainsRune(temporaryAlphabet, r) {
			return false
		}
	}
	return true
}
