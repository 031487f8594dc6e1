package words

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold writes a word of a source as the gauge reads what is typed: lower-case, without accents, œ as one letter; and,
// where that differs, with œ and æ as two. Nothing for what has other characters than letters, digits and what joins
// words (« Saint-Étienne », « L'Haÿ »).
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

// Base is what remains of a password in lower case without the digits and signs before and after its letters.
func Base(lower string) string {
	return strings.TrimFunc(lower, func(r rune) bool { return r < 'a' || r > 'z' })
}

// OnlyLetters tells a word of lower-case letters.
func OnlyLetters(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return word != ""
}
