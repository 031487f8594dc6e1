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

// Copy returns the path of a copy, in a folder of its own, of a database that many tests of a program begin with. The first test
// that names it makes it: begin closes the database, so that its file is whole, and returns its path. To make an empty database
// takes a tenth of a second, most of it for the migrations; to open a copy takes a few thousandths. A begin may call Copy for
// another name.
func Copy(t testing.TB, name string, begin func() (path string)) string {
	t.Helper()
	begunMu.Lock()
	if begunBy[name] == nil {
		begunBy[name] = &begun{}
	}
	b := begunBy[name]
	begunMu.Unlock()
	b.once.Do(func() {
		var err error
		if b.content, err = os.ReadFile(begin()); err != nil {
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
