package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// A trial ends like the import itself, for the same reason, and loads nothing.
func TestWhatAnImportEndsWith(t *testing.T) {
	const (
		header  = "identifiant;categorie;nom;adresse6;email\n"
		good    = "T1;tiers;Aubert;86000 POITIERS;a@poitou.example\n"
		emptied = "T1;tiers;Aubert;86000 POITIERS;\n"
		other   = "T1;tiers;Wroclawski;86000 POITIERS;a@poitou.example\n"
		odd     = "T2;tiers;Bernard;86000 POITIERS;NC\n"
		bad     = "T3;tiers;;86000 POITIERS;\n"
	)
	for name, c := range map[string]struct {
		lines   string
		options []string
		exit    int
		says    []string
	}{
		"all of it":                       {good, nil, exitDone, []string{"1 inchangée"}},
		"a value left out":                {good + odd, nil, exitDone, []string{"Valeur laissée de côté, ligne 3, colonne email (« N• »)", "1 valeur laissée de côté (email 1)"}},
		"a line refused":                  {good + bad, nil, exitRefused, []string{"Ligne 3, colonne nom", "ajoutez --keep-going"}},
		"a line refused, going on":        {good + odd + bad, []string{"--keep-going"}, exitPartial, []string{".rejets.csv"}},
		"something taken away":            {emptied, nil, exitRefused, []string{"1 ligne efface ce qui était connu (email 1)", "ajoutez --yes"}},
		"something taken away, agreed to": {emptied, []string{"--yes"}, exitDone, []string{"Ligne 2, **, valeurs effacées : email", "1 ligne efface ce qui était connu"}},
		"another person":                  {other, nil, exitRefused, []string{"1 ligne met une autre personne derrière un identifiant", "ajoutez --yes"}},
		"another person, agreed to":       {other, []string{"--yes"}, exitDone, []string{"Ligne 2, **, autre personne : nom « Au•••• » → « Wr•••••••• »."}},
		"another person, going on":        {other + bad, []string{"--keep-going"}, exitRefused, []string{"ajoutez --yes"}},
		"another person, both":            {other + bad, []string{"--keep-going", "--yes"}, exitPartial, nil},
		"every line refused":              {bad, nil, exitRefused, []string{"Aucune ligne n'a pu être chargée : corrigez le fichier."}},
		"every line refused, going on":    {bad + bad, []string{"--keep-going"}, exitRefused, []string{".rejets.csv", "Aucune ligne n'a pu être chargée : corrigez le fichier."}},
		"agreed to, but refused":          {other + bad, []string{"--yes"}, exitRefused, []string{"ajoutez --keep-going"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", header+good))
			file := d.file("b.csv", header+c.lines)
			d.runs(c.exit, append([]string{"import", "adherents", file, "--dry-run"}, c.options...)...)
			d.says(append(c.says, "Essai seulement : rien n'a été chargé.")...)
			if d.knows("T2") {
				t.Error("a trial has loaded the file")
			}
			d.runs(c.exit, append([]string{"import", "adherents", file}, c.options...)...)
			d.says(c.says...)
			if c.exit == exitRefused {
				d.says("Rien n'a été chargé.")
			}
			if loaded := d.knows("T2"); loaded != (c.exit != exitRefused && strings.Contains(c.lines, odd)) {
				t.Errorf("loaded: %v", loaded)
			}
		})
	}
}

// A column that was filled by mistake must not close all accounts; the monthly departures in the whole file need no
// confirmation.
func TestAnImportThatClosesManyAccountsAsksFirst(t *testing.T) {
	const header, people = "identifiant;categorie;nom;adresse6;fin\n", 300
	d := newDesk(t)
	lines := func(closed int) string {
		var b strings.Builder
		b.WriteString(header)
		for i := range people {
			end := ""
			if i < closed {
				end = "01/01/2020"
			}
			fmt.Fprintf(&b, "T%d;tiers;Aubert;86000 POITIERS;%s\n", i, end)
		}
		return b.String()
	}
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", lines(0)))
	d.runs(exitDone, "import", "adherents", d.file("b.csv", lines(25)))
	d.says("25 espaces privés sont fermés")
	d.runs(exitRefused, "import", "adherents", d.file("c.csv", lines(people)))
	d.says("275 lignes ferment un espace privé", "ajoutez --yes", "Ligne 27, T**, espace privé fermé : fin (vide) →", "Rien n'a été chargé.")
	d.runs(exitDone, "import", "adherents", "--yes", d.path("c.csv"))
	d.says("275 espaces privés sont fermés")
}

