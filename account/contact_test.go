package account

import (
	"errors"
	"strings"
	"testing"
)

func TestAnAddressIsReadAsPeopleTypeIt(t *testing.T) {
	for typed, want := range map[string]string{
		" Jeanne.Dupont@Poitou.Example ":        "Jeanne.Dupont@poitou.example",
		"jeanne+msa@poitou.example":             "jeanne+msa@poitou.example",
		"o'neil@poitou.example":                 "o'neil@poitou.example",
		"o’neil@poitou.example":                 "o'neil@poitou.example",
		"E-mail : jeanne@poitou.example":        "jeanne@poitou.example",
		"Mon adresse est jeanne@poitou.example": "jeanne@poitou.example",
		"jeanne@poitou.example (perso)":         "jeanne@poitou.example",
		"mail@poitou.example":                   "mail@poitou.example",
		"jeanne@forêt.example":                  "jeanne@xn--fort-ipa.example",
		"jeanne@poitou.example\u200b":           "jeanne@poitou.example",
		"jean\u00adne@poitou.example":           "jeanne@poitou.example",
		"mailto:jeanne@poitou.example":          "jeanne@poitou.example",
		"contact @ poitou.example":              "contact@poitou.example", "mail @ poitou.example": "mail@poitou.example",
		"Mél : jeanne@poitou.example":                            "jeanne@poitou.example",
		"mon mail c'est jeanne@poitou.example":                   "jeanne@poitou.example",
		"Voici mon adresse électronique : jeanne@poitou.example": "jeanne@poitou.example",
		"jeanne@poitou.example merci":                            "jeanne@poitou.example",
		"jeanne@poitou.example - perso":                          "jeanne@poitou.example",
		"http://jeanne@poitou.example/":                          "jeanne@poitou.example",
		"MAILTO:jeanne@poitou.example?subject=x":                 "jeanne@poitou.example",
		"<jeanne@poitou.example>":                                "jeanne@poitou.example",
		"Jeanne D. <jeanne@poitou.example>":                      "jeanne@poitou.example",
		"« jeanne@poitou.example »":                              "jeanne@poitou.example",
		"(jeanne@poitou.example)":                                "jeanne@poitou.example",
		"jeanne@poitou.example.":                                 "jeanne@poitou.example",
		"jeanne@poitou.example,":                                 "jeanne@poitou.example",
		"jeanne @ poitou . example":                              "jeanne@poitou.example",
		"jeanne@POITOU.EXAMPLE":                                  "jeanne@poitou.example",
		"jeanne＠poitou．example":                                  "jeanne@poitou.example",
		"jeanne@FORÊT.example":                                   "jeanne@xn--fort-ipa.example",
		"jeanne@xn--fort-ipa.example":                            "jeanne@xn--fort-ipa.example",
	} {
		if got, err := ReadEmail(typed); err != nil || got != want {
			t.Errorf("ReadEmail(%q) = %q, %v; want %q", typed, got, err, want)
		}
	}
}

func TestAnAddressThatCannotBeIsRefusedInFrench(t *testing.T) {
	for typed, want := range map[string]error{
		"": ErrEmpty, " \t": ErrEmpty,
		"jeanne": errEmail, "@poitou.example": errEmail, "jeanne@": errEmail, "jeanne@localhost": errEmail, "jeanne@.": errEmail,
		"a@b@poitou.example": errSeveral, "jeanne dupont@poitou.example": errEmail,
		"A <a@poitou.example>, B <b@poitou.example>": errSeveral, "jeanne@poitou.example.": errEmail, "Jeanne <jeanne@poitou.example>": errEmail, "mailto:jeanne@poitou.example": errEmail, "a@poitou.example,b@poitou.example": errSeveral, "a@poitou.example;b@poitou.example": errSeveral,
		"jeanne@poitou.example\r\nBcc: all@poitou.example": errSeveral, "jeanne@poitou.example\r\nBcc": errEmail, "jeanne@poitou,example": errEmail, "jean\x00ne@poitou.example": errEmail, "\"j j\"@poitou.example": errEmail,
		"jeanne@[192.0.2.1]": errEmail, "jeanne@192.0.2.1": errEmail, "jeanne..dupont@poitou.example": errEmail, "jeanne@poi_tou..example": errEmail, "jeanne@-poitou.example": errEmail,
		"jérôme@poitou.example":                               errLocal,
		strings.Repeat("a", 65) + "@poitou.example":           errLong,
		"jeanne@" + strings.Repeat("poitou.", 40) + "example": errLong,
	} {
		if got, err := ParseEmail(typed); err != want {
			t.Errorf("ParseEmail(%q) = %q, %v; want %v", typed, got, err, want)
		}
	}
}

