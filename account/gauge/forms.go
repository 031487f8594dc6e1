package gauge

import (
	"math"
	"strings"
)

// dateLength returns the length of a date with separators at the start of s (12/05/1985, 1.1.91, 1985-05-12); 0 for
// none.
func dateLength(s string) int {
	if length := isoDateLength(s); length > 0 {
		return length
	}
	at := 0
	number := func(least, most int) string {
		from := at
		for at < len(s) && kindOf(s[at]) == digit && at-from < most {
			at++
		}
		if at-from < least {
			return ""
		}
		return s[from:at]
	}
	d := number(1, 2)
	if d == "" || at >= len(s) || strings.IndexByte("/-. _", s[at]) < 0 {
		return 0
	}
	separator := s[at]
	at++
	m := number(1, 2)
	if m == "" || at >= len(s) || s[at] != separator || len(m) == 2 && !isMonth(m) || len(d) == 2 && !isDay(d) {
		return 0
	}
	at++
	if y := number(2, 4); len(y) != 2 && len(y) != 4 {
		return 0
	}
	return at
}

// isoDateLength returns the length of a date that begins with its year: 1985-05-12, 1985/05/12; 0 for none.
func isoDateLength(s string) int {
	const length = len("1985-05-12")
	if len(s) < length || onlyDigits(s[:length]) != s[:4]+s[5:7]+s[8:length] || s[4] != s[7] || strings.IndexByte("/-. _", s[4]) < 0 ||
		!isMonth(s[5:7]) || !isDay(s[8:length]) || length < len(s) && kindOf(s[length]) == digit {
		return 0
	}
	return length
}

// hourLength returns the length of a time of day at the start of s: 10:30, 10:30:00, 10h30, 8h, T10:30; 0 for none.
func hourLength(s string) int {
	at := 0
	if s[0] == 't' {
		at++
	}
	pair := func(most string) bool {
		if at+2 > len(s) || kindOf(s[at]) != digit || kindOf(s[at+1]) != digit || s[at:at+2] > most {
			return false
		}
		at += 2
		return true
	}
	if !pair("24") {
		if at == len(s) || kindOf(s[at]) != digit {
			return 0
		}
		at++
	}
	if at == len(s) {
		return 0
	}
	whole := true
	switch s[at] {
	case 'h':
		at++
		whole = pair("59")
	case ':':
		at++
		if !pair("59") {
			return 0
		}
		if at < len(s) && s[at] == ':' {
			at++
			if !pair("59") {
				return 0
			}
		}
	default:
		return 0
	}
	if at < len(s) && (kindOf(s[at]) == digit || kindOf(s[at]) == letter && !whole) { // 8h of 8hectares
		return 0
	}
	return at
}

// hourPrice returns the price of a time of day as written: most are full hours, half hours or quarters.
func hourPrice(s string) float64 {
	if _, minutes, found := strings.Cut(strings.ReplaceAll(s, "h", ":"), ":"); found && minutes != "" && !strings.Contains(" 00 15 30 45 00:00 ", " "+minutes+" ") {
		return hourOfDay
	}
	return roundHour
}

// Limits of a number that is written in groups: an identity number, a SIRET, a telephone number of another country.
const (
	leastGroups  = 3
	leastGrouped = 8 // digits
	mostGrouped  = 15
	longestGroup = 5
)

// groupsLength returns the length of a number in groups of digits, with one separator between them, at the start of s:
// 384 123 456 00017, +41 79 123 45 67, 2 61 08 2A 004 123; 0 for none.
func groupsLength(s string) (length int) {
	at, groups, digits := 0, 0, 0
	var separator byte
	if s[0] == '+' {
		at++
	}
	for at < len(s) {
		from := at
		for at < len(s) && kindOf(s[at]) == digit {
			at++
		}
		if at-from == 1 && at < len(s) && s[from] == '2' && (s[at] == 'a' || s[at] == 'b') { // Corsica
			at++
		}
		if at == from || at-from > longestGroup {
			break
		}
		groups, digits, length = groups+1, digits+at-from, at
		if at == len(s) || strings.IndexByte(phoneSeparators, s[at]) < 0 || separator != 0 && s[at] != separator {
			break
		}
		separator = s[at]
		at++
	}
	if groups < leastGroups || digits < leastGrouped || digits > mostGrouped || length < len(s) && kindOf(s[length]) == letter && kindOf(s[length-1]) == letter {
		return 0
	}
	return length
}

