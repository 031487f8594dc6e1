package account

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// portal is a valid client.
func portal() Client {
	return Client{Name: "Portail", Redirects: []string{"https://portail.example/retour"}}
}

func TestAClientHasItsDefaults(t *testing.T) {
	c := portal()
	c.Name = "  Portail\u00a0 des   adhérents "
	c.Redirects = []string{" https://portail.example/b", "", "https://portail.example/a", "https://portail.example/b"}
	got, err := c.Checked()
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != "Portail des adhérents" || got.Signature != "RS256" || !slices.Equal(got.Scopes, []string{"openid", "profile", "email"}) {
		t.Errorf("%+v", got)
	}
	if want := []string{"https://portail.example/b", "https://portail.example/a"}; !slices.Equal(got.Redirects, want) {
		t.Errorf("comes back to %q, want %q", got.Redirects, want)
	}
	again, err := got.Checked()
	if err != nil || !slices.Equal(again.Redirects, got.Redirects) || again.Name != got.Name {
		t.Errorf("checked again: %+v, %v", again, err)
	}
}

func TestScopesOfAClient(t *testing.T) {
	for given, want := range map[string]string{
		"profile":            "openid profile",
		"phone email":        "openid email phone",
		"openid openid":      "openid",
		"identifiant openid": "openid identifiant",
	} {
		c := portal()
		c.Scopes = strings.Fields(given)
		if got, err := c.Checked(); err != nil || strings.Join(got.Scopes, " ") != want {
			t.Errorf("%q: %q, %v", given, got.Scopes, err)
		}
	}
}

func TestAddressesOfAClient(t *testing.T) {
	for typed, taken := range map[string]bool{
		"https://portail.example":                     true,
		"https://portail.example:8443/retour?a=b&c=d": true,
		"https://xn--fort-ipa.example/r%C3%A9tour":    true,
		"http://localhost:3000/retour":                true,
		"http://127.0.0.1/retour":                     true,
		"http://[::1]:3000/retour":                    true,
		"HTTPS://portail.example/":                    true,

		"http://portail.example/retour":                        false,
		"http://localhost.example/retour":                      false,
		"http://127.0.0.1.example/":                            false,
		"http://127.0.0.2/":                                    false,
		"portail.example/retour":                               false,
		"//portail.example/retour":                             false,
		"/retour":                                              false,
		"https:portail.example":                                false,
		"https://":                                             false,
		"https://:8443/":                                       false,
		"https://portail.example:99999/":                       false,
		"https://portail.example:0/":                           false,
		"https://portail.example:x/":                           false,
		"https://portail.example/#suite":                       false,
		"https://portail.example/#":                            false,
		"https://jeanne@portail.example/":                      false,
		"https://jeanne:secret@portail.example/":               false,
		"https://*.example/":                                   false,
		"https://portail.example/*":                            false,
		"https://portail.example\\@autre.example/":             false,
		"https://forêt.example/":                               false,
		"https://portail.example/a b":                          false,
		"https://portail.example/a\tb":                         false,
		"javascript:alert(1)":                                  false,
		"data:text/html,x":                                     false,
		"portail://retour":                                     false,
		"https://portail.example/" + strings.Repeat("a", 2000): false,
	} {
		for field, c := range map[ClientField]Client{
			ClientRedirect: {Name: "Portail", Redirects: []string{"https://portail.example/", typed}},
			ClientStart:    {Name: "Portail", Redirects: []string{"https://portail.example/"}, StartURL: typed},
			ClientLogout:   {Name: "Portail", Redirects: []string{"https://portail.example/"}, LogoutURL: typed},
		} {
			_, err := c.Checked()
			var faults ClientFaults
			if errors.As(err, &faults); taken != (err == nil) || !taken && (len(faults) != 1 || faults[0].Field != field) {
				t.Errorf("%s %q: %v", field, typed, err)
			}
		}
	}
}

func TestAllThatIsWrongWithAClientIsToldAtOnce(t *testing.T) {
	_, err := Client{Name: " ", Redirects: []string{"x", "y"}, StartURL: "z", LogoutURL: "z", Scopes: []string{"tout"}, Signature: "none"}.Checked()
	var faults ClientFaults
	if !errors.As(err, &faults) {
		t.Fatal(err)
	}
	var fields []ClientField
	for _, f := range faults {
		fields = append(fields, f.Field)
	}
	if want := []ClientField{ClientName, ClientRedirect, ClientRedirect, ClientStart, ClientLogout, ClientScope, ClientSignature}; !slices.Equal(fields, want) {
		t.Errorf("told %q, want %q", fields, want)
	}
	if _, err := (Client{Name: "Portail"}).Checked(); err == nil {
		t.Error("a client without an address to come back to was taken")
	}
	for _, name := range []string{strings.Repeat("é", 61), "Por\u200dtail"} {
		c := portal()
		c.Name = name
		if _, err := c.Checked(); err == nil {
			t.Errorf("the name %q was taken", name)
		}
	}
}