func FuzzParseEmail(f *testing.F) {
	for _, s := range []string{"jeanne@poitou.example", "jeanne@forêt.example", "a@b@c.d", "x@y.z\r\nBcc: w", "é@é.é", "a@b.c\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		address, err := ParseEmail(s)
		if err != nil {
			var field *FieldError
			if !errors.As(err, &field) {
				t.Fatalf("%q: %v is no *FieldError", s, err)
			}
			return
		}
		if len(address) > 254 || strings.Count(address, "@") != 1 || strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Fatalf("%q gives %q", s, address)
		}
		if again, err := ReadEmail(ShowEmail(address)); err != nil || again != address {
			t.Errorf("%q is shown as %q, which gives %q, %v", address, ShowEmail(address), again, err)
		}
		if again, err := ParseEmail(address); err != nil || again != address {
			t.Errorf("%q gives %q, which gives %q, %v", s, address, again, err)
		}
	})
}

func TestAMobileOfFranceOverseasOrAbroadTakesSMS(t *testing.T) {
	for typed, want := range map[string]string{
		"06 12 34 56 78": "+33612345678", "0612345678": "+33612345678", "06.12.34.56.78": "+33612345678", "06-12-34-56-78": "+33612345678",
		"07 56 78 90 12": "+33756789012", "+33 6 12 34 56 78": "+33612345678", "+33 (0)6 12 34 56 78": "+33612345678", "0033 6 12 34 56 78": "+33612345678",
		"612345678": "+33612345678", "06\u00a012\u202f34 56 78": "+33612345678", "\u202a0612345678\u202c": "+33612345678",
		"0690 30 12 34": "+590690301234", "0696 12 34 56": "+596696123456", "0694 20 12 34": "+594694201234",
		"0692 12 34 56": "+262692123456", "0693 12 34 56": "+262693123456", "0639 60 12 34": "+262639601234", "+262 (0)692 12 34 56": "+262692123456",
		"0508 55 12 34": "+508551234", "+508 55 12 34": "+508551234", "+687 75 12 34": "+687751234", "+689 87 12 34 56": "+68987123456", "+681 82 12 34": "+681821234",
		"+32 470 12 34 56": "+32470123456", "+49 1512 3456789": "+4915123456789", "+1 202 555 0123": "+12025550123",
		"06 39 98 01 23":         "+33639980123", // ARCEP's block for fiction
		"06 12 34 56 78 / autre": "+33612345678", "06 39 98 12 34 (mari)": "+33639981234", "Portable : 06 12 34 56 78": "+33612345678", "tél. 06 12 34 56 78, le soir": "+33612345678",
		"06 12 34 56 78 / 0612345678": "+33612345678", "06/12/34/56/78": "+33612345678", "06_12_34_56_78": "+33612345678", "06 12 34 56 78.": "+33612345678",
		"O6 12 34 56 78": "+33612345678", "06 l2 34 56 78": "+33612345678", "０６１２３４５６７８": "+33612345678", "٠٦١٢٣٤٥٦٧٨": "+33612345678", "0612345678\u200b": "+33612345678",
		"06 12 34 56 78 après 18h30": "+33612345678", "06 12 34 56 78 entre 12h et 14 heures": "+33612345678", "06 12 34 56 78 à partir de 18 h, merci": "+33612345678",
		"06 12 34 56 78 (après 18 h)": "+33612345678", "(le soir, avant 20h) 06 12 34 56 78": "+33612345678", "00 33 6 12 34 56 78": "+33612345678", "00 33 (0) 6 12 34 56 78": "+33612345678", "+33 06 12 34 56 78": "+33612345678", "+ 33 6 12 34 56 78": "+33612345678",
		"mon portable : +33 (0)6.12.34.5O.78": "+33612345078", "portable O6 12 34 56 7l (le soir)": "+33612345671",
		"33612345678": "+33612345678", "33 06 12 34 56 78": "+33612345678", "tel:+33612345678": "+33612345678", "(+33) 6 12 34 56 78": "+33612345678",
		"0691 36 12 34": "+590691361234", "0694 50 12 34": "+594694501234", "0693 07 12 34": "+262693071234", "0639 99 12 34": "+262639991234", "0697 99 12 34": "+596697991234",
		"0709 05 12 34": "+590709051234", "0709 15 12 34": "+596709151234", "+33 6 90 30 12 34": "+590690301234", "590690301234": "+590690301234", "+590 (0)690 30 12 34": "+590690301234",
	} {
		if got, err := ReadMobile(typed); err != nil || got != want {
			t.Errorf("ReadMobile(%q) = %q, %v; want %q", typed, got, err, want)
		}
	}
}

