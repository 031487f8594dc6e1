package account

import (
	"errors"
	"strings"
	"testing"
)

func TestAnIdentifierIsReadAsPeopleTypeIt(t *testing.T) {
	for _, c := range []struct {
		name, typed string
		want        Identifier
	}{
		{"a NIR without its key", "2850578006084", Identifier{NIR, "2850578006084"}},
		{"a NIR with its key", "285057800608441", Identifier{NIR, "2850578006084"}},
		{"a NIR as printed on the card", "2 85 05 78 006 084 41", Identifier{NIR, "2850578006084"}},
		{"no-break and narrow no-break spaces", "2\u00a085\u202f05 78 006 084", Identifier{NIR, "2850578006084"}},
		{"dots and dashes of every length", "2.85-05–78—006\u2212084", Identifier{NIR, "2850578006084"}},
		{"an invisible character from a copy", "\ufeff2850578006084\u200b", Identifier{NIR, "2850578006084"}},
		{"slashes and underscores", "2/85/05/78_006_084", Identifier{NIR, "2850578006084"}},
		{"quotation marks and a comma behind", "« 2850578006084 »,", Identifier{NIR, "2850578006084"}},
		{"full-width digits", "２８５０５７８００６０８４", Identifier{NIR, "2850578006084"}},
		{"digits of another script", "٢٨٥٠٥٧٨٠٠٦٠٨٤", Identifier{NIR, "2850578006084"}},
		{"O for 0", "285O5780O6O84", Identifier{NIR, "2850578006084"}},
		{"l and I for 1", "l85Ol78006084", Identifier{NIR, "1850178006084"}},
		{"O for 0, with the key", "2 85 O5 78 OO6 O84 4l", Identifier{NIR, "2850578006084"}},
		{"O for 0 in Corsica", "1 85 O1 2a 123 456", Identifier{NIR, "185012A123456"}},
		{"O for 0 in a SIRET", "732 829 32O OOO74", Identifier{SIRET, "73282932000074"}},
		{"O in what is no SIRET with a 0", "732 829 32O OOO75", Identifier{Tiers, "73282932OOOO75"}},
		{"a word before it", "NIR : 2 85 05 78 006 084", Identifier{NIR, "2850578006084"}},
		{"a sign before it", "N° 2 85 05 78 006 084", Identifier{NIR, "2850578006084"}},
		{"words before it", "Numéro de sécurité sociale : 2 85 05 78 006 084 41", Identifier{NIR, "2850578006084"}},
		{"a word before a SIRET", "siret 732 829 320 00074", Identifier{SIRET, "73282932000074"}},
		{"other words before it", "NSS 2 85 05 78 006 084", Identifier{NIR, "2850578006084"}},
		{"initials before it", "N.I.R. 2 85 05 78 006 084", Identifier{NIR, "2850578006084"}},
		{"a shortened word before it", "num. sécu 2 85 05 78 006 084", Identifier{NIR, "2850578006084"}},
		{"a sentence before it", "Mon n° de sécu est le 2 85 05 78 006 084", Identifier{NIR, "2850578006084"}},
		{"« clé » before the key", "2 85 05 78 006 084 clé : 41", Identifier{NIR, "2850578006084"}},
		{"a sign before a tiers' number", "N° TI0042B", Identifier{Tiers, "TI0042B"}},
		{"a word before a tiers' number", "Identifiant : TI0042B", Identifier{Tiers, "TI0042B"}},
		{"two words before a tiers' number", "mon numéro TI0042B", Identifier{Tiers, "TI0042B"}},
		{"a tiers' number that begins like a word", "NUMERO42", Identifier{Tiers, "NUMERO42"}},
		{"a tiers' number that begins with N", "N 42", Identifier{Tiers, "N42"}},
		{"letters before what is no SIRET", "SIRET 732829320000", Identifier{Tiers, "SIRET732829320000"}},
		{"letters that are no such word", "AB73282932000074", Identifier{Tiers, "AB73282932000074"}},
		{"a NIR with a wrong key is a tiers' number or nobody's", "2 85 05 78 006 084 42", Identifier{Tiers, "285057800608442"}},
		{"born in Corse-du-Sud, in lower case", "1 85 01 2a 123 456", Identifier{NIR, "185012A123456"}},
		{"born in Haute-Corse, with the key", "1 85 01 2B 123 456 KEY", Identifier{NIR, "185012B123456"}},
		{"a foreign person being registered", "3850199123456", Identifier{NIR, "3850199123456"}},
		{"a temporary number", "7850199123456", Identifier{NIR, "7850199123456"}},
		{"thirteen digits that begin with 9 are no NIR", "9850199123456", Identifier{Tiers, "9850199123456"}},
		{"a NIR whose month INSEE never gave is still a NIR at the door", "2851378006084", Identifier{NIR, "2851378006084"}},
		{"a SIRET as printed", "732 829 320 00074", Identifier{SIRET, "73282932000074"}},
		{"a SIRET that fails the Luhn check is unknown, not refused", "73282932000075", Identifier{SIRET, "73282932000075"}},
		{"a tiers' number", "ti-0042 b", Identifier{Tiers, "TI0042B"}},
		{"fifteen characters that have no NIR's shape", "ABCDEFGHIJKLMNO", Identifier{Tiers, "ABCDEFGHIJKLMNO"}},
		{"a tiers' number of twenty characters", strings.Repeat("7", 20), Identifier{Tiers, strings.Repeat("7", 20)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			typed := c.typed
			if bare, ok := strings.CutSuffix(typed, "KEY"); ok {
				typed = bare + keyBySubtraction(t, c.want.Value)
			}
			got, err := ParseIdentifier(typed)
			if err != nil || got != c.want {
				t.Errorf("ParseIdentifier(%q) = %v, %v; want %v", typed, got, err, c.want)
			}
		})
	}
}

