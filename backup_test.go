package main

import (
	"bytes"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/files"
)

func TestABackupWithoutANameSaysSo(t *testing.T) {
	d := newDesk(t)
	d.install()
	d.runs(exitRefused, "backup", "") // an empty variable of a script
	d.says("le nom du fichier est vide")
}

func TestABackupTakenWhileTheServiceWritesIsPutBack(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	service := d.open()
	made, wrote, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() { // writes, as a service does, until the backup is made
		for n := 0; ; n++ {
			select {
			case <-made:
				ended <- nil
				return
			default:
			}
			err := service.InTx(t.Context(), func(tx *db.Tx) error {
				return tx.Count(t.Context(), db.LoginFailures, make([]byte, 16), time.Unix(int64(n), 0))
			})
			if err != nil {
				ended <- err
				return
			}
			if n == 10 {
				close(wrote)
			}
		}
	}()
	select {
	case <-wrote:
	case err := <-ended:
		t.Fatal(err)
	}
	d.runs(exitDone, "backup", d.path("copy.db"))
	d.says("copie faite et relue, 1 adhérent")
	close(made)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(d.path("copy.db")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	d.runs(exitRefused, "backup", d.path("copy.db"))
	d.says("existe déjà")

	d.runs(exitDone, "import", "adherents", d.file("b.csv", strings.ReplaceAll(goodMembers, "T1", "T2")))
	d.runs(exitRefused, "restore", "--yes", d.path("copy.db"))
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
		d.runs(exitRefused, "restore", "--yes", d.file(name, string(spoil(content))))
		d.says("Rien n'a été changé.")
	}
	d.runs(exitDone, "restore", "--yes", d.path("copy.db"))
	d.says("copie vérifiée et remise en place, 1 adhérent", "L'ancienne base est gardée")
	if !d.knows("T1") || d.knows("T2") {
		t.Error("the database is not the copy's")
	}
}

func TestTheDailyBackupIsMadeByCommandOrByTheService(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	d.runs(exitUsage, "backup")
	d.says("« sesame backup FICHIER »", "SESAME_BACKUP_DIR")
	d.runs(exitUsage, "backup", "--backup-dir", d.path("copies"), "--backup-keep", "7 jours")
	d.says("SESAME_BACKUP_KEEP", "« 7d 4w 12m »")
	d.runs(exitDone, "backup", "--backup-dir", d.path("copies"))
	d.says("copies/sesame-", "copie faite et relue, 1 adhérent")

	service := d.open()
	defer service.Close()
	at := time.Now()
	b := files.Backups{DB: service, Dir: d.path("copies"), Keep: files.Keep{Days: 7}, Location: time.UTC, Now: func() time.Time { return at }}
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, nil))
	due := func(after time.Duration, want int) {
		t.Helper()
		at = time.Now().Add(after)
		if err := backUpDue(t.Context(), b, log); err != nil {
			t.Error(err)
		}
		if made, err := os.ReadDir(b.Dir); err != nil || len(made) != want {
			t.Errorf("%s later there are %d backups, want %d (%v)", after, len(made), want, err)
		}
	}
	due(24*time.Hour, 1)
	due(26*time.Hour, 2)
	due(26*time.Hour, 2)
	if strings.Count(said.String(), "the daily backup is made and proved") != 1 {
		t.Errorf("the log says %s", &said)
	}
}

func TestARestoreSaysWhatLivesAgain(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	d.runs(exitDone, "agent", "add", "cpetit")
	d.runs(exitDone, "backup", d.path("copy.db"))
	d.runs(exitDone, "restore", "--yes", d.path("copy.db"))
	d.says("Le dernier événement de cette copie est du ", "les mots de passe changés depuis redeviennent ceux d'alors", "1 invitation d'agent est annulée",
		"toutes les sessions sont fermées : 0 d'adhérent, 0 d'agent")
	d.runs(exitDone, "audit", "verify")
}
