package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

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
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	d.runs(exitDone, "courriers", d.path("l.pdf"))
	d.says("Aucun courrier")
	database := d.open()
	now := time.Now()
	err := database.InTx(t.Context(), func(tx *db.Tx) error {
		return queueLetter(t, tx, db.LetterPayload{Secret: "champ3verger", Request: "KTR-482", At: now, Until: now.Add(24 * time.Hour)})
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

// The file gets its name before its letters count as printed: if another file has taken the name meanwhile, the letters still
// wait.
func TestLettersOfAFileThatFindsNoNameStillWait(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	database := d.open()
	now := time.Now()
	if err := database.InTx(t.Context(), func(tx *db.Tx) error {
		return queueLetter(t, tx, db.LetterPayload{Name: "Aubert", Secret: "champ3verger", Request: "KTR-482", At: now, Until: now.Add(24 * time.Hour)})
	}); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	p := &program{env: append([]string{"SESAME_DB=" + d.path("sesame.db"), "SESAME_BASE_URL=http://localhost:8080"}, caisse...), stdout: io.Discard, stderr: &said, zone: paris(), now: func() time.Time {
		d.file("l.pdf", "of somebody else") // while the batch is being printed
		return now
	}}
	if status := p.letters(t.Context(), []string{d.path("l.pdf")}); status != exitRefused || !strings.Contains(said.String(), "existe déjà") {
		t.Errorf("exit %d\n%s", status, said.String())
	}
	if waiting, err := database.WaitingLetters(t.Context(), now); err != nil || len(waiting) != 1 {
		t.Errorf("%d letters wait, %v", len(waiting), err)
	}
	if content, err := os.ReadFile(d.path("l.pdf")); err != nil || string(content) != "of somebody else" {
		t.Errorf("%q, %v", content, err)
	}
	d.runs(exitDone, "courriers", d.path("m.pdf"))
	d.says("lot 1, 1 courrier.")
}

func TestALetterThatDoesNotFitItsEnvelopeIsTold(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", strings.Replace(goodMembers, "86000 POITIERS", "86000 "+strings.Repeat("POITIERS ", 4), 1)))
	now := time.Now()
	if err := d.open().InTx(t.Context(), func(tx *db.Tx) error {
		return queueLetter(t, tx, db.LetterPayload{Secret: "champ3verger", Request: "KTR-482", At: now, Until: now.Add(24 * time.Hour)})
	}); err != nil {
		t.Fatal(err)
	}
	d.runs(exitDone, "courriers", d.path("l.pdf"))
	d.says("Aucun courrier à imprimer.", "Courrier retenu, demande KTR-482 : La ligne 2 compte 41 caractères : 38 au plus.")
}
