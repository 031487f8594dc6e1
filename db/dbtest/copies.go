package dbtest

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// begun is the file of a database that tests begin with.
type begun struct {
	once    sync.Once
	content []byte
}

var (
	begunBy = map[string]*begun{}
	begunMu sync.Mutex
)

// database is a *db.DB, which this package does not import: the tests inside db import this package.
type database interface {
	Path() string
	Close() error
}

// Copy returns the path of a copy, in a folder of its own, of a database that many tests of a program begin with. The first test
// that names it makes it by begin, and closes it, so that its file is whole. To make an empty database takes a tenth of a second,
// most of it for the migrations; to open a copy takes a few thousandths. A begin may call Copy for another name.
func Copy[D database](t testing.TB, name string, begin func() D) string {
	t.Helper()
	begunMu.Lock()
	if begunBy[name] == nil {
		begunBy[name] = &begun{}
	}
	b := begunBy[name]
	begunMu.Unlock()
	b.once.Do(func() {
		d := begin()
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		var err error
		if b.content, err = os.ReadFile(d.Path()); err != nil {
			t.Fatal(err)
		}
	})
	if b.content == nil {
		t.Fatalf("the database %q could not be made", name)
	}
	path := filepath.Join(t.TempDir(), "sesame.db")
	if err := os.WriteFile(path, b.content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
