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

// migrationFiles are the SQL of the migrations; tests put their own in its place.
var migrationFiles fs.FS = embedded

// migration leads from one schema to the next.
type migration struct {
	number int // of the schema that it leaves; its SQL is migrations/NNN.sql
	// fingerprint is that of the schema it leaves. A number never stands for two schemas.
	fingerprint string
	// step runs after the SQL, for what needs the keys; nil where SQL is enough. It must use SQL of its own: the methods
	// of Tx are written for the newest schema. It also runs on the empty tables of a new database.
	step func(ctx context.Context, tx *sql.Tx, keys *keys.Keyring) error
}

// migrations in order, without gaps. The first one holds every table of the first version that was ever installed, which
// had the number 3. A released migration is never changed: what is wrong in it is mended by the next one.
var migrations = []migration{
	{number: 3, fingerprint: "e294dd270bb193c2"},
	{number: 4, fingerprint: "745517406b811d83"},
	{number: 5, fingerprint: "ae75c9b5bd987c38"},
	{number: 6, fingerprint: "64f185e9132e9f54"},
}

// SchemaVersion is the number of the newest schema: what PRAGMA user_version holds in a file of this program.
func SchemaVersion() int { return migrations[len(migrations)-1].number }

// SchemaError is a database whose schema has a number that this program does not work with.
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

// ErrForeign is a file whose tables are not those of its number: another program's, or of a version that was never
// released.
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

// apply makes the tables of m out of those of the migration before it.
func (m migration) apply(ctx context.Context, tx *sql.Tx, keys *keys.Keyring) error {
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

// identify says which schema a database has and which of the keys it is under, once it is sure that the tables are those
// of that schema: else *SchemaError, ErrForeign or ErrWrongKey.
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

// current is identify for whoever works with the newest schema alone.
func current(ctx context.Context, q querier, keys *keys.Keyring) (*keys.Keyring, error) {
	number, fits, err := identify(ctx, q, keys)
	if err == nil && number != SchemaVersion() {
		err = &SchemaError{Found: number}
	}
	return fits, err
}
