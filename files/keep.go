package files

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sesame/account"
)

// Keep is how many daily backups are retained: the newest of each of so many days, weeks and months. Only periods in which a
// backup was made count, so that a time without backups deletes none.
type Keep struct{ Days, Weeks, Months int }

var keepTerm = regexp.MustCompile(`^(\d{1,4})([dwm])$`)

// ParseKeep parses a setting such as « 7d 4w 12m ».
func ParseKeep(text string) (k Keep, err error) {
	counts := map[string]*int{"d": &k.Days, "w": &k.Weeks, "m": &k.Months}
	for _, term := range strings.Fields(text) {
		parts := keepTerm.FindStringSubmatch(term)
		if parts == nil {
			return k, fmt.Errorf("« %s » n'est pas un nombre de jours, de semaines ou de mois, comme dans « 7d 4w 12m »", term)
		}
		count, ok := counts[parts[2]]
		if !ok {
			return k, fmt.Errorf("« %s » : %s n'y va qu'une fois", text, parts[2])
		}
		delete(counts, parts[2])
		*count, _ = strconv.Atoi(parts[1]) // digits
	}
	if k == (Keep{}) {
		return k, errors.New("gardez au moins une copie, comme dans « 7d 4w 12m »")
	}
	return k, nil
}

// Longest is how far back the backups reach, in words, as « 12 mois ».
func (k Keep) Longest() string {
	for _, rule := range []struct {
		count     int
		one, many string
	}{{k.Months, "mois", "mois"}, {k.Weeks, "semaine", "semaines"}, {k.Days, "jour", "jours"}} {
		if rule.count > 0 {
			return account.Counted(rule.count, rule.one, rule.many)
		}
	}
	return ""
}

// kept says which of these instants, newest first, are to be kept. The newest always is.
func (k Keep) kept(made []time.Time) []bool {
	keep := make([]bool, len(made))
	for _, rule := range []struct {
		count  int
		period func(time.Time) string
	}{
		{k.Days, func(at time.Time) string { return at.Format(time.DateOnly) }},
		{k.Weeks, func(at time.Time) string { year, week := at.ISOWeek(); return fmt.Sprint(year, week) }},
		{k.Months, func(at time.Time) string { return at.Format("2006-01") }},
	} {
		last, left := "", rule.count
		for i, at := range made {
			period := rule.period(at)
			if period == last || left == 0 {
				continue
			}
			last, keep[i] = period, true
			left--
		}
	}
	if len(keep) > 0 {
		keep[0] = true
	}
	return keep
}
