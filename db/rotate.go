package db

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/mattn/go-sqlite3"

	"sesame/account/keys"
	"sesame/journey/events"
)

// Rotation configures a key rotation.
type Rotation struct {
	Path string
	Keys *keys.Keyring // keyring of the key file
	// Lengthen appends a key to the key file, once the database is locked against other programs. The returned keyring
	// is already on disk, so the key file opens the database whatever happens next.
	Lengthen func() (*keys.Keyring, error)
	Began    func(table string, n, of int) // called before each table, counted from 0; may be nil
	Now      time.Time                     // in the time zone in which figures are counted
}

// Rotate moves all sealed and keyed values to a new key in one transaction. It returns the number of keys, or 0 when nothing
// was changed. It returns ErrInUse when another program has the database open, or the errors of Open. Audit rows are not
// rewritten: each keeps the target and hash under the key of its time. FranceConnect's session data stays under its key until
// the session ends. An agent in the middle of a login or an enrolment must begin again, because the journey compares a key
// that is sealed in it.
func Rotate(ctx context.Context, r Rotation) (keys int, err error) {
	conn, err := openAlone(ctx, r.Path)
	if err != nil {
		return 0, err
	}
	defer func() { err = cause(errors.Join(err, conn.Close())) }()
	old, err := current(ctx, conn, r.Keys)
	if err != nil {
		return 0, err
	}
	longer, err := r.Lengthen()
	if err != nil {
		return 0, err
	}
	if err := teach(conn, longer, old.Keys()); err != nil {
		return 0, fmt.Errorf("rotate: %w", err)
	}
	err = conn.inTx(ctx, func(tx *sql.Tx) error {
		t := &Tx{Reader: Reader{q: tx, keys: longer, zone: r.Now.Location()}, tx: steadily(tx)}
		return t.rotate(ctx, r, old)
	})
	if err != nil {
		return 0, fmt.Errorf("rotate: %w", err)
	}
	// SQLite leaves copies of keyed hashes in pages that it splits (measured: one identity_key in 150), which would help a
	// thief of an earlier key. VACUUM removes them.
	if _, err := conn.ExecContext(ctx, `PRAGMA cache_size = -16384; VACUUM`); err != nil {
		return longer.Keys(), fmt.Errorf("sweep: %w", err)
	}
	return longer.Keys(), nil
}

// rotate moves all values from the old keyring to the transaction's.
func (t *Tx) rotate(ctx context.Context, r Rotation, old *keys.Keyring) error {
	for n, p := range protected {
		if r.Began != nil {
			r.Began(p.table, n, len(protected))
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := t.exec(ctx, "rotate "+p.table, p.rotate()); err != nil {
			return err
		}
	}
	if err := t.resealAudit(ctx, old); err != nil {
		return err
	}
	event := events.KeyRotated.OK(nil, events.Details{Numbers: events.Numbers{events.Key: int64(t.keys.Keys())}})
	return t.Audit(ctx, event.By("system", nil), r.Now)
}

// teach registers two SQL functions on the connection: move seals a value again under the newest key and its new binding,
// carry moves a keyed hash to the newest key. Each returns NULL for NULL.
func teach(conn alone, keys *keys.Keyring, from int) error {
	move := func(column string, owner, next []byte, value any) (any, error) {
		switch sealed := value.(type) {
		case []byte: // nil for NULL
			if sealed == nil {
				return nil, nil
			}
			plain, err := keys.Open(column, owner, sealed)
			if err != nil {
				return nil, fmt.Errorf("%s of %x: %w", column, owner, err)
			}
			return keys.Seal(column, next, plain), nil
		case string:
			plain, err := openText(keys, column, owner, sql.NullString{String: sealed, Valid: true})
			if err != nil {
				return nil, fmt.Errorf("%s of %x: %w", column, owner, err)
			}
			return sealText(keys, column, next, plain), nil
		}
		return nil, nil
	}
	carry := func(value any) any {
		index, _ := value.([]byte)
		if index == nil {
			return nil
		}
		return keys.CarryOn(index, from)
	}
	return conn.Raw(func(driver any) error {
		c := driver.(*sqlite3.SQLiteConn)
		return errors.Join(c.RegisterFunc("carry", carry, true), c.RegisterFunc("move", move, false))
	})
}

// resealAudit seals both ends of the audit log with the newest key. An invalid seal is left as it is, so that the log
// still fails verification.
func (t *Tx) resealAudit(ctx context.Context, old *keys.Keyring) error {
	head, err := t.auditHead(ctx)
	if err != nil {
		return err
	}
	if hmac.Equal(head.seal, head.sealUnder(old)) {
		if _, err := t.exec(ctx, "seal the audit log's head", `UPDATE meta SET audit_head = ?`, head.sealUnder(t.keys)); err != nil {
			return err
		}
	}
	trace, err := t.auditTrace(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if hmac.Equal(trace.seal, trace.sealUnder(old)) {
		_, err = t.exec(ctx, "seal the audit log's beginning", `UPDATE audit_segments SET seal = ? WHERE last_seq = ?`, trace.sealUnder(t.keys), trace.seq)
	}
	return err
}
