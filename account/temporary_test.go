package account

import (
	"regexp"
	"strings"
	"testing"

	"sesame/account/gauge"
)

func TestWhatIsDrawnHasItsForm(t *testing.T) {
	for name, c := range map[string]struct {
		draw func() string
		form string
	}{
		"a temporary password": {NewTemporaryPassword, `^[abcdefghjkmnpqrstuvwxyz23456789]{12}$`},
		"a request number":     {NewRequestNumber, `^[BCDFGHJKLMNPRSTVWXZ]{3}-[2-9]{3}$`},
		"a code of 4":          {func() string { return NewCode(4) }, `^[0-9]{4}$`},
		"a code of 8":          {func() string { return NewCode(8) }, `^[0-9]{8}$`},
	} {
		form := regexp.MustCompile(c.form)
		for range 2000 {
			if s := c.draw(); !form.MatchString(s) {
				t.Fatalf("%s: %q", name, s)
			}
		}
	}
}

func TestEachCharacterIsDrawnAsOftenAsTheOthers(t *testing.T) {
	for name, c := range map[string]struct {
		draw     func() string
		alphabet string
	}{
		"a code":               {func() string { return NewCode(8) }, "0123456789"},
		"a temporary password": {NewTemporaryPassword, temporaryAlphabet},
	} {
		counts, total := map[rune]int{}, 0
		for total < 200_000 {
			for _, r := range c.draw() {
				counts[r]++
				total++
			}
		}
		// χ² with at most 30 degrees of freedom exceeds 90 once in ten million runs; a byte modulo 10, without another draw,
		// would give about 240 for a code.
		expected, chi2 := float64(total)/float64(len(c.alphabet)), 0.0
		for _, r := range c.alphabet {
			d := float64(counts[r]) - expected
			chi2 += d * d / expected
		}
		if chi2 > 90 {
			t.Errorf("%s: χ² = %.0f over %d characters", name, chi2, total)
		}
	}
}

func TestACodeHasFourToSixteenDigits(t *testing.T) {
	for _, n := range []int{-1, 0, 3, 17} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a code of %d digits was drawn", n)
				}
			}()
			NewCode(n)
		}()
	}
}

func TestWhatAPhoneDoesToASecretIsUndone(t *testing.T) {
	for typed, want := range map[string]string{
		"Abcd efgh-jkmn": "abcdefghjkmn", " ABCDEFGHJKMN\n": "abcdefghjkmn", "abcd\u00a0efgh\u2011jkmn": "abcdefghjkmn",
	} {
		if got := NormaliseTemporary(typed); got != want {
			t.Errorf("NormaliseTemporary(%q) = %q; want %q", typed, got, want)
		}
	}
	for typed, want := range map[string]string{
		" 12 34 ": "1234", "12-34": "1234", "12.34": "1234", "12O4": "1204", "l2o4": "1204", "abcd-efgh": "abcdefgh", "#1234": "1234", "": "",
	} {
		if got := NormaliseCode(typed); got != want {
			t.Errorf("NormaliseCode(%q) = %q; want %q", typed, got, want)
		}
	}
	if s := NewTemporaryPassword(); NormaliseTemporary(strings.ToUpper(s)) != s {
		t.Errorf("%q does not survive its capitals", s)
	}
}

func TestATemporaryPasswordIsToldByItsForm(t *testing.T) {
	for range 200 {
		s := NewTemporaryPassword()
		for _, typed := range []string{s, strings.ToUpper(s)} {
			if !IsTemporary(typed) {
				t.Fatalf("%q is not told", typed)
			}
		}
	}
	for _, typed := range []string{"", "abcdefghjkm", "abcdefghjkmnp", "abcdefghjkm1", "Brouette-7ab", "abcdefghjkmé", "abcd efgh jk", "abcdefghjkm "} {
		if IsTemporary(typed) {
			t.Errorf("%q passes for one", typed)
		}
	}
	if v := gauge.Judge(strings.ToUpper(NewTemporaryPassword()), gauge.Personal{}); v.Accepted {
		t.Error("the gauge accepts a temporary password")
	}
}
