package textstest

import "testing"

func TestASecondWordForOneThingIsFound(t *testing.T) {
	for sentence, faults := range map[string]int{
		"Regardez votre mail.":                                1,
		"Votre adresse email n'est pas la bonne.":             1,
		"Votre adresse e-mail est nom@mail.example.":          0,
		"Confirmation de votre adresse email":                 0,
		"Un courrier est en route.":                           1,
		"Une lettre est en route.":                            0,
		"Votre mot de passe provisoire est un code d'accès.":  1,
		"Saisissez-le : votre saisie est ressaisie.":          1,
		"Saisir le code de confirmation":                      0,
		"Entrez le code.":                                     1,
		"Entrez dans le portail, puis écrivez le code.":       0,
		"Un chiffre et un signe.":                             1,
		"Un appareil de plus, au guichet, signalé au moment.": 0,
		"Trois sessions d'un terminal mobile.":                1,
		"mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot":     0,
		"mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot": 1,
	} {
		if got := Faults(sentence); len(got) != faults {
			t.Errorf("%s: %d faults, not %d: %q", sentence, len(got), faults, got)
		}
	}
}
