package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sesame/db"
	"sesame/db/dbtest"
)

func TestTheServiceOnAFullDiskIsNotReadyAndLosesNothing(t *testing.T) {
	dir := dbtest.OnSmallDisk(t, "16m")
	if dir == "" {
		return
	}
	d := newDesk(t)
	at := []string{"SESAME_DB=" + filepath.Join(dir, "sesame.db"), "SESAME_BASE_URL=http://localhost:8080"}
	pages, health, stop := d.serving(at...)
	command := func(args ...string) (int, string) {
		t.Helper()
		var out bytes.Buffer
		env := append(append([]string{"SESAME_SMTP_URL=smtp://127.0.0.1:1?tls=none", "SESAME_SMTP_FROM=Essai <essai@caisse.example>"}, caisse...), at...)
		return Main(t.Context(), args, env, &out, io.Discard), out.String()
	}
	if status, said := command("agent", "add", "cpetit"); status != exitDone {
		t.Fatalf("exit %d\n%s", status, said)
	}
	says := func(status int, want ...string) {
		t.Helper()
		got, body := get(t, health+"/readyz")
		for _, line := range want {
			if !strings.Contains(body, line) {
				t.Errorf("without %q:\n%s", line, body)
			}
		}
		if got != status {
			t.Errorf("%d, not %d:\n%s", got, status, body)
		}
	}
	says(http.StatusOK, "base : ok", "disque : ok")

	almost := filepath.Join(dir, "almost")
	if err := dbtest.FillUpTo(almost, 1200<<10); err != nil { // between 5 and 10 % of the disk
		t.Fatal(err)
	}
	says(http.StatusOK, "base : ok", "disque : il reste 1", "les demandes de mot de passe et les messages de personnes non connectées sont refusés, les connexions passent ; libérez de la place")
	if status, said := command("doctor"); status != exitRefused || !strings.Contains(said, "ÉCHEC  disque : il reste 1") || !strings.Contains(said, "sont refusés") {
		t.Errorf("exit %d\n%s", status, said)
	}
	if err := os.Remove(almost); err != nil {
		t.Fatal(err)
	}

	filled := filepath.Join(dir, "filled")
	if err := dbtest.Fill(filled); !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	says(http.StatusServiceUnavailable, "base : la base "+dir+"/sesame.db ne s'écrit pas, le disque est plein : libérez de la place", "disque : il reste 0 ko dans "+dir)
	if status, _ := get(t, health+"/healthz"); status != http.StatusOK {
		t.Errorf("a restart would mend nothing: %d", status)
	}
	if status, _ := get(t, pages+"/connexion"); status != http.StatusOK {
		t.Errorf("the page of the login: %d", status)
	}
	if status, said := command("doctor"); status != exitRefused || !strings.Contains(said, "ÉCHEC  disque : il reste 0 ko") || !strings.Contains(said, "ÉCHEC  base et clé : ") {
		t.Errorf("exit %d\n%s", status, said)
	}

	if err := os.Remove(filled); err != nil {
		t.Fatal(err)
	}
	says(http.StatusOK, "base : ok", "disque : ok")
	if status, log := stop(); status != exitDone {
		t.Errorf("exit %d\n%s", status, log)
	}
	if status, said := command("audit", "verify"); status != exitDone || !strings.Contains(said, "1 ligne") {
		t.Errorf("exit %d\n%s", status, said)
	}
	if status, said := command("agent", "list"); status != exitDone || !strings.Contains(said, "cpetit") {
		t.Errorf("exit %d\n%s", status, said)
	}
}