func TestALineThatTakesNoSMSIsNoMobile(t *testing.T) {
	for typed, e164 := range map[string]string{
		"05 49 00 00 00": "+33549000000", "01 99 00 12 34": "+33199001234", "09 12 34 56 78": "+33912345678",
		"0590 27 12 34": "+590590271234", "0596 60 12 34": "+596596601234", "0594 30 12 34": "+594594301234",
		"0262 20 12 34": "+262262201234", "0263 99 12 34": "+262263991234", "0594 99 12 34": "+594594991234", "0269 60 12 34": "+262269601234", "0800 12 34 56": "+33800123456", "+32 2 512 34 56": "+3225123456",
	} {
		if got, err := ParseMobile(typed); err != errNoSMS {
			t.Errorf("ParseMobile(%q) = %q, %v; want %v", typed, got, err, errNoSMS)
		}
		if got, err := ParsePhone(typed); err != nil || got != e164 {
			t.Errorf("ParsePhone(%q) = %q, %v; want %q", typed, got, err, e164)
		}
	}
}

func TestANumberThatCannotBeIsRefusedInFrench(t *testing.T) {
	for typed, want := range map[string]error{
		"": ErrEmpty, " \u00a0": ErrEmpty, "06 12 34 56": errPhone, "06 12 34 56 789": errPhone, "3646": errPhone, "+": errPhone, "++33612345678": errPhone,
		"0000000000": errPhone, "+999 123 456 789": errPhone, "06 12 34 56 78 poste 3": errPhone, "douze": errPhone,
		"06 12 34 56 78 / 06 12 34 56 79": errPhones, "06 12 34 56 78 (ou 06 12 34 56 79)": errPhones, "06 12 34 56 78 (Paul : 05 49 00 00 00)": errPhones,
		"néant": ErrEmpty, "AUCUN": ErrEmpty, "non": ErrEmpty, "Pas de portable": ErrEmpty, "je n'en ai pas": ErrEmpty, "-": ErrEmpty, " / ": ErrEmpty, "06 12 34 56 78 ou 05 49 00 00 00": errPhones, "né le 23/11/1985": errPhone, "06 12 34 56 78 depuis 2020": errPhone, strings.Repeat("0", 500): errPhone, "551234": errPhone,
	} {
		if got, err := ReadPhone(typed); err != want {
			t.Errorf("ReadPhone(%q) = %q, %v; want %v", typed, got, err, want)
		}
	}
}

