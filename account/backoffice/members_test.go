package backoffice

import (
	"strings"
	"testing"
)

func TestALineIsRefusedWithItsNumberColumnMaskedValueAndReason(t *testing.T) {
	const header = "identifiant;categorie;nom;raison_sociale;date_naissance;adresse1;adresse6;email;portable;fixe;carte_vitale\n"
	for name, c := range map[string]struct{ line, says string }{
		"no identifier":               {";tiers;A;;;;86000 POITIERS;;;;", "ligne 2, colonne identifiant : L'identifiant manque."},
		"an impossible NIR":           {"2851586194123;particulier;A;;;;86000 POITIERS;;;;", "ligne 2, colonne identifiant (« 2 85 ** ** *** *** ») : Ce NIR n'existe pas"},
		"a NIR with a wrong key":      {"285058619412300;particulier;A;;;;86000 POITIERS;;;;", "ligne 2, colonne identifiant (« 28*************"},
		"a SIRET for a particulier":   {"35600000000048;particulier;A;;;;86000 POITIERS;;;;", "colonne identifiant (« 356 *** *** ***** ») : Un particulier"},
		"a rounded number":            {"2,85059E+12;particulier;A;;;;86000 POITIERS;;;;", "Le tableur a arrondi ce nombre"},
		"no category":                 {"T1;;A;;;;86000 POITIERS;;;;", "colonne categorie : La catégorie manque."},
		"an unknown category":         {"T1;fermier;A;;;;86000 POITIERS;;;;", "colonne categorie (« fe••••• »)"},
		"a name that an error took":   {"T1;tiers;#NOM?;;;;86000 POITIERS;;;;", "colonne nom (« #•••? ») : Le tableur a laissé une erreur"},
		"an address that one took":    {"T1;tiers;A;;;#REF!;86000 POITIERS;;;;", "colonne adresse1 (« #•••! ») : Le tableur a laissé une erreur"},
		"a rounded number of a tiers": {"2,85059E+12;tiers;A;;;;86000 POITIERS;;;;", "Le tableur a arrondi ce nombre"},
		"no name":                     {"T1;tiers;;;;;86000 POITIERS;;;;", "colonne nom : Il faut un nom ou une raison sociale."},
		"no address":                  {"T1;tiers;A;;;;;;;;", "colonne adresse6 : L'adresse manque"},
		"too many values":             {"T1;tiers;A;;;;86000 POITIERS;;;;;;x", "La ligne a 13 valeurs pour 11 colonnes"},
		"a misplaced quote":           {`T1;tiers;"A"B;C;;;;86000 POITIERS;;;;`, "ligne 2 : Un guillemet n'est pas à sa place"},
		"a quote that never ends":     {`T1;tiers;"A;B;;;;86000 POITIERS;;;;`, "ligne 2 : Un guillemet n'est pas à sa place"},
		"an endless line":             {strings.Repeat("é;", 1<<16), "ligne 2 : La ligne est trop longue"},
		"a name of 300 characters":    {"T1;tiers;" + strings.Repeat("é", 300) + ";;;;86000 POITIERS;;;;", "La valeur dépasse 200 caractères"},
	} {
		t.Run(name, func(t *testing.T) {
			good := "T2;tiers;B;;;;86000 POITIERS;;;;\n"
			rows, faults := readMembers(t, header+c.line+"\n"+good)
			if len(faults) == 0 || !strings.Contains(faults[0], c.says) {
				t.Errorf("faults %q, want %q", faults, c.says)
			}
			if len(rows) != 1 || rows[0].Line != 3 {
				t.Errorf("the line after it was not read: %+v", rows)
			}
		})
	}
}

func TestALongLineOfAddressIsAWarningOnly(t *testing.T) {
	rows, faults := readMembers(t, "identifiant;categorie;nom;adresse5;adresse6\nT1;tiers;A;"+strings.Repeat("x", 39)+";86000 POITIERS\n")
	if len(faults) != 0 || len(rows) != 1 || len(rows[0].Warnings) != 1 || rows[0].Warnings[0].Column != "adresse5" || rows[0].Values[Address5] == "" {
		t.Errorf("rows %+v, faults %v", rows, faults)
	}
}

func TestARowSaysNothingOfWhatTheHeaderDoesNotName(t *testing.T) {
	rows, faults := readMembers(t, "identifiant;categorie;nom;adresse6;email\nT1;tiers;A;86000 POITIERS;\n")
	if len(faults) > 0 || len(rows) != 1 {
		t.Fatalf("rows %+v, faults %q", rows, faults)
	}
	for c := Civility; c <= End; c++ {
		if want := c == LastName || c == Address6 || c == Email; rows[0].Says.Has(c) != want {
			t.Errorf("it says something of %s: %v", c, !want)
		}
	}
}

func TestOneNameIsEnoughWhereTheOtherCannotBeRead(t *testing.T) {
	rows, faults := readMembers(t, "identifiant;categorie;nom;raison_sociale;adresse6\n73282932000074;entreprise;#N/A;EARL des Prés;86000 POITIERS\n")
	if len(faults) > 0 || len(rows) != 1 || rows[0].Says.Has(LastName) || rows[0].Values[Company] != "EARL des Prés" || len(rows[0].LeftOut) != 1 || rows[0].LeftOut[0].Column != "nom" {
		t.Errorf("rows %+v, faults %q", rows, faults)
	}
}

// The values that make two rows differ, and those that do not.
func TestTheSameRowSaysTheSame(t *testing.T) {
	read := func(header, row string) string {
		rows, faults := readMembers(t, header+"\n"+row+"\n")
		if len(rows) != 1 {
			t.Fatalf("%q", faults)
		}
		return string(rows[0].AppendCanonical(nil))
	}
	first := read("identifiant;categorie;nom;adresse6;email", "T1;tiers;A;86000 POITIERS;")
	for name, other := range map[string]string{
		"a column less":       read("identifiant;categorie;nom;adresse6", "T1;tiers;A;86000 POITIERS"),
		"a value more":        read("identifiant;categorie;nom;adresse6;email", "T1;tiers;A;86000 POITIERS;a@poitou.example"),
		"a value left out":    read("identifiant;categorie;nom;adresse6;email", "T1;tiers;A;86000 POITIERS;a@"),
		"another one":         read("identifiant;categorie;nom;adresse6;email", "T1;tiers;A;86000 POITIERS;ab@"),
		"in another column":   read("identifiant;categorie;nom;adresse5;email", "T1;tiers;A;86000 POITIERS;"),
		"a landline to spare": read("identifiant;categorie;nom;adresse6;email;portable", "T1;tiers;A;86000 POITIERS;;0549000000"),
	} {
		if other == first {
			t.Errorf("%s is not told apart", name)
		}
	}
	if read("nom;identifiant;categorie;adresse6;e-mail", "A;t 1;TIERS;86000  POITIERS;") != first {
		t.Error("the same row, written otherwise, is told apart")
	}
}
