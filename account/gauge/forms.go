package gauge

import "strings"

// dateLength is the length of a date with separators at the start of s (12/05/1985, 1.1.91); 0 for none.
func dateLength(s string) int {
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

// lettersDate is the length of a date of which the month is in letters at the start of s: 12 mai 1960, 3avril85; 0 for
// none.
func lettersDate(s string) int {
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
		return 0
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
		return 0
	}
	blank()
	if year := digits(2, 4); len(year) != 2 && len(year) != 4 {
		return 0
	}
	return at
}

// phoneLength is the length of a French telephone number with separators at the start of s (06 39 98 10 02,
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
