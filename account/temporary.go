package account

import (
	"crypto/rand"
	"strings"
)

const (
	temporaryAlphabet = "abcdefghjkmnpqrstuvwxyz23456789" // without i, l, o, 0, 1, which are misread on paper or mistyped on a phone
	temporaryLength   = 12                                // 31 characters: 59.4 bits, enough against online guessing
	recoveryLength    = 10

	// MinCodeDigits and MaxCodeDigits are the limits of the length of a confirmation code. The configuration asks for
	// MaxSetDigits at most; codes of an account under attack grow beyond.
	MinCodeDigits = 4
	MaxSetDigits  = 8
	MaxCodeDigits = 16
)

// NewTemporaryPassword generates a temporary password of 59.4 bits.
func NewTemporaryPassword() string { return draw(temporaryAlphabet, temporaryLength) }

// NewRecoveryCode generates an agent's recovery code of 49.5 bits, for a lost second factor.
func NewRecoveryCode() string { return draw(temporaryAlphabet, recoveryLength) }

// NormaliseTemporary removes what a phone or a copy may add to a temporary password: capitals, spaces, dashes, invisible
// characters.
func NormaliseTemporary(s string) string { return strings.ToLower(dropSeparators(keyed(s))) }

// IsTemporary recognises a temporary password by its format. No password accepted by the gauge has this format, because
// it lacks a special character, so a login need not try both.
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

// NewCode generates a uniformly distributed confirmation code of 4 to 16 digits. It panics on another length, which is a
// programming error.
func NewCode(digits int) string {
	if digits < MinCodeDigits || digits > MaxCodeDigits {
		panic("account: a code has 4 to 16 digits")
	}
	return draw("0123456789", digits)
}

// NewRequestNumber generates a request number, « KTR-482 », that distinguishes messages; it is not a secret. It has no
// vowels, so that it is never a word, and no characters that are easily confused.
func NewRequestNumber() string {
	return draw("BCDFGHJKLMNPRSTVWXZ", 3) + "-" + draw("23456789", 3)
}

// draw picks n characters of an ASCII alphabet uniformly, by rejection sampling: bytes above the last whole multiple of
// the alphabet's size are discarded.
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
