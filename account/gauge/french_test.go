package gauge

import (
	"strings"
	"testing"
)

func TestTheFrenchModelsLevels(t *testing.T) {
	for _, c := range []struct {
		name, password string
		want           Level
	}{
		{"a farm word and a year", "Tracteur!2024", Weak},
		{"a famous date", "14Juillet1789!", Weak},
		{"the word itself", "Motdepasse2026!", Weak},
		{"a surname", "Lefebvre2024!", Weak},
		{"the trade", "Agricole2025!", Weak},
		{"a pet name and its département", "Doudou59!", Weak},
		{"an AZERTY row", "Qsdfghjklm1!", Weak},
		{"AZERTY columns", "Aqwzsxedc1!", Weak},
		{"the numeric pad", "Moi-147258369!", Weak},
		{"what one says", "Coucou123*", Weak},
		{"a commune and its postcode", "Ploermel56800!", Weak},
		{"a département", "Morbihan-56!", Weak},
		{"a saint", "Sainte-Therese1!", Weak},
		{"a club", "Allez-lom13!", Weak},
		{"an inflected form", "Abricotassions1!", Weak},
		{"a month and a year", "Novembre2025*", Weak},
		{"a word, a month and a year", "Moisson de juin_84", Weak},
		{"the same with an elision", "Moisson d'août_84", Weak},
		{"a word and a season", "Vigne d'été_84?", Fair},
		{"a day, a month and a year", "17-Mai-1985!", Weak},
		{"three letters and a date", "Mdp-12051985", Weak},
		{"SMS", "Jtmbcp-59!", Weak},
		{"signs for letters", "Tr@cteur2024!", Weak},
		{"accents", "Éléphant2024!", Weak},
		{"a word backwards", "Ruetcart2024!", Weak},
		{"a word twice", "VacheVache12!", Weak},
		{"a word and its article", "Lavache2024!", Weak},
		{"two words of love", "Monamour2024!", Weak},
		{"two nicknames and a département", "Nini62nico!", Weak},
		{"two first names", "Juliekevin1987!", Weak},
		{"a word with its number, dressed again", "Marseille13!07", Weak},
		{"initials and a date", "Jm06121985!", Weak},
		{"a zigzag on the keyboard", "A1z2e3r4!", Weak},
		{"a day and a year twice", "Pupuce1978!2012", Weak},
		{"two short words joined", "Midisoupe70!", Fair},
		{"a name that no list has", "Poupignou22!", Weak},
		{"a capital at the end", "tracteuR2024!", Weak},
		{"all capitals but one", "TRACTEUr!24", Weak},
		{"digits in front", "2024!Tracteur", Weak},
		{"three words", "Tracteur-nuage-violon7", Strong},
		{"two words without relation", "Tracteur-violon-42", Fair},
		{"two words that sound like one name", "Grivevase14!", Fair},
		{"two words, one of which repeats itself", "Mokacoucou51!", Strong},
		{"initials of a sentence", "Jmlpdtdlc7!q", Strong},
		{"initials of seven words", "Jmptdlc4!n7", Strong},
		{"three machines", "Fourche-Rateau-Pioche2", Weak},
		{"three animals with « et »", "CoqetPouleetPoussin9!", Weak},
		{"two words of the garden, one of them rare", "Houe&Serfouette-85", Weak},
		{"two words of the kitchen from proposals", "Croissant-cerise-42", Strong},
		{"a place and its region", "Quimper-Cornouaille29", Weak},
		{"a saint of many places", "Saint-Léger-en-Auvergne63", Weak},
		{"a fair", "Foire-de-Cholet-2024!", Weak},
		{"a cooperative and its town", "Terrena-Ancenis44!", Weak},
		{"the name of a farm", "Gaec-des-Grands-Chênes86", Weak},
		{"a champion with a first name", "Serge-Blanco-1987", Weak},
		{"a proverb of the farm", "Mettre-la-charrue-avant-les-boeufs1", Weak},
		{"a region of two words", "Causse-Méjean-48!", Weak},
		{"a word and a random tail", "Tracteur!k7Qw2xP", Strong},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, e := Judge(c.password, Personal{}), estimate(project(c.password), Personal{})
			if v.Level != c.want {
				t.Errorf("%q is %v, %.3g guesses (%+v); want %v", c.password, v.Level, e.guesses, e.french, c.want)
			}
		})
	}
}

func TestTheAdviceSaysWhatWasSeenAndRepeatsNothing(t *testing.T) {
	for _, c := range []struct{ password, begins string }{
		{"Tracteur2024!", "Un mot ou un nom courant suivi d'une année se devine vite"},
		{"Éléphant!42", "Un mot ou un nom courant suivi de chiffres et d'un caractère spécial se devine vite"},
		{"Marseille13000!", "Un mot ou un nom courant suivi d'un code postal se devine vite"},
		{"2024!Tracteur", "Un mot ou un nom courant précédé d'une année se devine vite"},
		{"Tr@cteur2024!", "Un mot ou un nom courant suivi d'une année se devine vite"},
		{"Ruetcart2024!", "Un mot ou un nom courant suivi d'une année se devine vite"},
		{"Qsdfghjklm1!", "Les touches qui se suivent"},
		{"Poupignou22!", "Un seul mot ou nom se devine vite, même rare"},
		{"Jlrlmeu42$", "Si peu de lettres se devinent vite, même sans former un mot"},
		{"Un2trois4cinq6!", "Les suites comme abcd"},
		{"Je m'appelle Dupont 1", "Un mot ou un nom courant suivi d'un chiffre"},
		{"Je suis né en 1950 !", "Une phrase toute faite se devine vite"},
		{`&aé"zeR1`, "Les touches qui se suivent"},
		{"Abcdefgh1!", "Les suites comme abcd"},
		{"Abcd1234!", "Les suites comme abcd"},
		{"Motdepasse2026!", "Un mot ou un nom courant suivi d'une année se devine vite"},
		{"Agricole2025!", "Un mot ou un nom courant suivi d'une année se devine vite"},
		{"Dupont2024!", "Un mot ou un nom courant suivi d'une année se devine vite"},
		{"Doudou59!", "Un mot ou un nom courant suivi de chiffres et d'un caractère spécial se devine vite"},
		{"Coucou123*", "Un mot ou un nom courant suivi de chiffres et d'un caractère spécial se devine vite"},
		{"Peugeot206!", "Un mot ou un nom courant suivi de chiffres et d'un caractère spécial se devine vite"},
		{"14Juillet1789!", "Une date se devine vite, même écrite en lettres"},
		{"Jm061285!", "Des initiales et un nombre ou une date"},
		{"Azerty123!", "Les touches qui se suivent"},
		{"Azeqsdwxc1!", "Les touches qui se suivent"},
		{"Aaaa1111!", "Les répétitions se devinent vite"},
		{"Nini62nico!", "Ces mots sont trop courants ou trop souvent ensemble"},
	} {
		v := Judge(c.password, Personal{})
		if !strings.HasPrefix(v.Advice, c.begins) {
			t.Errorf("%q: %q; want %q…", c.password, v.Advice, c.begins)
		}
		for _, kept := range []string{"2024", "13000", "42", "22"} {
			if strings.Contains(c.password, kept) && strings.Contains(v.Advice, kept) {
				t.Errorf("%q gives back %s: %q", c.password, kept, v.Advice)
			}
		}
	}
}
