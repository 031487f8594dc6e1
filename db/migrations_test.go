package db

import (
	"database/sql"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
)

// blank is a database in memory.
func blank(t *testing.T) *sql.DB {
	t.Helper()
	d, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	d.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// upTo applies the migrations up to this number, without checking fingerprints.
func upTo(t *testing.T, d *sql.DB, number int) {
	t.Helper()
	for _, m := range migrations {
		if m.number > number {
			return
		}
		applied(t, d, m)
	}
}

// applied applies the SQL of one migration.
func applied(t *testing.T, d *sql.DB, m migration) {
	t.Helper()
	statements, err := m.sql()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Exec(statements); err != nil {
		t.Fatalf("migration %d: %v", m.number, err)
	}
}

func TestMigrationsFollowOneAnotherWithoutGaps(t *testing.T) {
	files, err := fs.ReadDir(migrationFiles, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(migrations) {
		t.Errorf("%d files, %d migrations: each file has a row in db/migrations.go", len(files), len(migrations))
	}
	for i, m := range migrations {
		if m.number != 3+i {
			t.Errorf("migration %d stands where %d belongs", m.number, 3+i)
		}
	}
}

func TestEachNumberHasItsFingerprint(t *testing.T) {
	d := blank(t)
	for _, m := range migrations {
		applied(t, d, m)
		found, err := fingerprint(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		if found != m.fingerprint {
			t.Errorf("migration %d leaves a schema with the fingerprint %q; db/migrations.go says %q. A released migration is never changed", m.number, found, m.fingerprint)
		}
	}
}

func TestSchemaSQLIsWhatTheMigrationsMake(t *testing.T) {
	text, err := os.ReadFile("../schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	described, made := blank(t), blank(t)
	if _, err := described.Exec(string(text)); err != nil {
		t.Fatal(err)
	}
	upTo(t, made, SchemaVersion())
	want, err := statements(t.Context(), described)
	if err != nil {
		t.Fatal(err)
	}
	got, err := statements(t.Context(), made)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range want {
		if !slices.Contains(got, s) {
			t.Errorf("only in schema.sql:\n%s", s)
		}
	}
	for _, s := range got {
		if !slices.Contains(want, s) {
			t.Errorf("only made by the migrations:\n%s", s)
		}
	}
}

func TestAFingerprintTellsTablesAndNotTheirSpelling(t *testing.T) {
	of := func(statements string) string {
		d := blank(t)
		if _, err := d.Exec(statements); err != nil {
			t.Fatal(err)
		}
		found, err := fingerprint(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	const table = "CREATE TABLE a (x TEXT CHECK (x <> '--'), y INTEGER); CREATE INDEX a_by_x ON a (x);"
	plain := of(table)
	for name, same := range map[string]string{
		"comments and lines":     "CREATE TABLE a ( -- it's a\n  x TEXT CHECK (x<>'--'), /* two\n lines */ y INTEGER\n); CREATE INDEX a_by_x ON a (x);",
		"built anew":             "CREATE TABLE b (x TEXT CHECK (x <> '--'), y INTEGER); ALTER TABLE b RENAME TO a; CREATE INDEX a_by_x ON a (x);",
		"a column added":         "CREATE TABLE a (x TEXT CHECK (x <> '--')); ALTER TABLE a ADD COLUMN y INTEGER; CREATE INDEX a_by_x ON a (x);",
		"the order of creation":  "CREATE TABLE c (x); DROP TABLE c;" + table,
		"statistics":             table + "INSERT INTO a VALUES ('1', 2); ANALYZE;",
		"a replication's tables": table + "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER);",
	} {
		if of(same) != plain {
			t.Errorf("%s changes the fingerprint", name)
		}
	}
	for name, other := range map[string]string{
		"a text in a check": strings.Replace(table, "'--'", "'-- '", 1),
		"a type":            strings.Replace(table, "y INTEGER", "y TEXT", 1),
		"a missing index":   "CREATE TABLE a (x TEXT CHECK (x <> '--'), y INTEGER);",
		"one more table":    table + "CREATE TABLE b (x);",
		"a trigger":         table + "CREATE TRIGGER t BEFORE UPDATE ON a BEGIN SELECT 1; END;",
	} {
		if of(other) == plain {
			t.Errorf("%s does not change the fingerprint", name)
		}
	}
}
