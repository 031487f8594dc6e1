package texts

import "testing"

func TestOneIsSingular(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{CodeHint(4, 1), "Il a 4 chiffres et reste valable 1 minute."},
		{CodeHint(4, 30), "Il a 4 chiffres et reste valable 30 minutes."},
		{CodeLate(1), "Il est trop tard pour ce code : il était valable 1 minute. Demandez un nouveau code."},
		{Counted(0, "essai", "essais"), "0 essai"},
		{Counted(1200, "courrier", "courriers"), "1\u202f200 courriers"},
		{Lasting(60), "1 heure"},
		{Lasting(24 * 60), "24 heures"},
		{Lasting(90), "90 minutes"},
		{Lasting(30 * 24 * 60), "30 jours"},
		{SlipLife(1), "Le mot de passe de la feuille sera valable 1 heure, et ne servira qu'une fois."},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
