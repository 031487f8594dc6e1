package db

import (
	"context"
	"errors"
	"fmt"

	"sesame/account/keys"
)

// Migration is a database of an earlier version of the program that is brought to the newest schema.
type Migration struct {
	Path string
	Keys *keys.Keyring
	// Keep is called before anything is changed, for a copy: write writes the database as it is to a file that does not
	// exist yet or is empty. Nil where the database is itself a copy.
	Keep func(from int, write func(path string) error) error
}

// Migrate brings a database to the newest schema in one transaction, and says which schema it had. Nothing is changed when
// it fails: ErrInUse when another program has the database open, ErrDamaged, ErrFull and ErrReadOnly; else the errors of
// Open. One that has the newest schema is left alone.
func Migrate(ctx context.Context, m Migration) (from int, err error) {
	conn, err := openAlone(ctx, m.Path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	from, keys, err := identify(ctx, conn, m.Keys)
	if err != nil || from == SchemaVersion() {
		return from, err
	}
	if err := sound(ctx, conn); err != nil {
		return from, err
	}
	if m.Keep != nil {
		err := m.Keep(from, func(path string) error {
			_, err := conn.ExecContext(ctx, `VACUUM INTO ?`, path)
			return cause(err)
		})
		if err != nil {
			return from, err
		}
	}
	return from, cause(climb(ctx, conn, from, keys))
}

// climb applies what follows a schema. Foreign keys are not enforced meanwhile, so that a table can be built anew, but
// have to hold at the end.
func climb(ctx context.Context, conn alone, from int, keys *keys.Keyring) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it says only that there is nothing to roll back
	for _, next := range migrations {
		if next.number <= from {
			continue
		}
		if err := next.apply(ctx, tx, keys); err != nil {
			return err
		}
	}
	var orphans int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM pragma_foreign_key_check`).Scan(&orphans); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if orphans > 0 {
		return fmt.Errorf("migrate: %d rows refer to rows that are not there", orphans)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}
