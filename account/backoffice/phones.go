package backoffice

import (
	"strings"
	"sync/atomic"

	"sesame/account"
)

// prefixDigits is the number of digits after the 0 that determine the plan of a French ten-digit number. The last four
// digits are free in every plan (a test verifies this).
const prefixDigits = 5

// prefixes caches the results of ParsePhone and ParseMobile by prefix: calling the library for each of a million
// numbers would take a third of an import. 0 means not cached; otherwise the country code and two flags.
var prefixes [100_000]atomic.Uint32

const (
	prefixKnown  = 1 << 16 // cached
	prefixMobile = 1 << 17 // can receive SMS
)

// importMobile is ParseMobile with the cache.
func importMobile(s string) (string, error) {
	if national, ok := tenDigits(s); ok {
		if plan := planOf(national); plan&prefixMobile != 0 {
			return withCode(plan, national), nil
		}
	}
	return account.ParseMobile(s)
}

// importPhone is ParsePhone with the cache.
func importPhone(s string) (string, error) {
	if national, ok := tenDigits(s); ok {
		if plan := planOf(national); plan&^prefixKnown != 0 {
			return withCode(plan, national), nil
		}
	}
	return account.ParsePhone(s)
}

// tenDigits returns the nine digits after the 0 of a ten-digit number, with or without spaces and points.
func tenDigits(s string) (string, bool) {
	var national [9]byte
	n := -1
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ' ' || c == '.':
		case c < '0' || c > '9' || n == len(national) || n < 0 && c != '0':
			return "", false
		default:
			if n >= 0 {
				national[n] = c //nolint:gosec // G602: the previous case excludes a full array
			}
			n++
		}
	}
	return string(national[:]), n == len(national)
}

// planOf returns the country code and flags of a prefix; no country code when the number must be parsed in full.
func planOf(national string) uint32 {
	at := 0
	for _, c := range []byte(national[:prefixDigits]) {
		at = 10*at + int(c-'0')
	}
	if plan := prefixes[at].Load(); plan != 0 {
		return plan
	}
	plan := uint32(prefixKnown)
	if full, err := account.ParsePhone("0" + national); err == nil {
		if code, ok := strings.CutSuffix(full, national); ok && len(code) > 2 {
			for _, c := range []byte(code[1:]) {
				plan += 9*(plan&0xffff) + uint32(c-'0')
			}
			if _, err := account.ParseMobile("0" + national); err == nil {
				plan |= prefixMobile
			}
		}
	}
	prefixes[at].Store(plan)
	return plan
}

func withCode(plan uint32, national string) string {
	code := plan & 0xffff
	b := make([]byte, 0, 4+len(national))
	b = append(b, '+')
	if code >= 100 {
		b = append(b, byte('0'+code/100)) //nolint:gosec // G115: country codes have at most 3 digits
	}
	b = append(b, byte('0'+code/10%10), byte('0'+code%10))
	return string(append(b, national...))
}
