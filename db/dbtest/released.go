// Package dbtest unpacks databases of released versions for tests, and mounts small disks.
package dbtest

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// What is known of the people of a fixture (db/testdata/generate.go).
const (
	Madeleine      = "2580386999012" // has logged in before
	Password       = "Prairie-Verte-1789"
	Andre          = "1470779999015" // has a temporary password
	AndreTemporary = "champ3verger"
	Agent          = "jdupuy"
	AgentPassword  = "Guichet-Pluvieux7Tambour"
)

// Released puts the database of a released schema into a directory, as sesame.db, with its key file, sesame.key.
func Released(t testing.TB, dir string, number int) {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	fixture := filepath.Join(filepath.Dir(here), "..", "testdata", fmt.Sprintf("%03d", number))
	key, err := os.ReadFile(fixture + ".key")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "sesame.key"), key, 0o600); err != nil {
		t.Fatal(err)
	}
	packed, err := os.Open(fixture + ".db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	content, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(filepath.Join(dir, "sesame.db"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(file, content) //nolint:gosec // G110: the file is our own
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
}
