package textstest

import (
	"math"
	"slices"
	"testing"
)

func TestSyllablesAreCountedAsTheyAreSaid(t *testing.T) {
	for word, want := range map[string]int{
		"mot": 1, "passe": 1, "lettre": 1, "page": 1, "adresse": 2, "e-mail": 2, "code": 1, "codes": 1, "SMS": 3, "MSA": 3, "SIRET": 2,
		"temporaire": 3, "confirmation": 4, "identifiant": 4, "oublié": 3, "oublier": 3, "deuxième": 2, "numéro": 3, "actuel": 3, "question": 2,
		"essayer": 3, "créé": 2, "idéal": 3, "l'adresse": 2, "c'est": 1, "aujourd'hui": 3, "nuit": 1, "qui": 1, "quatre": 1, "téléphone": 3,
		"sécurité": 4, "sociale": 2, "caisse": 1, "écrivez": 3, "euros": 2, "payée": 2, "vue": 1, "le": 1, "les": 1, "à": 1, "y": 1, "1234": 4, "rien": 1,
		"fatiguée": 3, "accueil": 2, "trouver": 2, "FranceConnect": 4, "réinitialisé": 6, "utilisent": 4, "souvent": 2, "évaluer": 4, "maïs": 2,
	} {
		if got := countSyllables(word); got != want {
			t.Errorf("%s has %d syllables, not %d", word, want, got)
		}
	}
}

func TestSentencesEndAtTheirSignsAndWithTheirLine(t *testing.T) {
	got := Sentences("Aide", "Un code est parti. Vous pourrez réessayer à 14 h 05 ! « C'est vous ? » Oui…", "", "Écrivez à nom@exemple.fr, demande KTR-482")
	want := []string{"Aide", "Un code est parti.", "Vous pourrez réessayer à 14 h 05 !", "« C'est vous ? »", "Oui…", "Écrivez à nom@exemple.fr, demande KTR-482"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestNumbersAndAddressesAreNoWords(t *testing.T) {
	got := Words("Écrivez à nom@exemple.fr (06 12 34 56 78), pour l'identifiant : demande KTR-482.")
	if want := []string{"Écrivez", "à", "pour", "l'identifiant", "demande"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestTheScoreIsThatOfKandelAndMoles(t *testing.T) {
	got := Score(Sentences("Le mot de passe sert.", "Lisez la page verte."))
	if want := 207 - 1.015*4.5 - 73.6*10/9; math.Abs(got-want) > 0.001 {
		t.Errorf("%.2f, not %.2f", got, want)
	}
}
