package backoffice

import (
	"errors"
	"strings"
	"testing"

	"sesame/account"
)

func TestAFileThatDoesNotFitIsRefusedInWords(t *testing.T) {
	for name, c := range map[string]struct{ file, says string }{
		"an unknown column":      {fullHeader + ";couleur\n", "colonne inconnue : couleur"},
		"a column twice":         {fullHeader + ";Email\n", "colonne en double : email"},
		"no identifiant":         {"categorie;nom;adresse6\n", "colonne absente : identifiant"},
		"no name at all":         {"identifiant;categorie;adresse6\n", "colonne absente : nom ou raison_sociale"},
		"no address":             {"identifiant;categorie;nom\n", "colonne absente : adresse6 ou"},
		"a name that is a value": {fullHeader + ";zoe@poitou.example;2850586194123\n", "colonne inconnue : n° 22, n° 23"},
		"no line at all":         {"\n\n", "manque"},
		"a separator alone":      {"sep=;\n", "manque"},
		"one endless line":       {strings.Repeat("a", 1<<17), "trop longue"},
		"a header cut by \"":     {"\"identifiant;categorie\n", "guillemet"},
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

// What stands in the first line is somebody's where it is no header: it must not be repeated.
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

func TestColumnsAreKnownByTheirUsualNames(t *testing.T) {
	for written, column := range map[string]Column{
		"Identifiant": Identifier, "CATÉGORIE": Category, "Civilité": Civility, "Nom": LastName, "Nom de famille": LastName, "Prénom": FirstName, "Prénom(s)": FirstName,
		"Raison sociale": Company, "RAISON SOCIALE": Company, "raison-sociale": Company,
		"Date de naissance": BirthDate, "date naissance": BirthDate, "Commune de naissance": BirthTown, "Lieu de naissance": BirthTown,
		"Pays de naissance": BirthCountry, "PAYS NAISSANCE": BirthCountry,
		"Adresse 1": Address1, "adresse_2": Address2, "ADRESSE3": Address3, "Adresse n° 4": Address4, " adresse 5 ": Address5, "\"Adresse 6\"": Address6,
		"E-mail": Email, "mail": Email, "Courriel": Email, "e_mail": Email, "Adresse e-mail": Email, "Adresse mail": Email,
		"Mobile": Mobile, "Téléphone portable": Mobile, "Tél. portable": Mobile, "N° de portable": Mobile,
		"Téléphone": Landline, "Téléphone fixe": Landline, "Tél fixe": Landline, "Fax": Fax, "Télécopie": Fax, "N° de fax": Fax,
		"Carte Vitale": Vitale, "Numéro de carte vitale": Vitale, "N° carte vitale": Vitale, "Num. carte Vitale": Vitale,
		"Date de fin": End, "Fin": End, "date_fin": End,
	} {
		t.Run(written, func(t *testing.T) {
			if got := columnName(unguarded(account.Cleaned(strings.Trim(written, `"`)))); got != column.String() {
				t.Errorf("%q is %q, want %q", written, got, column)
			}
		})
	}
}
