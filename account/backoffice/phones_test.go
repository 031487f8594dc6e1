package backoffice

import (
	"fmt"
	"testing"

	"sesame/account"
)

func TestAPrefixOfFiveDigitsDecidesOfADialledNumber(t *testing.T) {
	for prefix := range len(prefixes) {
		// Different last digits, spread by a step that is prime to 10,000.
		for i := range 2 {
			s := fmt.Sprintf("0%05d%04d", prefix, (prefix*7919+i*3571+1)%10_000)
			want, wantErr := account.ParseMobile(s)
			got, err := importMobile(s)
			if got != want || (err == nil) != (wantErr == nil) {
				t.Fatalf("%s as a mobile: %q, %v, the rule says %q, %v", s, got, err, want, wantErr)
			}
			want, wantErr = account.ParsePhone(s)
			got, err = importPhone(s)
			if got != want || (err == nil) != (wantErr == nil) {
				t.Fatalf("%s: %q, %v, the rule says %q, %v", s, got, err, want, wantErr)
			}
		}
	}
}
