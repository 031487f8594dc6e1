package files

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/db/dbtest"
)

// released is a directory with a database of the first released schema, and its key.
func released(t *testing.T) Database {
	t.Helper()
	dir := t.TempDir()
	dbtest.Released(t, dir, 3)
	return Database{Path: filepath.Join(dir, "sesame.db"), KeyPath: filepath.Join(dir, "sesame.key"), Location: time.UTC}
}

func (d Database) read(t *testing.T) []byte {
	t.Helper()
	content, err := os.ReadFile(d.Path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// left lists what stands beside the database and its key.
func (d Database) left(t *testing.T) (names []string) {
	t.Helper()
	all, err := os.ReadDir(filepath.Dir(d.Path))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range all {
		if path := filepath.Join(filepath.Dir(d.Path), entry.Name()); path != d.Path && path != d.KeyPath {
			names = append(names, entry.Name())
		}
	}
	return names
}

func TestTheServiceMigratesItsDatabaseAfterACopy(t *testing.T) {
	d := released(t)
	if _, err := d.Open(t.Context(), false); err == nil || !strings.Contains(err.Error(), "est au schéma 3") || !strings.Contains(err.Error(), "Démarrez le service (« sesame serve »)") {
		t.Errorf("a command that does not migrate: %v", err)
	}
	var said bytes.Buffer
	opened, err := d.OpenMigrated(t.Context(), &said)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	kept := d.Path + ".avant-migration-3"
	want := fmt.Sprintf("La base %[1]s est au schéma 3 : elle est copiée, puis mise à jour au schéma %[2]d.\n"+
		"La base %[1]s est maintenant au schéma %[2]d. Celle d'avant est gardée : %[3]s\n", d.Path, db.SchemaVersion(), kept)
	if said.String() != want {
		t.Errorf("it says\n%swant\n%s", &said, want)
	}
	if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if found, err := db.Verify(t.Context(), kept, opened.Keys()); err != nil || found != (db.Verified{Schema: 3, Members: 24}) {
		t.Errorf("the copy holds %+v, %v", found, err)
	}
	said.Reset()
	again, err := d.OpenMigrated(t.Context(), &said)
	if err != nil || said.Len() > 0 {
		t.Fatalf("a second start says %q, %v", &said, err)
	}
	defer again.Close()
}

func TestABackupOfAnEarlierSchemaIsMigratedAsItIsPutBack(t *testing.T) {
	d := released(t)
	backup := filepath.Join(t.TempDir(), "backup.db")
	if err := os.WriteFile(backup, d.read(t), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(d.Path); err != nil {
		t.Fatal(err)
	}
	found, err := d.Restore(t.Context(), backup, Restoring{Now: now, Confirm: func(Restored) error { return nil }})
	if err != nil || found.Schema != 3 || found.Members != 24 || found.Aside != "" {
		t.Fatalf("%+v, %v", found, err)
	}
	opened, err := d.Open(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	if found, err := db.Verify(t.Context(), backup, opened.Keys()); err != nil || found.Schema != 3 {
		t.Errorf("the backup is now %+v, %v", found, err)
	}
}

func TestAMigrationThatIsRefusedSaysWhyAndLosesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, d Database)
		says  []string
		left  string
	}{
		"open elsewhere": {func(t *testing.T, d Database) {
			other, err := sql.Open("sqlite3", d.Path)
			if err != nil {
				t.Fatal(err)
			}
			other.SetMaxOpenConns(1)
			t.Cleanup(func() { _ = other.Close() })
			if _, err := other.ExecContext(t.Context(), `BEGIN; SELECT * FROM meta`); err != nil {
				t.Fatal(err)
			}
		}, []string{"est ouverte par un autre programme : arrêtez d'abord le service", "Rien n'a été changé"}, "[]"},
		"damaged": {func(t *testing.T, d Database) {
			content := d.read(t)
			copy(content[len(content)/2:], bytes.Repeat([]byte{0xff}, 3*4096))
			if err := os.WriteFile(d.Path, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}, []string{"est abîmé ou n'est pas une base", "« sesame restore FICHIER »", "Rien n'a été changé"}, "[]"},
		"a copy that cannot be put in place": {func(t *testing.T, d Database) {
			// The name is a broken symbolic link: it is in use, and there is no content to compare.
			if err := os.Symlink("nowhere", d.Path+".avant-migration-3"); err != nil {
				t.Fatal(err)
			}
		}, []string{"n'a pas été mise à jour", "sa copie ne peut pas être faite", "Rien n'a été changé"}, "[sesame.db.avant-migration-3]"},
		"a migration that fails": {func(t *testing.T, d Database) {
			// An orphan row, which only a program that does not enforce foreign keys can have written.
			raw, err := sql.Open("sqlite3", d.Path)
			if err != nil {
				t.Fatal(err)
			}
			defer raw.Close()
			if _, err := raw.ExecContext(t.Context(), `INSERT INTO contacts (member_id, kind, value, source, changed_at) VALUES (999, 'email', x'00', 'file', 1)`); err != nil {
				t.Fatal(err)
			}
		}, []string{"n'a pas été mise à jour", "1 rows refer", "Elle est restée comme elle était, au schéma 3, et sa copie est ", "sesame.db.avant-migration-3"}, "[sesame.db.avant-migration-3]"},
	} {
		t.Run(name, func(t *testing.T) {
			d := released(t)
			c.spoil(t, d)
			before := d.read(t)
			for range 2 { // a service that is started again and again leaves no more than one copy
				_, err := d.OpenMigrated(t.Context(), &bytes.Buffer{})
				if err == nil {
					t.Fatal("it was migrated")
				}
				for _, want := range c.says {
					if !strings.Contains(err.Error(), want) {
						t.Errorf("%q does not say %q", err, want)
					}
				}
			}
			if left := fmt.Sprint(d.left(t)); left != c.left {
				t.Errorf("beside it stand %s, want %s", left, c.left)
			}
			if !bytes.Equal(d.read(t), before) {
				t.Error("the file was changed")
			}
		})
	}
}
