package files

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestADatabaseIsHeldOnce(t *testing.T) {
	d := filled(t)
	release, err := d.Hold(now)
	if err != nil {
		t.Fatal(err)
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	link := d
	link.Path = filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(d.Path, link.Path); err != nil {
		t.Fatal(err)
	}
	who := fmt.Sprintf("est déjà tenue par le processus %d de l'ordinateur %s, depuis le 25/11/2026 à 10 h 30 : arrêtez-le d'abord (« systemctl stop sesame.socket sesame » pour le service)", os.Getpid(), host)
	for name, holds := range map[string]func() error{
		"a second service":      func() error { _, err := d.Hold(now); return err },
		"under another name":    func() error { _, err := link.Hold(now); return err },
		"a rotation of the key": func() error { _, err := d.Rotate(t.Context(), now, func(string, int, int) {}); return err },
	} {
		if err := holds(); err == nil || !strings.Contains(err.Error(), who) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if info, err := os.Stat(d.Path + ".lock"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	release()
	if left := d.left(t); len(left) > 0 {
		t.Errorf("released, it leaves %v", left)
	}
	again, err := d.Hold(now)
	if err != nil {
		t.Fatalf("released, it is still held: %v", err)
	}
	again()
}

func TestALockThatCannotBePutIsTold(t *testing.T) {
	d := Database{Path: "/no/folder/sesame.db"}
	if _, err := d.Hold(now); err == nil || !strings.Contains(err.Error(), "le verrou de la base ne peut pas être posé") {
		t.Errorf("%v", err)
	}
}

func TestALockThatRootHasLeftIsToldByItsFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "sesame.db.lock")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	said := WriteReason(&os.PathError{Op: "open", Path: path, Err: syscall.EACCES})
	if !strings.Contains(said, "ce compte ne peut pas écrire dans le fichier "+path) || !strings.Contains(said, "chown --reference="+dir) {
		t.Error(said)
	}
	if said := WriteReason(&os.PathError{Op: "open", Path: filepath.Join(dir, "none"), Err: syscall.EACCES}); !strings.HasSuffix(said, "dans le dossier "+dir) {
		t.Error(said)
	}
}
