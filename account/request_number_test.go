package account

import "testing"

func TestANumberOfADemandIsReadHoweverItIsTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"KTR-482": "KTR-482", "ktr482": "KTR-482", " Ktr 482 ": "KTR-482", "KTR\u2011482": "KTR-482", "k.t.r-4 8 2\u200b": "KTR-482",
		"": "", "KTR": "", "KTR-481": "", "AEI-482": "", "482-KTR": "", "KTR-4822": "",
	} {
		got, err := ParseRequestNumber(typed)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q is read as %q, %v", typed, got, err)
		}
	}
	for typed, want := range map[string]string{
		"ktr482": "KTR-482", "Demande KTR-482": "KTR-482", "Demande KTR-482 de 9 h 05.": "KTR-482", "n° KTR 482": "KTR-482", "Numéro de votre demande : KTR-482. Il est écrit aussi dans le message.": "KTR-482",
		"KTR-482 ou JWC-424": "", "Demande": "", "demande 482": "", "XKTR-482": "", "KTR-4822": "", "": "",
	} {
		if got, err := ReadRequestNumber(typed); got != want || (err == nil) != (want != "") {
			t.Errorf("%q is read among words as %q, %v", typed, got, err)
		}
	}
	for typed, want := range map[string]string{"ABC-234": "ABC-234", "qui101": "QUI-101", "KTR 482": "KTR-482", "KT-4821": "", "ABCD-234": "", "éàç-234": "", "": ""} {
		if got, ok := LikeRequestNumber(typed); got != want || ok != (want != "") {
			t.Errorf("%q looks like %q, %v", typed, got, ok)
		}
	}
	for range 100 {
		number := NewRequestNumber()
		if got, err := ParseRequestNumber(number); got != number || err != nil {
			t.Errorf("%s is read as %q, %v", number, got, err)
		}
	}
}