func TestAFileGivesANumberAlone(t *testing.T) {
	for _, typed := range []string{"06 39 98 12 34 (mari)", "Portable : 06 12 34 56 78", "06 12 34 56 78 / 06 12 34 56 79"} {
		if got, err := ParseMobile(typed); err != errPhone {
			t.Errorf("ParseMobile(%q) = %q, %v; want %v", typed, got, err, errPhone)
		}
	}
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"06 12 34 56 78", "0690301234", "+33 (0)6 12 34 56 78", "0508551234", "+", "00", "508", "+3306", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e164, err := ParsePhone(s)
		if err != nil {
			var field *FieldError
			if !errors.As(err, &field) {
				t.Fatalf("%q: %v is no *FieldError", s, err)
			}
			return
		}
		if len(e164) > 16 || e164[0] != '+' || !Digits(e164[1:]) {
			t.Fatalf("%q gives %q", s, e164)
		}
		if again, err := ParsePhone(e164); err != nil || again != e164 {
			t.Errorf("%q gives %q, which gives %q, %v", s, e164, again, err)
		}
		if again, err := ParsePhone(FormatPhone(e164)); err != nil || again != e164 {
			t.Errorf("%q is shown as %q, which gives %q, %v", e164, FormatPhone(e164), again, err)
		}
		if strings.Contains(MaskPhone(e164), e164[4:]) {
			t.Errorf("%q masked shows all of it", e164)
		}
	})
}

func TestContactsAsTheyAreShown(t *testing.T) {
	for _, c := range []struct{ e164, shown, masked string }{
		{"+33612345678", "06 12 34 56 78", "06 •• •• •• 78"},
		{"+262692123456", "06 92 12 34 56", "06 •• •• •• 56"},
		{"+590690301234", "06 90 30 12 34", "06 •• •• •• 34"},
		{"+32470123456", "+32 470 12 34 56", "+32 ••• 56"},
		{"+68987123456", "+689 87 12 34 56", "+689 ••• 56"},
		{"no number", "no number", "•••"},
	} {
		if got := FormatPhone(c.e164); got != c.shown {
			t.Errorf("FormatPhone(%q) = %q; want %q", c.e164, got, c.shown)
		}
		if got := MaskPhone(c.e164); got != c.masked {
			t.Errorf("MaskPhone(%q) = %q; want %q", c.e164, got, c.masked)
		}
	}
	for _, c := range []struct{ address, shown, masked string }{
		{"jeanne@poitou.example", "jeanne@poitou.example", "j•••@poitou.example"},
		{"jeanne@xn--fort-ipa.example", "jeanne@forêt.example", "j•••@forêt.example"},
		{"jeanne@xn--zz.example", "jeanne@xn--zz.example", "j•••@xn--zz.example"},
		{"jeanne@xn--gmil-63d.com", "jeanne@xn--gmil-63d.com", "j•••@xn--gmil-63d.com"},                                              // a Cyrillic letter
		{"jeanne@xn--frme-5va.example", "jeanne@xn--frme-5va.example", "j•••@xn--frme-5va.example"},                                  // a letter of Latin that no keyboard here has
		{"jeanne@xn--fort-ipa.xn--80ak6aa92e.com", "jeanne@xn--fort-ipa.xn--80ak6aa92e.com", "j•••@xn--fort-ipa.xn--80ak6aa92e.com"}, // Cyrillic alone
	} {
		if got := ShowEmail(c.address); got != c.shown {
			t.Errorf("ShowEmail(%q) = %q; want %q", c.address, got, c.shown)
		}
		if got := MaskEmail(c.address); got != c.masked {
			t.Errorf("MaskEmail(%q) = %q; want %q", c.address, got, c.masked)
		}
	}
}

func BenchmarkParseMobile(b *testing.B) {
	for b.Loop() {
		if _, err := ParseMobile("06 12 34 56 78"); err != nil {
			b.Fatal(err)
		}
	}
}
