package gauge

import "testing"

func TestNumbersInWordsAreNumbers(t *testing.T) {
	for typed, want := range map[string]string{
		"Vingt-quatre-Mai-1985":            "24-mai-1985",
		"QuinzeAoutDeuxMille1!":            "15aout2000-1!",
		"Mille neuf cent quatre-vingts 1":  "1980 1",
		"Dix-neuf cent quatre-vingt-cinq!": "1985!",
		"Soixante et onze-Mars-1":          "71-mars-1",
		"Deux mille vingt-six, vingt":      "2026, 20",
		"VingtetunJuin1!":                  "21juin1!",
		"Zero six douze trente-quatre 1!":  "0 6 12 34 1!",
		"Le premier janvier 2026!":         "le 1 janvier 2026!",
		"Quatre-vingt-dix-sept-trois":      "97-3",
		"Deux-Girafes-Mangent-Sept-Figues": "",
		"Mille-Tulipes-4":                  "",
		"Vingt-1!":                         "",
	} {
		if got := withDigits(project(typed)); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
}

// A date or a year in words is priced like one in digits; words that contain a number by chance stay words.
func TestADateInWordsIsWeak(t *testing.T) {
	for _, weak := range []string{"Vingt-quatre-Mai-1985", "QuinzeAoutDeuxMille1!", "Mille neuf cent quatre-vingts 1", "VingtNeufNovembre1!", "Le vingt et un juin 1!",
		"DeuxMilleVingtSix1!", "Treize-Juillet-Mille-Neuf-Cent-Dix-1"} {
		if e := Estimate(weak); e.Guesses >= fairGuesses {
			t.Errorf("%q: %.3g guesses, %s", weak, e.Guesses, e.Reading)
		}
	}
	for _, good := range []string{"Deux-Girafes-Mangent-Sept-Figues4", "Mille-Tulipes-Sur-Un-Onagre5", "Sixtine Millepertuis centaure 8", "Quinze-Enclumes-Vernies-9"} {
		if e := Estimate(good); e.Guesses < strongGuesses {
			t.Errorf("%q: %.3g guesses, %s", good, e.Guesses, e.Reading)
		}
	}
}
