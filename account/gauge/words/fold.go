package words

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold returns a word of a source in the form in which the gauge reads passwords: lower case, without accents, œ and æ
// as one letter (one) and as two (two). It returns empty strings for a word with other characters than letters, digits
// and the signs that join words (« Saint-Étienne », « L'Haÿ »).
func Fold(word string) (one, two string) {
	var a, b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			a.WriteRune(r)
			b.WriteRune(r)
		case r == 'œ':
			a.WriteByte('o')
			b.WriteString("oe")
		case r == 'æ':
			a.WriteByte('a')
			b.WriteString("ae")
		case r == '-', r == '\'', r == '’', r == ' ', r == '.', unicode.Is(unicode.Mn, r):
		default:
			return "", ""
		}
	}
	return a.String(), b.String()
}

// Base returns a lower-case password without the digits and signs before and after its letters.
func Base(lower string) string {
	return strings.TrimFunc(lower, func(r rune) bool { return r < 'a' || r > 'z' })
}

// OnlyLetters says whether a word consists of lower-case letters.
func OnlyLetters(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return word != ""
}
