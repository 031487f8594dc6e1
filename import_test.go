package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/db"
)

func TestAnImportSpeaksFrenchAndKeepsTheKeyPrivate(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	d.says("1 ligne lue, 1 ajoutée, 0 modifiée, 0 inchangée, 0 refusée.")
	for _, name := range []string{"sesame.key", "sesame.db"} {
		info, err := os.Stat(d.path(name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	d.runs(exitDone, "import", "adherents", d.path("a.csv"))
	d.says("0 ajoutée, 0 modifiée, 1 inchangée")
	d.runs(exitDone, "import", "paiements", "--dry-run", d.file("p.csv", "identifiant,nature,date,montant\nT1,prestation,2026-01-02,\"12,50\"\n"))
	d.says("1 à ajouter", "rien n'a été chargé")
	d.runs(exitRefused, "import", "paiements", d.file("p2.csv", "identifiant,nature,date,montant\nT9,prestation,2026-01-02,12\n"))
	d.says("Ligne 2, colonne identifiant", "Rien n'a été chargé")
	d.runs(exitUsage, "import", "factures", d.path("p.csv"))
	d.runs(exitUsage, "import", "adherents")
	d.says("usage : sesame import adherents|paiements FICHIER")
	d.runs(exitRefused, "import", "adherents", d.path("absent.csv"))
	d.says("n'existe pas")
	d.runs(exitRefused, "import", "adherents", d.path("."))
	d.says("est un dossier : nommez le fichier")
	if err := syscall.Mkfifo(d.path("tube"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, pipe := range []string{d.path("tube"), "-", "/dev/null"} {
		d.runs(exitRefused, "import", "adherents", pipe)
		d.says("n'est pas un fichier du disque", "enregistrez d'abord")
	}
	d.runs(exitRefused, "import", "adherents", d.file("b.csv", "identifiant;couleur\n"))
	d.says("colonne inconnue : couleur")
}

func TestRefusedLinesAreKeptAsideAndCanBeImportedOnceCorrected(t *testing.T) {
	d := newDesk(t)
	d.runs(exitRefused, "import", "--new-database", "adherents", d.file("a.csv", badMembers))
	if d.knows("T1") {
		t.Error("a refused line did not hold the file back")
	}
	d.runs(exitPartial, "import", "adherents", d.path("a.csv"), "--keep-going")
	d.says("3 lignes lues, 2 ajoutées", "1 refusée", "a.csv.rejets.csv")
	if !d.knows("T1") || !d.knows("T2") || d.knows("T3") {
		t.Error("the good lines, and they alone, were to be loaded")
	}
	rejects := d.path("a.csv.rejets.csv")
	info, err := os.Stat(rejects)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	content, err := os.ReadFile(rejects)
	if err != nil {
		t.Fatal(err)
	}
	want := "\ufeffidentifiant;categorie;nom;adresse6;email;" + backoffice.ReasonColumn + "\r\nT3;tiers;;86000 POITIERS;\"c;d\";\"ligne 4, colonne nom : "
	if !strings.HasPrefix(string(content), want) {
		t.Errorf("rejects %q, want %q…", content, want)
	}
	d.file("a.csv.rejets.csv", strings.Replace(strings.Replace(string(content), "T3;tiers;;", "T3;tiers;Clément;", 1), "\"c;d\"", "c@poitou.example", 1))
	d.runs(exitDone, "import", "adherents", rejects)
	if !d.knows("T3") {
		t.Error("the corrected line was not loaded")
	}
}

func TestRefusedLinesOfAnEarlierImportAreKept(t *testing.T) {
	d := newDesk(t)
	header, _, _ := strings.Cut(goodMembers, "\n")
	loads := func(lines string) {
		t.Helper()
		d.runs(exitPartial, "import", "--new-database", "adherents", d.file("a.csv", header+"\nT1;tiers;Aubert;86000 POITIERS;\n"+lines), "--keep-going")
	}
	loads("T3;tiers;;86000 POITIERS;\n")
	if strings.Contains(d.out, "import précédent") {
		t.Errorf("there was none:\n%s", d.out)
	}
	corrected := d.read("a.csv.rejets.csv") + "by hand"
	d.file("a.csv.rejets.csv", corrected)
	for n, line := range []string{"T4;tiers;;86000 POITIERS;\n", "T5;tiers;;86000 POITIERS;\n"} {
		loads(line)
		aside := fmt.Sprintf("a.csv.rejets-%d.csv", n+1)
		d.says("Les lignes refusées sont dans "+d.path("a.csv.rejets.csv"), "Celles d'un import précédent sont maintenant dans "+d.path(aside)+" : effacez ce fichier")
		if info, err := os.Stat(d.path(aside)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info, err)
		}
	}
	if d.read("a.csv.rejets-1.csv") != corrected || !strings.Contains(d.read("a.csv.rejets-2.csv"), "T4;") || !strings.Contains(d.read("a.csv.rejets.csv"), "T5;") {
		t.Error("lines are not where they were told to be")
	}
	loads("T5;tiers;;86000 POITIERS;\n") // the same refused line again
	if names, err := filepath.Glob(d.path("a.csv.rejets*")); err != nil || len(names) != 3 || strings.Contains(d.out, "import précédent") {
		t.Errorf("%q, %v\n%s", names, err, d.out)
	}
}

func TestAFileThatIsLoadedIsToldAsLoadedWhateverFollows(t *testing.T) {
	d := newDesk(t)
	if err := os.MkdirAll(d.path("a.csv.rejets.csv/x"), 0o700); err != nil {
		t.Fatal(err)
	}
	d.runs(exitPartial, "import", "--new-database", "adherents", d.file("a.csv", badMembers), "--keep-going")
	d.says("2 ajoutées", "le fichier des lignes refusées n'a pas pu être écrit : "+d.path("a.csv.rejets.csv")+" existe déjà", "Corrigez dans "+d.path("a.csv")+" les lignes nommées ci-dessus")
	if !d.knows("T1") {
		t.Error("the good lines were to be loaded")
	}

	var said bytes.Buffer
	i := &importing{program: &program{stderr: &said}, path: "a.csv"}
	if err := i.loaded(db.ImportReport{}, errors.New("full")); err == nil || err.Error() != "a.csv : rien n'a été chargé. Full" || said.Len() > 0 {
		t.Errorf("%v, %s", err, &said)
	}
	if err := i.loaded(db.ImportReport{Applied: true}, errors.New("full")); err != nil || !strings.Contains(said.String(), "le fichier est chargé, mais") || !strings.Contains(said.String(), "Full.") {
		t.Errorf("%v, %s", err, &said)
	}
}

func TestNoSpreadsheetReckonsWithARefusedLine(t *testing.T) {
	d := newDesk(t)
	formula := `=HYPERLINK("https://evil.example";"Aubert")`
	line := `T9;fermier;"` + strings.ReplaceAll(formula, `"`, `""`) + `";@SUM(1);t9@poitou.example;+33 6 39 98 12 34` + "\n"
	d.runs(exitRefused, "import", "--new-database", "adherents", d.file("a.csv", "identifiant;categorie;nom;adresse6;email;portable\n"+line), "--keep-going")
	content, err := os.ReadFile(d.path("a.csv.rejets.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"'=HYPERLINK(`, `;'@SUM(1);`, `;+33 6 39 98 12 34;`} {
		if !strings.Contains(string(content), want) {
			t.Errorf("%q is not in %s", want, content)
		}
	}
	d.runs(exitDone, "import", "adherents", d.file("b.csv", strings.Replace(string(content), "fermier", "tiers", 1)))
	id, err := account.ParseIdentifier("T9")
	if err != nil {
		t.Fatal(err)
	}
	database := d.open()
	m, err := database.MemberByKey(t.Context(), database.Keys().IdentifierKey(id))
	if err != nil || m.Profile.LastName != formula || m.Profile.Address[0] != "@SUM(1)" {
		t.Errorf("%+v (%v)", m, err)
	}
}
