package db_test

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"sesame/account/keys"
	"sesame/db"
	"sesame/db/dbtest"
)

// The files beside the database find no place either: SQLite calls that a fault of the disk, and the system tells which.
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
