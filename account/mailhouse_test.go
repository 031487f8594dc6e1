package account

import (
	"slices"
	"testing"
)

func TestMailHouses(t *testing.T) {
	for address, want := range map[string]string{"a@orange.fr": "Orange", "A@WANADOO.FR": "Orange", "a@laposte.net": "La Poste", "a@gaec.example": "", "": ""} {
		if got := MailHouse(address); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
	for domain, house := range mailHouses {
		if !slices.Contains(MailHouses, house) {
			t.Errorf("%s is of %s, which is no house", domain, house)
		}
	}
}
