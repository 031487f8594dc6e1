package backoffice

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"sesame/account"
)

const importDay = "2026-11-23"

// fullHeader and fullRow are a line that fills every column.
const (
	fullHeader = "identifiant;categorie;civilite;nom;prenom;raison_sociale;date_naissance;commune_naissance;pays_naissance;" +
		"adresse1;adresse2;adresse3;adresse4;adresse5;adresse6;email;portable;fixe;fax;carte_vitale"
	fullRow = "2 85 05 86 194 123;Particulier;Madame;Désormeaux;Zoé;;31/05/1985;Vivonne;France;" +
		"Madame Zoé Désormeaux;;Bâtiment B;12 rue du Bourg;;86370 VIVONNE;zoe@Poitou.EXAMPLE;06 39 98 12 34;05.36.49.12.34;;80 250 00012 34567"
)

var fullMember = MemberRow{
	Line: 2, Identifier: account.Identifier{Kind: account.NIR, Value: "2850586194123"}, Category: account.Particulier, Civility: "Madame", LastName: "Désormeaux", FirstName: "Zoé",
	BirthDate: "1985-05-31", BirthTown: "Vivonne", BirthCountry: "France",
	Address: []string{"Madame Zoé Désormeaux", "Bâtiment B", "12 rue du Bourg", "86370 VIVONNE"},
	Email:   "zoe@poitou.example", Mobile: "+33639981234", Landline: "+33536491234", Vitale: "802500001234567",
}

// readMembers reads a whole file: the rows that are good, and every fault in words.
func readMembers(t *testing.T, file string) (rows []MemberRow, faults []string) {
	t.Helper()
	table, err := OpenTable(strings.NewReader(file), MemberColumns)
	if err != nil {
		t.Fatal(err)
	}
	for {
		l, err := table.Read()
		var refused *RowError
		switch {
		case errors.Is(err, io.EOF):
			return rows, faults
		case errors.As(err, &refused):
			faults = append(faults, refused.Error())
			continue
		case err != nil:
			t.Fatal(err)
		}
		row, _, wrong := table.Member(l, importDay)
		for _, f := range wrong {
			faults = append(faults, f.Error())
		}
		if len(wrong) == 0 {
			rows = append(rows, row)
		}
	}
}

func TestAFileIsReadAsFrenchToolsWriteIt(t *testing.T) {
	ansi, err := charmap.Windows1252.NewEncoder().String(fullHeader + "\r\n" + fullRow + "\r\n")
	if err != nil {
		t.Fatal(err)
	}
	unix := fullHeader + "\n" + fullRow + "\n"
	quoted := func(s string) string { return `"` + strings.Join(strings.Split(s, ";"), `";"`) + `"` }
	for name, file := range map[string]string{
		"UTF-8, semicolons and LF":                unix,
		"CRLF":                                    strings.ReplaceAll(unix, "\n", "\r\n"),
		"a byte order mark":                       "\ufeff" + unix,
		"Windows-1252":                            ansi,
		"commas":                                  strings.ReplaceAll(unix, ";", ","),
		"tabs":                                    strings.ReplaceAll(unix, ";", "\t"),
		"quotes around every value":               quoted(fullHeader) + "\n" + quoted(fullRow) + "\n",
		"no end of line at the end":               fullHeader + "\n" + fullRow,
		"headers in capitals with spaces":         strings.ToUpper(strings.ReplaceAll(fullHeader, ";", " ; ")) + "\n" + fullRow + "\n",
		"an accent in a header":                   strings.Replace(unix, "categorie", "Catégorie", 1),
		"blank lines and lines of separators":     unix + "\n;;;;;\n\n",
		"an unnamed and empty column at the end":  fullHeader + ";\n" + fullRow + ";\n",
		"decomposed accents":                      strings.NewReplacer("é", "e\u0301", "â", "a\u0302").Replace(unix),
		"a line end within quotes":                strings.Replace(unix, "12 rue du Bourg", "\"12 rue\n du Bourg\"", 1),
		"non-breaking spaces":                     strings.Replace(unix, "06 39 98 12 34", "06\u00a039\u202f98 12 34", 1),
		"an identifier with its key":              strings.Replace(unix, "2 85 05 86 194 123", "2 85 05 86 194 123 "+mustKey(t, "2850586194123"), 1),
		"the column of reasons of an earlier run": fullHeader + ";" + ReasonColumn + "\n" + fullRow + ";La date n'existe pas.\n",
	} {
		t.Run(name, func(t *testing.T) {
			rows, faults := readMembers(t, file)
			if len(faults) > 0 || len(rows) != 1 || !reflect.DeepEqual(rows[0], fullMember) {
				t.Errorf("rows %+v\nfaults %q", rows, faults)
			}
		})
	}
}

