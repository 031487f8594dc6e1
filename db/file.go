package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"sesame/account/keys"
)

// Errors about the database file as a whole.
var (
	ErrDamaged  = errors.New("the file is no database, or it is damaged")
	ErrInUse    = errors.New("another program has the database open")
	ErrFull     = errors.New("the disk is full")
	ErrReadOnly = errors.New("this account may not write the database or its folder")
)

// cause wraps a SQLite error with the matching error of this package.
func cause(err error) error {
	var refused sqlite3.Error
	if !errors.As(err, &refused) {
		return err
	}
	meant := map[sqlite3.ErrNo]error{sqlite3.ErrCorrupt: ErrDamaged, sqlite3.ErrNotADB: ErrDamaged, sqlite3.ErrBusy: ErrInUse, sqlite3.ErrLocked: ErrInUse,
		sqlite3.ErrFull: ErrFull, sqlite3.ErrReadonly: ErrReadOnly, sqlite3.ErrPerm: ErrReadOnly, sqlite3.ErrCantOpen: ErrReadOnly}[refused.Code]
	if refused.SystemErrno == syscall.ENOSPC || refused.SystemErrno == syscall.EDQUOT { // for a full WAL or journal, SQLite reports an I/O error
		meant = ErrFull
	}
	if meant == nil {
		return err
	}
	return fmt.Errorf("%w: %w", meant, err)
}

// writable returns ErrReadOnly when the file exists and is not writable. SQLite itself would open it and fail at the
// first change.
func writable(path string) error {
	const write = 2 // W_OK of access(2); opening and closing the file would release the POSIX locks that this process holds on it
	if err := syscall.Access(path, write); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	return nil
}

// sound runs SQLite's integrity check and returns ErrDamaged when it fails.
func sound(ctx context.Context, q querier) error {
	var verdict string
	if err := q.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return errors.Join(ErrDamaged, err)
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, verdict)
	}
	return nil
}

// SQLiteVersion returns the version of the SQLite library.
func SQLiteVersion() string {
	version, _, _ := sqlite3.Version()
	return version
}

// Verified describes a verified copy of the database.
type Verified struct{ Schema, Members int }

// Verify checks a whole file without changing it. An earlier schema is accepted. It returns *SchemaError, ErrForeign,
// ErrWrongKey or ErrDamaged when a check fails. No process may write to the file meanwhile.
func Verify(ctx context.Context, path string, keys *keys.Keyring) (v Verified, err error) {
	file, err := sql.Open("sqlite3", still(path))
	if err != nil {
		return v, fmt.Errorf("verify %s: %w", path, err)
	}
	defer file.Close() //nolint:errcheck // opened for reading only
	if err := sound(ctx, file); err != nil {
		return v, err
	}
	if v.Schema, _, err = identify(ctx, file, keys); err != nil {
		return v, fmt.Errorf("verify %s: %w", path, err)
	}
	count := `SELECT count(*) FROM members`
	if v.Schema == SchemaVersion() {
		count = memberCount
	}
	if err := file.QueryRowContext(ctx, count).Scan(&v.Members); err != nil {
		return v, errors.Join(ErrDamaged, err)
	}
	return v, nil
}

// Fitting returns the keyring that a database of a known schema uses, or the errors of Open. It does not change the file.
func Fitting(ctx context.Context, path string, ring *keys.Keyring) (*keys.Keyring, error) {
	conn, err := oneConn(ctx, still(path))
	if err != nil {
		return nil, cause(err)
	}
	defer conn.Close() //nolint:errcheck // opened for reading only
	_, fits, err := identify(ctx, conn, ring)
	return fits, err
}

// Retire prepares a database to be put aside: it checkpoints the WAL, so that a single file remains. It does nothing for a
// file that does not exist, and returns ErrInUse when another program, such as the running service, has it open.
func Retire(ctx context.Context, path string) error {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	file, err := sql.Open("sqlite3", uri(path, url.Values{"mode": {"rw"}, "_busy_timeout": {"0"}}))
	if err != nil {
		return fmt.Errorf("retire %s: %w", path, err)
	}
	defer file.Close() //nolint:errcheck // the result of the checkpoint is already known
	file.SetMaxOpenConns(1)
	var mode string
	err = file.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&mode)
	if err == nil && mode != "delete" {
		return ErrInUse
	}
	if err != nil {
		return fmt.Errorf("retire %s: %w", path, cause(err))
	}
	return nil
}
