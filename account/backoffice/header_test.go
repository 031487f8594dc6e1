package backoffice

import (
	"errors"
	"strings"
	"testing"
)

func TestAFileThatDoesNotFitIsRefusedInWords(t *testing.T) {
	for name, c := range map[string]struct{ file, says string }{
		"an unknown column":      {fullHeader + ";couleur\n", "colonne inconnue : couleur"},
		"a usual name":           {fullHeader[:len(fullHeader)-len(";fin")] + ";date de décès\n", "colonne inconnue : date de décès (plutôt « fin » ?), à renommer ou à retirer."},
		"a name beside ours":     {fullHeader + ";nom d'usage;GSM\n", "colonne inconnue : nom d'usage, GSM, à renommer ou à retirer."},
		"usual names alone":      {"NIR;Type;Nom;Adresse;CP\n", "colonne inconnue : NIR (plutôt « identifiant » ?), Type (plutôt « categorie » ?), Adresse (plutôt « adresse4 » ?), CP (plutôt « adresse6 » ?), à renommer"},
		"two names for one":      {"Identifiant;Catégorie;Nom;CP;Ville\n", "colonne inconnue : CP (à réunir dans « adresse6 » ?), Ville (à réunir dans « adresse6 » ?), à renommer"},
		"a long name":            {fullHeader + ";departement_naissance\n", "colonne inconnue : departement_naissance, à"},
		"a column twice":         {fullHeader + ";Email\n", "colonne en double : email"},
		"no identifiant":         {"categorie;nom;adresse6\n", "colonne absente : identifiant"},
		"no name at all":         {"identifiant;categorie;adresse6\n", "colonne absente : nom ou raison_sociale"},
		"no address":             {"identifiant;categorie;nom\n", "colonne absente : adresse6 ou"},
		"a name that is a value": {fullHeader + ";zoe@poitou.example;2850586194123\n", "colonne inconnue : les colonnes n° 22, 23"},
		"no line at all":         {"\n\n", "manque"},
		"a separator alone":      {"sep=;\n", "manque"},
		"one endless line":       {strings.Repeat("a", 1<<17), "trop longue"},
		"a header cut by \"":     {"\"identifiant;categorie\n", "guillemet"},
		"the file of payments":   {"identifiant;nature;date;montant\n", "C'est le fichier des paiements"},
		"every fault at once":    {"identifiant;couleur;identifiant\n", "colonne en double : identifiant ; colonne absente : categorie"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := OpenTable(strings.NewReader(c.file), MemberColumns)
			var told *FileError
			if !errors.As(err, &told) || !strings.Contains(told.Message, c.says) {
				t.Errorf("got %v, want it to say %q", err, c.says)
			}
		})
	}
}

// In a file that has lost its line breaks, the first line of values follows the header on the same line.
func TestValuesBehindAHeaderAreNotRepeated(t *testing.T) {
	for _, between := range []string{"\u2028", ";"} {
		_, err := OpenTable(strings.NewReader(fullHeader+between+fullRow+between+fullRow), MemberColumns)
		if err == nil || !strings.Contains(err.Error(), "les colonnes n° 2") {
			t.Fatalf("got %v", err)
		}
		for value := range strings.SplitSeq(fullRow, ";") {
			if len(value) > 4 && strings.Contains(err.Error(), value) && !strings.Contains(fullHeader, value) && value != "particulier" {
				t.Errorf("it repeats %q: %s", value, err)
			}
		}
	}
}

// If the first line is no header, it holds a person's data and must not be repeated in a message.
func TestAFileWithoutHeaderIsToldWithoutItsFirstLine(t *testing.T) {
	for name, file := range map[string]string{
		"every column":            fullRow + "\n",
		"four columns":            "T1;tiers;Aubert;86000 POITIERS\n",
		"words alone":             "LAGRANGE;tiers;Aubert;POITIERS\n",
		"a mark, and CR":          "\ufeff" + fullRow + "\r" + fullRow + "\r",
		"a value like a column":   "LAGRANGE;tiers;Fax;Aubert;POITIERS\n",
		"behind a separator line": "sep=;\n" + fullRow + "\n",
		"two columns":             "LAGRANGE;Aubert\n",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := OpenTable(strings.NewReader(file), MemberColumns)
			var told *FileError
			if !errors.As(err, &told) || !strings.Contains(told.Message, "La première ligne n'est pas un en-tête : les colonnes n° 1, 2") {
				t.Fatalf("got %v", err)
			}
			for _, value := range strings.FieldsFunc(file, func(r rune) bool { return strings.ContainsRune(";\n\r", r) }) {
				if len(value) > 4 && strings.Contains(told.Message, value) {
					t.Errorf("it repeats %q: %s", value, told.Message)
				}
			}
		})
	}
}
