package account

import (
	"slices"
	"strings"
	"testing"
)

func TestAddressesAreWrittenAsTheNormWants(t *testing.T) {
	for name, c := range map[string]struct {
		who   string
		known []string
		in    []string
		want  string
		town  string
	}{
		"a street, a hamlet and a town":      {"Madame Madeleine Texier", []string{"Texier"}, []string{"Madame Madeleine TEXIER", "", "4, chemin des Noyers", "La Planche", "86370 Vivonne"}, "Madame Madeleine TEXIER|4 CHEMIN DES NOYERS|LA PLANCHE|86370 VIVONNE", "VIVONNE"},
		"a farm that has no street":          {"M. Julien Pelletier", []string{"PELLETIER"}, []string{"Monsieur Julien Pelletier", "EARL du Grand Pré", "Le Grand-Pré", "16500 CONFOLENS"}, "Monsieur Julien Pelletier|EARL du Grand Pré|LE GRAND PRE|16500 CONFOLENS", "CONFOLENS"},
		"the name is put there":              {"Mme Ondine Quéméneur", []string{"Quéméneur"}, []string{"27 venelle du Bélier", "79150 ARGENTONNAY"}, "Mme Ondine Quéméneur|27 VENELLE DU BELIER|79150 ARGENTONNAY", "ARGENTONNAY"},
		"a town alone":                       {"Aubert", []string{"Aubert"}, []string{"86000 poitiers"}, "Aubert|86000 POITIERS", "POITIERS"},
		"a street that bears the name":       {"M. Paul Roux", []string{"Roux"}, []string{"3 rue Roux", "07300 Roux"}, "M. Paul Roux|3 RUE ROUX|07300 ROUX", "ROUX"},
		"a company that looks like a street": {"3 Vallées", []string{"3 Vallées"}, []string{"3 VALLÉES", "ZA du Bois", "86000 Poitiers"}, "3 VALLÉES|ZA DU BOIS|86000 POITIERS", "POITIERS"},
		"a married name stays":               {"Mme Jeanne Martin", []string{"Martin"}, []string{"MME JEANNE DURAND", "3 rue Haute", "86000 POITIERS"}, "MME JEANNE DURAND|3 RUE HAUTE|86000 POITIERS", "POITIERS"},
		"a company and its service":          {"SARL Les Maraîchers", []string{"", "SARL Les Maraîchers"}, []string{"SARL LES MARAÎCHERS", "Service du personnel", "Zone artisanale de la Gare", "86400 CIVRAY"}, "SARL LES MARAÎCHERS|Service du personnel|ZONE ARTISANALE DE LA GARE|86400 CIVRAY", "CIVRAY"},
		"six lines, a CEDEX":                 {"M. Roux", []string{"Roux"}, []string{"M. ROUX", "-", "Appt 12", "Rés. L'Œillet", "8 bis, rue de l'Abbé-Lambert", "BP 12", "86 000 Saint-Benoît Cedex 9"}, "M. ROUX|Appt 12|Rés. L'Œillet|8 BIS RUE DE L ABBE LAMBERT|BP 12|86000 SAINT BENOIT CEDEX 9", "SAINT BENOIT CEDEX 9"},
		"France is not written":              {"M. Roux", []string{"Roux"}, []string{"M. ROUX", "3 rue Haute", "F-86000 Poitiers", "France"}, "M. ROUX|3 RUE HAUTE|86000 POITIERS", "POITIERS"},
		"La Réunion":                         {"M. Hoarau", []string{"Hoarau"}, []string{"M. HOARAU", "12 chemin Sévère", "97490 Sainte-Clotilde", "La Réunion"}, "M. HOARAU|12 CHEMIN SEVERE|97490 SAINTE CLOTILDE", "SAINTE CLOTILDE"},
		"Nouvelle-Calédonie":                 {"M. Wéa", []string{"Wéa"}, []string{"M. WÉA", "BP 4", "98845 Nouméa Cedex", "NOUVELLE-CALÉDONIE"}, "M. WÉA|BP 4|98845 NOUMEA CEDEX", "NOUMEA CEDEX"},
		"Corse":                              {"M. Orsini", []string{"Orsini"}, []string{"M. ORSINI", "20250 Corte"}, "M. ORSINI|20250 CORTE", "CORTE"},
		"Belgium":                            {"Mme Claes", []string{"Claes"}, []string{"Mme Claes", "Grote Markt 1, bus 3", "8000 Brügge", "Belgique"}, "Mme Claes|Grote Markt 1, bus 3|8000 BRUGGE|BELGIQUE", "BELGIQUE"},
		"Germany's postcodes look like ours": {"Hr. Weiß", []string{"Weiß"}, []string{"Hr. Weiß", "Torstraße 5", "10115 Berlin", "Allemagne"}, "Hr. Weiß|Torstraße 5|10115 BERLIN|ALLEMAGNE", "ALLEMAGNE"},
		"a Portuguese postcode":              {"M. Sousa", []string{"Sousa"}, []string{"M. SOUSA", "Rua Direita 4", "4000-123 Porto", "Portugal"}, "M. SOUSA|Rua Direita 4|4000-123 PORTO|PORTUGAL", "PORTUGAL"},
	} {
		in := slices.Clone(c.in)
		got := PostalAddress(c.who, c.known, c.in)
		if town := TownOf(c.in); town != c.town {
			t.Errorf("%s: the town is %q, want %q", name, town, c.town)
		}
		if strings.Join(got, "|") != c.want || Town(got) != c.town {
			t.Errorf("%s: %q in %q, want %q in %q", name, strings.Join(got, "|"), Town(got), c.want, c.town)
		}
		if problems := CheckAddress(got); len(problems) > 0 {
			t.Errorf("%s: %+v", name, problems)
		}
		if !slices.Equal(in, c.in) {
			t.Errorf("%s: what was given has changed", name)
		}
		if again := PostalAddress(c.who, c.known, got); !slices.Equal(again, got) {
			t.Errorf("%s: written again it is %q", name, again)
		}
	}
	if got := PostalAddress("", nil, []string{" ", ""}); got != nil || Town(got) != "" || TownOf([]string{" ", "-"}) != "" {
		t.Errorf("nothing gives %q", got)
	}
}

