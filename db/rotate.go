package db

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/mattn/go-sqlite3"

	"sesame/account/keys"
	"sesame/journey/events"
)

// Rotation is a database that passes under a new key.
type Rotation struct {
	Path string
	Keys *keys.Keyring // the key file as it stands
	// Lengthen adds a key behind those of the key file, once it is sure that nobody else has the database open. What it
	// returns is on the disk already: whatever happens afterwards, the key file opens the database.
	Lengthen func() (*keys.Keyring, error)
	Began    func(table string, n, of int) // before each table, counted from 0; may be nil
	Now      time.Time                     // in the zone whose days the figures are counted by
}

// rotated is every table with something sealed or keyed in it (a test compares it with schema.sql). carry takes an index
// on to the newest key; reseal seals a value anew; follow does so for what is bound to the identifier_key of a member,
// which changes too: the members therefore come after their contacts. The words of the search are hashed without a key
// and say nothing but under the seal, so that they stay as they are.
var rotated = []struct{ table, update string }{
	{"contacts", `UPDATE contacts SET value = follow('contacts.' || kind, (SELECT identifier_key FROM members WHERE id = member_id), value)`},
	{"contact_differences", `UPDATE contact_differences
		SET file_value = follow('contact_differences.' || kind, (SELECT identifier_key FROM members WHERE id = member_id), file_value)`},
	{"values_left_out", `UPDATE values_left_out
		SET payload = follow('values_left_out.' || field, (SELECT identifier_key FROM members WHERE id = member_id), payload)`},
	{"members", `UPDATE members SET profile = follow('members.profile', identifier_key, profile),
		pending_email = follow('members.pending_email', identifier_key, pending_email),
		identifier_key = carry(identifier_key), file_key = carry(file_key), vitale_key = carry(vitale_key), identity_key = carry(identity_key)`},
	{"search", `UPDATE search SET entries = follow('search.entries', slot_key, entries), slot_key = carry(slot_key)`},
	{"payments", `UPDATE payments SET amount_key = carry(amount_key)`},
	{"flows", `UPDATE flows SET subject_key = carry(subject_key), new_email = reseal('flows.new_email', id, new_email)`},
	{"codes", `UPDATE codes SET code_key = carry(code_key)`},
	{"limit_events", `UPDATE limit_events SET subject_key = carry(subject_key), object_key = carry(object_key)`},
	{"outbox", `UPDATE outbox SET payload = reseal('outbox.payload', reference, payload), to_key = carry(to_key)`},
	{"troubles", `UPDATE troubles SET house = reseal('troubles.house', CAST(id AS TEXT), house)`},
	{"letters", `UPDATE letters SET payload = reseal('letters.payload', reference, payload), address_key = carry(address_key),
		accepted_key = carry(accepted_key)`},
	{"contact_messages", `UPDATE contact_messages SET payload = reseal('contact_messages.payload', number, payload), sender_key = carry(sender_key)`},
	{"contact_answers", `UPDATE contact_answers SET payload = reseal('contact_answers.payload', reference, payload)`},
	{"imports", `UPDATE imports SET payload = reseal('imports.payload', reference, payload)`},
	{"agents", `UPDATE agents SET enrolment_key = carry(enrolment_key), totp_secret = reseal('agents.totp_secret', user_handle, totp_secret)`},
	{"agent_passkeys", `UPDATE agent_passkeys SET record = reseal('agent_passkeys.record', id, record)`},
	{"agent_recovery_codes", `UPDATE agent_recovery_codes SET code_key = carry(code_key)`},
	{"approvals", `UPDATE approvals SET destination_key = carry(destination_key)`},
	{"call_codes", `UPDATE call_codes SET code_key = carry(code_key)`},
	{"meta", `UPDATE meta SET key_check = carry(key_check)`},
}

