package backoffice

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sesame/account"
)

// Disarmed keeps a spreadsheet, where people correct refused lines, from reckoning with a value: an apostrophe stands
// before what it would take for a formula. A file with ReasonColumn is read without it again.
func Disarmed(s string) string {
	if formula(s) {
		return "'" + s
	}
	return s
}

func rearmed(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && formula(rest) {
		return rest
	}
	return s
}

// formula tells what a spreadsheet reckons with; a telephone number with its + and a negative amount are none.
func formula(s string) bool {
	if s == "" {
		return false
	}
	switch s[0] {
	case '=', '@', '\t', '\r':
		return true
	case '+', '-':
		return strings.Trim(s[1:], "0123456789 .,()/\u00a0\u202f") != ""
	}
	return false
}

// maskShape shows the first characters of a value and the shape of the rest: « 31/••/•••• ». Never more than 24.
func maskShape(s string, shown int) string {
	var b strings.Builder
	n, hidden := 0, 0
	for _, r := range s {
		if n == 24 {
			b.WriteRune('…')
			break
		}
		if n >= shown && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			r, hidden = '•', hidden+1
		}
		b.WriteRune(r)
		n++
	}
	if hidden == 0 && utf8.RuneCountInString(s) <= shown && shown < 20 {
		return strings.Repeat("•", n)
	}
	return b.String()
}

// importDate reads 31/12/1985 or 1985-12-31 and gives the latter. The day must exist.
func importDate(s string) (string, bool) {
	if len(s) == 10 && s[2] == '/' && s[5] == '/' {
		s = s[6:] + "-" + s[3:5] + "-" + s[:2]
	}
	if len(s) != 10 {
		return "", false
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", false
	}
	return s, true
}

// scientific tells a number that a spreadsheet has rounded: 2,85E+12.
func scientific(s string) bool {
	mantissa, exponent, ok := strings.Cut(strings.ToUpper(s), "E+")
	return ok && account.Digits(exponent) && account.Digits(strings.NewReplacer(",", "", ".", "").Replace(mantissa))
}
