package texts

import (
	"strconv"
	"strings"
)

// Plural picks the words for a number: one for none and one, which are singular in French, else many, in which %d is the number.
func Plural(n int, one, many string) string {
	if n > 1 {
		return strings.ReplaceAll(many, "%d", Thousands(n))
	}
	return one
}

// Counted writes a number and what is counted: « 1 minute », « 30 minutes ».
func Counted(n int, one, many string) string {
	return Plural(n, Thousands(n)+" "+one, "%d "+many)
}

// Thousands writes a number with its digits grouped by three.
func Thousands(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "\u202f" + digits[at:]
	}
	return digits
}

// Lasting writes how long something is good: « 30 minutes », « 24 heures », « 30 jours ».
func Lasting(minutes int) string {
	const hour, day = 60, 24 * 60
	switch {
	case minutes >= 2*day && minutes%day == 0:
		return Counted(minutes/day, "jour", "jours")
	case minutes >= hour && minutes%hour == 0:
		return Counted(minutes/hour, "heure", "heures")
	}
	return Counted(minutes, "minute", "minutes")
}
