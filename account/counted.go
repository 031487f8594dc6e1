package account

import "strconv"

// Counted writes a number as French people do, by groups of three, with what it counts.
func Counted(n int, one, many string) string {
	if n > 1 {
		return Thousands(n) + " " + many
	}
	return Thousands(n) + " " + one
}

// Thousands writes a number by groups of three.
func Thousands(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "\u202f" + digits[at:]
	}
	return digits
}
