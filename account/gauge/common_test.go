package gauge

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/trustelem/zxcvbn/frequency"
)

// The 3,000 most common passwords stay refused with a capital, a digit and a sign added, as rules ask for (ASVS 5.0, 6.2.4).
func TestTheCommonestPasswordsAreRefused(t *testing.T) {
	common := frequency.FrequencyLists["passwords"][:3000]
	for _, password := range common {
		first, size := utf8.DecodeRuneInString(password)
		capital := strings.ToUpper(string(first)) + password[size:]
		for _, dressed := range []string{password, capital + "1!", capital + "-2026", "!" + capital + "7"} {
			if v := Judge(dressed, Personal{}); v.Accepted {
				t.Errorf("%s is accepted", dressed)
			}
		}
	}
}
