package account

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAnAmountIsReadAsPeopleTypeIt(t *testing.T) {
	for typed, want := range map[string]int64{
		"1 234,56 €": 123456, "1234.56": 123456, "1.234,56": 123456, "1,234.56": 123456, "1234,56": 123456,
		"1\u00a0234,56\u00a0€": 123456, "1\u202f234,56": 123456, "1234": 123400, "1.234": 123400, "1 234": 123400, "1.234.567,8": 123456780,
		"12,5": 1250, "12€50": 1250, "€ 12.50": 1250, "12 euros": 1200, "12,00 EUR": 1200, "0,01": 1, "007,00": 700,
		"999999999,99": 99999999999,
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
		"1000000000": errAmount, "99999999999999999999": errAmount, "1€2€3": errAmount, "١٢": errAmount,
	} {
		if got, err := ParseAmount(typed); err != want {
			t.Errorf("ParseAmount(%q) = %d, %v; want %v", typed, got, err, want)
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

func TestTheSerialNumberOfACardKeepsItsLettersAndDigits(t *testing.T) {
	for typed, want := range map[string]string{
		"80 25 000 0012-345/678 901 234": "80250000012345678901234", "ab.12": "AB12", " ": "",
	} {
		if got := NormaliseSerial(typed); got != want {
			t.Errorf("NormaliseSerial(%q) = %q; want %q", typed, got, want)
		}
	}
}

func TestEachCategoryIsAskedTheGuidesQuestion(t *testing.T) {
	want := map[Category]Question{
		Particulier:        {Natures: []Nature{"prestation"}, Vitale: true, Months: 6},
		Exploitant:         {Natures: []Nature{"facture_cotisations"}, Months: 12},
		Entreprise:         {Natures: []Nature{"cotisations_salaires"}, Months: 12},
		EmployeurJardinier: {Natures: []Nature{"cotisations_salaires"}, Months: 12},
	}
	got := map[Category]Question{}
	for _, c := range Categories {
		if q, ok := QuestionFor(c); ok {
			got[c] = q
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-guide +program)\n%s", diff)
	}
}
