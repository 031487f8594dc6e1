package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// keyed replaces digits of any script, full-width letters and other compatibility characters by their ASCII equivalents.
// It is for numbers and addresses, not for names and passwords.
func keyed(s string) string {
	if isASCII(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf && unicode.IsDigit(r) {
			return '0' + digitValue(r)
		}
		return r
	}, norm.NFKC.String(s))
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// digitValue returns the value of a decimal digit: Unicode assigns the ten digits of a script consecutively, in order.
func digitValue(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if lo, hi := rune(t.Lo), rune(t.Hi); lo <= r && r <= hi {
			return (r - lo) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if lo, hi := rune(t.Lo), rune(t.Hi); lo <= r && r <= hi { //nolint:gosec // G115: code points
			return (r - lo) % 10
		}
	}
	return 0
}

// asDigits replaces letters that are confused with digits: O by 0, l and I by 1. It is for text that can only be a number.
func asDigits(s string) string { return mistaken.Replace(s) }

var mistaken = strings.NewReplacer("O", "0", "o", "0", "l", "1", "L", "1", "I", "1", "i", "1")
