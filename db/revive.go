package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sesame/account/keys"
	"sesame/journey/events"
)

// Revival prepares a copy to replace the database.
type Revival struct {
	Path   string // path of the copy: of the newest schema, and not open in another program
	Keys   *keys.Keyring
	Former string // path of the database that it replaces, closed and complete; empty where there is none to read
	Mend   bool   // removes or empties rows that do not decrypt
	Now    time.Time
}

// Revived describes a copy for the operator who restores it.
type Revived struct {
	At          time.Time // newest instant in it
	Logins      int       // sessions of members, which were ended
	Agents      int       // sessions of agents, which were ended
	Invitations int       // of agents, which were ended
	Dropped     int       // waiting messages that are dropped
	Waiting     int       // messages that stay in the queue
	Letters     int       // letters that stay in the queue
	Temporaries int       // valid temporary passwords
	Passwords   int       // passwords changed since the copy, as far as the former database shows
	Mended      int       // rows that were removed or emptied
}

// Revive ends, in a copy, everything that must not become valid again: sessions, journeys, codes, tokens of clients,
// invitations of agents. A message that waited when the copy was made has most likely been sent since: it stays in the queue
// only where the former database shows that it still waits. Clients are notified of the sessions that were ended.
func Revive(ctx context.Context, r Revival) (found Revived, err error) {
	conn, err := openAlone(ctx, r.Path)
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	fits, err := current(ctx, conn, r.Keys)
	if err != nil {
		return found, err
	}
	if err := attachFormer(ctx, conn, r.Former); err != nil {
		return found, err
	}
	if err := (&watcher{keys: fits}).watch(ctx, conn); err != nil {
		return found, fmt.Errorf("revive: %w", err)
	}
	err = conn.inTx(ctx, func(tx *sql.Tx) (err error) {
		t := &Tx{Reader: Reader{q: tx, keys: fits, zone: r.Now.Location()}, tx: steadily(tx)}
		found, err = t.revive(ctx, r)
		return err
	})
	if err != nil {
		return found, fmt.Errorf("revive: %w", cause(err))
	}
	return found, nil
}

// attachFormer attaches the former database for reading as « former », or empty tables in its place.
func attachFormer(ctx context.Context, conn alone, path string) error {
	if path != "" {
		if _, err := conn.ExecContext(ctx, `ATTACH ? AS former`, still(path)); err == nil {
			var n int
			if conn.QueryRowContext(ctx, `SELECT (SELECT count(reference) FROM former.outbox WHERE state = 'waiting') + (SELECT count(reference) FROM former.letters WHERE state = 'waiting')
				+ (SELECT count(password_changed_at) FROM former.members)`).Scan(&n) == nil {
				return nil
			}
			if _, err := conn.ExecContext(ctx, `DETACH former`); err != nil {
				return fmt.Errorf("revive: %w", err)
			}
		}
	}
	_, err := conn.ExecContext(ctx, `ATTACH ':memory:' AS former; CREATE TABLE former.outbox (reference, state); CREATE TABLE former.letters (reference, state);
		CREATE TABLE former.members (password_changed_at)`)
	if err != nil {
		return fmt.Errorf("revive: %w", err)
	}
	return nil
}

func (t *Tx) revive(ctx context.Context, r Revival) (found Revived, err error) {
	if found.At, err = t.NewestInstant(ctx); err != nil {
		return found, err
	}
	if r.Mend {
		if found.Mended, err = t.mend(ctx, r.Now); err != nil {
			return found, err
		}
	}
	if err := t.count(ctx, &found, r.Now); err != nil {
		return found, err
	}
	if err := t.endEverything(ctx, r.Now); err != nil {
		return found, err
	}
	event := events.DatabaseRestored.OK(nil, events.Details{Numbers: events.Numbers{events.Dropped: int64(found.Dropped), events.Removed: int64(found.Mended)}})
	return found, t.Audit(ctx, event.By("system", nil), r.Now)
}

