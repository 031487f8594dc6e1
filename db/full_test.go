package db_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sesame/account/keys"
	"sesame/db"
	"sesame/db/dbtest"
)

// The files beside the database cannot grow either: SQLite reports an I/O error, and the cause is that of the system.
func TestAFullDiskIsToldWhereTheDatabaseCannotBeOpened(t *testing.T) {
	dir := dbtest.OnSmallDisk(t, "4m")
	if dir == "" {
		return
	}
	path := filepath.Join(dir, "sesame.db")
	ring, err := keys.NewKeyring(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), path, ring, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := dbtest.Fill(filepath.Join(dir, "filled")); !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	if _, err := db.Open(t.Context(), path, ring, time.UTC); !errors.Is(err, db.ErrFull) {
		t.Errorf("told: %v", err)
	}
}

// slicedUnder names the environment variable with which a test runs itself as a process with a maximum file size.
const slicedUnder = "SLICED_UNDER"

// A file whose slices are written counts as loaded, even if the WAL cannot be copied into the database yet.
func TestAnImportWhoseWALCannotBeWrittenBackIsLoaded(t *testing.T) {
	if os.Getenv(slicedUnder) == "" {
		again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
		again.Env = append(os.Environ(), slicedUnder+"=1")
		if out, err := again.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	d := before(t)
	info, err := os.Stat(d.Path())
	if err != nil {
		t.Fatal(err)
	}
	half := uint64(info.Size()) / 2 //nolint:gosec // G115: not negative
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: half, Max: half}); err != nil {
		t.Fatal(err)
	}
	_, second := slicedFiles(t)
	noted(t, d, second, noon)
	imports, err := d.Imports(t.Context(), 1)
	if err != nil || imports[0].Phase != db.ImportLoaded {
		t.Fatalf("%+v, %v", imports, err)
	}
	undone, err := d.UndoImport(t.Context(), imports[0].ID, db.Act{Actor: "test", At: noon})
	if err != nil || undone.UndoneAt.IsZero() {
		t.Errorf("%+v, %v", undone, err)
	}
}
