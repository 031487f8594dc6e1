package courier

import (
	"fmt"
	"time"
)

var (
	weekdays = [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
	months   = [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
		"octobre", "novembre", "décembre"}
)

// frenchHour formats a time as « 14 h 05 ».
func frenchHour(t time.Time) string { return fmt.Sprintf("%d h %02d", t.Hour(), t.Minute()) }

// frenchDay formats a day as « lundi 23 novembre », without the year, whose four digits could be mistaken for a code.
func frenchDay(t time.Time) string {
	day := fmt.Sprint(t.Day())
	if t.Day() == 1 {
		day = "1er"
	}
	return weekdays[t.Weekday()] + " " + day + " " + months[t.Month()-1]
}

// shortHour formats a time as « 14h05 », for SMS.
func shortHour(t time.Time) string { return fmt.Sprintf("%dh%02d", t.Hour(), t.Minute()) }

// shortDay formats a day as « 23/11 », for SMS.
func shortDay(t time.Time) string { return fmt.Sprintf("%02d/%02d", t.Day(), int(t.Month())) }

// untilWords formats the expiry of a secret requested at `at`, as it follows « jusqu' »: « à 14 h 35 » on the same day,
// otherwise « au mardi 24 novembre à 0 h 20 ».
func untilWords(at, until time.Time) string {
	if sameDay(at, until) {
		return "à " + frenchHour(until)
	}
	return "au " + frenchDay(until) + " à " + frenchHour(until)
}

// untilShort does the same for SMS, as it follows « avant »: « 14h35 » when it is soon, otherwise « le 24/11 14h05 ».
func untilShort(at, until time.Time) string {
	if until.Sub(at) < 12*time.Hour {
		return shortHour(until)
	}
	return "le " + shortDay(until) + " " + shortHour(until)
}

func sameDay(a, b time.Time) bool { return a.Year() == b.Year() && a.YearDay() == b.YearDay() }