// Rotate brings all that is sealed or keyed under a new key, in one transaction, and returns how many keys there are
// now: 0 where nothing was changed. ErrInUse when another program has the database open; else the errors of Open. The rows of the audit log are not written again: each keeps the target and the hash of its
// time. Neither are sessions, which hold nothing of a member; what FranceConnect's hold stays under the key of their time
// until they end. Unknown identifiers have other neighbours afterwards (MemberOrNeighbour), as after an import.
func Rotate(ctx context.Context, r Rotation) (keys int, err error) {
	conn, err := openAlone(ctx, r.Path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
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
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("rotate: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it says only that there is nothing to roll back
	t := &Tx{Reader: Reader{q: tx, keys: longer, zone: r.Now.Location()}, tx: tx}
	for n, s := range rotated {
		if r.Began != nil {
			r.Began(s.table, n, len(rotated))
		}
		if _, err := t.exec(ctx, "rotate "+s.table, s.update); err != nil {
			return 0, err
		}
	}
	if err := t.resealAudit(ctx, old); err != nil {
		return 0, err
	}
	event := events.KeyRotated.OK(nil, events.Details{Numbers: events.Numbers{events.Key: int64(longer.Keys())}})
	if err := t.Audit(ctx, event.By("system", nil), r.Now); err != nil {
		return 0, err
	}
	if err := tx.Commit(); err != nil {
		return 0, fmt.Errorf("rotate: %w", err)
	}
	// SQLite leaves copies of keys in pages that it splits: measured, one identity_key in 150. They would tell something to
	// who has stolen an earlier key.
	if _, err := conn.ExecContext(ctx, `PRAGMA cache_size = -16384; VACUUM`); err != nil {
		return longer.Keys(), fmt.Errorf("sweep: %w", err)
	}
	return longer.Keys(), nil
}

// alone is the only connection to a database.
type alone struct {
	*sql.Conn
	pool *sql.DB
}

func (a alone) Close() error { return errors.Join(a.Conn.Close(), a.pool.Close()) }

// openAlone keeps every other program out of the database until it is closed, or returns ErrInUse. Indexes by key are
// written in no order: 256 MB of cache keep most of one of 5,600,000 members.
func openAlone(ctx context.Context, path string) (a alone, err error) {
	v := url.Values{"mode": {"rw"}, "_locking_mode": {"EXCLUSIVE"}, "_txlock": {"exclusive"}, "_busy_timeout": {"0"},
		"_synchronous": {"FULL"}, "_secure_delete": {"1"}, "_cache_size": {"-262144"}}
	a.pool, err = sql.Open("sqlite3", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: v.Encode()}).String())
	if err != nil {
		return a, fmt.Errorf("open %s alone: %w", path, err)
	}
	if a.Conn, err = a.pool.Conn(ctx); err == nil {
		_, err = a.ExecContext(ctx, `BEGIN EXCLUSIVE; COMMIT`) // the lock outlives the transaction
		if err == nil {
			return a, nil
		}
		_ = a.Conn.Close()
	}
	_ = a.pool.Close()
	return a, fmt.Errorf("open %s alone: %w", path, cause(err))
}

// teach gives the connection the functions carry, reseal and follow; each of them leaves NULL as it is.
func teach(conn alone, keys *keys.Keyring, from int) error {
	seal := func(column string, owner, next []byte, value any) (any, error) {
		sealed, _ := value.([]byte)
		if sealed == nil {
			return nil, nil
		}
		plain, err := keys.Open(column, owner, sealed)
		if err != nil {
			return nil, fmt.Errorf("%s of %x: %w", column, owner, err)
		}
		return keys.Seal(column, next, plain), nil
	}
	carry := func(value any) any {
		index, _ := value.([]byte)
		if index == nil {
			return nil
		}
		return keys.CarryOn(index, from)
	}
	reseal := func(column string, owner []byte, value any) (any, error) { return seal(column, owner, owner, value) }
	follow := func(column string, owner []byte, value any) (any, error) {
		return seal(column, owner, keys.CarryOn(owner, from), value)
	}
	return conn.Raw(func(driver any) error {
		c := driver.(*sqlite3.SQLiteConn)
		return errors.Join(c.RegisterFunc("carry", carry, true), c.RegisterFunc("reseal", reseal, false), c.RegisterFunc("follow", follow, false))
	})
}

// resealAudit brings the seals of the audit log's two ends under the newest key. One that does not hold is left as it is:
// the log stays broken there.
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
