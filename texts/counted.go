package texts

import (
	"strconv"
	"strings"
	"time"
)

// Plural picks the words for a number: one for zero and one, which are singular in French; else many, in which %d is
// replaced by the number.
func Plural(n int, one, many string) string {
	if n > 1 {
		return strings.ReplaceAll(many, "%d", Thousands(n))
	}
	return one
}

// Counted formats a number with its unit: « 1 minute », « 30 minutes ».
func Counted(n int, one, many string) string {
	return Plural(n, Thousands(n)+" "+one, "%d "+many)
}

// Thousands formats a number with its digits grouped by three.
func Thousands(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "\u202f" + digits[at:]
	}
	return digits
}

// Lasting formats a duration: « 30 secondes », « 30 minutes », « 24 heures », « 30 jours »; 365 days are « 12 mois ».
func Lasting(d time.Duration) string {
	if d < time.Minute {
		return Counted(int(d/time.Second), "seconde", "secondes")
	}
	const day = 24 * time.Hour
	switch d = d.Truncate(time.Minute); {
	case d == 365*day:
		return "12 mois"
	case d >= 2*day && d%day == 0:
		return Counted(int(d/day), "jour", "jours")
	case d%time.Hour == 0:
		return Counted(int(d/time.Hour), "heure", "heures")
	}
	return Counted(int(d/time.Minute), "minute", "minutes")
}
