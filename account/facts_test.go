package account_test

import (
	"testing"

	"sesame/account"
)

func TestFactsAreReadAsTheyWereWritten(t *testing.T) {
	for n := range 16 {
		f := account.Facts{Category: account.Exploitant, Email: n&1 > 0, Mobile: n&2 > 0, Answer: n&4 > 0, Connected: n&8 > 0}
		if got, err := account.ParseFacts(f.String()); err != nil || got != f {
			t.Errorf("%q: %+v, %v", f.String(), got, err)
		}
	}
	for _, said := range []string{"", "exploitant", "exploitant:x", "exploitant:ce"} {
		if f, err := account.ParseFacts(said); err == nil {
			t.Errorf("%q: %+v", said, f)
		}
	}
}
