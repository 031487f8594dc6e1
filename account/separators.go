package account

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Blank tells every kind of space, and the invisible characters that a copy from a document brings along.
func Blank(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }

// separator tells what groups the characters of a number without meaning anything: blanks, dots, dashes.
func separator(r rune) bool {
	const minus = '\u2212'
	return Blank(r) || r == '.' || r == minus || unicode.Is(unicode.Pd, r)
}

func dropBlanks(s string) string { return dropRunes(s, Blank) }

func dropSeparators(s string) string { return dropRunes(s, separator) }

func dropRunes(s string, drop func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if drop(r) {
			return -1
		}
		return r
	}, s)
}

// Cleaned is a value as it is kept: NFC, without blanks around it, each run of blanks and control characters one space.
func Cleaned(s string) string {
	tidy := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' || c >= 0x7f || c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			tidy = false
			break
		}
	}
	if tidy {
		return s
	}
	return strings.Join(strings.FieldsFunc(norm.NFC.String(s), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\ufeff' || r == '\u200b'
	}), " ")
}