func TestWhatKeepsAnAddressFromBeingPrintedIsToldWithItsLine(t *testing.T) {
	for name, c := range map[string]struct {
		lines   []string
		line    int
		reason  string
		shorter string
	}{
		"a street too long":            {[]string{"M. X", "APPARTEMENT 3", "128 BOULEVARD DU MARECHAL DE LATTRE DE TASSIGNY", "86000 POITIERS"}, 3, "La ligne 3 compte 47 caractères : 38 au plus.", "128 BD DU MAL DE LATTRE DE TASSIGNY"},
		"only what is needed":          {[]string{"M. X", "4 AVENUE DU DOCTEUR SAINT JUST DES VIGNES", "86000 POITIERS"}, 2, "La ligne 2 compte 41 caractères : 38 au plus.", "4 AV DU DOCTEUR SAINT JUST DES VIGNES"},
		"no abbreviation helps":        {[]string{"M. X", "4 RUE " + strings.Repeat("A", 40), "86000 POITIERS"}, 2, "La ligne 2 compte 46 caractères : 38 au plus.", ""},
		"a name is not abbreviated":    {[]string{"Madame Saint-Hilaire du Grand Boulevard-Sainte-Croix", "86000 POITIERS"}, 1, "La ligne 1 compte 52 caractères : 38 au plus.", ""},
		"a civility is":                {[]string{"Mademoiselle Anne-Élisabeth de Montalivet", "86000 POITIERS"}, 1, "La ligne 1 compte 41 caractères : 38 au plus.", "MLLE ANNE ELISABETH DE MONTALIVET"},
		"abroad":                       {[]string{"M. X", "12 Avenue du Général-Guisan, bâtiment B", "1009 PULLY", "SUISSE"}, 2, "La ligne 2 compte 39 caractères : 38 au plus.", ""},
		"seven lines":                  {[]string{"A", "B", "C", "D", "E", "F", "86000 POITIERS"}, 0, "L'adresse compte 7 lignes : 6 au plus.", ""},
		"no line":                      {nil, 0, "L'adresse manque.", ""},
		"no postcode":                  {[]string{"M. X", "POITIERS"}, 2, "La dernière ligne doit porter le code postal et la commune (86000 POITIERS) ou, à l'étranger, le pays en toutes lettres.", ""},
		"a postcode that is none":      {[]string{"M. X", "99123 VILLE"}, 2, "La dernière ligne doit porter le code postal et la commune (86000 POITIERS) ou, à l'étranger, le pays en toutes lettres.", ""},
		"a script that nobody reads":   {[]string{"M. 王", "86000 POITIERS"}, 1, "La ligne 1 contient « 王 », que la poste ne lit pas.", ""},
		"a character that was damaged": {[]string{"M. \ufffd", "86000 POITIERS"}, 1, "La ligne 1 contient « \ufffd », que la poste ne lit pas.", ""},
	} {
		got := CheckAddress(c.lines)
		if len(got) != 1 || got[0].Line != c.line || got[0].Reason != c.reason || got[0].Shorter != c.shorter {
			t.Errorf("%s: %+v", name, got)
			continue
		}
		left := CheckAddress(Shortened(c.lines))
		if (c.shorter != "") != (len(left) == 0) {
			t.Errorf("%s: shortened, %+v is left", name, left)
		}
	}
	fits := []string{strings.Repeat("É", AddressWidth), "86000 POITIERS"}
	if got := CheckAddress(fits); len(got) != 0 || !slices.Equal(Shortened(fits), fits) {
		t.Errorf("38 characters: %+v", got)
	}
}

// Formatting a printable address a second time changes nothing, and leaves no empty line.
func FuzzAddresses(f *testing.F) {
	f.Add("M. Roux", "Roux", "3 rue Haute\n86000 Poitiers\nFrance")
	f.Add("3 Vallées", "", "-\n8000 Brügge\nBelgique")
	f.Fuzz(func(t *testing.T, name, known, text string) {
		lines := PostalAddress(name, []string{known}, strings.Split(text, "\n"))
		if again := PostalAddress(name, []string{known}, lines); len(CheckAddress(lines)) == 0 && !slices.Equal(again, lines) {
			t.Errorf("%q, then %q", lines, again)
		}
		if town := TownOf(strings.Split(text, "\n")); town != "" && town != Town(lines) {
			t.Errorf("%q: the town is %q", lines, town)
		}
		if slices.Contains(lines, "") || len(Shortened(lines)) != len(lines) {
			t.Errorf("%q, shortened %q", lines, Shortened(lines))
		}
	})
}
