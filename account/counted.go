package account

import "strconv"

// Counted formats a number with its unit, digits grouped by three as in French.
func Counted(n int, one, many string) string {
	if n > 1 {
		return Thousands(n) + " " + many
	}
	return Thousands(n) + " " + one
}

// Thousands formats a number with digits grouped by three.
func Thousands(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "\u202f" + digits[at:]
	}
	return digits
}