// Each command says in French that there is no room, and leaves no unfinished file.
func TestACommandThatFindsNoRoomSaysSo(t *testing.T) {
	dir := dbtest.OnSmallDisk(t, "4m")
	if dir == "" {
		return
	}
	d := &desk{t: t, dir: dir}
	elsewhere := t.TempDir()
	members := filepath.Join(elsewhere, "a.csv")
	if err := os.WriteFile(members, []byte(goodMembers), 0o600); err != nil {
		t.Fatal(err)
	}
	d.runs(exitDone, "import", "--new-database", "adherents", members)
	if err := os.WriteFile(members, []byte(strings.ReplaceAll(goodMembers, "POITIERS", "NIORT")), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := dbtest.FillUpTo(filepath.Join(dir, "almost"), 40<<10); err != nil { // enough to open the database, too little to write to it
		t.Fatal(err)
	}
	contacts := filepath.Join(elsewhere, "contacts.csv")
	for _, command := range [][]string{
		{"agent", "add", "cpetit"}, {"client", "add", "portail", "--redirect", "https://portail.example/retour"}, {"import", "adherents", members},
		{"member", "suspend", "T1", "--reason", "essai"}, {"export", "contacts", contacts}, {"key", "rotate"}, {"backup", filepath.Join(elsewhere, "copy.db")},
		{"key", "show", "--paper", filepath.Join(elsewhere, "key.pdf")},
	} {
		d.runs(exitRefused, command...)
		full := "il n'y a plus de place sur le disque de la base " + d.path("sesame.db") + " ; faites-en, puis recommencez"
		if command[0] == "import" { // its message says before that nothing was loaded
			full = capital(full)
		}
		d.says(full)
		if strings.Contains(d.err, "database or disk is full") {
			t.Errorf("%s: %s", command[0], d.err)
		}
	}
	for _, file := range []string{contacts, filepath.Join(elsewhere, "key.pdf")} {
		if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// A command that finds no room for its file says which disk is full, without a word of English, and has changed nothing.
func TestAFileThatFindsNoRoomIsTold(t *testing.T) {
	dir := dbtest.OnSmallDisk(t, "4m")
	if dir == "" {
		return
	}
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	now := time.Now()
	database := d.open()
	if err := database.InTx(t.Context(), func(tx *db.Tx) error {
		return queueLetter(t, tx, db.LetterPayload{Name: "Aubert", Secret: "champ3verger", Request: "KTR-482", At: now, Until: now.Add(24 * time.Hour)})
	}); err != nil {
		t.Fatal(err)
	}
	filled := filepath.Join(dir, "filled")
	if err := dbtest.Fill(filled); !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	d.runs(exitRefused, "courriers", filepath.Join(dir, "l.pdf"))
	if want := "les courriers n'ont pas pu être écrits : il n'y a plus de place sur le disque du dossier " + dir + "."; !strings.Contains(d.err, want) {
		t.Errorf("%s\nwant %s", d.err, want)
	}
	if names, err := os.ReadDir(dir); err != nil || len(names) != 1 {
		t.Errorf("%v, %v", names, err)
	}
	d.runs(exitDone, "courriers", d.path("l.pdf"))
	d.says("lot 1, 1 courrier.")

	elsewhere := &desk{t: t, dir: dir}
	if err := os.Remove(filled); err != nil {
		t.Fatal(err)
	}
	elsewhere.runs(exitDone, "import", "--new-database", "adherents", d.path("a.csv"))
	if err := dbtest.Fill(filled); !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	elsewhere.runs(exitRefused, "key", "rotate")
	if want := "la nouvelle clé ne peut pas être écrite : il n'y a plus de place sur le disque du dossier " + dir + ". Rien n'a été changé"; !strings.Contains(elsewhere.err, want) {
		t.Errorf("%s\nwant %s", elsewhere.err, want)
	}
}

// An import is undone for all members at once, or for none, at whatever moment the disk is full.
func TestAnUndoneImportThatFindsNoRoomSaysHowItStands(t *testing.T) {
	dir := dbtest.OnSmallDisk(t, "32m")
	if dir == "" {
		return
	}
	d := &desk{t: t, dir: dir}
	elsewhere := t.TempDir()
	loads := func(town string) {
		t.Helper()
		lines := "identifiant;categorie;nom;adresse6;email\n"
		for n := range 2000 {
			lines += fmt.Sprintf("T%d;tiers;Aubert;86000 %s;a%d@poitou.example\n", n+1, town, n)
		}
		file := filepath.Join(elsewhere, "a.csv")
		if err := os.WriteFile(file, []byte(lines), 0o600); err != nil {
			t.Fatal(err)
		}
		d.runs(exitDone, "import", "--new-database", "--yes", "adherents", file)
	}
	loads("POITIERS")
	loads("NIORT")
	const stays, gone = "L'import 2 est resté chargé en entier : relancez ensuite « sesame import undo 2 »", "L'import 2 est pourtant remis comme avant pour tout le monde. Il reste à retirer"
	err := (&program{}).undoFailed(t.Context(), d.open(), 2, errors.New("la raison"))
	if want := "la raison. " + stays; err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
	begun, ended := false, false
	for left := uint64(16 << 10); left < 16<<20 && !ended; left += 64 << 10 { // from too little space to begin to enough space
		filled := filepath.Join(dir, "filled")
		if err := dbtest.FillUpTo(filled, left); err != nil {
			t.Fatal(err)
		}
		var out, told bytes.Buffer
		status := Main(t.Context(), []string{"import", "undo", "2"}, []string{"SESAME_DB=" + d.path("sesame.db")}, &out, &told)
		switch said := told.String(); {
		case status == exitDone, strings.Contains(said, "Cet import est déjà remis comme avant."):
			ended = true
		case !strings.Contains(said, "il n'y a plus de place sur le disque de la base ") || !strings.Contains(said, stays) && !strings.Contains(said, gone):
			t.Errorf("with room for %d: exit %d\n%s", left, status, said)
		default:
			begun = begun || strings.Contains(said, gone)
		}
		if err := os.Remove(filled); err != nil {
			t.Fatal(err)
		}
	}
	if !begun || !ended {
		t.Errorf("found in its middle: %v, ended: %v", begun, ended)
	}
	loads("POITIERS")
	d.says("0 ajoutée, 0 modifiée")
}
