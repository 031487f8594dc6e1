package gauge

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// project converts a password to one byte per character: é → e, œ → o, € → a sign, an emoji → a byte that is not ASCII.
// A character always gives the same byte, so that repetitions remain; any loss can only lower the estimate.
func project(normal string) string {
	ascii := make([]byte, 0, len(normal))
	for _, r := range normal {
		ascii = append(ascii, projectRune(r))
	}
	return string(ascii)
}

func projectRune(r rune) byte {
	if r < utf8.RuneSelf {
		return byte(r) //nolint:gosec // G115: ASCII, as checked above
	}
	var decomposed [utf8.UTFMax]byte
	base := rune(norm.NFD.Append(nil, decomposed[:utf8.EncodeRune(decomposed[:], r)]...)[0])
	if base < utf8.RuneSelf {
		return byte(base)
	}
	if base, ok := ligatures[r]; ok {
		return base
	}
	switch {
	case unicode.IsDigit(r):
		return '0' + byte(r%10) // some digit, not necessarily of the same value
	case unicode.IsUpper(r):
		return 'A' + byte(r%26)
	case unicode.IsLetter(r):
		return 'a' + byte(r%26)
	}
	if unicode.Is(unicode.So, r) {
		return firstPictograph + byte(r%(256-firstPictograph))
	}
	const signs = `~^_;:,.?#&*='"/`
	return signs[int(r)%len(signs)]
}

// firstPictograph is the first of the bytes that stand for emoji and other pictures; no other character is projected to
// them.
const firstPictograph = 0x80

// lowered returns a projected password in lower case.
func lowered(ascii string) string {
	lower := []byte(ascii)
	for i, b := range lower {
		if b >= 'A' && b <= 'Z' {
			lower[i] = b + 'a' - 'A'
		}
	}
	return string(lower)
}

// ligatures are Latin letters that Unicode does not decompose, and signs that stand for one.
var ligatures = map[rune]byte{
	'œ': 'o', 'Œ': 'O', 'æ': 'a', 'Æ': 'A', 'ø': 'o', 'Ø': 'O', 'ß': 's', 'ẞ': 'S', 'ł': 'l', 'Ł': 'L', 'đ': 'd', 'Đ': 'D',
	'ð': 'd', 'Ð': 'D', 'þ': 't', 'Þ': 'T', 'ı': 'i',
	'°': 'o', 'º': 'o', 'ª': 'a', // n° 12
}
