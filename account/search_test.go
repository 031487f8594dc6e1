package account_test

import (
	"strings"
	"testing"

	"sesame/account"
)

func TestSearchFits(t *testing.T) {
	person := func(last, first, town string) account.Searchable {
		return account.Searchable{LastName: last, FirstName: first, Address: []string{"3 rue du Bourg", town},
			Phones: [3]string{"", "+33549112233", "+33612345678"}}
	}
	company := func(name string) account.Searchable {
		return account.Searchable{Company: name, Address: []string{"86000 POITIERS"}}
	}
	for name, c := range map[string]struct {
		text  string
		way   account.SearchWay
		in    account.Searchable
		found bool
	}{
		"accents left out":                     {"desormeaux emile", account.ByWord, person("Désormeaux", "Émile", ""), true},
		"accents put in":                       {"DÉSORMÈAUX", account.ByWord, person("DESORMEAUX", "EMILE", ""), true},
		"accents decomposed":                   {"De\u0301sormeaux", account.ByWord, person("Désormeaux", "", ""), true},
		"a ligature":                           {"coeur", account.ByWord, person("Cœur", "", ""), true},
		"a ligature typed":                     {"lætitia cœur", account.ByWord, person("COEUR", "Laetitia", ""), true},
		"a hyphen left out":                    {"jean francois", account.ByWord, person("Roy", "Jean-François", ""), true},
		"one of two first names":               {"françois roy", account.ByWord, person("Roy", "Jean-François", ""), true},
		"a hyphen in a name of two words":      {"belle-isle", account.ByWord, person("BELLE ISLE", "", ""), true},
		"an apostrophe":                        {"l'haÿ les roses", account.ByWord, person("Roy", "", "94240 L HAY LES ROSES"), true},
		"another apostrophe":                   {"l’hay-les-roses", account.ByWord, person("Roy", "", "94240 L'HAŸ-LES-ROSES"), true},
		"no apostrophe":                        {"lhay", account.ByWord, person("Roy", "", "94240 L'HAŸ-LES-ROSES"), true},
		"d'Ormesson without his d":             {"ormesson", account.ByWord, person("d'Ormesson", "", ""), true},
		"d'Ormesson in one word":               {"DORMESSON", account.ByWord, person("d'Ormesson", "", ""), true},
		"Dormesson in two":                     {"d'ormesson", account.ByWord, person("DORMESSON", "", ""), true},
		"N'Diaye":                              {"ndiaye", account.ByWord, person("N'Diaye", "", ""), true},
		"Le Goff in one word":                  {"legoff", account.ByWord, person("LE GOFF", "", ""), true},
		"Legoff in two":                        {"le goff", account.ByWord, person("Legoff", "", ""), true},
		"de La Tour in one":                    {"delatour", account.ByWord, person("de La Tour", "", ""), true},
		"a name that is a particle":            {"le", account.ByWord, person("LE", "Van Minh", ""), true},
		"Sainte and Ste":                       {"ste soline", account.ByWord, person("Roy", "", "79120 SAINTE-SOLINE"), true},
		"St and Sainte":                        {"Sainte-Soline", account.ByWord, person("Roy", "", "79120 ST SOLINE"), true},
		"Saintes is a town":                    {"saintes", account.ByWord, person("Roy", "", "79120 ST SOLINE"), false},
		"a postcode":                           {"roy 79120", account.ByWord, person("Roy", "", "79120 ST SOLINE"), true},
		"a country below the town":             {"bruxelles", account.ByWord, account.Searchable{LastName: "A", Address: []string{"B 1000 BRUXELLES", "BELGIQUE"}}, true},
		"a street is nothing to look for":      {"bourg", account.ByWord, person("Roy", "", "79120 ST SOLINE"), false},
		"a filler typed":                       {"aix-en-provence", account.ByWord, person("Roy", "", "13100 AIX EN PROVENCE"), true},
		"letters of another alphabet":          {"иванов", account.ByWord, person("ИВАНОВ", "", ""), true},
		"letters that do not decompose":        {"Lukasz Soren", account.ByWord, person("Łukasz", "Søren", ""), true},
		"a company by two of its words":        {"gaec chenes", account.ByWord, company("GAEC des Trois Chênes"), true},
		"points":                               {"earl moulin", account.ByWord, company("E.A.R.L. DU MOULIN"), true},
		"points typed":                         {"E. A. R. L. du moulin", account.ByWord, company("EARL Dumoulin"), true},
		"a word that is not there":             {"gaec hêtres", account.ByWord, company("GAEC des Trois Chênes"), false},
		"a mobile in pairs":                    {"06 12 34 56 78", account.ByWord, person("Roy", "", ""), true},
		"a mobile with points, and a name":     {"roy 06.12.34.56.78", account.ByWord, person("Roy", "", ""), true},
		"a mobile between names":               {"jean 0612345678 roy", account.ByWord, person("Roy", "Jean", ""), true},
		"a mobile with its country":            {"+33 6 12 34 56 78", account.ByWord, person("Roy", "", ""), true},
		"a mobile with 00 and (0)":             {"0033 (0)6 12 34 56 78", account.ByWord, person("Roy", "", ""), true},
		"a mobile that lost its 0":             {"612345678", account.ByWord, person("Roy", "", ""), true},
		"a postcode before a number":           {"79120 05 49 11 22 33", account.ByWord, person("Roy", "", "79120 ST SOLINE"), true},
		"overseas":                             {"0692 12 34 56", account.ByWord, account.Searchable{LastName: "A", Phones: [3]string{"+262692123456"}}, true},
		"overseas with its country":            {"+262 692 12 34 56", account.ByWord, account.Searchable{LastName: "A", Phones: [3]string{"+262692123456"}}, true},
		"abroad":                               {"+32 470 12 34 56", account.ByWord, account.Searchable{LastName: "A", Phones: [3]string{"+32470123456"}}, true},
		"somebody else's number":               {"06 12 34 56 79", account.ByWord, person("Roy", "", ""), false},
		"the beginning of a name":              {"mart", account.ByBeginning, person("Martin", "", ""), true},
		"two letters are no beginning":         {"ma", account.ByBeginning, person("Martin", "", ""), false},
		"the beginning of a long name":         {"desormeau", account.ByBeginning, person("Désormeaux", "", ""), true},
		"a beginning is no word":               {"mart", account.ByWord, person("Martin", "", ""), false},
		"the end of a name is no beginning":    {"artin", account.ByBeginning, person("Martin", "", ""), false},
		"Dupond for Dupont":                    {"dupond", account.BySound, person("Dupont", "", ""), true},
		"Gautier Filippe for Gauthier":         {"gautier filippe", account.BySound, person("Gauthier", "Philippe", ""), true},
		"Durand for Dupont":                    {"durand", account.BySound, person("Dupont", "", ""), false},
		"words after the eighth do not count":  {"a1 a1 a1 a1 a1 a1 a1 a1 zz", account.ByWord, person("a1", "", ""), true},
		"a number is not heard as another one": {"79121", account.BySound, person("Roy", "", "79120 ST SOLINE"), false},
	} {
		t.Run(name, func(t *testing.T) {
			s := account.ParseSearch(c.text)
			if got := s.Words() > 0 && s.Fits(c.way, c.in); got != c.found {
				t.Errorf("found %v", got)
			}
			if !c.found {
				return
			}
			var x account.SearchIndexer
			terms := x.Terms(nil, c.in)
			for i, probes := range s.Probes(c.way) {
				led := false
				for _, p := range probes {
					for _, term := range terms {
						led = led || p.Fits(term) && p.Term.Bucket() == term.Bucket() && account.TermInBucket(term.Bucket(), term.InBucket()) == term
					}
				}
				if !led {
					t.Errorf("no term leads there from word %d", i+1)
				}
			}
		})
	}
}

