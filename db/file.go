package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"

	"github.com/mattn/go-sqlite3"

	"sesame/account/keys"
)

// Errors of a file that is looked at as a whole.
var (
	ErrDamaged = errors.New("the file is no database, or it is damaged")
	ErrInUse   = errors.New("another program has the database open")
)

// SQLiteVersion is the library's.
func SQLiteVersion() string {
	version, _, _ := sqlite3.Version()
	return version
}

// Backup writes the last commit, whole, to a file that does not exist yet or is empty. Other processes write on
// meanwhile; this one's writer is taken for as long as it lasts, for the readers may write nowhere.
func (d *DB) Backup(ctx context.Context, path string) error {
	if _, err := d.write.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	return nil
}

// Verify reads a whole file through and changes nothing: ErrDamaged, ErrOtherFile and ErrWrongKey tell what is wrong.
// It returns the number of members.
func Verify(ctx context.Context, path string, keys *keys.Keyring) (members int, err error) {
	v := url.Values{"mode": {"ro"}, "immutable": {"1"}}
	file, err := sql.Open("sqlite3", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: v.Encode()}).String())
	if err != nil {
		return 0, fmt.Errorf("verify %s: %w", path, err)
	}
	defer file.Close() //nolint:errcheck // nothing was written
	var (
		verdict string
	)
	if err := file.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return 0, errors.Join(ErrDamaged, err)
	}
	if verdict != "ok" {
		return 0, fmt.Errorf("%w: %s", ErrDamaged, verdict)
	}
	if _, err := fitting(ctx, file, keys); err != nil {
		return 0, fmt.Errorf("verify %s: %w", path, err)
	}
	if err := file.QueryRowContext(ctx, `SELECT count(*) FROM members`).Scan(&members); err != nil {
		return 0, errors.Join(ErrDamaged, err)
	}
	return members, nil
}

// Retire makes a database ready to be put aside: alone, in one file, its log written back. ErrInUse when another
// program, such as the running service, has it open.
func Retire(ctx context.Context, path string) error {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	file, err := sql.Open("sqlite3", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(),
		RawQuery: url.Values{"mode": {"rw"}, "_busy_timeout": {"0"}}.Encode()}).String())
	if err != nil {
		return fmt.Errorf("retire %s: %w", path, err)
	}
	defer file.Close() //nolint:errcheck // what counts was answered
	file.SetMaxOpenConns(1)
	var mode string
	err = file.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&mode)
	var refused sqlite3.Error
	if errors.As(err, &refused) && refused.Code == sqlite3.ErrBusy || err == nil && mode != "delete" {
		return ErrInUse
	}
	if err != nil {
		return fmt.Errorf("retire %s: %w", path, err)
	}
	return nil
}
