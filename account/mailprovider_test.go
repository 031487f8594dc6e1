package account

import (
	"slices"
	"testing"
)

func TestMailHouses(t *testing.T) {
	for address, want := range map[string]string{"a@orange.fr": "Orange", "A@WANADOO.FR": "Orange", "a@laposte.net": "La Poste", "a@gaec.example": "", "": ""} {
		if got := MailProvider(address); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
	for domain, provider := range mailProviders {
		if !slices.Contains(MailProviders, provider) {
			t.Errorf("%s is of %s, which is none of MailProviders", domain, provider)
		}
	}
}