// A payment without a readable value is left out and reported; the other payments are loaded.
func TestAPaymentThatCannotBeReadIsLeftOut(t *testing.T) {
	const (
		header = "identifiant;nature;date;montant\n"
		good   = "T1;prestation;02/01/2026;12,50\n"
		odd    = "T1;prestation;46024;12,50\nT1;impôt;02/01/2026;12,50\nT1;prestation;02/01/2026;douze\nT1;;;\n"
		passed = "T1;prestation;03/01/2026;-4,00\n"
		nobody = "T9;prestation;02/01/2026;douze\n"
	)
	for name, c := range map[string]struct {
		lines   string
		options []string
		exit    int
		says    []string
	}{
		"beside others": {good + odd + passed, nil, exitDone, []string{"6 lignes lues", "0 refusée", "Valeur laissée de côté, ligne 3, colonne date (« ••••• »)",
			"ligne 4, colonne nature", "ligne 5, colonne montant", "ligne 6, colonne montant : Le montant manque.",
			"6 valeurs laissées de côté (nature 2, date 2, montant 2)", "4 paiements laissés de côté", "1 montant nul ou négatif passé"}},
		"alone":                   {odd, nil, exitRefused, []string{"4 paiements laissés de côté", "Aucune ligne n'a pu être chargée : corrigez le fichier."}},
		"nothing owed":            {passed, nil, exitDone, nil},
		"of a stranger":           {good + nobody, nil, exitRefused, []string{"Ligne 3, colonne identifiant"}},
		"of a stranger, going on": {good + nobody, []string{"--keep-going"}, exitPartial, []string{"1 refusée"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
			file := d.file("p.csv", header+c.lines)
			d.runs(c.exit, append([]string{"import", "paiements", file, "--dry-run"}, c.options...)...)
			d.says(append(c.says, "Essai seulement : rien n'a été chargé.")...)
			d.runs(c.exit, append([]string{"import", "paiements", file}, c.options...)...)
			d.says(c.says...)
			if strings.Contains(d.out+d.err, "douze") {
				t.Error("it tells a value in clear")
			}
		})
	}
}

func TestATrialShowsWhatWouldChange(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", "identifiant;categorie;nom;adresse6;email\n2850586194123;particulier;Aubert;86000 POITIERS;aubert@poitou.example\n"))
	file := d.file("b.csv", "identifiant;categorie;nom;adresse6;email\n2850586194123;particulier;Wroclawski;86000 POITIERS;\n")
	d.runs(exitRefused, "import", "adherents", "--dry-run", file)
	d.says("Ligne 2, 2 85 ** ** *** ***, autre personne, valeurs effacées : nom « Au•••• » → « Wr•••••••• », email « a•••••@••••••.••••••• » → (vide).")
	for _, value := range []string{"Aubert", "Wroclawski", "aubert@", "0586194123"} {
		if strings.Contains(d.out+d.err, value) {
			t.Errorf("it says %q:\n%s%s", value, d.out, d.err)
		}
	}
}

func TestTheCommandPutsBackWhatAFileHasChanged(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	d.says("Import 1 : pendant 24 heures, « sesame import undo 1 » remet tout comme avant.")
	d.runs(exitDone, "import", "adherents", d.path("a.csv"))
	if strings.Contains(d.out, "undo") {
		t.Errorf("nothing has changed, and it offers to undo it: %s", d.out)
	}
	d.runs(exitDone, "import", "adherents", "--yes", d.file("b.csv", strings.Replace(goodMembers, "Aubert", "Wroclawski", 1)+"T2;tiers;Bernard;86000 POITIERS;\n"))
	d.says("Import 3")
	d.runs(exitRefused, "import", "undo", "1")
	d.says("L'import 3 a été chargé depuis : remettez-le d'abord comme avant.")
	d.runs(exitDone, "import", "undo", "3")
	d.says("Import 3. Remis comme avant : 1 adhérent rétabli, 1 retiré.")
	if d.knows("T2") {
		t.Error("the newcomer is still there")
	}
	d.runs(exitRefused, "import", "undo", "3")
	d.says("Cet import est déjà remis comme avant.")
	d.runs(exitDone, "import", "undo", "1")
	d.runs(exitRefused, "import", "undo", "7")
	d.says("il n'y a pas d'import 7")
	d.runs(exitUsage, "import", "undo", "b.csv")
	d.runs(exitDone, "import", "adherents", d.path("b.csv"))
	d.says("2 ajoutées")
}

