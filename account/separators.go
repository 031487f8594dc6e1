package account

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Blank says whether r is any kind of space, or an invisible format character, which copying from a document may add.
func Blank(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }

// separator says whether r only groups or surrounds the characters of a number: blanks, dots, dashes, slashes,
// underscores, quotation marks, brackets.
func separator(r rune) bool {
	return Blank(r) || strings.ContainsRune("._/\\|·•°:*#'’`\"«»“”()[]\u2212", r) || unicode.Is(unicode.Pd, r)
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

// Cleaned returns a value in stored form: NFC, trimmed, each run of blanks and control characters replaced by one
// space, without the invisible marks that copying from a document leaves within words, and without bidirectional controls.
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
	if strings.IndexByte(s, 0xC2) >= 0 || strings.IndexByte(s, 0xE2) >= 0 || strings.IndexByte(s, 0xEF) >= 0 { // the first bytes of such marks
		s = dropRunes(s, func(r rune) bool { return pasted(r) || turning(r) })
	}
	return strings.Join(strings.FieldsFunc(norm.NFC.String(s), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}

// pasted says whether r is a zero-width mark that only says where a word may be broken, or may not.
func pasted(r rune) bool {
	return r == '\u00ad' || r == '\u200b' || r == '\u2060' || r == '\ufeff'
}

// turning says whether r is a bidirectional control (Unicode, UAX #9: embeddings, overrides, isolates). A text with it
// is displayed in another order than it is stored, and may seem to say something else.
func turning(r rune) bool { return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' }

// Readable keeps the displayable characters of a text of several lines: no control characters except tabs and line
// feeds, to which other line ends are converted, and no bidirectional controls.
func Readable(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	return dropRunes(strings.ToValidUTF8(s, "\ufffd"), func(r rune) bool {
		return r != '\n' && r != '\t' && unicode.IsControl(r) || r == '\u200b' || r == '\ufeff' || turning(r)
	})
}
