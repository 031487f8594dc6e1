package account

import "testing"

func TestANumberIsReadInTheSignsOfThisKeyboard(t *testing.T) {
	for typed, want := range map[string]string{
		"2 85 AB": "2 85 AB", "２８５": "285", "ＡＢ＠": "AB@", "٢٨٥": "285", "۲۸۵": "285", "२८५": "285", "𝟐𝟠𝟻": "285", "№ 1": "No 1", "é": "é",
	} {
		if got := keyed(typed); got != want {
			t.Errorf("keyed(%q) = %q; want %q", typed, got, want)
		}
	}
}