// excelFile writes 300 lines as a spreadsheet saves them: each has an identifier, a category, a name and an address. It returns
// the values that nobody can read.
func excelFile(t *testing.T) (file string, unreadable []string) {
	t.Helper()
	odd := map[string][]string{
		"birth":  {"31/05/1985", "1/7/1984", "31-12-1985", "1985-12-31 00:00:00", "00/00/1984", "31198", "12/31/1985", "######", ""},
		"email":  {"zoe%d@poitou.example", "NC", "néant", "marie%d@orange.fr.", "a%d@b.example / c%d@d.example", "#N/A", "", "odile%d@poitou.example"},
		"mobile": {"06 39 98 12 34", "639981234", "0549123456", "NEANT", "0000000000", "06 39 98 12 34 (mari)", "6,39981E+08", "+33 6 39 98 12 34", ""},
		"phone":  {"", "05.49.12.34.57", "0549", "=" + `"0549123458"`},
		"vitale": {"8,02500012345679E+19", "80250001234567800000", "80 250 00012 34567 891%02d", ""},
		"end":    {"", "", "31/12/2030", "plus tard"},
	}
	var b strings.Builder
	b.WriteString("sep=;\r\nN° identifiant;Catégorie;Civilité;Nom;Prénom;Raison sociale;Date de naissance;Lieu de naissance;Adresse 4;Adresse 6;E-mail;Mobile;Téléphone;Numéro de carte vitale;Date de fin;\r\n")
	for i := range 300 {
		id := fmt.Sprintf("28505861%02d%03d", 10+i/100, i)
		switch i % 3 {
		case 1:
			id = `="` + id + `"`
		case 2:
			id = "'" + id
		}
		pick := func(kind string) string {
			v := odd[kind][i%len(odd[kind])]
			if n := strings.Count(v, "%"); n > 0 {
				v = fmt.Sprintf(strings.ReplaceAll(v, "%02d", "%d"), []any{i, i}[:n]...)
			}
			return v
		}
		if i%50 == 49 {
			b.WriteString(";;;;;;;;;;;;;;;\r\n")
		}
		fmt.Fprintf(&b, "%s;Particulier;Mme;Désormeaux%d;Zoé;;%s;Châtellerault;\"12, rue du \"\"Bourg\"\"\";86370 VIVONNE;%s;%s;%s;%s;%s\r\n",
			id, i, pick("birth"), pick("email"), pick("mobile"), pick("phone"), pick("vitale"), pick("end"))
	}
	b.WriteString(";;;;;\r\n")
	ansi, err := charmap.Windows1252.NewEncoder().String(b.String())
	if err != nil {
		t.Fatal(err)
	}
	return ansi, []string{"marie3@orange.fr.", "06 39 98 12 34 (mari)", "8,02500012345679E+19", "80250001234567800000", "c4@d.example", "6,39981E+08", "plus tard"}
}

func TestNobodyOfASpreadsheetIsLeftOut(t *testing.T) {
	d := newDesk(t)
	text, unreadable := excelFile(t)
	file := d.file("excel.csv", text)
	d.runs(exitDone, "import", "--new-database", "--dry-run", "adherents", file)
	d.says("300 lignes lues, 300 à ajouter, 0 à modifier, 0 inchangée, 0 refusée.")
	d.runs(exitDone, "import", "adherents", file)
	d.says("300 lignes lues, 300 ajoutées, 0 modifiée, 0 inchangée, 0 refusée.", "Colonne carte_vitale : 150 valeurs sur 225 sont abîmées",
		"colonne email (« N• »)", "colonne portable (« 06 •• •• •• •• (••••) »)", "colonne fin (« •••• •••• »)")
	if n := strings.Count(d.out+d.err, "colonne carte_vitale"); n > 0 {
		t.Errorf("the spoilt column is told %d times more", n)
	}
	for _, value := range append(unreadable, "2850586", "Désormeaux", "Zoé", "@poitou") {
		if strings.Contains(d.out+d.err, value) {
			t.Errorf("it says %q", value)
		}
	}
	if info, err := os.Stat(d.path("excel.csv.rejets.csv")); err == nil {
		t.Errorf("lines were refused: %v", info.Size())
	}
	d.runs(exitDone, "import", "adherents", file)
	d.says("0 ajoutée, 0 modifiée, 300 inchangées, 0 refusée.")
	wide, err := charmap.Windows1252.NewDecoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	d.runs(exitDone, "import", "adherents", d.file("utf8.csv", "\ufeff"+strings.ReplaceAll(wide, "\r\n", "\r")))
	d.says("0 ajoutée, 0 modifiée, 300 inchangées, 0 refusée.")
}
