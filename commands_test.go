package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/db"
)

// desk is an operator's: a directory with a database, and what the commands said last.
type desk struct {
	t        *testing.T
	dir      string
	out, err string
}

func newDesk(t *testing.T) *desk { return &desk{t: t, dir: t.TempDir()} }

// runs carries out a command and wants its exit status.
func (d *desk) runs(want int, args ...string) {
	d.t.Helper()
	var out, err bytes.Buffer
	got := Main(d.t.Context(), args, []string{"SESAME_DB=" + d.path("sesame.db")}, &out, &err)
	d.out, d.err = out.String(), err.String()
	if got != want {
		d.t.Fatalf("sesame %s: exit %d, want %d\n%s%s", strings.Join(args, " "), got, want, d.out, d.err)
	}
}

func (d *desk) path(name string) string { return filepath.Join(d.dir, name) }

func (d *desk) file(name, content string) string {
	d.t.Helper()
	if err := os.WriteFile(d.path(name), []byte(content), 0o600); err != nil {
		d.t.Fatal(err)
	}
	return d.path(name)
}

func (d *desk) says(words ...string) {
	d.t.Helper()
	for _, w := range words {
		if !strings.Contains(d.out+d.err, w) {
			d.t.Errorf("it does not say %q:\n%s%s", w, d.out, d.err)
		}
	}
}

// open looks into the database as the service does.
func (d *desk) open() *db.DB {
	d.t.Helper()
	found, err := openDatabase(d.t.Context(), &config{DB: d.path("sesame.db")}, false)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = found.Close() })
	return found
}

// knows says whether the database has a member.
func (d *desk) knows(identifier string) bool {
	d.t.Helper()
	id, err := account.ParseIdentifier(identifier)
	if err != nil {
		d.t.Fatal(err)
	}
	database := d.open()
	_, err = database.MemberByKey(d.t.Context(), database.Keys().IdentifierKey(id))
	return err == nil
}

const (
	goodMembers = "identifiant;categorie;nom;adresse6;email\nT1;tiers;Aubert;86000 POITIERS;a@poitou.example\n"
	badMembers  = goodMembers + "T2;tiers;Bernard;86000 POITIERS;b@poitou.example\nT3;tiers;;86000 POITIERS;\"c;d\"\n"
)

func TestTheProgramSaysWhatItIs(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "version")
	d.says("sesame ", "commit ", "SQLite 3.")
	d.runs(exitDone, "--help")
	for _, c := range commands {
		d.says("  " + c.name + " ")
	}
	d.runs(exitUsage, "agents", "add", "x")
	d.says("la commande « agents » est inconnue")
	for _, c := range commands {
		d.runs(exitDone, c.name, "--help")
		d.says("Usage : sesame " + c.name)
		d.runs(exitUsage, c.name, "--bogus")
		d.says("l'option --bogus est inconnue")
	}
}

func TestAnImportSpeaksFrenchAndKeepsTheKeyPrivate(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "adherents", d.file("a.csv", goodMembers))
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
	d.runs(exitRefused, "import", "adherents", d.file("b.csv", "identifiant;couleur\n"))
	d.says("colonne inconnue : couleur")
}

func TestRefusedLinesAreKeptAsideAndCanBeImportedOnceCorrected(t *testing.T) {
	d := newDesk(t)
	d.runs(exitRefused, "import", "adherents", d.file("a.csv", badMembers))
	if d.knows("T1") {
		t.Error("a refused line did not hold the file back")
	}
	d.runs(exitDone, "import", "adherents", d.path("a.csv"), "--keep-going")
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
	want := "\ufeffidentifiant;categorie;nom;adresse6;email;" + backoffice.ReasonColumn + "\r\nT3;tiers;;86000 POITIERS;\"c;d\";\"ligne 4, colonne email"
	if !strings.HasPrefix(string(content), want) || !strings.Contains(string(content), "ligne 4, colonne nom") {
		t.Errorf("rejects %q, want %q…", content, want)
	}
	d.file("a.csv.rejets.csv", strings.Replace(strings.Replace(string(content), "T3;tiers;;", "T3;tiers;Clément;", 1), "\"c;d\"", "c@poitou.example", 1))
	d.runs(exitDone, "import", "adherents", rejects)
	if !d.knows("T3") {
		t.Error("the corrected line was not loaded")
	}
}

