package search_test

import (
	"strings"
	"testing"

	"sesame/account/search"
)

func TestSearchFits(t *testing.T) {
	person := func(last, first, town string) search.Searchable {
		return search.Searchable{LastName: last, FirstName: first, Address: []string{"3 rue du Bourg", town},
			Phones: [3]string{"", "+33549112233", "+33612345678"}}
	}
	company := func(name string) search.Searchable {
		return search.Searchable{Company: name, Address: []string{"86000 POITIERS"}}
	}
	for name, c := range map[string]struct {
		text  string
		way   search.Way
		in    search.Searchable
		found bool
	}{
		"accents left out":                     {"desormeaux emile", search.ByWord, person("Désormeaux", "Émile", ""), true},
		"accents put in":                       {"DÉSORMÈAUX", search.ByWord, person("DESORMEAUX", "EMILE", ""), true},
		"accents decomposed":                   {"De\u0301sormeaux", search.ByWord, person("Désormeaux", "", ""), true},
		"a ligature":                           {"coeur", search.ByWord, person("Cœur", "", ""), true},
		"a ligature typed":                     {"lætitia cœur", search.ByWord, person("COEUR", "Laetitia", ""), true},
		"a hyphen left out":                    {"jean francois", search.ByWord, person("Roy", "Jean-François", ""), true},
		"one of two first names":               {"françois roy", search.ByWord, person("Roy", "Jean-François", ""), true},
		"a hyphen in a name of two words":      {"belle-isle", search.ByWord, person("BELLE ISLE", "", ""), true},
		"an apostrophe":                        {"l'haÿ les roses", search.ByWord, person("Roy", "", "94240 L HAY LES ROSES"), true},
		"another apostrophe":                   {"l’hay-les-roses", search.ByWord, person("Roy", "", "94240 L'HAŸ-LES-ROSES"), true},
		"no apostrophe":                        {"lhay", search.ByWord, person("Roy", "", "94240 L'HAŸ-LES-ROSES"), true},
		"d'Ormesson without his d":             {"ormesson", search.ByWord, person("d'Ormesson", "", ""), true},
		"d'Ormesson in one word":               {"DORMESSON", search.ByWord, person("d'Ormesson", "", ""), true},
		"Dormesson in two":                     {"d'ormesson", search.ByWord, person("DORMESSON", "", ""), true},
		"N'Diaye":                              {"ndiaye", search.ByWord, person("N'Diaye", "", ""), true},
		"Le Goff in one word":                  {"legoff", search.ByWord, person("LE GOFF", "", ""), true},
		"Legoff in two":                        {"le goff", search.ByWord, person("Legoff", "", ""), true},
		"de La Tour in one":                    {"delatour", search.ByWord, person("de La Tour", "", ""), true},
		"a name that is a particle":            {"le", search.ByWord, person("LE", "Van Minh", ""), true},
		"Sainte and Ste":                       {"ste soline", search.ByWord, person("Roy", "", "79120 SAINTE-SOLINE"), true},
		"St and Sainte":                        {"Sainte-Soline", search.ByWord, person("Roy", "", "79120 ST SOLINE"), true},
		"Saintes is a town":                    {"saintes", search.ByWord, person("Roy", "", "79120 ST SOLINE"), false},
		"a postcode":                           {"roy 79120", search.ByWord, person("Roy", "", "79120 ST SOLINE"), true},
		"a country below the town":             {"bruxelles", search.ByWord, search.Searchable{LastName: "A", Address: []string{"B 1000 BRUXELLES", "BELGIQUE"}}, true},
		"a street":                             {"rue du bourg", search.ByWord, person("Roy", "", "79120 ST SOLINE"), true},
		"a filler typed":                       {"aix-en-provence", search.ByWord, person("Roy", "", "13100 AIX EN PROVENCE"), true},
		"letters of another alphabet":          {"иванов", search.ByWord, person("ИВАНОВ", "", ""), true},
		"letters that do not decompose":        {"Lukasz Soren", search.ByWord, person("Łukasz", "Søren", ""), true},
		"a company by two of its words":        {"gaec chenes", search.ByWord, company("GAEC des Trois Chênes"), true},
		"points":                               {"earl moulin", search.ByWord, company("E.A.R.L. DU MOULIN"), true},
		"points typed":                         {"E. A. R. L. du moulin", search.ByWord, company("EARL Dumoulin"), true},
		"a word that is not there":             {"gaec hêtres", search.ByWord, company("GAEC des Trois Chênes"), false},
		"a mobile in pairs":                    {"06 12 34 56 78", search.ByWord, person("Roy", "", ""), true},
		"a mobile with points, and a name":     {"roy 06.12.34.56.78", search.ByWord, person("Roy", "", ""), true},
		"a mobile between names":               {"jean 0612345678 roy", search.ByWord, person("Roy", "Jean", ""), true},
		"a mobile with its country":            {"+33 6 12 34 56 78", search.ByWord, person("Roy", "", ""), true},
		"a mobile with 00 and (0)":             {"0033 (0)6 12 34 56 78", search.ByWord, person("Roy", "", ""), true},
		"a mobile that lost its 0":             {"612345678", search.ByWord, person("Roy", "", ""), true},
		"a postcode before a number":           {"79120 05 49 11 22 33", search.ByWord, person("Roy", "", "79120 ST SOLINE"), true},
		"overseas":                             {"0692 12 34 56", search.ByWord, search.Searchable{LastName: "A", Phones: [3]string{"+262692123456"}}, true},
		"overseas with its country":            {"+262 692 12 34 56", search.ByWord, search.Searchable{LastName: "A", Phones: [3]string{"+262692123456"}}, true},
		"abroad":                               {"+32 470 12 34 56", search.ByWord, search.Searchable{LastName: "A", Phones: [3]string{"+32470123456"}}, true},
		"somebody else's number":               {"06 12 34 56 79", search.ByWord, person("Roy", "", ""), false},
		"the beginning of a name":              {"mart", search.ByBeginning, person("Martin", "", ""), true},
		"two letters are no beginning":         {"ma", search.ByBeginning, person("Martin", "", ""), false},
		"the beginning of a long name":         {"desormeau", search.ByBeginning, person("Désormeaux", "", ""), true},
		"a beginning is no word":               {"mart", search.ByWord, person("Martin", "", ""), false},
		"the end of a name is no beginning":    {"artin", search.ByBeginning, person("Martin", "", ""), false},
		"Dupond for Dupont":                    {"dupond", search.BySound, person("Dupont", "", ""), true},
		"Gautier Filippe for Gauthier":         {"gautier filippe", search.BySound, person("Gauthier", "Philippe", ""), true},
		"Durand for Dupont":                    {"durand", search.BySound, person("Dupont", "", ""), false},
		"words after the eighth do not count":  {"a1 a1 a1 a1 a1 a1 a1 a1 zz", search.ByWord, person("a1", "", ""), true},
		"a number is not heard as another one": {"79121", search.BySound, person("Roy", "", "79120 ST SOLINE"), false},
	} {
		t.Run(name, func(t *testing.T) {
			s := search.Parse(c.text)
			if got := s.Words() > 0 && s.Fits(c.way, search.TraitsOf(c.in)); got != c.found {
				t.Errorf("found %v", got)
			}
			if !c.found {
				return
			}
			var x search.Indexer
			terms := x.Terms(nil, c.in)
			for i, probes := range s.Probes(c.way) {
				led := false
				for _, p := range probes {
					for _, term := range terms {
						led = led || p.Fits(term) && p.Term.Bucket() == term.Bucket() && search.TermInBucket(term.Bucket(), term.InBucket()) == term
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
		if s := search.Parse(text); s.Words() > 0 {
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
		m := search.Searchable{LastName: c.last, FirstName: "Paul", Company: c.company, Address: []string{"86000 POITIERS"}}
		if got := search.Parse(c.text).Names(search.TraitsOf(m)); got != c.whole {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func FuzzParseSearch(f *testing.F) {
	for _, text := range []string{"Jean-François d'Ormesson", "06 12 34 56 78", strings.Repeat("+33(0)6 ", 2000), strings.Repeat("é", 10_000), "\xff 1 2", "E. A. R. L."} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := search.Parse(text)
		if s.Words() > 8 {
			t.Errorf("%d words", s.Words())
		}
		for _, way := range []search.Way{search.ByWord, search.ByBeginning, search.BySound, search.BySlip} {
			for _, probes := range s.Probes(way) {
				if len(probes) == 0 || len(probes) > 60 {
					t.Errorf("%d probes for a word", len(probes))
				}
			}
			value := text[:min(len(text), 400)] // no value of a member is longer
			s.Fits(way, search.TraitsOf(search.Searchable{LastName: value, Address: []string{value}}))
		}
	})
}
