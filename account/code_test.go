package account

import "testing"

func TestACodeIsFoundInWhatWasTyped(t *testing.T) {
	for name, c := range map[string]struct {
		typed  string
		digits int
		want   string
	}{
		"as it is":                   {"1204", 4, "1204"},
		"with blanks":                {" 12 04\n", 4, "1204"},
		"with no-break blanks":       {"12\u00a004\u202f", 4, "1204"},
		"with a dash":                {"12-04", 4, "1204"},
		"with a sign before it":      {"#1204", 4, "1204"},
		"between quotation marks":    {"« 1204 ».", 4, "1204"},
		"O for 0":                    {"12O4", 4, "1204"},
		"o for 0, l and I for 1":     {"l2o4 I", 5, "12041"},
		"full-width":                 {"１２０４", 4, "1204"},
		"an invisible character":     {"\u200e1204\ufeff", 4, "1204"},
		"with its words":             {"Votre code : 1204", 4, "1204"},
		"with its words, in groups":  {"Votre code est 12 04.", 4, "1204"},
		"words behind it":            {"1204 (code de la caisse)", 4, "1204"},
		"bound to the site":          {"@espace.example #1204", 4, "1204"},
		"the whole SMS":              {"Votre code, ne le donnez à personne:\n1204\nDemande KTR-482 de 14h05. Écrivez-le avant 14h35.\nPas demandé? 05 36 49 00 00\n@espace.example #1204", 4, "1204"},
		"the whole SMS in one line":  {"Votre code, ne le donnez à personne: 1204 Demande KTR-482 de 14h05. Écrivez-le avant 14h35. Pas demandé? 05 36 49 00 00", 4, "1204"},
		"a year beside it":           {"Voici votre code de confirmation :\n1204\nCe code est valable jusqu'au 23 novembre 2026 à 14 h 35.", 4, "1204"},
		"a postal code beside it":    {"Code 1204, MSA du Test, 86000 Poitiers", 4, "1204"},
		"a code of another length":   {"Votre code : 12045678", 4, "12045678"},
		"digits of another length":   {"120", 4, "120"},
		"two codes":                  {"1204 ou 4021", 4, "1204ou4021"},
		"a number of a demand":       {"KTR-482", 4, "KTR482"},
		"an hour":                    {"20h25", 4, "20h25"},
		"nothing":                    {" ", 4, ""},
		"letters that are no digits": {"12B4", 4, "12B4"},
		"a mail of eight digits":     {"Votre code de confirmation :\n12045678\n05 36 49 00 00", 8, "12045678"},
		"two words and a lone digit": {"code 1 2 0 4", 4, "1204"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := ReadCode(c.typed, c.digits); got != c.want {
				t.Errorf("ReadCode(%q, %d) = %q; want %q", c.typed, c.digits, got, c.want)
			}
		})
	}
}
