package db

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"sesame/account/keys"
	"sesame/journey/events"
)

var (
	aRing = must(keys.NewKeyring(bytes.Repeat([]byte{1}, 32)))
	aTime = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// later adds migrations of the test after the program's own, with their fingerprints.
func later(t *testing.T, more ...string) {
	t.Helper()
	released, files := migrations, migrationFiles
	t.Cleanup(func() { migrations, migrationFiles = released, files })
	all := fstest.MapFS{}
	for _, m := range released {
		name := migrationFile(m.number)
		all[name] = &fstest.MapFile{Data: must(fs.ReadFile(files, name))}
	}
	migrations, migrationFiles = append([]migration{}, released...), all
	for _, statements := range more {
		number := SchemaVersion() + 1
		all[migrationFile(number)] = &fstest.MapFile{Data: []byte(statements)}
		migrations = append(migrations, migration{number: number})
		d := blank(t)
		upTo(t, d, number)
		migrations[len(migrations)-1].fingerprint = must(fingerprint(t.Context(), d))
	}
}

// closed is a database of the present schema, with some content, that no program has open.
func closed(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sesame.db")
	d, err := Open(t.Context(), path, aRing, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	err = d.InTx(t.Context(), func(tx *Tx) error {
		return errors.Join(tx.AddFigures(t.Context(), aTime, FigureBegun, "oubli", 7),
			tx.Audit(t.Context(), events.Login.Refused(nil, events.Details{}).By("stranger", nil), aTime))
	})
	if err := errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// raw opens a file without the program.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	d, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// change alters a file without the program, and closes it.
func change(t *testing.T, path, statements string) {
	t.Helper()
	d := raw(t, path)
	if _, err := d.Exec(statements); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// as requires that a file has this schema, is intact, and holds what closed wrote.
func as(t *testing.T, path string, number int) {
	t.Helper()
	d := raw(t, path)
	var found, counted int
	if err := d.QueryRow(`SELECT user_version, (SELECT sum(n) FROM figures WHERE name = 'journey-begun') FROM pragma_user_version`).Scan(&found, &counted); err != nil {
		t.Fatal(err)
	}
	m, _ := migrationOf(number)
	if print := must(fingerprint(t.Context(), d)); found != number || print != m.fingerprint || counted != 7 {
		t.Errorf("%s: schema %d with the fingerprint %s and %d journeys, want %d, %s and 7", path, found, print, counted, number, m.fingerprint)
	}
	if err := sound(t.Context(), d); err != nil {
		t.Error(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// migrated runs Migrate with a copy beside the file, and returns the name of the copy.
func migrated(t *testing.T, path string) (string, error) {
	t.Helper()
	kept := ""
	_, err := Migrate(t.Context(), Migration{Path: path, Keys: aRing, Keep: func(from int, write func(string) error) error {
		kept = filepath.Join(t.TempDir(), "copy.db")
		return write(kept)
	}})
	return kept, err
}

func TestADatabaseGoesUpSeveralSchemasAtOnce(t *testing.T) {
	path := closed(t)
	before := SchemaVersion()
	later(t,
		`ALTER TABLE figures ADD COLUMN note TEXT; CREATE TABLE greetings (id INTEGER PRIMARY KEY, words BLOB) STRICT; INSERT INTO greetings (id) VALUES (1);`,
		`CREATE TABLE better (day TEXT, n INTEGER, words BLOB) STRICT;
		INSERT INTO better SELECT day, n, (SELECT words FROM greetings) FROM figures WHERE name = 'journey-begun'; DROP TABLE greetings;`)
	migrations[len(migrations)-2].step = func(ctx context.Context, tx *sql.Tx, k *keys.Keyring) error {
		_, err := tx.ExecContext(ctx, `UPDATE greetings SET words = ?`, k.Seal("greetings.words", []byte{1}, []byte("bonjour")))
		return err
	}

	if _, err := Open(t.Context(), path, aRing, time.UTC); !isOlder(err, before) {
		t.Fatalf("opened before it was migrated: %v", err)
	}
	kept, err := migrated(t, path)
	if err != nil {
		t.Fatal(err)
	}
	as(t, kept, before)
	as(t, path, before+2)
	d, err := Open(t.Context(), path, aRing, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var words []byte
	if err := d.read.QueryRow(`SELECT words FROM better WHERE n = 7`).Scan(&words); err != nil {
		t.Fatal(err)
	}
	if plain, err := aRing.Open("greetings.words", []byte{1}, words); err != nil || string(plain) != "bonjour" {
		t.Errorf("%q, %v", plain, err)
	}
	if held, _, err := d.VerifyAudit(t.Context()); held != 1 || err != nil {
		t.Errorf("the audit log holds %d rows, %v", held, err)
	}
	fresh, err := Open(t.Context(), filepath.Join(t.TempDir(), "new.db"), aRing, time.UTC)
	if err != nil {
		t.Fatalf("a new database: %v", err)
	}
	defer fresh.Close()
}

func isOlder(err error, number int) bool {
	var other *SchemaError
	return errors.As(err, &other) && other.Found == number && other.Older() && !other.Newer()
}

func TestAMigrationThatFailsLeavesTheFileAsItWas(t *testing.T) {
	const good = `CREATE TABLE better (n INTEGER) STRICT; INSERT INTO better SELECT n FROM figures;`
	for name, c := range map[string]struct {
		second string
		spoil  func()
		want   error
		says   string
	}{
		"wrong statements": {second: `CREATE TABLE more (x TEXT); INSERT INTO nowhere VALUES (1);`, says: "no such table: nowhere"},
		"a row that does not fit": {second: `CREATE TABLE strict (n INTEGER CHECK (n < 7)) STRICT; INSERT INTO strict SELECT n FROM figures;`,
			says: "CHECK constraint failed"},
		"a reference into nothing": {second: `CREATE TABLE child (id INTEGER REFERENCES members (id)) STRICT; INSERT INTO child VALUES (4);`,
			says: "1 rows refer to rows that are not there"},
		"a full disk": {second: `PRAGMA max_page_count = 1; CREATE TABLE large (x BLOB); INSERT INTO large VALUES (randomblob(1000000));`, want: ErrFull},
		"a step": {second: `CREATE TABLE more (x TEXT);`, says: "the step failed", spoil: func() {
			migrations[len(migrations)-1].step = func(context.Context, *sql.Tx, *keys.Keyring) error { return errors.New("the step failed") }
		}},
		"other tables than those of its number": {second: `CREATE TABLE more (x TEXT);`, says: "fingerprint", spoil: func() { migrations[len(migrations)-1].fingerprint = "another" }},
	} {
		t.Run(name, func(t *testing.T) {
			path := closed(t)
			before := SchemaVersion()
			later(t, good, `CREATE TABLE placeholder (x TEXT);`)
			migrationFiles.(fstest.MapFS)[migrationFile(before+2)].Data = []byte(c.second)
			d := blank(t)
			upTo(t, d, before+1)
			if _, err := d.Exec(c.second); err == nil {
				migrations[len(migrations)-1].fingerprint = must(fingerprint(t.Context(), d))
			}
			if c.spoil != nil {
				c.spoil()
			}
			kept, err := migrated(t, path)
			if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want %v %q", err, c.want, c.says)
			}
			as(t, path, before)
			as(t, kept, before)
			if left, err := filepath.Glob(path + "?*"); err != nil || len(left) != 0 {
				t.Errorf("%q are left beside the file, %v", left, err)
			}
		})
	}
}

func TestAMigrationThatIsInterruptedLeavesTheFileAsItWas(t *testing.T) {
	path := closed(t)
	before := SchemaVersion()
	later(t, `CREATE TABLE better (n INTEGER) STRICT;`)
	ctx, cancel := context.WithCancel(t.Context())
	migrations[len(migrations)-1].step = func(context.Context, *sql.Tx, *keys.Keyring) error { cancel(); return nil }
	if _, err := Migrate(ctx, Migration{Path: path, Keys: aRing}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	as(t, path, before)
}

func TestWithoutACopyNothingIsMigrated(t *testing.T) {
	path := closed(t)
	before := SchemaVersion()
	later(t, `CREATE TABLE better (n INTEGER) STRICT;`)
	refused := errors.New("no room for a copy")
	_, err := Migrate(t.Context(), Migration{Path: path, Keys: aRing, Keep: func(int, func(string) error) error { return refused }})
	if !errors.Is(err, refused) {
		t.Errorf("%v", err)
	}
	as(t, path, before)
}

func TestAMigrationIsRefusedBeforeARowIsWritten(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, path string)
		ring  *keys.Keyring
		want  error
	}{
		"open elsewhere": {spoil: func(t *testing.T, path string) {
			other := raw(t, path)
			if _, err := other.Exec(`BEGIN; SELECT count(*) FROM figures`); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _, _ = other.Exec(`ROLLBACK`) })
		}, want: ErrInUse},
		"another key": {ring: must(keys.NewKeyring(bytes.Repeat([]byte{2}, 32))), want: ErrWrongKey},
		"other tables": {spoil: func(t *testing.T, path string) {
			change(t, path, `DROP TABLE imports`)
		}, want: ErrForeign},
		"a file cut short": {spoil: func(t *testing.T, path string) {
			if err := os.Truncate(path, 3*4096); err != nil {
				t.Fatal(err)
			}
		}, want: ErrDamaged},
		"no database": {spoil: func(t *testing.T, path string) {
			if err := os.WriteFile(path, bytes.Repeat([]byte("identifiant;nom\n"), 1000), 0o600); err != nil {
				t.Fatal(err)
			}
		}, want: ErrDamaged},
		"an index that does not fit its table": {spoil: func(t *testing.T, path string) {
			change(t, path, `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'audit_by_agents')
				WHERE name = 'audit_by_target'`)
		}, want: ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			path := closed(t)
			if c.spoil != nil {
				c.spoil(t, path)
			}
			later(t, `CREATE TABLE better (n INTEGER) STRICT;`)
			ring := c.ring
			if ring == nil {
				ring = aRing
			}
			before := must(os.ReadFile(path))
			_, err := Migrate(t.Context(), Migration{Path: path, Keys: ring, Keep: func(int, func(string) error) error {
				t.Error("a copy was made")
				return nil
			}})
			if !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if !bytes.Equal(before, must(os.ReadFile(path))) {
				t.Error("the file was changed")
			}
		})
	}
}

func TestOtherNumbersAreTold(t *testing.T) {
	for number, want := range map[int]string{1: "neither", 2: "neither", 1000: "newer"} {
		path := closed(t)
		change(t, path, `PRAGMA user_version = `+strconv.Itoa(number))
		for what, open := range map[string]func() error{
			"open":    func() error { _, err := Open(t.Context(), path, aRing, time.UTC); return err },
			"migrate": func() error { _, err := Migrate(t.Context(), Migration{Path: path, Keys: aRing}); return err },
			"verify":  func() error { _, err := Verify(t.Context(), path, aRing); return err },
		} {
			var other *SchemaError
			if err := open(); !errors.As(err, &other) || other.Found != number || other.Older() || other.Newer() != (want == "newer") {
				t.Errorf("%s schema %d: %v, want %s", what, number, err, want)
			}
		}
	}
}
