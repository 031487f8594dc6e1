package account

import (
	"errors"
	"fmt"
	"testing"
)

func TestAnAmountIsReadAsPeopleTypeIt(t *testing.T) {
	for typed, want := range map[string]int64{
		"1 234,56 €": 123456, "1234.56": 123456, "1.234,56": 123456, "1,234.56": 123456, "1234,56": 123456,
		"1\u00a0234,56\u00a0€": 123456, "1\u202f234,56": 123456, "1234": 123400, "1.234": 123400, "1 234": 123400, "1.234.567,8": 123456780,
		"12,5": 1250, "12€50": 1250, "€ 12.50": 1250, "12 euros": 1200, "12,00 EUR": 1200, "0,01": 1, "007,00": 700,
		"999999999,99": 99999999999,
		"1 234 € 56":   123456, "1234€56": 123456, "1234 euros 56": 123456, "1 234 euros et 56 centimes": 123456, "1234 € 56 cts": 123456,
		"EUR 1 234,56": 123456, "1.234,56 €.": 123456, "1'234.56": 123456, "1’234,56": 123456, "１２３４，５６": 123456, "١٢": 1200,
		"l 234,5O": 123450, "1234,56\u200b": 123456,
	} {
		if got, err := ParseAmount(typed); err != nil || got != want {
			t.Errorf("ParseAmount(%q) = %d, %v; want %d", typed, got, err, want)
		}
	}
}

func TestAnAmountThatCannotBeIsRefusedInFrench(t *testing.T) {
	for typed, want := range map[string]error{
		"": ErrEmpty, " \u00a0": ErrEmpty, "0": errZero, "0,00 €": errZero,
		"€": errAmount, "12,345": errAmount, "1,234": errAmount, "12.3456": errAmount, "12,": errAmount, ",50": errAmount, "-12": errAmount, "+12": errAmount,
		"1.2.3": errAmount, "1.23,45": errAmount, "1,2,3": errAmount, "12e3": errAmount, "douze": errAmount, "0x1F": errAmount,
		"1000000000": errAmount, "99999999999999999999": errAmount, "1€2€3": errAmount,
	} {
		if got, err := ParseAmount(typed); err != want {
			t.Errorf("ParseAmount(%q) = %d, %v; want %v", typed, got, err, want)
		}
	}
}

func TestAnAmountThatIsAnAnswerHasItsCents(t *testing.T) {
	for typed, want := range map[string]int64{
		"1 234,56 €": 123456, "1234.56": 123456, "1.234,56": 123456, "152,00": 15200, "152 € 00": 15200, "0,01": 1, "1 234 euros et 56 centimes": 123456,
	} {
		if got, err := ParseExactAmount(typed); err != nil || got != want {
			t.Errorf("ParseExactAmount(%q) = %d, %v; want %d", typed, got, err, want)
		}
	}
	for typed, want := range map[string]error{
		"": ErrEmpty, "1 234": errNoCents, "1.234": errNoCents, "1234 €": errNoCents, "152,3": errNoCents, "152 € 3": errNoCents,
		"8025 0000 1001 2345 678": errSerial, "80250000100123456789": errSerial, "douze": errAmount, "12,345": errAmount, "1000000000,00": errAmount, "0,00": errZero,
	} {
		if got, err := ParseExactAmount(typed); err != want {
			t.Errorf("ParseExactAmount(%q) = %d, %v; want %v", typed, got, err, want)
		}
	}
}

func TestAnAmountIsFoundAmongTheWordsOfAnAnswer(t *testing.T) {
	for typed, want := range map[string]int64{
		"« 1 234,56 »": 123456, `"1234,56"`: 123456, "(1 234,56 €)": 123456, "=1234,56": 123456, "Montant : 1 234,56 €": 123456, "total 1234,56": 123456,
		"la somme de 1 234,56 €": 123456, "j'ai reçu 1 234,56 euros": 123456, "1 234,56 € net": 123456, "1 234,56 euros par mois": 123456, "1234,56/mois": 123456,
		"1234,56 €uros": 123456, "1 234,56 Euros !": 123456, "environ 1234,56": 123456, "1234,56 e": 123456, "1234;56": 123456, "1234:56 €": 123456, "1234-56": 123456, "1234·56": 123456,
		"Montant - 152,00": 15200, "versé : 152 euros et 30 centimes, merci": 15230, "+1234,56": 123456, "1234,56 (avril)": 123456, "152.30.": 15230,
	} {
		if got, err := ParseExactAmount(typed); err != nil || got != want {
			t.Errorf("ParseExactAmount(%q) = %d, %v; want %d", typed, got, err, want)
		}
	}
	for typed, want := range map[string]error{
		"-1234,56": errAmount, "- 1 234,56 €": errAmount, "1234,56 -": errAmount, "moins 12,50": errAmount, "1 234,56 F": errAmount, "1234,56 francs": errAmount, "$12,50": errAmount,
		"mille deux cents 50,25": errAmount, "2,50 mille": errAmount, "12,50 ou 13,50": errAmount, "1234,56 le 12/04": errAmount, "12,50 %": errAmount, "pas 12,50": errAmount,
		"environ 1 234 €": errNoCents, "Montant : 152": errNoCents, "a1b2,50": errAmount, "12,345 €": errAmount, "mois : 12,5": errNoCents,
	} {
		if got, err := ParseExactAmount(typed); err != want {
			t.Errorf("ParseExactAmount(%q) = %d, %v; want %v", typed, got, err, want)
		}
	}
	for _, typed := range []string{"Montant : 12,50", "12;50", "12-50"} { // a file of the caisse is read as it is written
		if _, err := ParseAmount(typed); err != errAmount {
			t.Errorf("ParseAmount(%q): %v", typed, err)
		}
	}
}

func FuzzParseAmount(f *testing.F) {
	for _, s := range []string{"1 234,56 €", "1.234,56", "12€50", "0", "999999999,99", "€€", ".,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		cents, err := ParseAmount(s)
		if err != nil {
			var field *FieldError
			if !errors.As(err, &field) {
				t.Fatalf("%q: %v is no *FieldError", s, err)
			}
			return
		}
		if cents <= 0 || cents >= 100_000_000_000 {
			t.Fatalf("%q gives %d cents", s, cents)
		}
		if again, err := ParseAmount(fmt.Sprintf("%d,%02d €", cents/100, cents%100)); err != nil || again != cents {
			t.Errorf("%q gives %d, written again %d, %v", s, cents, again, err)
		}
	})
}
