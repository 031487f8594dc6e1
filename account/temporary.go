package account

import (
	"crypto/rand"
	"strings"
)

const (
	temporaryAlphabet = "abcdefghjkmnpqrstuvwxyz23456789" // no i, l, o, 0, 1: read from paper, typed on a phone
	temporaryLength   = 12                                // 31 characters: 59.4 bits, which nobody guesses online
	recoveryLength    = 10

	// MinCodeDigits and MaxCodeDigits bound a confirmation code.
	MinCodeDigits = 4
	MaxCodeDigits = 8
)

// NewTemporaryPassword draws a temporary password, 59.4 bits.
func NewTemporaryPassword() string { return draw(temporaryAlphabet, temporaryLength) }

// NewRecoveryCode draws one of the codes that an agent keeps for the day when the second factor is lost, 49.5 bits.
func NewRecoveryCode() string { return draw(temporaryAlphabet, recoveryLength) }

// NormaliseTemporary undoes what a phone or a copy does to a temporary password: capitals, spaces, dashes.
func NormaliseTemporary(s string) string { return strings.ToLower(dropSeparators(s)) }

// IsTemporary tells a temporary password by its form: no password that the gauge accepts can have it, for it has no
// sign beside letters and digits. A login need not try both.
func IsTemporary(s string) bool {
	if len(s) != temporaryLength {
		return false
	}
	for _, r := range strings.ToLower(s) {
		if !strings.ContainsRune(temporaryAlphabet, r) {
			return false
		}
	}
	return true
}

// NewCode draws a confirmation code of 4 to 8 digits, each as likely as the others. Other lengths are a mistake of the
// program, and panic.
func NewCode(digits int) string {
	if digits < MinCodeDigits || digits > MaxCodeDigits {
		panic("account: a code has 4 to 8 digits")
	}
	return draw("0123456789", digits)
}

// NormaliseCode drops what may stand between the digits of a code. Whatever else was typed stays, and is refused.
func NormaliseCode(s string) string { return dropSeparators(s) }

// NewRequestNumber draws a request number, « KTR-482 »: it tells two messages apart and protects nothing. No vowel, so
// that it is never a word; nothing that is read as something else.
func NewRequestNumber() string {
	return draw("BCDFGHJKLMNPRSTVWXZ", 3) + "-" + draw("23456789", 3)
}

// draw picks n characters of an ASCII alphabet uniformly: a byte past the last whole multiple of its size is thrown
// away.
func draw(alphabet string, n int) string {
	limit := 256 - 256%len(alphabet)
	drawn := make([]byte, 0, n)
	var random [32]byte
	for {
		rand.Read(random[:])
		for _, b := range random {
			if int(b) < limit {
				drawn = append(drawn, alphabet[int(b)%len(alphabet)])
			}
			if len(drawn) == n {
				return string(drawn)
			}
		}
	}
}