func TestAnIdentifierThatCannotBeIsRefusedInFrench(t *testing.T) {
	for _, c := range []struct {
		name, typed string
		want        *FieldError
	}{
		{"nothing", "", ErrEmpty},
		{"nothing but spaces and dashes", " \u00a0- . ", ErrEmpty},
		{"twenty-one characters", strings.Repeat("7", 21), errIdentifierLong},
		{"a name behind the number", "1 52 05 79 191 012 Jean Dupont", errWordsAround},
		{"a remark in brackets", "152057919101227 (avec la clé)", errWordsAround},
		{"a label of the caisse's", "numéro adhérent : T4521", errWordsAround},
		{"an e-mail address", "jeanne@poitou.example", errIdentifierEmail},
		{"an e-mail address with an accent", "jérôme@poitou.example", errIdentifierEmail},
		{"an accented letter and more digits", "ÉTABLI1234", errIdentifierCharacters},
		{"an accented letter", "ÉTABLI12", errIdentifierCharacters},
		{"a name with accents", "GIRAULT Élodie", errWithoutDigits},
		{"a name with a cedilla, an apostrophe and a dash", "L'Hôte-François", errWithoutDigits},
		{"a name with an accent behind a NIR", "2850578006084 Guérin", errWordsAround},
		{"two numbers", "2850578006084, 73282932000074", errIdentifierCharacters},
		{"bytes that are no text", "\xff\xfe", errIdentifierCharacters},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseIdentifier(c.typed)
			var field *FieldError
			if !errors.As(err, &field) || field != c.want {
				t.Errorf("ParseIdentifier(%q): %v; want %v", c.typed, err, c.want)
			}
		})
	}
}

func TestTheBackOfficeMustSendWhatTheCategoryCallsFor(t *testing.T) {
	const nir, siret = "2850578006084", "73282932000074"
	for _, c := range []struct {
		name  string
		value string
		for_  Category
		want  error
	}{
		{"a particulier has a NIR", nir, Particulier, nil},
		{"a particulier has no SIRET", siret, Particulier, errNIRWanted},
		{"an exploitant has a NIR", nir, Exploitant, nil},
		{"or a SIRET", siret, Exploitant, nil},
		{"but not a tiers' number", "T1", Exploitant, errNIROrSIRET},
		{"an entreprise has a SIRET", siret, Entreprise, nil},
		{"an entreprise has no NIR", nir, Entreprise, errSIRETWanted},
		{"an employeur de jardinier has a NIR", nir, EmployeurJardinier, nil},
		{"or a SIRET as well", siret, EmployeurJardinier, nil},
		{"a tiers has anything", "T1", TiersCategory, nil},
		{"a SIRET too", "73282932000075", TiersCategory, nil},
		{"an unknown category", nir, "agriculteur", errCategory},
		{"a wrong digit in a SIRET", "73282932000075", Entreprise, errSIRETImpossible},
		{"fourteen zeros pass Luhn and are nobody", "00000000000000", Entreprise, errSIRETImpossible},
		{"La Poste's seat passes Luhn", "35600000000048", Entreprise, nil},
		{"La Poste's office passes by its digit sum", "35600000049837", Entreprise, nil},
		{"nobody else does", "73282932000011", Entreprise, errSIRETImpossible},
		{"December", "2851278006084", Particulier, nil},
		{"month 13", "2851378006084", Particulier, errNIRImpossible},
		{"month 00", "2850078006084", Particulier, errNIRImpossible},
		{"month 19", "2851978006084", Particulier, errNIRImpossible},
		{"month 20: not known", "2852078006084", Particulier, nil},
		{"month 42", "2854278006084", Particulier, nil},
		{"month 43", "2854378006084", Particulier, errNIRImpossible},
		{"month 49", "2854978006084", Particulier, errNIRImpossible},
		{"month 50", "2855078006084", Particulier, nil},
		{"month 99", "2859978006084", Particulier, nil},
		{"born in Corse-du-Sud", "285052A006084", Particulier, nil},
		{"born in Corsica before 1976", "2750520006084", Particulier, nil},
		{"born in La Réunion", "2850597406084", Particulier, nil},
		{"there is no 979", "2850597906084", Particulier, errNIRImpossible},
		{"born in Nouvelle-Calédonie", "2850598806084", Particulier, nil},
		{"born abroad", "2850599109084", Particulier, nil},
		{"there is no département 00", "2850500006084", Particulier, errNIRImpossible},
	} {
		t.Run(c.name, func(t *testing.T) {
			id, err := ParseIdentifier(c.value)
			if err != nil {
				t.Fatal(err)
			}
			if got := id.CheckFor(c.for_); got != c.want {
				t.Errorf("CheckFor(%s, %s) = %v; want %v", c.value, c.for_, got, c.want)
			}
		})
	}
}

