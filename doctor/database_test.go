package doctor

import (
	"context"
	"database/sql"
	"errors"
	"os"
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

func TestADatabaseWhoseFileWasMovedIsTold(t *testing.T) {
	dir := t.TempDir()
	d := opened(t, dir)
	aside := filepath.Join(dir, "aside.db")
	if err := os.Rename(d.Path(), aside); err != nil {
		t.Fatal(err)
	}
	for _, replaced := range []bool{false, true} {
		if replaced {
			if err := os.WriteFile(d.Path(), []byte("another"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := WriteFault(t.Context(), d); err == nil || !strings.Contains(err.Error(), d.Path()+" n'est plus celui que le service a ouvert") {
			t.Errorf("replaced %v: %v", replaced, err)
		}
	}
	if err := os.Rename(aside, d.Path()); err != nil {
		t.Fatal(err)
	}
	if err := WriteFault(t.Context(), d); err != nil {
		t.Errorf("back in its place: %v", err)
	}
}

// TestADatabaseThatDoesNotOpenIsToldWithItsOwnMend: the general remedy is shown only if the fault has none of its own.
func TestADatabaseThatDoesNotOpenIsToldWithItsOwnMend(t *testing.T) {
	for fault, want := range map[string]Finding{
		"la base est au schéma 56. Installez la version plus récente":                   {State: Failed, Says: "la base est au schéma 56", Mend: "installez la version plus récente"},
		"le fichier de clé est abîmé : il est vide. Remettez sa copie en place":         {State: Failed, Says: "le fichier de clé est abîmé : il est vide", Mend: "remettez sa copie en place"},
		"les tables sont d'ailleurs. Vérifiez SESAME_DB ; sinon remettez une copie":     {State: Failed, Says: "les tables sont d'ailleurs", Mend: "vérifiez SESAME_DB ; sinon remettez une copie"},
		"la clé n'est pas celle de la base ; remettez le fichier de clé":                {State: Failed, Says: "la clé n'est pas celle de la base", Mend: "remettez le fichier de clé"},
		"d'autres comptes peuvent lire la clé /a.b/key : faites « chmod 600 /a.b/key »": {State: Failed, Says: "d'autres comptes peuvent lire la clé /a.b/key", Mend: "faites « chmod 600 /a.b/key »"},
		"open /a.b/sesame.db: input/output error":                                       {State: Failed, Says: "open /a.b/sesame.db: input/output error", Mend: "vérifiez SESAME_DB et SESAME_KEY_FILE, et lancez la commande sous le compte du service"},
	} {
		if got := (&Doctor{DBFault: errors.New(fault)}).database(t.Context()); got != want {
			t.Errorf("%s: %+v", fault, got)
		}
	}
}

func TestWhatNeedsADatabaseThatDoesNotOpenIsUnknown(t *testing.T) {
	d := &Doctor{DBFault: errors.New("la clé n'est pas celle de la base ; remettez le fichier de clé"), Now: time.Now, Location: time.UTC}
	if f := d.database(t.Context()); f.State != Failed || f.Says != "la clé n'est pas celle de la base" || f.Mend != "remettez le fichier de clé" {
		t.Errorf("%+v", f)
	}
	for name, look := range map[string]func(*Doctor, context.Context) Finding{
		"agents": (*Doctor).agents, "backup": (*Doctor).backup, "audit": (*Doctor).audit, "outbox": (*Doctor).outbox, "clients": (*Doctor).clients,
	} {
		if f := look(d, t.Context()); f.State != Attention || !strings.Contains(f.Says, "inconnu") {
			t.Errorf("%s: %+v", name, f)
		}
	}
}