func (t *Tx) count(ctx context.Context, found *Revived, now time.Time) error {
	if err := t.tx.QueryRowContext(ctx, `SELECT count(*) FROM former.members WHERE password_changed_at > ?`, found.At.Unix()).Scan(&found.Passwords); err != nil {
		return fmt.Errorf("count what a copy revives: %w", err)
	}
	for _, c := range []struct {
		into  *int
		query string
	}{
		{&found.Logins, `SELECT count(*) FROM logins WHERE ended_at IS NULL`},
		{&found.Agents, `SELECT count(*) FROM agent_logins WHERE ended_at IS NULL`},
		{&found.Invitations, `SELECT count(*) FROM agents WHERE enrolment_expires_at > ?`},
		{&found.Temporaries, `SELECT count(*) FROM members WHERE temporary_expires_at > ?`},
		{&found.Dropped, `SELECT count(*) FROM main.outbox WHERE ` + hasLeft},
		{&found.Waiting, `SELECT count(*) FROM main.outbox WHERE state = 'waiting' AND NOT (` + hasLeft + `)`},
		{&found.Letters, `SELECT count(*) FROM main.letters WHERE state = 'waiting' AND NOT (` + wasPrinted + `)`},
	} {
		if err := t.tx.QueryRowContext(ctx, c.query, seconds(now)).Scan(c.into); err != nil {
			return fmt.Errorf("count what a copy revives: %w", err)
		}
	}
	return nil
}

// A message counts as sent unless the former database shows that it waits. A letter, which is printed by hand, counts as
// waiting unless the former database shows otherwise.
const (
	hasLeft    = `state = 'waiting' AND reference NOT IN (SELECT reference FROM former.outbox WHERE state = 'waiting')`
	wasPrinted = `state = 'waiting' AND reference IN (SELECT reference FROM former.letters WHERE state <> 'waiting')`
)

// endEverything ends the sessions and secrets that may have ended since the copy was made.
func (t *Tx) endEverything(ctx context.Context, now time.Time) error {
	if err := t.tellClients(ctx, now); err != nil {
		return err
	}
	if err := agentSeal.updateAll(ctx, t, "end invitations", `enrolment_key = NULL, enrolment_expires_at = NULL`, `enrolment_key IS NOT NULL`); err != nil {
		return err
	}
	if err := approvalSeal.updateAll(ctx, t, "end approvals", `expires_at = asked_at`, `decision IS NULL`); err != nil {
		return err
	}
	for _, s := range []struct{ doing, query string }{
		{"end sessions", `DELETE FROM sessions`},
		{"end logins", `UPDATE logins SET ended_at = ?, seal = NULL WHERE ended_at IS NULL`},
		{"end agents' logins", `UPDATE agent_logins SET ended_at = ?, seal = NULL WHERE ended_at IS NULL`},
		{"end codes", `UPDATE codes SET expires_at = created_at, seal = NULL`},
		{"end codes of calls", `UPDATE call_codes SET expires_at = created_at, seal = NULL`},
		{"end calls", `UPDATE calls SET expires_at = created_at, seal = NULL`},
		{"end flows", `UPDATE flows SET ended_at = ?, secrets = NULL, seal = NULL, revision = revision + 1 WHERE ended_at IS NULL`},
		{"end authorization requests", `DELETE FROM authorizations`},
		{"end grants", `DELETE FROM grants`},
		{"drop messages", `UPDATE main.outbox SET state = 'expired', payload = NULL, done_at = ? WHERE ` + hasLeft},
		{"drop letters", `UPDATE main.letters SET state = 'expired', payload = NULL, done_at = ? WHERE ` + wasPrinted},
	} {
		if _, err := t.exec(ctx, s.doing, s.query, seconds(now)); err != nil {
			return err
		}
	}
	return nil
}

// tellClients ends all sessions of members who have opened a client, so that the clients are notified.
func (t *Tx) tellClients(ctx context.Context, now time.Time) error {
	members, err := list[int64](ctx, t.tx, `SELECT DISTINCT member_id FROM logins JOIN client_logins ON login_id = logins.id WHERE ended_at IS NULL`)
	if err != nil {
		return fmt.Errorf("list the logins of clients: %w", err)
	}
	for _, id := range members {
		if err := t.CloseLogins(ctx, id, 0, now); err != nil {
			return err
		}
	}
	return nil
}
