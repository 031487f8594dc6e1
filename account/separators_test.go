package account

import "testing"

func TestWhatTurnsTheOrderOfATextIsNotKept(t *testing.T) {
	for given, want := range map[string]string{
		"ES\u202eSAI":            "ESSAI",
		"\u2067ESSAI\u2069 Paul": "ESSAI Paul",
		"ES\x1b[31mSAI":          "ES [31mSAI",
		"Éssai\u00ad":            "Éssai",
	} {
		if got := Cleaned(given); got != want {
			t.Errorf("%q is kept as %q, want %q", given, got, want)
		}
	}
	const given = "Bonjour,\r\n\tje suis\u202e luaP\x1b[31m.\rMerci\u2066\xff"
	if got, want := Readable(given), "Bonjour,\n\tje suis luaP[31m.\nMerci\ufffd"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
