package gauge

import "testing"

func TestANumberOfAFormIsOnePieceOfDress(t *testing.T) {
	for name, passwords := range map[string][]string{
		"dates and hours":        {"Marguerite 1985-05-12T10:30", "Le 1985-05-12 Marguerite!", "24h du Mans 1955!", "Rendez-vous 14h30!"},
		"a day without its year": {"Saint Éloi 1er décembre!", "St Joseph 19 mars!", "Muguet du 1er mai!", "Marguerite 12 mai !"},
		"a unit or a rank":       {"Montbéliarde n°12!", "Beethoven 9ème!", "Everest 8848m!", "Quatre-quarts 250g!", "Mirza 4 pattes!", "Adhérent MSA n°1"},
		"a number plate":         {"Clio AB123CD!", "Tracteur 4521 XY 79!", "Kangoo-EE-777-EE"},
	} {
		for _, password := range passwords {
			if e := estimate(project(password), Personal{}); e.guesses >= strongGuesses || e.guesses >= fairGuesses && name != "a number plate" {
				t.Errorf("%s: %s: %.2g guesses, reading %v", name, password, e.guesses, e.why)
			}
		}
	}
}

// A number in groups needs as many guesses as without its separators: the grouping adds nothing.
func TestGroupsAreOneNumber(t *testing.T) {
	for _, password := range []string{
		"+32 475 12 34 56 Aa", "+41 79 123 45 67 Ab", "+351 912 345 678 Ab", "+221 77 123 45 67 Sn", "2 61 08 2A 004 123 Ab", "1-52-05-79-191-012 Ab", "384 123 456 00017 Aa",
	} {
		if e := estimate(password, Personal{}); e.guesses >= strongGuesses {
			t.Errorf("%s: %.2g guesses, reading %v", password, e.guesses, e.why)
		}
	}
}

// A password that consists of a number in a known form and of usual additions, without a word.
func TestAFormIsReadWithoutAWord(t *testing.T) {
	for password, most := range map[string]float64{
		"2026-11-28T10:00Aa!": fairGuesses, "28/11/2026 10h00Aa": fairGuesses, "12.05.1985 à 8h30A": fairGuesses,
		"XXVIII/XI/MMXXVIa1!": strongGuesses, "XII-V-MCMLIIa1!": fairGuesses, "MDCCLXXXIX-a1A": fairGuesses,
		"AB-123-CD Aa!": fairGuesses, "Clio AB-123-CD": fairGuesses, "AA-111-AA!a": fairGuesses,
		"1 52 05 79 191 025Aa!": strongGuesses, "2 85 05 79 191 043 12Zz?": strongGuesses, "Nir 1850579191025!": strongGuesses, "2850579191043Zz?": strongGuesses,
		"Siret 732 829 320 00074!": strongGuesses, "73282932000074Zz!": strongGuesses, "0033 549 06 30 30Aa!": strongGuesses, "Tel : 05 49 02 06 13": strongGuesses,
	} {
		if e := estimate(project(password), Personal{}); e.guesses >= most {
			t.Errorf("%s: %.2g guesses, reading %v; want less than %.0g", password, e.guesses, e.why, most)
		}
	}
}

func TestTheAdviceOnANumberNamesIt(t *testing.T) {
	if v := Judge("Siren:732829320", Personal{}); v.Level != Weak || v.Advice != adviceNumber {
		t.Errorf("%v: %q", v.Level, v.Advice)
	}
}

func TestLengthsOfForms(t *testing.T) {
	dayMonth := func(s string) int { _, n := lettersDate(s); return n }
	for _, c := range []struct {
		what   string
		length func(string) int
		text   string
		want   int
	}{
		{"date", dateLength, "1985-05-12!", 10}, {"date", dateLength, "1985/05-12", 0}, {"date", dateLength, "1985-13-12", 0}, {"date", dateLength, "1985-05-123", 0},
		{"hour", hourLength, "10:30!", 5}, {"hour", hourLength, "10:30:00", 8}, {"hour", hourLength, "8h", 2}, {"hour", hourLength, "8h30!", 4}, {"hour", hourLength, "t10:30", 6},
		{"hour", hourLength, "25:30", 0}, {"hour", hourLength, "10:75", 0}, {"hour", hourLength, "8hectares", 0}, {"hour", hourLength, "8", 0}, {"hour", hourLength, "t", 0},
		{"hour", hourLength, "10h30ab", 5}, {"hour", hourLength, "10:30:00ab", 8}, {"hour", hourLength, "10:305", 0},
		{"groups", groupsLength, "384 123 456 00017", 17}, {"groups", groupsLength, "+41.79.123.45.67!", 16}, {"groups", groupsLength, "2 61 08 2a 004 123", 18},
		{"groups", groupsLength, "12 34", 0}, {"groups", groupsLength, "12 34 56", 0}, {"groups", groupsLength, "384 123 456abc", 11}, {"groups", groupsLength, "2 61 08 2abc", 0}, {"groups", groupsLength, "384 123-456 78", 0},
		{"plate", plateLength, "ab-123-cd!", 9}, {"plate", plateLength, "ab123cd", 7}, {"plate", plateLength, "1234 xy 79", 10}, {"plate", plateLength, "abc123cd", 0},
		{"plate", plateLength, "ab-123-cde", 0}, {"plate", plateLength, "1234 xy 795", 0}, {"plate", plateLength, "!", 0},
		{"day and month", dayMonth, "1er mai!", 7}, {"day and month", dayMonth, "12 mai 1985", 6}, {"day and month", dayMonth, "12 vaches", 0},
	} {
		if got := c.length(c.text); got != c.want {
			t.Errorf("%s %q: %d characters, want %d", c.what, c.text, got, c.want)
		}
	}
}

func TestAPhraseIsKnownWithDigitsForItsNumbers(t *testing.T) {
	for _, password := range []string{"Dessine-moi 1 mouton!", "Paris ne s'est pas fait en 1 jour", "1 tiens vaut mieux que 2 tu l'auras!", "Ali Baba et les 40 voleurs!", "1001 nuits !"} {
		if e := estimate(project(password), Personal{}); e.guesses >= fairGuesses {
			t.Errorf("%s: %.2g guesses, reading %v", password, e.guesses, e.why)
		}
	}
	for text, want := range map[string]string{"les 3 rois 3!": "les trois rois 3!", "rois 3!": "", "4711 rois": "", "": ""} {
		if got := withNumberWords(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
