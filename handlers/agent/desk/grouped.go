package desk

import "strings"

// Grouped inserts a space after every fourth character, for texts that are copied by hand.
func Grouped(s string) string {
	var groups []string
	for len(s) > 4 {
		groups, s = append(groups, s[:4]), s[4:]
	}
	return strings.Join(append(groups, s), " ")
}
