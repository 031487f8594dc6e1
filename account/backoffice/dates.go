package backoffice

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"sesame/account"
	"sesame/texts"
)

// readDate parses 31/12/1985, 1/7/1984, 31-12-1985, 31.12.1985 or 1985-12-31, with or without a time, and returns the
// last form, or any other form that account.ParseDay reads: 1er mai 1985. The day must exist. An instant in another time zone is
// rejected, because its local day may differ.
func readDate(s string) (string, bool) {
	if day, ok := readNumericDate(s); ok {
		return day, true
	}
	day, ok := account.ParseDay(s)
	return day.Format(time.DateOnly), ok
}

func readNumericDate(s string) (string, bool) {
	date := s
	if at := strings.IndexFunc(s, func(r rune) bool { return r == ' ' || r == 'T' || r == 't' }); at >= 0 {
		if !hour(s[at+1:]) {
			return "", false
		}
		date = s[:at]
	}
	parts := strings.FieldsFunc(date, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if len(parts) != 3 || len(date) != len(parts[0])+len(parts[1])+len(parts[2])+2 {
		return "", false
	}
	if len(parts[0]) == 4 {
		parts[0], parts[2] = parts[2], parts[0]
	}
	for i, p := range parts {
		if !account.Digits(p) || len(p) > 2 && i < 2 || i == 2 && len(p) != 4 {
			return "", false
		}
		if len(p) == 1 {
			parts[i] = "0" + p
		}
	}
	day := parts[2] + "-" + parts[1] + "-" + parts[0]
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return "", false
	}
	return day, true
}

// dateFault returns why a text is no date.
func dateFault(s string) string {
	switch {
	case monthFirst(s):
		return texts.CellMonthFirst
	case shortYear(s):
		return texts.CellShortYear
	}
	return texts.CellDate
}

// slashed returns the first two numbers of a date as 12/31/1985, with the time of day or without; ok is false for any other text.
func slashed(s string) (first, second int, ok bool) {
	if len(s) < len("1/1/1985") || s[1] != '/' && s[2] != '/' {
		return 0, 0, false
	}
	a, rest, _ := strings.Cut(s, "/")
	b, rest, _ := strings.Cut(rest, "/")
	if len(a) > 2 || len(b) > 2 || !account.Digits(a) || !account.Digits(b) || len(rest) < 4 || !account.Digits(rest[:4]) {
		return 0, 0, false
	}
	first, _ = strconv.Atoi(a) // 0 for no digits
	second, _ = strconv.Atoi(b)
	return first, second, true
}

const monthsOfYear = 12

// monthFirst recognises a date whose month is written before the day, as in English: 12/31/1985.
func monthFirst(s string) bool {
	month, day, ok := slashed(s)
	return ok && month >= 1 && month <= monthsOfYear && day > monthsOfYear && day <= 31
}

// shortYear recognises a date whose year has two digits: 31/12/85.
func shortYear(s string) bool {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '-' || r == '.' || r == ' ' })
	return len(parts) == 3 && len(parts[2]) == 2 && account.Digits(parts[2]) && (account.Digits(parts[0]) && len(parts[0]) <= 2)
}

// hour matches a time after a date: 0:00, 00:00:00, 00:00:00.000. Z is accepted at midnight only.
func hour(s string) bool {
	utc := strings.TrimSuffix(s, "Z")
	if utc != s && strings.Trim(utc, "0:.") != "" {
		return false
	}
	utc, _, _ = strings.Cut(utc, ".")
	for _, layout := range []string{"15:04", "15:04:05"} {
		if _, err := time.Parse(layout, utc); err == nil {
			return true
		}
	}
	return false
}

// dayNumber recognises a date that a spreadsheet has written as a serial number: 31198. Four digits from 1900 to 2099 are a year.
func dayNumber(s string) bool {
	if len(s) == 4 && (strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20")) {
		return false
	}
	whole, fraction, _ := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	return (len(whole) == 4 || len(whole) == 5) && account.Digits(whole) && strings.TrimFunc(fraction, unicode.IsDigit) == ""
}
