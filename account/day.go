package account

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// DayLayout is the layout, for package time, of a day as people and spreadsheets write it: 31/12/2026.
const DayLayout = "02/01/2006"

// ParseDay reads a day from 1901 on as people write, dictate or paste it: 31/12/2026, 1.7.2026, 31-12-2026, 31 12 2026, 31122026,
// 2026-12-31, or « le jeudi 31 décembre 2026 ». The year has four digits, because two leave the century open. ok is false for
// anything else.
func ParseDay(s string) (day time.Time, ok bool) {
	parts := strings.FieldsFunc(Fold(keyed(s)), func(r rune) bool { return separator(r) || r == ',' })
	for len(parts) > 0 && slices.Contains(beforeDay, parts[0]) {
		parts = parts[1:]
	}
	if len(parts) == 3 && MonthNamed(parts[1]) > 0 {
		parts = []string{strings.TrimSuffix(parts[0], "er"), strconv.Itoa(MonthNamed(parts[1])), parts[2]}
	}
	written := strings.Join(parts, "/")
	for _, layout := range []string{"2/1/2006", "2006/1/2", "02012006", "20060102"} {
		if day, err := time.Parse(layout, written); err == nil && day.Year() > 1900 {
			return day, true
		}
	}
	return time.Time{}, false
}

// beforeDay are the words before a date.
var beforeDay = []string{"le", "du", "au", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"}

// months are the names of months without accents, and their usual abbreviations.
var months = map[string]int{
	"janvier": 1, "janv": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "avril": 4, "avr": 4, "mai": 5, "juin": 6,
	"juillet": 7, "juil": 7, "aout": 8, "septembre": 9, "sept": 9, "octobre": 10, "oct": 10, "novembre": 11, "nov": 11, "decembre": 12, "dec": 12,
}

// MonthNamed returns the month of a folded name or abbreviation, 1 to 12; 0 for any other word.
func MonthNamed(folded string) int { return months[folded] }
