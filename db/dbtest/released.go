// Package dbtest finds files of the repository for tests, unpacks databases of released versions, copies the databases that many
// tests begin with, mounts small disks, and invents members.
package dbtest

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// Identifiers and passwords of the people in a fixture (db/testdata/generate.go).
const (
	Madeleine      = "2580386999012" // has logged in before
	Password       = "Prairie-Verte-1789"
	Andre          = "1470779999015" // has a temporary password
	AndreTemporary = "champ3verger"
	Agent          = "jdupuy"
	AgentPassword  = "Guichet-Pluvieux7Tambour"
)

// File returns the path of a file of the repository. It looks for go.mod from the working directory upwards, because tests run
// in the folder of their package, and a build may omit the paths of sources.
func File(t testing.TB, parts ...string) string {
	t.Helper()
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			return filepath.Join(append([]string{root}, parts...)...)
		}
		above := filepath.Dir(root)
		if above == root {
			t.Fatal("no go.mod in this folder or above it")
		}
		root = above
	}
}

// Released unpacks the database of a released schema into dir, as sesame.db, with its key file, sesame.key.
func Released(t testing.TB, dir string, number int) {
	t.Helper()
	fixture := File(t, "db", "testdata", fmt.Sprintf("%03d", number))
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
