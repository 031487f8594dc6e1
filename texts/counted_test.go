package texts

import (
	"testing"
	"time"
)

func TestOneIsSingular(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{CodeHint(4, 1), "Il a 4 chiffres et reste valable 1 minute."},
		{CodeHint(4, 30), "Il a 4 chiffres et reste valable 30 minutes."},
		{CodeLate(1), "Il est trop tard pour ce code : il était valable 1 minute. Demandez un nouveau code."},
		{Counted(0, "essai", "essais"), "0 essai"},
		{Counted(1200, "courrier", "courriers"), "1\u202f200 courriers"},
		{Lasting(time.Hour), "1 heure"},
		{Lasting(24 * time.Hour), "24 heures"},
		{Lasting(90 * time.Minute), "90 minutes"},
		{Lasting(30 * 24 * time.Hour), "30 jours"},
		{SlipLife(1), "Le mot de passe de la feuille sera valable 1 heure, et ne servira qu'une fois."},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestASpanIsSaidInItsLargestUnit(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"12 mois": 365 * 24 * time.Hour, "90 jours": 90 * 24 * time.Hour, "24 heures": 24 * time.Hour, "1 heure": time.Hour, "8 heures": 8 * time.Hour,
		"90 minutes": 90 * time.Minute, "1 minute": time.Minute, "45 secondes": 45 * time.Second,
	} {
		if got := Lasting(d); got != want {
			t.Errorf("%v is %q, not %q", d, got, want)
		}
	}
}
