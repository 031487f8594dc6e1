package account

import (
	"strings"
	"testing"
)

func TestAnAnswerCarriesNoSecret(t *testing.T) {
	for name, c := range map[string]struct{ words, says string }{
		"plain words pass":                       {"Votre dossier est complet. Rappelez-nous au 05 49 43 86 86 avant le 30/11/2026.", ""},
		"words of twelve letters pass":           {"C'est transparent, en 2026 avec vous : entreprendre, accompagnera, departements.", ""},
		"numbers in a sentence pass":             {"Entre 2345 avec 2367 dans votre relevé, l'écart est de 22,50 €.", ""},
		"nothing":                                {" \n ", "exigé"},
		"a temporary password":                   {"Voici : k7mpqr2wxyzd.", "mot de passe temporaire"},
		"one in capitals":                        {"K7MPQR2WXYZD", "mot de passe temporaire"},
		"one without a digit":                    {"kmpqrtwxyzdb", "mot de passe temporaire"},
		"one in groups":                          {"k7mp qr2w xyzd", "mot de passe temporaire"},
		"one with dashes":                        {"k7mp-qr2w-xyzd", "mot de passe temporaire"},
		"an identifier":                          {"Votre numéro 2850786123456", "identifiant"},
		"an identifier with its key and spaces":  {"2 85 07 86 123 456 47", "identifiant"},
		"one of Corsica":                         {"2 85 07 2A 123 456", "identifiant"},
		"a SIRET":                                {"732 829 320 00074", "identifiant"},
		"a link":                                 {"Allez sur https://msa.example/page", "lien"},
		"5000 characters pass, accents included": {strings.Repeat("é ", 2500), ""},
		"5001 do not":                            {strings.Repeat("é", 5001), "trop longue"},
	} {
		t.Run(name, func(t *testing.T) {
			err := CheckAnswer(c.words)
			switch {
			case c.says == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
				t.Errorf("%v does not say %q", err, c.says)
			}
		})
	}
	escaped := 0
	for range 5000 {
		if !holdsTemporary("Votre mot de passe est " + NewTemporaryPassword() + ", à changer.") {
			escaped++
		}
	}
	if escaped > 50 { // of letters alone with many vowels: one in 250
		t.Errorf("%d temporary passwords of 5000 would have left", escaped)
	}
}
