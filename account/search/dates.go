package search

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"sesame/account"
)

// date is a birth date as callers say it: a month or day that was not said is 0.
type date struct {
	year       string // four digits
	month, day int
}

// isoDate reads 1985-12-31.
func isoDate(s string) (date, bool) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return date{}, false
	}
	return date{s[:4], int(t.Month()), t.Day()}, true
}

// years returns the years that two or four digits may stand for.
func years(s string) []string {
	switch {
	case !account.Digits(s):
		return nil
	case len(s) == 2:
		return []string{"19" + s, "20" + s}
	case len(s) == 4 && (s[:2] == "19" || s[:2] == "20"):
		return []string{s}
	}
	return nil
}

// dates returns the dates of a day, a month and a year; none when there is no such day.
func dates(day, month int, year string) (found []date) {
	for _, y := range years(year) {
		n, _ := strconv.Atoi(y)
		if t := time.Date(n, time.Month(month), day, 0, 0, 0, 0, time.UTC); month >= 1 && month <= 12 && day >= 1 && t.Day() == day {
			found = append(found, date{y, month, day})
		}
	}
	return found
}

// number reads one or two digits.
func number(s string) int {
	if !account.Digits(s) || len(s) > 2 {
		return 0
	}
	n, _ := strconv.Atoi(s)
	return n
}

// writtenDate reads a date in one token: 25/04/1962, 25.4.62, 1962-04-25, and without separators.
func writtenDate(token string) []date {
	token = strings.TrimFunc(token, func(r rune) bool { return !unicode.IsDigit(r) })
	parts := strings.FieldsFunc(token, func(r rune) bool { return strings.ContainsRune("/.-", r) })
	switch {
	case len(parts) == 3 && len(parts[0]) == 4:
		return dates(number(parts[2]), number(parts[1]), parts[0])
	case len(parts) == 3:
		return dates(number(parts[0]), number(parts[1]), parts[2])
	case len(parts) != 1 || !account.Digits(token):
		return nil
	case len(token) == 6:
		return dates(number(token[:2]), number(token[2:4]), token[4:])
	case len(token) == 8:
		return append(dates(number(token[:2]), number(token[2:4]), token[4:]), dates(number(token[6:]), number(token[4:6]), token[:4])...)
	}
	return nil
}

// monthOf reads a month before a year of two digits at the start of folded tokens: juillet 47.
func monthOf(tokens []string) (found []date) {
	if len(tokens) < 2 || account.MonthNamed(tokens[0]) == 0 || len(tokens[1]) != 2 {
		return nil
	}
	for _, year := range years(tokens[1]) {
		found = append(found, date{year: year, month: account.MonthNamed(tokens[0])})
	}
	return found
}

// spokenDate reads a date at the start of folded tokens, and returns how many it has: 25 avril 1962, 1er mai 50, avril
// 1962, 25 04 1962.
func spokenDate(tokens []string) (found []date, n int) {
	at := func(i int) string {
		if i < len(tokens) {
			return tokens[i]
		}
		return ""
	}
	day := number(strings.TrimSuffix(at(0), "er"))
	switch {
	case day > 0 && account.MonthNamed(at(1)) > 0:
		return dates(day, account.MonthNamed(at(1)), at(2)), 3
	case day > 0 && number(at(1)) > 0 && len(at(2)) == 4:
		return dates(day, number(at(1)), at(2)), 3
	case day > 0 && len(at(0)) == 2 && len(at(1)) == 2 && len(at(2)) == 2 && !account.Digits(at(3)):
		return dates(day, number(at(1)), at(2)), 3
	case account.MonthNamed(at(0)) > 0 && len(at(1)) == 4 && len(years(at(1))) > 0:
		return []date{{year: at(1), month: account.MonthNamed(at(0))}}, 2
	}
	return nil, 0
}
