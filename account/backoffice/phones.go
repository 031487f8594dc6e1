package backoffice

import (
	"strings"
	"sync/atomic"

	"sesame/account"
)

// prefixDigits is what decides of a number dialled with ten digits in France: the five that follow the 0. Every plan
// leaves the last four free (a test compares).
const prefixDigits = 5

// prefixes remembers what ParsePhone and ParseMobile said of the first number with each prefix: asking the library for
// each of a million numbers would take a third of an import. 0: not asked yet; else the country code and two flags.
var prefixes [100_000]atomic.Uint32

const (
	prefixKnown  = 1 << 16 // asked
	prefixMobile = 1 << 17 // takes SMS
)

// importMobile is ParseMobile.
func importMobile(s string) (string, error) {
	if national, ok := tenDigits(s); ok {
		if plan := planOf(national); plan&prefixMobile != 0 {
			return withCode(plan, national), nil
		}
	}
	return account.ParseMobile(s)
}

// importPhone is ParsePhone.
func importPhone(s string) (string, error) {
	if national, ok := tenDigits(s); ok {
		if plan := planOf(national); plan&^prefixKnown != 0 {
			return withCode(plan, national), nil
		}
	}
	return account.ParsePhone(s)
}

// tenDigits gives the nine digits after the 0 of a number written as ten, with or without spaces and points.
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
				national[n] = c //nolint:gosec // G602: the case before turns a full one away
			}
			n++
		}
	}
	return string(national[:]), n == len(national)
}

// planOf gives the country code and the flags of a prefix; no country code where the number needs a closer look.
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
		b = append(b, byte('0'+code/100)) //nolint:gosec // G115: a country's code has 3 digits at most
	}
	b = append(b, byte('0'+code/10%10), byte('0'+code%10))
	return string(append(b, national...))
}
