package texts

import (
	"strings"
	"testing"
)

func TestTypesetPutsInTheSignsOfFrenchTypography(t *testing.T) {
	for _, c := range []struct{ written, drawn string }{ // ~ is a non-breaking space, ^ a narrow one
		{"", ""},
		{"Rien à changer.", "Rien à changer."},
		{"L'adresse n'existe pas.", "L’adresse n’existe pas."},
		{"Bloqué jusqu'à demain, aujourd'hui aussi", "Bloqué jusqu’à demain, aujourd’hui aussi"},
		{"jusqu'", "jusqu’"},
		{"un guide entre 'deux signes", "un guide entre 'deux signes"},
		{"Appuyez sur « Se connecter » : c'est tout ; vraiment ? Oui !", "Appuyez sur «~Se connecter~»~: c’est tout^; vraiment^? Oui^!"},
		{" : au début et à la fin «", "~: au début et à la fin «"},
		{"« ", "«~"},
		{"1 234 567 lignes, 12 345,60 € et 50 %", "1^234^567 lignes, 12^345,60~€ et 50~%"},
		{"14 h 05, de 9 h à 17 h", "14~h~05, de 9~h à 17~h"},
		{"3 hibous", "3 hibous"},
		{"Appelez le 05 49 00 00 00 ou le 0 800 123 456.", "Appelez le 05 49 00 00 00 ou le 0 800 123 456."},
		{"2 85 05 86 194 012", "2 85 05 86 194 012"},
		{"80250000 1001 2345 678", "80250000 1001 2345 678"},
		{"jeanne.d'arc@ferme.example l'a lu sur https://caisse.example/l'aide", "jeanne.d'arc@ferme.example l’a lu sur https://caisse.example/l'aide"},
	} {
		drawn := strings.NewReplacer("~", "\u00a0", "^", "\u202f").Replace(c.drawn)
		if got := Typeset(c.written); got != drawn {
			t.Errorf("%q is drawn %q, not %q", c.written, got, drawn)
		}
		if got := Typeset(drawn); got != drawn {
			t.Errorf("drawn twice, %q becomes %q", drawn, got)
		}
	}
}

func BenchmarkTypeset(b *testing.B) {
	for b.Loop() {
		Typeset("Ce code n'est pas le bon. Vérifiez le dernier message reçu : il vous reste 2 essais.")
	}
}
