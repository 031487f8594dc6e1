package backoffice

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maskShape keeps the first characters of a value and masks the rest: « 31/••/•••• », at most 24 characters.
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
