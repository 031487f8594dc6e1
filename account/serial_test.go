package account

import (
	"errors"
	"testing"

	"sesame/texts"
)

func TestTheSerialNumberOfACardKeepsItsLettersAndDigits(t *testing.T) {
	for typed, want := range map[string]string{
		"80 25 000 0012-345/678 901 234": "80250000012345678901234", "ab.12": "AB12", " ": "", "8O25 0000": "80250000", "８０２５": "8025", "8025\u200b": "8025",
	} {
		if got := NormaliseSerial(typed); got != want {
			t.Errorf("NormaliseSerial(%q) = %q; want %q", typed, got, want)
		}
	}
}

func TestWordsAroundASerialNumberAreNoPartOfIt(t *testing.T) {
	for typed, want := range map[string]string{
		"n° 8025 0000 1001 2345 6789": "80250000100123456789", "N° de série : 80250000100123456789": "80250000100123456789", "série 80250000100123456789": "80250000100123456789",
		"AB 0250 001 001":                   "AB0250001001", // letters of a shorter number stay
		"carte Vitale 80250000100123456789": "80250000100123456789", "80250000100123456789 (photo)": "80250000100123456789", "numéro:80250000100123456789.": "80250000100123456789",
		"8O25 OOOO 1001 2345 678": "8025000010012345678", "AB0250001001": "AB0250001001", "8000 1234 5678 901": "800012345678901", "80 25 000 001 AB 345 678": "8025000001AB345678",
	} {
		if got, err := ParseSerial(typed); got != want || err != nil {
			t.Errorf("ParseSerial(%q) = %q, %v; want %q", typed, got, err, want)
		}
	}
}

// The card shows a date beside its number, and an answer counts only once.
func TestADateBesideASerialNumberIsNoPartOfIt(t *testing.T) {
	for typed, want := range map[string]string{
		"8025 0000 1001 2345 6789 01/2030":                   "80250000100123456789",
		"Émise le 12/04/2019 : 8025 0000 1001 2345 6789":     "80250000100123456789",
		"80250000100123456789 (12.04.2019)":                  "80250000100123456789",
		"8025 0000 1001 2345 6789, valable jusqu'au 12-2030": "80250000100123456789",
		"8025/0000/1001/2345/6789":                           "80250000100123456789",
		"80.25.0000 1001 2345 6789":                          "80250000100123456789",
		"8025 0000 1001 2345 67/89":                          "80250000100123456789",
	} {
		if got, err := ParseSerial(typed); got != want || err != nil {
			t.Errorf("ParseSerial(%q) = %q, %v; want %q", typed, got, err, want)
		}
	}
}

func TestWhatIsNoSerialNumberIsToldBeforeItCounts(t *testing.T) {
	for typed, want := range map[string]string{
		"8025 0000 1001 2345 678": "", "80250000-1001/2345 6789": "", "8O25 0000 1001 2345 678": "", "AB0250001001": "",
		"": texts.Required, " \u00a0": texts.Required,
		"117,57": texts.SerialIsAmount, "117.57 €": texts.SerialIsAmount, "1 204,00": texts.SerialIsAmount, "152 €": texts.SerialIsAmount, "152 euros": texts.SerialIsAmount,
		"2345 678": texts.SerialLength(7), "06 12 34 56 78": texts.SerialLength(10), "je ne sais pas": texts.SerialLength(11),
		"2 85 05 78 006 084": texts.SerialIsNIR, "2 85 05 78 006 084 41": texts.SerialIsNIR, "1 85 01 2A 123 456": texts.SerialIsNIR, "sécu 2 85 05 78 006 084": texts.SerialIsNIR,
		"aucune idée vraiment": texts.SerialLength(18), "1234567890123456789012345678901": texts.SerialLength(31),
	} {
		_, err := ParseSerial(typed)
		said := ""
		var field *FieldError
		if errors.As(err, &field) {
			said = field.Message
		}
		if said != want {
			t.Errorf("ParseSerial(%q) says %q; want %q", typed, said, want)
		}
	}
}
