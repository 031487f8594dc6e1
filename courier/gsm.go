package courier

import (
	"fmt"
	"strings"
)

// maxSeptets is the length of one SMS (3GPP TS 23.040: 140 octets of 7-bit characters).
const maxSeptets = 160

// The GSM 03.38 basic alphabet (3GPP TS 23.038, 6.2.1), and the characters of its extension table, which count twice.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmDouble = "\f^{}\\[~]|€"
)

// Septets returns the length of a text in an SMS. The error names the first character outside the GSM alphabet, with
// which an SMS would hold 70 characters only.
func Septets(s string) (int, error) {
	n := 0
	for _, r := range s {
		switch {
		case strings.ContainsRune(gsmBasic, r):
			n++
		case strings.ContainsRune(gsmDouble, r):
			n += 2
		default:
			return n, fmt.Errorf("le caractère « %c » n'existe pas dans un SMS", r)
		}
	}
	return n, nil
}

// plainLetters replaces common characters outside the GSM alphabet; any other becomes a question mark.
var plainLetters = strings.NewReplacer(
	"ê", "e", "ë", "e", "â", "a", "î", "i", "ï", "i", "ô", "o", "û", "u", "ÿ", "y", "ç", "c", "œ", "oe", "Œ", "OE",
	"À", "A", "Â", "A", "È", "E", "Ê", "E", "Ë", "E", "Î", "I", "Ï", "I", "Ô", "O", "Ù", "U", "Û", "U", "Ÿ", "Y",
	"’", "'", "‘", "'", "«", "\"", "»", "\"", "“", "\"", "”", "\"", "–", "-", "—", "-", "…", "...",
	"\u00a0", " ", "\u202f", " ", "\u2019", "'",
)

// toGSM converts a configured value (a caisse's name) to the GSM alphabet.
func toGSM(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(gsmBasic, r) || strings.ContainsRune(gsmDouble, r) {
			return r
		}
		return '?'
	}, plainLetters.Replace(s))
}
