package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sesame/account/keys"
)

// Migration upgrades a database of an earlier version to the newest schema.
type Migration struct {
	Path string
	Keys *keys.Keyring
	// Keep makes a backup before any change: write copies the database to a file that does not exist or is empty. Keep
	// is nil when the database is itself a copy.
	Keep func(from int, write func(path string) error) error
}

// Migrate upgrades a database to the newest schema in one transaction and returns its previous version. If it fails,
// nothing is changed: ErrInUse when another program has the database open, ErrDamaged, ErrFull, ErrReadOnly, or the
// errors of Open. A database with the newest schema is left unchanged.
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

// climb applies all migrations after version from. Foreign keys are not enforced meanwhile, so that tables can be
// rebuilt, but they are checked at the end.
func climb(ctx context.Context, conn alone, from int, keys *keys.Keyring) error {
	err := conn.inTx(ctx, func(tx *sql.Tx) error { return ascend(ctx, tx, from, keys) })
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// ascend applies the migrations of climb in its transaction.
func ascend(ctx context.Context, tx *sql.Tx, from int, keys *keys.Keyring) error {
	reindexes := false
	for _, next := range migrations {
		if next.number <= from {
			continue
		}
		if err := next.apply(ctx, tx, keys); err != nil {
			return err
		}
		reindexes = reindexes || next.reindexes
	}
	if reindexes {
		t := &Tx{Reader: Reader{q: tx, keys: keys, zone: time.UTC}, tx: steadily(tx)}
		if err := t.rebuildSearch(ctx); err != nil {
			return err
		}
	}
	var orphans int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM pragma_foreign_key_check`).Scan(&orphans); err != nil {
		return err
	}
	if orphans > 0 {
		return fmt.Errorf("%d rows refer to rows that are not there", orphans)
	}
	return nil
}
