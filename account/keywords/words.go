// Package keywords writes the keys of a key file as French words that a person copies, and as the text of a QR code that a
// camera reads, and reads both back. It locates wrong words.
package keywords

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	bitsPerWord = 11
	keyBytes    = 32
	// PerLine is the number of words in a line of the sheet.
	PerLine = 4
	// prefix is the number of letters that identify a word.
	prefix = 4
)

// french is the French list of BIP-39: words of five to eight letters, distinguished by their first four without accents.
//
//go:embed french.txt
var french string

var list = sync.OnceValue(func() []string { return strings.Fields(french) })

// numbers maps the first letters of each word to its number in the list.
var numbers = sync.OnceValue(func() map[string]int {
	all := map[string]int{}
	for i, word := range list() {
		all[plain(word)[:prefix]] = i
	}
	return all
})

// plain returns the letters of a word, in lower case and without accents.
func plain(word string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		switch {
		case r >= 'a' && r <= 'z':
			b.WriteRune(r)
		case r == 'œ':
			b.WriteString("oe")
		case unicode.IsLetter(r):
			b.WriteRune('?') // in no word of the list
		}
	}
	return b.String()
}

// Words returns the words of a key of 32 bytes with its number in the key file, from 1.
func Words(number byte, key []byte) []string {
	words := make([]string, PerKey)
	for i, n := range withChecks(symbols(append(append([]byte{}, key...), number))) {
		words[i] = norm.NFC.String(list()[n])
	}
	return words
}

// symbols splits bytes into pieces of eleven bits.
func symbols(bytes []byte) (all []int) {
	held, bits := 0, 0
	for _, b := range bytes {
		held, bits = held<<8|int(b), bits+8
		if bits >= bitsPerWord {
			bits -= bitsPerWord
			all = append(all, held>>bits)
			held &= 1<<bits - 1
		}
	}
	return all
}

// joined is the inverse of symbols.
func joined(all []int) (bytes []byte) {
	held, bits := 0, 0
	for _, n := range all {
		held, bits = held<<bitsPerWord|n, bits+bitsPerWord
		for bits >= 8 {
			bits -= 8
			bytes = append(bytes, byte(held>>bits)) //nolint:gosec // G115: eight bits
			held &= 1<<bits - 1
		}
	}
	return bytes
}