// formPrice returns the price of a number by its count of digits. If its digits are plausible for a person, an
// establishment or an enterprise, it is at most the number of those.
func formPrice(digits string) float64 {
	cost := math.Pow10(len(digits)) / 4
	switch len(digits) {
	case 9, 14: // SIREN, SIRET
		if strings.Count(digits, digits[:1]) < len(digits) {
			return min(cost, establishments)
		}
	case 11, 13, 15: // an identity number, as far as the commune, to its end, with its key
		if strings.IndexByte("12", digits[0]) >= 0 && isMonth(digits[3:5]) {
			return min(cost, identities)
		}
	}
	return min(groupedNumber, cost)
}

// plateForms are the forms of a number plate: AB-123-CD since 2009, 1234 XY 79 before.
var plateForms = [...][3]plateGroup{
	{{letter, 2, 2}, {digit, 3, 3}, {letter, 2, 2}},
	{{digit, 3, 4}, {letter, 2, 3}, {digit, 2, 2}},
}

// plateGroup is a group of a number plate: letters or digits, and how many.
type plateGroup struct {
	kind        kind
	least, most int
}

// plateLength returns the length of a number plate at the start of s; 0 for none.
func plateLength(s string) int {
forms:
	for _, form := range plateForms {
		at := 0
		for i, group := range form {
			if i > 0 && at < len(s) && (s[at] == '-' || s[at] == ' ') {
				at++
			}
			from := at
			for at < len(s) && kindOf(s[at]) == group.kind {
				at++
			}
			if at-from < group.least || at-from > group.most {
				continue forms
			}
		}
		return at
	}
	return 0
}

// platePrice returns the price of a number plate. Plates with ordered letters or digits, AB-123-CD, cost little,
// because people invent them.
func platePrice(s string) float64 {
	cost, digits, letters := float64(numberPlate), onlyDigits(s), lettersOnly(s)
	ordered := func(s string) bool {
		return strings.Count(s, s[:1]) == len(s) || len(s) > 2 && sequenceLength(s, 0) == len(s)
	}
	if ordered(digits) {
		cost /= orderedDigits
	}
	if ordered(letters) {
		cost /= orderedLetters
	}
	return cost
}

// lettersDate returns the length of a date with its month in letters at the start of s: 12 mai 1960, 3avril85; 0 for
// none. dayMonth is the length of its day and month, with or without a year after them.
func lettersDate(s string) (length, dayMonth int) {
	at := 0
	digits := func(least, most int) string {
		from := at
		for at < len(s) && kindOf(s[at]) == digit && at-from < most {
			at++
		}
		if at-from < least || at < len(s) && kindOf(s[at]) == digit {
			return ""
		}
		return s[from:at]
	}
	blank := func() {
		if at < len(s) && joins(s[at]) {
			at++
		}
	}
	if day := digits(1, 2); day == "" || len(day) == 2 && !isDay(day) {
		return 0, 0
	}
	if strings.HasPrefix(s[at:], "er") { // 1er mai
		at += len("er")
	}
	blank()
	month := at
	for at < len(s) && kindOf(s[at]) == letter {
		at++
	}
	if at == month || !strings.Contains(months, " "+s[month:at]+" ") {
		return 0, 0
	}
	dayMonth = at
	blank()
	if year := digits(2, 4); len(year) != 2 && len(year) != 4 {
		return 0, dayMonth
	}
	return at, dayMonth
}

// phoneLength returns the length of a French telephone number with separators at the start of s (06 39 98 10 02,
// +33.6.39.98.10.02); 0 for none.
func phoneLength(s string) int {
	at := 1
	if strings.HasPrefix(s, "+33") {
		at = len("+33")
		if at < len(s) && strings.IndexByte(phoneSeparators, s[at]) >= 0 {
			at++
		}
	} else if s[0] != '0' {
		return 0
	}
	if at >= len(s) || s[at] < '1' || s[at] > '9' {
		return 0
	}
	at++
	if at >= len(s) || strings.IndexByte(phoneSeparators, s[at]) < 0 {
		return 0
	}
	separator := s[at]
	for range 4 {
		if at+3 > len(s) || s[at] != separator || kindOf(s[at+1]) != digit || kindOf(s[at+2]) != digit {
			return 0
		}
		at += 3
	}
	if at < len(s) && kindOf(s[at]) == digit {
		return 0
	}
	return at
}

const phoneSeparators = " .-/_"
