package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"

	"sesame/account/keys"
)

// DamageError lists the damaged parts of a database that SQLite itself can read.
type DamageError struct {
	Shut    []Shut
	Orphans int          // rows that refer to missing rows
	Chain   *BrokenChain // of the audit log; nil where the chain is valid
}

// Shut counts the sealed values of a column that do not decrypt.
type Shut struct {
	Table, Column string
	Rows          int
}

func (e *DamageError) Error() string {
	var said []string
	for _, s := range e.Shut {
		said = append(said, fmt.Sprintf("%d values of %s.%s do not open", s.Rows, s.Table, s.Column))
	}
	if e.Orphans > 0 {
		said = append(said, fmt.Sprintf("%d rows refer to rows that are not there", e.Orphans))
	}
	if e.Chain != nil {
		said = append(said, "audit log: "+e.Chain.Error())
	}
	return strings.Join(said, "; ")
}

// Prove checks a whole database of the newest schema, to which no process may write meanwhile: SQLite's own check,
// references, every sealed value, the audit log. It returns ErrDamaged, *DamageError or the errors of Open. With resting, it
// pauses half of the time, for the sake of a service on the same machine.
func Prove(ctx context.Context, path string, ring *keys.Keyring, resting bool) (p Proof, err error) {
	conn, err := oneConn(ctx, still(path))
	if err != nil {
		return p, fmt.Errorf("prove %s: %w", path, cause(err))
	}
	defer conn.Close() //nolint:errcheck // opened for reading only
	if err := sound(ctx, conn); err != nil {
		return p, err
	}
	fits, err := current(ctx, conn, ring)
	if err != nil {
		return p, fmt.Errorf("prove %s: %w", path, err)
	}
	w := &watcher{keys: fits, resting: resting}
	if err := w.watch(ctx, conn); err != nil {
		return p, fmt.Errorf("prove %s: %w", path, err)
	}
	found, err := w.read(ctx, conn)
	if err != nil {
		return p, fmt.Errorf("prove %s: %w", path, cause(err))
	}
	if len(found.Shut) > 0 || found.Orphans > 0 || found.Chain != nil {
		return p, found
	}
	err = conn.QueryRowContext(ctx, `SELECT (`+memberCount+`), audit_seq, audit_hash FROM meta`).Scan(&p.Members, &p.AuditSeq, &p.AuditHash)
	if err != nil {
		return p, fmt.Errorf("prove %s: %w", path, cause(err))
	}
	return p, nil
}

// watcher decrypts sealed values for SQL statements.
type watcher struct {
	keys    *keys.Keyring
	resting bool
	began   time.Time // when the work since the last pause began
	opened  int
}

const restEvery = 500 // sealed values or audit rows between two pauses

func (w *watcher) step(ctx context.Context) {
	if w.opened++; !w.resting || w.opened%restEvery != 0 {
		return
	}
	if !w.began.IsZero() {
		_ = rest(ctx, time.Since(w.began)) // no lock is held: no process writes to this file
	}
	w.began = time.Now()
}

// watch registers the SQL function opens(name, owner, value), which says whether a value decrypts.
func (w *watcher) watch(ctx context.Context, conn alone) error {
	opens := func(name string, owner, value any) bool {
		w.step(ctx)
		bound, ok := owner.([]byte)
		if words, is := owner.(string); is {
			bound, ok = []byte(words), true
		}
		if !ok {
			return false
		}
		var err error
		switch sealed := value.(type) {
		case []byte:
			_, err = w.keys.Open(name, bound, sealed)
		case string:
			_, err = openText(w.keys, name, bound, sql.NullString{String: sealed, Valid: true})
		default:
			return false
		}
		return err == nil
	}
	return conn.Raw(func(driver any) error {
		return driver.(*sqlite3.SQLiteConn).RegisterFunc("opens", opens, true)
	})
}

func (w *watcher) read(ctx context.Context, conn alone) (found *DamageError, err error) {
	found = &DamageError{}
	for _, p := range protected {
		for _, c := range p.sealed {
			shut := Shut{Table: p.table, Column: c.column}
			if err := conn.QueryRowContext(ctx, `SELECT count(*) FROM `+p.table+` WHERE `+c.shut(p.table)).Scan(&shut.Rows); err != nil {
				return found, fmt.Errorf("open %s.%s: %w", p.table, c.column, err)
			}
			if shut.Rows > 0 {
				found.Shut = append(found.Shut, shut)
			}
		}
	}
	if err := conn.QueryRowContext(ctx, `SELECT count(*) FROM pragma_foreign_key_check`).Scan(&found.Orphans); err != nil {
		return found, fmt.Errorf("check the references: %w", err)
	}
	reader := Reader{q: conn, keys: w.keys, zone: time.UTC}
	_, _, err = reader.verifyAudit(ctx, func() { w.step(ctx) })
	if errors.As(err, &found.Chain) {
		err = nil
	}
	return found, err
}