func TestNoSpreadsheetReckonsWithARefusedLine(t *testing.T) {
	d := newDesk(t)
	formula := `=HYPERLINK("https://evil.example";"Aubert")`
	line := `T9;tiers;"` + strings.ReplaceAll(formula, `"`, `""`) + `";@SUM(1);pas une adresse;+33 6 39 98 12 34` + "\n"
	d.runs(exitDone, "import", "adherents", d.file("a.csv", "identifiant;categorie;nom;adresse6;email;portable\n"+line), "--keep-going")
	content, err := os.ReadFile(d.path("a.csv.rejets.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"'=HYPERLINK(`, `;'@SUM(1);`, `;+33 6 39 98 12 34;`} {
		if !strings.Contains(string(content), want) {
			t.Errorf("%q is not in %s", want, content)
		}
	}
	d.runs(exitDone, "import", "adherents", d.file("b.csv", strings.Replace(string(content), "pas une adresse", "t9@poitou.example", 1)))
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

func TestADatabaseNeverGetsANewKey(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "adherents", d.file("a.csv", goodMembers))
	key := d.path("sesame.key")
	good, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		spoil func() error
		says  string
	}{
		"lost":                {func() error { return os.Remove(key) }, "est introuvable alors que la base"},
		"readable by others":  {func() error { return os.Chmod(key, 0o640) }, "chmod 600"},
		"too short":           {func() error { return os.WriteFile(key, good[:20], 0o600) }, "est abîmé"},
		"of another database": {func() error { return os.WriteFile(key, []byte(strings.Repeat("ab", keyBytes)+"\n"), 0o600) }, "n'est pas celle de la base"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.spoil(); err != nil {
				t.Fatal(err)
			}
			d.runs(exitRefused, "import", "adherents", d.path("a.csv"))
			d.says(c.says)
			d.file("sesame.key", string(good))
			if err := os.Chmod(key, 0o600); err != nil {
				t.Fatal(err)
			}
		})
	}
	d.runs(exitDone, "import", "adherents", d.path("a.csv"))
}

func TestABackupTakenWhileTheServiceWritesIsPutBack(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "adherents", d.file("a.csv", goodMembers))
	service := d.open()
	writing, stop := context.WithCancel(t.Context())
	wrote, ended := make(chan struct{}), make(chan error, 1)
	go func() { // as a service does, until the backup is made
		for n := 0; ; n++ {
			err := service.InTx(writing, func(tx *db.Tx) error {
				return tx.Count(writing, db.LoginFailures, make([]byte, 16), time.Unix(int64(n), 0))
			})
			if writing.Err() != nil {
				err = nil
			}
			if err != nil || writing.Err() != nil {
				ended <- err
				return
			}
			if n == 10 {
				close(wrote)
			}
		}
	}()
	<-wrote
	d.runs(exitDone, "backup", d.path("copy.db"))
	d.says("copie faite et relue, 1 adhérent")
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(d.path("copy.db")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	d.runs(exitRefused, "backup", d.path("copy.db"))
	d.says("existe déjà")

	d.runs(exitDone, "import", "adherents", d.file("b.csv", strings.ReplaceAll(goodMembers, "T1", "T2")))
	d.runs(exitRefused, "restore", d.path("copy.db"))
	d.says("est ouverte par un autre programme")
	if err := service.Close(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func([]byte) []byte{
		"cut.db":   func(b []byte) []byte { return b[:len(b)/2] },
		"text.db":  func([]byte) []byte { return []byte("not a database") },
		"empty.db": func([]byte) []byte { return nil },
	} {
		content, err := os.ReadFile(d.path("copy.db"))
		if err != nil {
			t.Fatal(err)
		}
		d.runs(exitRefused, "restore", d.file(name, string(spoil(content))))
		d.says("Rien n'a été changé.")
	}
	d.runs(exitDone, "restore", d.path("copy.db"))
	d.says("copie vérifiée et remise en place, 1 adhérent", "L'ancienne base est gardée")
	if !d.knows("T1") || d.knows("T2") {
		t.Error("the database is not the copy's")
	}
}

// queueLetter issues a temporary password to the first member and queues its letter.
func queueLetter(t *testing.T, tx *db.Tx, p db.LetterPayload) error {
	t.Helper()
	return errors.Join(tx.QueueLetter(t.Context(), 1, p),
		tx.IssueTemporary(t.Context(), 1, db.Temporary{Hash: "$argon2id$", Channel: "letter", IssuedAt: p.At, ExpiresAt: p.Until}))
}

func TestLettersArePrintedOnce(t *testing.T) {
	d := newDesk(t)
	d.runs(exitRefused, "courriers", d.path("l.pdf"))
	d.says("n'existe pas")
	d.runs(exitDone, "import", "adherents", d.file("a.csv", goodMembers))
	d.runs(exitDone, "courriers", d.path("l.pdf"))
	d.says("Aucun courrier")
	database := d.open()
	now := time.Now()
	err := database.InTx(t.Context(), func(tx *db.Tx) error {
		return queueLetter(t, tx, db.LetterPayload{Name: "Aubert", Secret: "champ3verger", Request: "KTR-482", At: now, Until: now.Add(24 * time.Hour)})
	})
	if err != nil {
		t.Fatal(err)
	}
	d.file("taken.pdf", "")
	d.runs(exitRefused, "courriers", d.path("taken.pdf"))
	d.runs(exitDone, "courriers", d.path("l.pdf"))
	d.says("lot 1, 1 courrier.")
	content, err := os.ReadFile(d.path("l.pdf"))
	if err != nil || !bytes.HasPrefix(content, []byte("%PDF-")) {
		t.Errorf("no PDF: %v", err)
	}
	if info, err := os.Stat(d.path("l.pdf")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	waiting, err := database.WaitingLetters(t.Context(), now)
	if err != nil || len(waiting) != 0 {
		t.Errorf("still waiting: %v, %v", waiting, err)
	}
	d.runs(exitDone, "courriers", d.path("m.pdf"))
	d.says("Aucun courrier")
	if _, err := os.Stat(d.path("m.pdf")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a PDF of nothing: %v", err)
	}
	history, err := database.LettersOfBatch(t.Context(), 1)
	if err != nil || len(history) != 1 || history[0].State != db.LetterPrinted {
		t.Errorf("the batch holds %+v, %v", history, err)
	}
}

func TestALetterThatDoesNotFitItsEnvelopeIsTold(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "adherents", d.file("a.csv", strings.Replace(goodMembers, "86000 POITIERS", "86000 "+strings.Repeat("POITIERS ", 4), 1)))
	now := time.Now()
	if err := d.open().InTx(t.Context(), func(tx *db.Tx) error {
		return queueLetter(t, tx, db.LetterPayload{Name: "Aubert", Secret: "champ3verger", Request: "KTR-482", At: now, Until: now.Add(24 * time.Hour)})
	}); err != nil {
		t.Fatal(err)
	}
	d.runs(exitDone, "courriers", d.path("l.pdf"))
	d.says("Aucun courrier à imprimer.", "Courrier retenu, demande KTR-482 : La ligne 2 compte 41 caractères : 38 au plus.")
}
