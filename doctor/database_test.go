package doctor

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sesame/account/keys"
	"sesame/db"
)

// opened is a database in a directory.
func opened(t *testing.T, dir string) *db.DB {
	t.Helper()
	keyring, err := keys.NewKeyring(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), filepath.Join(dir, "sesame.db"), keyring, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func TestADatabaseThatAnotherProgramHoldsIsTold(t *testing.T) {
	d := opened(t, t.TempDir())
	if err := WriteFault(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	other, err := sql.Open("sqlite3", "file:"+d.Path()+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback() //nolint:errcheck // end of the test
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := WriteFault(ctx, d); err == nil || !strings.Contains(err.Error(), "un autre programme l'occupe") {
		t.Errorf("says %v", err)
	}
}
