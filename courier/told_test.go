package courier

import (
	"testing"

	"sesame/account"
	"sesame/db"
)

func TestATroubleIsToldAsPeopleCallIt(t *testing.T) {
	for _, c := range []struct {
		trouble db.Trouble
		waiting int
		want    string
	}{
		{db.Trouble{Channel: "email", Provider: "La Poste"}, 12, "la boîte de La Poste refuse nos messages depuis 14 h 05, 12 attendent"},
		{db.Trouble{Channel: "email", Provider: "Orange"}, 1, "la boîte d'Orange refuse nos messages depuis 14 h 05, un seul attend"},
		{db.Trouble{Channel: "email", Provider: "gaec.example"}, 0, "la boîte du domaine gaec.example refuse nos messages depuis 14 h 05, aucun n'attend"},
		{db.Trouble{Channel: "email", Class: "smtp-connexion"}, 2, "les e-mails ne partent pas depuis 14 h 05, 2 attendent : le serveur de messagerie ne répond pas"},
		{db.Trouble{Channel: "sms", Class: "sms-acces 401"}, 3, "les SMS ne partent pas depuis 14 h 05, 3 attendent : la passerelle n'a pas reconnu notre compte (401)"},
	} {
		if c.trouble.Provider != "" {
			c.trouble.Waiting = c.waiting
		}
		if got := Told(c.trouble, "14 h 05", map[account.Channel]int{c.trouble.Channel: c.waiting}); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
