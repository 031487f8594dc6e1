package account

import (
	"errors"
	"testing"

	"sesame/texts"
)

func TestWhatNoCaisseCanHaveGivenIsDoubtedInWords(t *testing.T) {
	for _, c := range []struct{ name, typed, want string }{
		{"a NIR", "2850578006084", ""},
		{"a NIR with its key", "2 85 05 78 006 084 41", ""},
		{"a NIR of Corsica", "185012A123456", ""},
		{"a month that the record does not tell", "2852078006084", ""},
		{"a SIRET", "73282932000074", ""},
		{"a SIRET of La Poste", "35600000049837", ""},
		{"a tiers' number", "TI-0042", ""},
		{"one that begins with a digit", "4B", ""},
		{"month 13", "2851378006084", texts.IdentifierMonth},
		{"month 00", "2850078006084", texts.IdentifierMonth},
		{"département 00", "2850500006084", texts.IdentifierPlace},
		{"there is no 979", "2850597906084", texts.IdentifierPlace},
		{"thirteen digits that begin with 9", "9850578006084", texts.IdentifierFirstDigit},
		{"fifteen that begin with 0", "085057800608441", texts.IdentifierFirstDigit},
		{"a wrong key", "2 85 05 78 006 084 42", texts.IdentifierKey},
		{"a wrong key with O for 0", "2 85 O5 78 006 084 42", texts.IdentifierKey},
		{"a wrong key in Corsica", "185012A12345600", texts.IdentifierKey},
		{"words around a NIR with a wrong key", "N° 2 85 05 78 006 084 clé 42", texts.IdentifierKey},
		{"words before one of Corsica", "Sécu : 1 85 01 2A 123 456 clé 00", texts.IdentifierKey},
		{"words before month 13", "n° 2 85 13 78 006 084", texts.IdentifierMonth},
		{"words before a NIR without its last digit", "numéro de sécu : 2 85 05 78 006 08", texts.IdentifierLength(12)},
		{"words before a SIRET with a wrong digit", "SIRET n° 732 829 320 00075", texts.IdentifierSIRETWrong},
		{"letters before a NIR with a wrong key", "NIR 2 85 05 78 006 084 42", texts.IdentifierKey},
		{"letters before month 13", "NSS 2 85 13 78 006 084", texts.IdentifierMonth},
		{"a SIRET with a wrong digit", "73282932000075", texts.IdentifierSIRETWrong},
		{"a SIRET with a wrong digit, O for 0", "7328293200OO75", texts.IdentifierSIRETWrong},
		{"a NIR and a digit too many", "28505780060841", texts.IdentifierFourteen},
		{"a NIR without its last digit", "285057800608", texts.IdentifierLength(12)},
		{"one of Corsica without its last digit", "185012A12345", texts.IdentifierLength(12)},
		{"one of Corsica with a digit too many in the month", "1850112A123456", texts.IdentifierLength(14)},
		{"sixteen digits", "2850578006084411", texts.IdentifierLength(16)},
		{"a SIREN", "732 829 320", texts.IdentifierSIRENAlone},
		{"a mobile number", "06 12 34 56 78", texts.IdentifierIsNoPhone},
		{"a date of birth", "24/07/1984", texts.IdentifierIsNoBirthDate},
		{"eight digits that are no date", "31 02 1984", texts.IdentifierLength(8)},
		{"the serial number of a carte Vitale", "8025 0000 1234 5678 90", texts.IdentifierIsSerial},
		{"the same, written another way", "802500001234567890", texts.IdentifierIsSerial},
		{"one digit", "7", texts.IdentifierLength(1)},
		{"a name", "Dupont", texts.IdentifierWithoutDigits},
		{"a name before a NIR", "Dupont 2850578006084", texts.IdentifierWordsAround},
		{"initials before a SIRET", "AB 732 829 320 00074", texts.IdentifierWordsAround},
		{"a word behind a NIR", "2850578006084 PAUL", texts.IdentifierWordsAround},
		{"B for 8 in a NIR", "2 B5 05 78 006 084", texts.IdentifierLetterForDigit},
		{"S for 5 in a NIR with its key", "2 8S 05 78 006 084 41", texts.IdentifierLetterForDigit},
		{"Z for 2, and O for 0", "Z 85 O5 78 006 084", texts.IdentifierLetterForDigit},
		{"B for 8 in Corsica", "1 B5 01 2A 123 456", texts.IdentifierLetterForDigit},
		{"B for 8 in a SIRET", "732 B29 320 00074", texts.IdentifierLetterForDigit},
		{"a B in a tiers' number", "2850B0042", ""},
		{"B for 8 in a NIR that cannot be", "2 B5 13 78 006 084", ""},
		{"a tiers' number with CLE", "42CLE17", ""},
		{"« cle » and a wrong key", "2850578006084 cle: 42", texts.IdentifierKey},
		{"a SIREN after its word", "SIREN 732 829 320", texts.IdentifierSIRENAlone},
		{"a number for VAT", "FR 40 732 829 320", texts.IdentifierIsVAT},
		{"letters before some digits", "FR732829320", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			id, err := ParseIdentifier(c.typed)
			if err != nil {
				t.Fatal(err)
			}
			said, doubt := "", id.Doubt(nil)
			if doubt != nil {
				said = doubt.Error()
				var field *FieldError
				if !errors.As(doubt, &field) {
					t.Errorf("%v is no *FieldError", doubt)
				}
			}
			if said != c.want {
				t.Errorf("%v: %q; want %q", id, said, c.want)
			}
			if id.CheckFor(Particulier) == nil && doubt != nil {
				t.Errorf("%v may be imported and is doubted", id)
			}
			if id.CheckFor(TiersCategory) != nil {
				t.Errorf("%v is refused for a tiers", id)
			}
		})
	}
}

func TestALengthThatTheCaisseGivesToTiersIsNotDoubted(t *testing.T) {
	for typed, doubted := range map[string]bool{
		"4200017": false, "06 12 34 56 78": false, "42000171": true, "2851378006084": true, "73282932000075": true,
	} {
		id, err := ParseIdentifier(typed)
		if err != nil {
			t.Fatal(err)
		}
		if got := id.Doubt([]int{7, 10}) != nil; got != doubted {
			t.Errorf("%s: doubted %v; want %v", typed, got, doubted)
		}
	}
}
