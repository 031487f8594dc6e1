package backoffice

import (
	"slices"
	"strings"
	"testing"
)

// A line with an identifier, a category, a name and an address is read, whatever a spreadsheet has added around the values.
func TestEverybodyOfASpreadsheetIsRead(t *testing.T) {
	const (
		header = "Identifiant;Catégorie;Nom;Adresse 6;E-mail\n"
		zoe    = "2850586194123;particulier;Aubert;86000 POITIERS;\n"
		farm   = "73282932000074;entreprise;Ferme;86000 POITIERS;\n"
	)
	for name, c := range map[string]struct {
		file string
		want []string
	}{
		"a title above the header":             {"Liste des adhérents au 1er novembre 2026;;;;\n;;;;\n" + header + zoe, []string{"2850586194123"}},
		"a title with commas":                  {"Liste des adhérents, triée, par nom\n" + header + zoe, []string{"2850586194123"}},
		"a title in two cells":                 {"MSA;Novembre 2026\n" + header + zoe, []string{"2850586194123"}},
		"the header again":                     {header + zoe + "IDENTIFIANT;CATEGORIE;NOM;ADRESSE 6;EMAIL\n" + farm, []string{"2850586194123", "73282932000074"}},
		"the header again behind a mark":       {header + zoe + "\ufeff" + header + farm, []string{"2850586194123", "73282932000074"}},
		"a mark in the middle":                 {header + zoe + "\ufeff" + farm, []string{"2850586194123", "73282932000074"}},
		"a mark before a quote":                {header + zoe + "\ufeff\"73282932000074\";entreprise;\"Ferme; du Pont\";86000 POITIERS;\n", []string{"2850586194123", "73282932000074"}},
		"a total":                              {header + zoe + "Total;;;;1\n", []string{"2850586194123"}},
		"a total under the names":              {header + zoe + ";;TOTAL : 1;;\n", []string{"2850586194123"}},
		"a number of lines":                    {header + zoe + "Nombre d'adhérents : 1;;;;\n", []string{"2850586194123"}},
		"a line sep= of another export":        {"sep=,\n" + header + zoe, []string{"2850586194123"}},
		"a total in the next cell":             {header + zoe + "TOTAL;1\n", []string{"2850586194123"}},
		"a number of rows":                     {header + zoe + "1 ligne\n", []string{"2850586194123"}},
		"a number of rows of a database":       {header + zoe + "(1 row affected)\n", []string{"2850586194123"}},
		"selected rows":                        {header + zoe + "\n1 rows selected.\n", []string{"2850586194123"}},
		"the end of a file":                    {header + zoe + "--- Fin du fichier ---\n", []string{"2850586194123"}},
		"the end with a count":                 {header + zoe + "FIN;1\n", []string{"2850586194123"}},
		"the end with a count further on":      {header + zoe + "Fin;;;1;\n", []string{"2850586194123"}},
		"somebody who is called as an end is":  {header + "FIN;tiers;Aubert;86000 POITIERS;\n", []string{"FIN"}},
		"the end in one word":                  {header + zoe + "FIN;;;;\n", []string{"2850586194123"}},
		"a rule under the header":              {header + "-----------;---------;---;---------;-----\n" + zoe, []string{"2850586194123"}},
		"an identifier like an end":            {header + "FIN2;tiers;Aubert;86000 POITIERS;\n", []string{"FIN2"}},
		"a note under the table":               {header + zoe + ";;;;\n* export du 1er novembre 2026;;;;\n", []string{"2850586194123"}},
		"empty columns at the end":             {"Identifiant;Catégorie;Nom;Adresse 6;E-mail;;;;\n" + strings.TrimSuffix(zoe, "\n") + ";;;;\n;;;;;;;;\n", []string{"2850586194123"}},
		"a remark in a column without name":    {"Identifiant;Catégorie;Nom;;Adresse 6;E-mail;;\n2850586194123;particulier;Aubert;voir dossier;86000 POITIERS;;à rappeler;\n", []string{"2850586194123"}},
		"spaces that do not break in a header": {"Identifiant\u00a0;Catégorie;Nom\u00a0de\u202ffamille;Adresse\u00a06;Courriel\u00a0\n" + zoe, []string{"2850586194123"}},
		"a header over two lines":              {"Identifiant;Catégorie;Nom;\"Adresse\n6\";\"Adresse\nemail\"\n" + zoe, []string{"2850586194123"}},
		"quotes inside a value":                {header + "T1;tiers;\"La Ferme\" du Pont;86000 POITIERS;\n" + zoe, []string{"T1", "2850586194123"}},
		"a quote that never closes":            {header + "T1;tiers;\"La Ferme;86000 POITIERS;\n" + zoe + farm, []string{"T1", "2850586194123", "73282932000074"}},
		"two quotes that never close":          {header + "T1;tiers;\"La Ferme;86000 POITIERS;\nT2;tiers;\"Le Pont;86000 POITIERS;\n" + zoe, []string{"T1", "T2", "2850586194123"}},
		"a quote that closes a line later":     {header + "T1;tiers;\"La Ferme\nd'en haut\";86000 POITIERS;\n" + zoe, []string{"T1", "2850586194123"}},
		"each line in quotes":                  {"\"identifiant;categorie;nom;adresse6\"\n\"2850586194123;particulier;\"\"Aubert; veuve\"\";86000 POITIERS\"\n\"T1;tiers;A;86000 POITIERS\"\n", []string{"2850586194123", "T1"}},
		"one column, in quotes, in two":        {"\"identifiant\";\"categorie\";\"nom\";\"adresse6\"\n\"T1\";\"tiers\";\"A\";\"86000 POITIERS\"\n", []string{"T1"}},
		"the end of a text of DOS":             {header + zoe + "\x1a", []string{"2850586194123"}},
		"values that zero bytes fill up":       {header + "T1\x00\x00;tiers;Aubert\x00\x00\x00;86000 POITIERS\x00;\x00\x00\n" + zoe, []string{"T1", "2850586194123"}},
		"a file that zero bytes fill up":       {header + zoe + "\x00\x00\x00", []string{"2850586194123"}},
		"inches":                               {header + "T1;tiers;Tuyaux 5\" et 6\";86000 POITIERS;\n" + zoe, []string{"T1", "2850586194123"}},
		"a NIR with spaces":                    {header + "2 85 05 86 194 123;particulier;Aubert;86000 POITIERS;\n", []string{"2850586194123"}},
		"a NIR with its key":                   {header + "2 85 05 86 194 123 / 63;particulier;Aubert;86000 POITIERS;\n", []string{"2850586194123"}},
		"a NIR with cents":                     {header + "2850586194123,00;particulier;Aubert;86000 POITIERS;\n2850586194122.0;particulier;Aubert;86000 POITIERS;\n", []string{"2850586194123", "2850586194122"}},
		"a NIR as a formula":                   {header + "=2850586194123;particulier;Aubert;86000 POITIERS;\n", []string{"2850586194123"}},
		"a NIR by thousands":                   {header + "2\u202f850\u202f586\u202f194\u202f123;particulier;Aubert;86000 POITIERS;\n2.850.586.194.122;particulier;Aubert;86000 POITIERS;\n", []string{"2850586194123", "2850586194122"}},
		"a NIR of Corsica":                     {header + "285052a194123;particulier;Aubert;20000 AJACCIO;\n", []string{"285052A194123"}},
		"a NIR with a label":                   {header + "NIR : 2850586194123;particulier;Aubert;86000 POITIERS;\n", []string{"2850586194123"}},
		"a SIRET with spaces":                  {header + "732 829 320 00074;entreprise;Ferme;86000 POITIERS;\n", []string{"73282932000074"}},
		"a SIRET without its first zero":       {header + "5520135400010;entreprise;Ferme;86000 POITIERS;\n", []string{"05520135400010"}},
		"categories as people write them": {header + "2850586194123;Particuliers;A;86000 POITIERS;\n2850586194122;EXPLOITANTE;A;86000 POITIERS;\n2850586194121;Exploitant agricole;A;86000 POITIERS;\n" +
			"2850586194120;Employeurs de jardiniers;A;86000 POITIERS;\n73282932000074;Entreprises;A;86000 POITIERS;\nT1;Tiers ;A;86000 POITIERS;\n2850586194119;Exploitant(e);A;86000 POITIERS;\n",
			[]string{"2850586194123", "2850586194122", "2850586194121", "2850586194120", "73282932000074", "T1", "2850586194119"}},
	} {
		t.Run(name, func(t *testing.T) {
			for end, file := range map[string]string{"LF": c.file, "CR": strings.ReplaceAll(c.file, "\n", "\r"), "CRLF": strings.ReplaceAll(c.file, "\n", "\r\n")} {
				var read []string
				rows, faults := readMembers(t, file)
				for _, r := range rows {
					read = append(read, r.Identifier.Value)
				}
				if len(faults) > 0 || !slices.Equal(read, c.want) {
					t.Errorf("%s: read %q, refused %q", end, read, faults)
				}
			}
		})
	}
}