func TestAMaskedIdentifierNeverShowsItsEnd(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"2850578006084", "2 85 ** ** *** ***"},
		{"73282932000074", "732 *** *** *****"},
		{"TI0042B", "TI*****"},
		{"T42", "T**"},
		{"7", "*"},
	} {
		id, err := ParseIdentifier(c.typed)
		if err != nil {
			t.Fatal(err)
		}
		if got := id.Masked(); got != c.want {
			t.Errorf("Masked(%s) = %q; want %q", c.typed, got, c.want)
		}
	}
}

func TestAgentsTellHomonymsApartByTheEnd(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"2850578006084", "2 85 ** ** *** 084"},
		{"73282932000074", "732 829 320 00074"},
		{"TI0042B", "TI**42B"},
		{"T0042", "T****"},
		{"T42", "T**"},
	} {
		id, err := ParseIdentifier(c.typed)
		if err != nil {
			t.Fatal(err)
		}
		if got := id.ForAgents(); got != c.want {
			t.Errorf("ForAgents(%s) = %q; want %q", c.typed, got, c.want)
		}
	}
}

func TestACategoryIsReadAsPeopleWriteIt(t *testing.T) {
	for typed, want := range map[string]Category{
		"particulier": Particulier, " Particulier ": Particulier, "EXPLOITANT": Exploitant, "Entreprise": Entreprise,
		"employeur_jardinier": EmployeurJardinier, "Employeur de jardinier": EmployeurJardinier,
		"EMPLOYEUR-JARDINIER": EmployeurJardinier, "Tiérs": TiersCategory,
		"particuliers": Particulier, "Exploitant agricole": Exploitant, "exploitante": Exploitant, "Exploitant(e)s": Exploitant, "Employeurs de jardiniers": EmployeurJardinier,
	} {
		if got, ok := ParseCategory(typed); !ok || got != want {
			t.Errorf("ParseCategory(%q) = %q, %v; want %q", typed, got, ok, want)
		}
	}
	for _, typed := range []string{"", "jardinier", "tier", "de", "agricole", "exploitation"} {
		if got, ok := ParseCategory(typed); ok {
			t.Errorf("ParseCategory(%q) = %q; it is none", typed, got)
		}
	}
}

func FuzzParseIdentifier(f *testing.F) {
	for _, s := range []string{"2 85 05 78 006 084 41", "185012A123456", "732 829 320 00074", "T-42", "", "\xff", "2850578006084\u200b", "N° 285O578006084", "siret 732829320OOO74", "a@b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, err := ParseIdentifier(s)
		if err != nil {
			var field *FieldError
			if !errors.As(err, &field) {
				t.Fatalf("%q: %v is no *FieldError", s, err)
			}
			return
		}
		again, err := ParseIdentifier(id.Value)
		if err != nil || again != id {
			t.Errorf("%q gives %v, which gives %v, %v", s, id, again, err)
		}
		if masked := id.Masked(); strings.HasSuffix(masked, id.Value[len(id.Value)-1:]) {
			t.Errorf("%v masked as %q shows its end", id, masked)
		}
	})
}