func mustKey(t *testing.T, nir string) string {
	t.Helper()
	key, err := account.NIRKey(nir)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestAFileThatDoesNotFitIsRefusedInWords(t *testing.T) {
	for name, c := range map[string]struct{ file, says string }{
		"empty":               {"", "vide"},
		"only a mark":         {"\ufeff", "vide"},
		"a workbook":          {"PK\x03\x04…", "classeur"},
		"UTF-16":              {"\xff\xfei\x00d\x00", "UTF-16"},
		"a binary file":       {"ident\x00ifiant", "pas du texte"},
		"an unknown column":   {fullHeader + ";couleur\n", "colonne inconnue : couleur"},
		"a column twice":      {fullHeader + ";Email\n", "colonne en double : email"},
		"no identifiant":      {"categorie;nom;adresse6\n", "colonne absente : identifiant"},
		"no name at all":      {"identifiant;categorie;adresse6\n", "colonne absente : nom ou raison_sociale"},
		"no address":          {"identifiant;categorie;nom\n", "colonne absente : adresse6 ou"},
		"no header":           {fullRow + "\n", "colonne inconnue"},
		"one endless line":    {strings.Repeat("a", 1<<17), "trop longue"},
		"a header cut by \"":  {"\"identifiant;categorie\n", "guillemet"},
		"every fault at once": {"identifiant;couleur;identifiant\n", "colonne en double : identifiant ; colonne absente : categorie"},
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

func TestALineIsRefusedWithItsNumberColumnMaskedValueAndReason(t *testing.T) {
	const header = "identifiant;categorie;nom;raison_sociale;date_naissance;adresse1;adresse6;email;portable;fixe;carte_vitale\n"
	for name, c := range map[string]struct{ line, says string }{
		"no identifier":             {";tiers;A;;;;86000 POITIERS;;;;", "ligne 2, colonne identifiant : L'identifiant manque."},
		"an impossible NIR":         {"2851586194123;particulier;A;;;;86000 POITIERS;;;;", "ligne 2, colonne identifiant (« 2 85 ** ** *** *** ») : Ce NIR n'existe pas"},
		"a NIR with a wrong key":    {"285058619412300;particulier;A;;;;86000 POITIERS;;;;", "ligne 2, colonne identifiant (« 2••••••••••••••"},
		"a SIRET for a particulier": {"35600000000048;particulier;A;;;;86000 POITIERS;;;;", "colonne identifiant (« 356 *** *** ***** ») : Un particulier"},
		"a rounded number":          {"2,85059E+12;particulier;A;;;;86000 POITIERS;;;;", "Le tableur a arrondi ce nombre"},
		"no category":               {"T1;;A;;;;86000 POITIERS;;;;", "colonne categorie : La catégorie manque."},
		"an unknown category":       {"T1;fermier;A;;;;86000 POITIERS;;;;", "colonne categorie (« fe••••• »)"},
		"no name":                   {"T1;tiers;;;;;86000 POITIERS;;;;", "colonne nom : Il faut un nom ou une raison sociale."},
		"no address":                {"T1;tiers;A;;;;;;;;", "colonne adresse6 : L'adresse manque"},
		"a day that does not exist": {"T1;tiers;A;;31/02/1985;;86000 POITIERS;;;;", "colonne date_naissance (« ••/••/•••• »)"},
		"an American date":          {"T1;tiers;A;;12/31/1985;;86000 POITIERS;;;;", "colonne date_naissance"},
		"a birth to come":           {"T1;tiers;A;;24/11/2026;;86000 POITIERS;;;;", "n'est pas possible"},
		"a bad address":             {"T1;tiers;A;;;;86000 POITIERS;jean.poitou.example;;;", "colonne email (« j•••.••••••.••••••• »)"},
		"a fixed line as mobile":    {"T1;tiers;A;;;;86000 POITIERS;;05 49 00 00 00;;", "colonne portable (« 05 •• •• •• •• ») : Ce numéro ne reçoit pas de SMS"},
		"a short number":            {"T1;tiers;A;;;;86000 POITIERS;;;0549;", "colonne fixe (« 05•• »)"},
		"a serial of two digits":    {"T1;tiers;A;;;;86000 POITIERS;;;;12", "colonne carte_vitale (« 1• »)"},
		"too many values":           {"T1;tiers;A;;;;86000 POITIERS;;;;;;x", "La ligne a 13 valeurs pour 11 colonnes"},
		"a misplaced quote":         {`T1;tiers;"A"B;;;;86000 POITIERS;;;;`, "ligne 2 : Un guillemet n'est pas à sa place"},
		"a quote that never ends":   {`T1;tiers;"A;;;;86000 POITIERS;;;;`, "ligne 2 : Un guillemet n'est pas à sa place"},
		"an endless line":           {strings.Repeat("é;", 1<<16), "ligne 2 : La ligne est trop longue"},
		"a name of 300 characters":  {"T1;tiers;" + strings.Repeat("é", 300) + ";;;;86000 POITIERS;;;;", "La valeur dépasse 200 caractères"},
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

func TestAFileCutDuringItsTransferIsNoticed(t *testing.T) {
	_, faults := readMembers(t, fullHeader+"\n"+fullRow+"\n"+fullRow[:60])
	if len(faults) != 1 || !strings.Contains(faults[0], "coupé") {
		t.Errorf("faults %q", faults)
	}
}

func TestSeparatorsOfEmptyCellsMayBeLeftOut(t *testing.T) {
	rows, faults := readMembers(t, fullHeader+"\nT1;tiers;;Dupré;;;;;;86000 POITIERS\nT2;tiers;;Dupré;;;;;;86000 POITIERS\n")
	if len(faults) > 0 || len(rows) != 2 || rows[1].Email != "" {
		t.Errorf("rows %+v, faults %q", rows, faults)
	}
}

func TestAByteThatWindows1252DoesNotKnowIsRefused(t *testing.T) {
	_, faults := readMembers(t, "identifiant;categorie;nom;adresse6\nT1;tiers;D\xe9sir\x81e;86000 POITIERS\n")
	if len(faults) != 1 || !strings.Contains(faults[0], "illisible") {
		t.Errorf("faults %q", faults)
	}
}

func TestALongLineOfAddressIsAWarningOnly(t *testing.T) {
	table, err := OpenTable(strings.NewReader("identifiant;categorie;nom;adresse5;adresse6\nT1;tiers;A;"+strings.Repeat("x", 39)+";86000 POITIERS\n"), MemberColumns)
	if err != nil {
		t.Fatal(err)
	}
	l, err := table.Read()
	if err != nil {
		t.Fatal(err)
	}
	row, warnings, faults := table.Member(l, importDay)
	if len(faults) != 0 || len(warnings) != 1 || warnings[0].Column != "adresse5" || len(row.Address) != 2 {
		t.Errorf("row %+v, warnings %v, faults %v", row, warnings, faults)
	}
}

func TestPaymentsAreChecked(t *testing.T) {
	for name, c := range map[string]struct {
		line string
		want PaymentRow
		says string
	}{
		"as French people write it":  {"T1;Prestation;23/11/2026;1 234,56", PaymentRow{2, account.Identifier{Kind: account.Tiers, Value: "T1"}, account.Benefit, "2026-11-23", 123456}, ""},
		"as programs write it":       {"T1;facture_cotisations;2026-01-31;1234.5", PaymentRow{2, account.Identifier{Kind: account.Tiers, Value: "T1"}, account.Invoice, "2026-01-31", 123450}, ""},
		"a nature with spaces":       {"T1;Cotisations salaires;2026-01-31;12", PaymentRow{2, account.Identifier{Kind: account.Tiers, Value: "T1"}, account.Payroll, "2026-01-31", 1200}, ""},
		"a payment of tomorrow":      {"T1;prestation;24/11/2026;12", PaymentRow{}, "colonne date (« ••/••/•••• ») : Ce paiement est dans le futur."},
		"a year mistyped":            {"T1;prestation;24/11/0226;12", PaymentRow{}, "trop ancien"},
		"no date":                    {"T1;prestation;;12", PaymentRow{}, "La date manque"},
		"an unknown nature":          {"T1;impôt;24/11/2025;12", PaymentRow{}, "colonne nature"},
		"no nature":                  {"T1;;24/11/2025;12", PaymentRow{}, "La nature manque"},
		"three decimals":             {"T1;prestation;24/11/2025;12,345", PaymentRow{}, "colonne montant (« ••,••• »)"},
		"nothing":                    {"T1;prestation;24/11/2025;0", PaymentRow{}, "colonne montant"},
		"no amount":                  {"T1;prestation;24/11/2025;", PaymentRow{}, "Le montant manque"},
		"an amount in two cells":     {"T1;prestation;24/11/2025;12;50", PaymentRow{}, "5 valeurs pour 4 colonnes"},
		"an identifier with accents": {"Té1;prestation;24/11/2025;12", PaymentRow{}, "colonne identifiant"},
	} {
		t.Run(name, func(t *testing.T) {
			table, err := OpenTable(strings.NewReader("identifiant;nature;date;montant\n"+c.line+"\n"), PaymentColumns)
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			l, err := table.Read()
			row, faults := table.Payment(l, importDay)
			if err != nil {
				said = append(said, err.Error())
			}
			for _, f := range faults {
				said = append(said, f.Error())
			}
			if c.says == "" && (len(said) > 0 || row != c.want) || c.says != "" && (len(said) == 0 || !strings.Contains(said[0], c.says)) {
				t.Errorf("row %+v, faults %q", row, said)
			}
		})
	}
}

func TestDuplicatesAreFoundWhateverTheWayTheyAreWritten(t *testing.T) {
	table, err := OpenTable(strings.NewReader("identifiant;categorie;nom;adresse6\n"+
		"285 0586 194 123;particulier;A;86000 POITIERS\nT1;tiers;B;86000 POITIERS\n\n2850586194123;particulier;A;86000 POITIERS\nt-1;tiers;C;86000 POITIERS\nT2;tiers;D;86000 POITIERS\n"), MemberColumns)
	if err != nil {
		t.Fatal(err)
	}
	d, err := table.Duplicates()
	if err != nil {
		t.Fatal(err)
	}
	nir, tiers := account.Identifier{Kind: account.NIR, Value: "2850586194123"}, account.Identifier{Kind: account.Tiers, Value: "T1"}
	for line, want := range map[int]int{2: 5, 5: 2} {
		if got := d.Other(nir, line); got != want {
			t.Errorf("the NIR of line %d is also on line %d, want %d", line, got, want)
		}
	}
	for line, want := range map[int]int{3: 6, 6: 3} {
		if got := d.Other(tiers, line); got != want {
			t.Errorf("the tiers of line %d is also on line %d, want %d", line, got, want)
		}
	}
	if d.Other(account.Identifier{Kind: account.Tiers, Value: "T2"}, 7) != 0 {
		t.Error("T2 stands once")
	}
	if l, err := table.Read(); err != nil || l.Number != 2 {
		t.Errorf("the table did not go back to its first line: %v, %v", l, err)
	}
}
