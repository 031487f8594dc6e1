package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"sesame/account/keys"
)

//go:embed migrations/*.sql
var embedded embed.FS

// migrationFiles holds the SQL of the migrations; tests replace it.
var migrationFiles fs.FS = embedded

// migration upgrades from one schema version to the next.
type migration struct {
	number int // version after the migration; its SQL is migrations/NNN.sql
	// fingerprint identifies the schema after the migration, so that a version number never stands for two schemas.
	fingerprint string
	// step runs after the SQL, for changes that need the keys; nil when SQL is enough. It must use its own SQL, because
	// the methods of Tx are written for the newest schema. It also runs on the empty tables of a new database.
	step func(ctx context.Context, tx *sql.Tx, keys *keys.Keyring) error
	// reindexes says that the search index changes: it is rebuilt after the last migration, from the newest tables.
	reindexes bool
}

// migrations are in order, without gaps. The first one creates the tables of the first installed version, which had
// number 3. Never change a released migration: correct it in the next one.
var migrations = []migration{
	{number: 3, fingerprint: "e294dd270bb193c2"},
	{number: 4, fingerprint: "745517406b811d83"},
	{number: 5, fingerprint: "ae75c9b5bd987c38"},
	{number: 6, fingerprint: "64f185e9132e9f54"},
	{number: 7, fingerprint: "6e89b1c4ef86b852"},
	{number: 8, fingerprint: "7f55dbd6e7dc8770"},
	{number: 9, fingerprint: "9c6df8029a32ec33"},
	{number: 10, fingerprint: "15bc356071fa34b2"},
	{number: 11, fingerprint: "40aefc1ea51427f0"},
	{number: 12, fingerprint: "2cbc47af8dc3e14e"},
	{number: 13, fingerprint: "8902c9342f58c386"},
	{number: 14, fingerprint: "9c93e5dad72f6aef"},
	{number: 15, fingerprint: "d82224ffbfe22224"},
	{number: 16, fingerprint: "bc7aef7cd1c41a90"},
	{number: 17, fingerprint: "71433fc11a7fa700"},
	{number: 18, fingerprint: "667a30d7e3a4f1bf"},
	{number: 19, fingerprint: "d0c9a019b7d2b6ed"},
	{number: 20, fingerprint: "c62972e02e3f7682"},
	{number: 21, fingerprint: "2b7ea39e4ca680e9"},
	{number: 22, fingerprint: "2c7ad452f1c6f95e"},
	{number: 23, fingerprint: "dd72be2149938ae9"},
	{number: 24, fingerprint: "5a4af8c409c2b927"},
	{number: 25, fingerprint: "5a4af8c409c2b927", step: sealHashes},
	{number: 26, fingerprint: "198501b57237c281"},
	{number: 27, fingerprint: "e3b0f3442cc7a829"},
	{number: 28, fingerprint: "533f24b533bc0582", step: sealRows},
	{number: 29, fingerprint: "533f24b533bc0582", step: bindValues},
	{number: 30, fingerprint: "f0d6ecdb89eb83a3"},
	{number: 31, fingerprint: "34e82487d63566c8"},
	{number: 32, fingerprint: "5adb4f83ad007bb4"},
	{number: 33, fingerprint: "d5e939784cfbcb14"},
	{number: 34, fingerprint: "bdf5f28d84212057"},
	{number: 35, fingerprint: "94f6b0cdfac75008", step: sealOpen},
	{number: 36, fingerprint: "030a49ea19b7f605", step: sealStates},
	{number: 37, fingerprint: "1cde29f8d9f20fa7"},
	{number: 38, fingerprint: "3ba8f9b9ca02036a"},
	{number: 39, fingerprint: "6da52f57764fb484"},
	{number: 40, fingerprint: "a7cef915c1ccb3dd", step: threadContacts},
	{number: 41, fingerprint: "518b32d9f192fef3"},
	{number: 42, fingerprint: "a8213b58e1e4a0d7", reindexes: true},
	{number: 43, fingerprint: "d909bcbf87e18aa2", step: sealAgents},
	{number: 44, fingerprint: "97665a1568bbac9c"},
	{number: 45, fingerprint: "b1b7722ed9f9c559"},
	{number: 46, fingerprint: "55c0694377b804b1", reindexes: true},
	{number: 47, fingerprint: "840613edfb888c5d"},
	{number: 48, fingerprint: "c05e96dfa3be9e27"},
	{number: 49, fingerprint: "85aebbbe42b1c838"},
	{number: 50, fingerprint: "7b6037bde01b981d"},
	{number: 51, fingerprint: "29730f5fc1ab7e70"},
	{number: 52, fingerprint: "a6f1f7829fbc93c5"},
	{number: 53, fingerprint: "2bfb3ac1f3e45376"},
	{number: 54, fingerprint: "f57a29d959f5d855"},
	{number: 55, fingerprint: "80662904f16c8c1b"},
}

