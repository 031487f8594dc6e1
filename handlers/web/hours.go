package web

import (
	"fmt"
	"time"

	"sesame/texts"
)

var (
	days   = [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
	months = [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
)

// Clock formats a time relative to today: « 14 h 05 », « demain à 14 h 05 », « lundi 3 mars à 14 h 05 ». Minutes are
// rounded up, so that a user who returns then is not too early.
func (a *Base) Clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if rounded := t.Truncate(time.Minute); !rounded.Equal(t) {
		t = rounded.Add(time.Minute)
	}
	t = t.In(a.Location)
	now := a.Now().In(a.Location)
	switch {
	case sameDay(t, now):
		return hour(t)
	case sameDay(t, now.AddDate(0, 0, 1)):
		return "demain à " + hour(t)
	}
	return fmt.Sprintf("%s %s à %s", days[t.Weekday()], DayMonth(t), hour(t))
}

// LastMinute returns the minute in which a validity ends, rounded down as in messages, so that a page promises no more than
// they do.
func LastMinute(t time.Time) time.Time { return t.Truncate(time.Minute) }

// Moment formats a past time in full: « le 3 mars 2026 à 14 h 05 ».
func (a *Base) Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(a.Location)
	return fmt.Sprintf("le %s %d à %s", DayMonth(t), t.Year(), hour(t))
}

// Since formats a past time after « depuis »: « 14 h 05 », « hier à 14 h 05 », « le 3 mars à 14 h 05 ».
func (a *Base) Since(t time.Time) string {
	t = t.In(a.Location)
	now := a.Now().In(a.Location)
	switch {
	case sameDay(t, now):
		return hour(t)
	case sameDay(t, now.AddDate(0, 0, -1)):
		return "hier à " + hour(t)
	}
	return "le " + DayMonth(t) + " à " + hour(t)
}

// When formats a past time relative to today: « aujourd'hui à 14 h 05 », « hier à 14 h 05 », « le 3 mars à 14 h 05 », with the
// year if it is another one.
func (a *Base) When(t time.Time) string {
	local, now := t.In(a.Location), a.Now().In(a.Location)
	switch {
	case sameDay(local, now):
		return "aujourd'hui à " + hour(local)
	case local.Year() != now.Year():
		return a.Moment(t)
	}
	return a.Since(t)
}

// Ago formats a time less than an hour ago: « à l'instant », « il y a 12 minutes »; an earlier one like When.
func (a *Base) Ago(t time.Time) string {
	minutes := int(a.Now().Sub(t) / time.Minute)
	switch {
	case minutes < 1:
		return "à l'instant"
	case minutes < 60:
		return "il y a " + texts.Plural(minutes, "une minute", "%d minutes")
	}
	return a.When(t)
}

// hour formats a time with no-break spaces.
func hour(t time.Time) string { return fmt.Sprintf("%d\u00a0h\u00a0%02d", t.Hour(), t.Minute()) }

// DayMonth formats « 3 mars », « 1er mai ».
func DayMonth(t time.Time) string {
	day := fmt.Sprint(t.Day())
	if t.Day() == 1 {
		day = "1er"
	}
	return day + " " + months[t.Month()-1]
}

// Day formats « 3 mars 2026 ».
func Day(t time.Time) string { return fmt.Sprintf("%s %d", DayMonth(t), t.Year()) }

func sameDay(a, b time.Time) bool {
	ya, ma, da := a.Date()
	yb, mb, db := b.Date()
	return ya == yb && ma == mb && da == db
}

// From formats a start time: « à partir de 14 h 05 », « demain à 14 h 05 ».
func (a *Base) From(t time.Time) string {
	said := a.Clock(t)
	if said[0] >= '0' && said[0] <= '9' {
		return "à partir de " + said
	}
	return said
}

// LetterDays is the number of days after a demand within which its letter should have arrived: a few for printing, a few for
// the post.
const LetterDays = 10