func TestASearchForNothing(t *testing.T) {
	for _, text := range []string{"", " ", "a", "d'", "-- l'", "...", "\xff\xfe", "1 2 3"} {
		if s := account.ParseSearch(text); s.Words() > 0 {
			t.Errorf("%q has %d words", text, s.Words())
		}
	}
}

func TestTheWholeNameIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		text, last, company string
		whole               bool
	}{
		"the name":                {"martin paul", "Martin", "", true},
		"one word of two":         {"martin", "Martin Dupré", "", false},
		"the town of that name":   {"poitiers", "Martin", "", false},
		"the company":             {"trois chenes", "", "Trois Chênes", true},
		"a part of the company":   {"chenes", "", "Trois Chênes", false},
		"a particle left out":     {"goff", "Le Goff", "", true},
		"nothing but a first one": {"paul", "Martin", "", false},
	} {
		m := account.Searchable{LastName: c.last, FirstName: "Paul", Company: c.company, Address: []string{"86000 POITIERS"}}
		if got := account.ParseSearch(c.text).Names(m); got != c.whole {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func FuzzParseSearch(f *testing.F) {
	for _, text := range []string{"Jean-François d'Ormesson", "06 12 34 56 78", strings.Repeat("+33(0)6 ", 2000), strings.Repeat("é", 10_000), "\xff 1 2", "E. A. R. L."} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := account.ParseSearch(text)
		if s.Words() > 8 {
			t.Errorf("%d words", s.Words())
		}
		for _, way := range []account.SearchWay{account.ByWord, account.ByBeginning, account.BySound} {
			for _, probes := range s.Probes(way) {
				if len(probes) == 0 || len(probes) > 6 {
					t.Errorf("%d probes for a word", len(probes))
				}
			}
			value := text[:min(len(text), 400)] // no value of a member is longer
			s.Fits(way, account.Searchable{LastName: value, Address: []string{value}})
		}
	})
}