// SchemaVersion is the newest schema version, stored in PRAGMA user_version.
func SchemaVersion() int { return migrations[len(migrations)-1].number }

// SchemaError reports a database with a schema version that this program cannot use.
type SchemaError struct{ Found int }

func (e *SchemaError) Error() string {
	return fmt.Sprintf("the database has schema %d, this program works with %d", e.Found, SchemaVersion())
}

// Older says whether Migrate can bring the database to the newest schema.
func (e *SchemaError) Older() bool {
	_, known := migrationOf(e.Found)
	return known && e.Found < SchemaVersion()
}

// Newer says whether the database was made by a later version of the program.
func (e *SchemaError) Newer() bool { return e.Found > SchemaVersion() }

// ErrForeign means that the tables do not match the schema version: the file belongs to another program or to an
// unreleased version.
var ErrForeign = errors.New("the tables are not those of the schema's number")

func migrationOf(number int) (migration, bool) {
	for _, m := range migrations {
		if m.number == number {
			return m, true
		}
	}
	return migration{}, false
}

func migrationFile(number int) string { return fmt.Sprintf("migrations/%03d.sql", number) }

func (m migration) sql() (string, error) {
	text, err := fs.ReadFile(migrationFiles, migrationFile(m.number))
	return string(text), err
}

// apply upgrades the tables of the previous version to those of m, and checks that they are.
func (m migration) apply(ctx context.Context, tx *sql.Tx, keys *keys.Keyring) error {
	if err := m.change(ctx, tx, keys); err != nil {
		return err
	}
	return m.reached(ctx, tx)
}

// change makes the changes of m.
func (m migration) change(ctx context.Context, tx *sql.Tx, keys *keys.Keyring) error {
	statements, err := m.sql()
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, statements); err != nil {
		return fmt.Errorf("migration %d: %w", m.number, err)
	}
	if m.step != nil {
		if err := m.step(ctx, tx, keys); err != nil {
			return fmt.Errorf("migration %d: %w", m.number, err)
		}
	}
	return nil
}

// reached stores the version of m, after checking that the tables match it.
func (m migration) reached(ctx context.Context, tx *sql.Tx) error {
	found, err := fingerprint(ctx, tx)
	if err != nil {
		return err
	}
	if found != m.fingerprint {
		return fmt.Errorf("migration %d leaves a schema with the fingerprint %q, expected %q", m.number, found, m.fingerprint)
	}
	_, err = tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, m.number))
	return err
}

// identify returns the schema version of a database and the keyring that it uses, after checking that the tables match
// that version. Otherwise it returns *SchemaError, ErrForeign or ErrWrongKey.
func identify(ctx context.Context, q querier, keys *keys.Keyring) (number int, fits *keys.Keyring, err error) {
	if err := q.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&number); err != nil {
		return 0, nil, cause(err)
	}
	if number == 0 {
		return 0, nil, ErrForeign
	}
	m, known := migrationOf(number)
	if !known {
		return number, nil, &SchemaError{Found: number}
	}
	found, err := fingerprint(ctx, q)
	if err != nil {
		return number, nil, cause(err)
	}
	if found != m.fingerprint {
		return number, nil, fmt.Errorf("%w %d", ErrForeign, number)
	}
	var check []byte
	if err := q.QueryRowContext(ctx, `SELECT key_check FROM meta`).Scan(&check); err != nil {
		return number, nil, cause(err)
	}
	if fits = keys.Fitting(check); fits == nil {
		return number, nil, ErrWrongKey
	}
	return number, fits, nil
}

// current is identify for callers that support the newest schema only: for any other version it returns *SchemaError.
func current(ctx context.Context, q querier, keys *keys.Keyring) (*keys.Keyring, error) {
	number, fits, err := identify(ctx, q, keys)
	if err == nil && number != SchemaVersion() {
		err = &SchemaError{Found: number}
	}
	return fits, err
}
