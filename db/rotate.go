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

// Rotation configures a key rotation.
type Rotation struct {
	Path string
	Keys *keys.Keyring // keyring of the key file
	// Lengthen appends a key to the key file, once the database is locked against other programs. The returned keyring
	// is already on disk, so the key file opens the database whatever happens next.
	Lengthen func() (*keys.Keyring, error)
	Began    func(table string, n, of int) // before each table, counted from 0; may be nil
	Now      time.Time                     // in the time zone in which figures are counted
}

// rotated lists every table with sealed or keyed values (a test compares it with schema.sql). carry converts a keyed
// hash to the newest key; reseal seals a value again; follow does so for values bound to a member's identifier_key,
// which also changes, so members come after their contacts. The terms of the search index are hashed without a key and
// protected by the seal alone, so they are unchanged.
var rotated = []struct{ table, update string }{
	{"contacts", `UPDATE contacts SET value = follow('contacts.' || kind, (SELECT identifier_key FROM members WHERE id = member_id), value)`},
	{"contact_differences", `UPDATE contact_differences
		SET file_value = follow('contact_differences.' || kind, (SELECT identifier_key FROM members WHERE id = member_id), file_value)`},
	{"values_left_out", `UPDATE values_left_out
		SET payload = follow('values_left_out.' || field, (SELECT identifier_key FROM members WHERE id = member_id), payload)`},
	{"former_members", `UPDATE former_members
		SET profile = follow('members.profile', (SELECT identifier_key FROM members WHERE id = member_id), profile),
		vitale_key = carry(vitale_key), identity_key = carry(identity_key)`},
	{"former_contacts", `UPDATE former_contacts SET value = follow('contacts.' || kind, (SELECT identifier_key FROM members WHERE id = member_id), value)`},
	{"members", `UPDATE members SET profile = follow('members.profile', identifier_key, profile),
		pending_email = follow('members.pending_email', identifier_key, pending_email),
		identifier_key = carry(identifier_key), file_key = carry(file_key), vitale_key = carry(vitale_key), identity_key = carry(identity_key)`},
	{"search", `UPDATE search SET entries = follow('search.entries', slot_key, entries), slot_key = carry(slot_key)`},
	{"payments", `UPDATE payments SET amount_key = carry(amount_key)`},
	{"flows", `UPDATE flows SET subject_key = carry(subject_key), new_email = reseal('flows.new_email', id, new_email),
		secrets = reseal('flows.secrets', id, secrets), browser_key = carry(browser_key)`},
	{"codes", `UPDATE codes SET code_key = carry(code_key)`},
	{"limit_events", `UPDATE limit_events SET subject_key = carry(subject_key), object_key = carry(object_key)`},
	{"outbox", `UPDATE outbox SET payload = reseal('outbox.payload', reference, payload), to_key = carry(to_key)`},
	{"troubles", `UPDATE troubles SET house = reseal('troubles.house', CAST(id AS TEXT), house)`},
	{"checks", `UPDATE checks SET line = reseal('checks.line', name, line)`},
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
	{"clients", `UPDATE clients SET secret_key = carry(secret_key)`},
	{"authorizations", `UPDATE authorizations SET payload = reseal('authorizations.payload', id, payload), browser_key = carry(browser_key)`},
	{"grants", `UPDATE grants SET payload = follow('grants.payload', code_key, payload), code_key = carry(code_key), token_key = carry(token_key)`},
	{"signing_keys", `UPDATE signing_keys SET private_key = reseal('signing_keys.private_key', kid, private_key)`},
	{"deliveries", `UPDATE deliveries SET payload = reseal('deliveries.payload', reference, payload)`},
	{"meta", `UPDATE meta SET key_check = carry(key_check)`},
}

// Rotate moves all sealed and keyed values to a new key in one transaction. It returns the number of keys, or 0 when
// nothing was changed. It returns ErrInUse when another program has the database open, or the errors of Open. Audit
// rows are not rewritten: each keeps the target and hash of its time. Neither are sessions, which hold no member data;
// FranceConnect's session data stays under its key until the session ends. An agent who is half-way through a login or an enrolment must
// begin again, because the journey compares a key that is sealed in it. Unknown identifiers get other neighbours
// (MemberOrNeighbour), as after an import.
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
	defer tx.Rollback() //nolint:errcheck // after Commit it only reports that the transaction is over
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
	// SQLite leaves copies of keys in pages that it splits (measured: one identity_key in 150), which would help
	// somebody who has stolen an earlier key. VACUUM removes them.
	if _, err := conn.ExecContext(ctx, `PRAGMA cache_size = -16384; VACUUM`); err != nil {
		return longer.Keys(), fmt.Errorf("sweep: %w", err)
	}
	return longer.Keys(), nil
}

// alone is an exclusive connection to a database.
type alone struct {
	*sql.Conn
	pool *sql.DB
}

func (a alone) Close() error { return errors.Join(a.Conn.Close(), a.pool.Close()) }

// openAlone locks the database against other programs until it is closed, or returns ErrInUse. Keyed indexes are
// written in random order: 256 MB of cache hold most of an index of 5,600,000 members.
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

// teach registers the SQL functions carry, reseal and follow on the connection. Each returns NULL for NULL.
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
