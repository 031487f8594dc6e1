package backoffice

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// foreign says whether a byte between 0x80 and 0x9F cannot be Windows-1252, because it would be a sign within a word, or a
// capital after a small letter. It is then an accented letter in a code page of MS-DOS (« CSV (MS-DOS) ») or of Macintosh.
func foreign(raw []byte, at int) bool {
	var before, behind byte
	if at > 0 {
		before = raw[at-1]
	}
	if at+1 < len(raw) {
		behind = raw[at+1]
	}
	switch raw[at] {
	case 0x82, 0x83, 0x87, 0x88: // ‚ ƒ ‡ ˆ: é, â, ç, ê or É, á, à
		return letter(before) || letter(behind)
	case 0x84, 0x86, 0x89, 0x8B, 0x93, 0x94, 0x95, 0x99: // „ † ‰ ‹ “ ” • ™: ä, å, ë, ï, ô, ö or ä, î, ï, ô
		return letter(before) && letter(behind)
	case 0x8A, 0x8C, 0x8E, 0x9F: // Š Œ Ž Ÿ: è, î, Ä, ƒ or ä, å, é, ü
		return before >= 'a' && before <= 'z'
	}
	return false
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// decodedAgain repairs characters that a program has read as Windows-1252 although they were UTF-8: Ã© becomes é.
func decodedAgain(s string) string {
	if !maybeTwice(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if whole, taken := meant(s[i:]); taken > 0 {
			r, n = whole, taken
		}
		b.WriteRune(r)
		i += n
	}
	return b.String()
}

// maybeTwice looks for Ã, Â, Å and â by their bytes, in a fraction of the time of strings.ContainsAny.
func maybeTwice(s string) bool {
	const first = 0xC3 // of each of the four
	for {
		at := strings.IndexByte(s, first)
		if at < 0 || at+1 == len(s) {
			return false
		}
		switch s[at+1] {
		case 0x83, 0x82, 0x85, 0xA2:
			return true
		}
		s = s[at+2:]
	}
}

// meant returns the character whose UTF-8 bytes, read as Windows-1252, begin a text, and how many bytes of the text
// they take; 0 if there is none. It looks only for characters of French text: their first byte reads as Ã, Â, Å or â,
// and no word contains these sequences.
func meant(s string) (r rune, taken int) {
	var bytes []byte
	wanted := 0
	for i, c := range s {
		b, ok := byteOf(c)
		if !ok {
			return 0, 0
		}
		if i == 0 {
			switch c {
			case 'Ã', 'Â', 'Å':
				wanted = 2
			case 'â':
				wanted = 3
			default:
				return 0, 0
			}
		}
		bytes = append(bytes, b)
		if len(bytes) == wanted {
			r, n := utf8.DecodeRune(bytes)
			if n != wanted {
				return 0, 0
			}
			return r, i + utf8.RuneLen(c)
		}
	}
	return 0, 0
}

// byteOf returns the byte that programs read as this character in Windows-1252.
func byteOf(r rune) (byte, bool) {
	if r >= 0x80 && r < 0xA0 { // undefined there: many programs keep such a byte as it is
		return byte(r), true
	}
	return charmap.Windows1252.EncodeRune(r)
}
