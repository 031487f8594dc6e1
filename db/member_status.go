package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// AccountState is the state that an account was given here, besides the closing date of the file; empty for an open account.
type AccountState string

// The states.
const (
	StateSuspended AccountState = "suspended" // until an agent resumes it
	StateClosed    AccountState = "closed"    // may be reopened until it is emptied
)

// ClosingCause is the reason why an account was closed.
type ClosingCause string

// The causes.
const (
	Death     ClosingCause = "death"
	Left      ClosingCause = "left"      // for another caisse
	Duplicate ClosingCause = "duplicate" // another account of the same member is kept
	Wish      ClosingCause = "wish"      // at the member's request
	OtherEnd  ClosingCause = "other"
)

// ClosingCauses lists the causes in display order.
var ClosingCauses = []ClosingCause{Death, Left, Duplicate, Wish, OtherEnd}

// Status is the state of an account with its circumstances.
type Status struct {
	State     AccountState
	Cause     ClosingCause // of a closed account
	At        time.Time
	By        string    // actor, as in the audit log
	Survivor  int64     // row of the account that is kept instead; 0 for none
	EmptiedAt time.Time // password, contacts and passkeys were erased
	Reachable bool      // of an emptied account: it had a contact that could reach the member
}

// memberSeal seals when a personalisation was first completed, so that a member who has never logged in cannot be made to
// look known, and the status. Without a status, the seal covers the first of these alone.
var memberSeal = rowSeal{table: "members", binding: binding{[]string{`COALESCE(personalised_at, '') || iif(status IS NULL, '',
	',' || status || ',' || COALESCE(status_cause, '') || ',' || COALESCE(status_at, '') || ',' || COALESCE(survivor_id, ''))`}, []string{"identifier_key"}},
	while: "(personalised_at IS NOT NULL OR status IS NOT NULL)"}

// storedStatus holds the columns of a status.
type storedStatus struct {
	state, cause, by   sql.NullString
	at, survivor       sql.NullInt64
	emptied, reachable sql.NullInt64
}

const statusColumns = `status, status_cause, status_at, status_by, survivor_id, emptied_at, emptied_reachable`

// into returns the destinations of Scan for statusColumns.
func (s *storedStatus) into() []any {
	return []any{&s.state, &s.cause, &s.at, &s.by, &s.survivor, &s.emptied, &s.reachable}
}

func (s *storedStatus) status() Status {
	return Status{State: AccountState(s.state.String), Cause: ClosingCause(s.cause.String), At: instant(s.at), By: s.by.String,
		Survivor: s.survivor.Int64, EmptiedAt: instant(s.emptied), Reachable: s.reachable.Int64 == 1}
}

// SetStatus suspends, closes or reopens an account, if its state is still that of m and it was not emptied. It returns false
// otherwise.
func (t *Tx) SetStatus(ctx context.Context, m *Member, s Status, now time.Time) (bool, error) {
	changed, err := t.updateSealed(ctx, m.ID, "set the status of an account", `UPDATE members SET status = ?, status_cause = ?, status_at = ?, status_by = ?, survivor_id = ?, updated_at = ?
		WHERE id = ? AND status IS ? AND emptied_at IS NULL`,
		text(s.State), text(s.Cause), seconds(s.At), text(s.By), row(s.Survivor), seconds(now), m.ID, text(m.Status.State))
	if err != nil || !changed {
		return changed, err
	}
	for _, list := range []string{"contact_differences", "values_left_out"} {
		if _, err := t.exec(ctx, "list what an import noted, or not", `UPDATE `+list+` AS n SET closed = `+closedNote+` WHERE member_id = ?`, m.ID); err != nil {
			return false, err
		}
	}
	if s.Survivor == 0 {
		return true, nil
	}
	// Undoing an import keeps members that were changed since: the survivor counts as changed.
	_, err = t.exec(ctx, "note the survivor of an account", `UPDATE members SET updated_at = ? WHERE id = ?`, seconds(now), s.Survivor)
	return true, err
}

// updateSealed runs a statement that changes columns under memberSeal, and seals the new values. It first checks the present
// seal: a row that was altered is an error, and is not sealed again. changed is false when no row has changed.
func (t *Tx) updateSealed(ctx context.Context, id int64, doing, statement string, args ...any) (changed bool, err error) {
	var (
		sealed      bool
		bound, seal []byte
	)
	err = t.tx.QueryRowContext(ctx, `SELECT `+memberSeal.while+`, `+memberSeal.sql()+`, seal FROM members WHERE id = ?`, id).Scan(&sealed, &bound, &seal)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("%s: %w", doing, err)
	}
	if sealed {
		if err := memberSeal.opens(t.Reader, bound, seal); err != nil {
			return false, fmt.Errorf("%s: %w", doing, err)
		}
	}
	n, err := t.exec(ctx, doing, statement, args...)
	if err != nil || n == 0 {
		return false, err
	}
	if err := memberSeal.write(ctx, t, id); err != nil {
		return false, err
	}
	_, err = t.exec(ctx, doing, `UPDATE members SET seal = NULL WHERE id = ? AND NOT `+memberSeal.while, id)
	return true, err
}

// ClosedFor lists the accounts that were closed in favour of a member's account.
func (r Reader) ClosedFor(ctx context.Context, memberID int64) (all []*Member, err error) {
	ids, err := list[int64](ctx, r.q, `SELECT id FROM members WHERE survivor_id = ? ORDER BY id`, memberID)
	if err != nil {
		return nil, fmt.Errorf("list the accounts closed for another: %w", err)
	}
	for _, id := range ids {
		m, err := r.Member(ctx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}
