package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// CallProof is the kind of proof that a code gives, once the member has read it back on the telephone.
type CallProof string

// The proofs.
const (
	ProvesIdentity CallProof = "identity" // it went to a contact that the member had verified before
	ProvesFresh    CallProof = "fresh"    // it went to a verified contact that was changed lately
	ProvesSpelling CallProof = "spelling" // it went to an unverified contact: the address or number was taken down correctly
)

// CallCode is a code that an agent sends to a member on the telephone, who reads it back. It belongs to the agent's session.
type CallCode struct {
	Contact        ContactKind
	DestinationKey []byte // keyed hash of the address or number that it was sent to
	Proves         CallProof
	Tries          int
	CreatedAt      time.Time
	ExpiresAt      time.Time
	SpentAt        time.Time // when it was read back correctly; zero before
}

// callCodeKey is the keyed hash of a code. It is bound to one member and one agent session.
func (r Reader) callCodeKey(memberID, loginID int64, code string) []byte {
	return r.keys.Index("call code", fmt.Append(nil, memberID), fmt.Append(nil, loginID), []byte(code))
}

// callCodeSeal seals the columns that make a code a proof. A code ended early (expires_at = created_at) has no seal, and
// proves nothing.
var callCodeSeal = rowSeal{table: "call_codes", binding: binding{[]string{"id", "login_id", "contact", "proves", "tries", "created_at", "expires_at", "spent_at"}, []string{"code_key", "destination_key", memberKey}}, while: "expires_at > created_at"}

// NewestCallCode returns the newest code that was sent to a member in an agent's session, or ErrNotFound.
func (r Reader) NewestCallCode(ctx context.Context, memberID, loginID int64) (CallCode, error) {
	found, err := r.callCodes(ctx, `member_id = ? AND login_id = ? ORDER BY id DESC LIMIT 1`, memberID, loginID)
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return CallCode{}, err
	}
	return found[0], nil
}

// SpentCallCodes lists the codes that a member has read back correctly in a session since an instant, newest first.
func (r Reader) SpentCallCodes(ctx context.Context, memberID, loginID int64, since time.Time) ([]CallCode, error) {
	return r.callCodes(ctx, `member_id = ? AND login_id = ? AND spent_at > ? ORDER BY id DESC`, memberID, loginID, seconds(since))
}

// SpeltAt is when a ProvesSpelling code, sent to the contact's present value, was read back correctly; zero for never. Such a
// code does not verify the contact.
func (r Reader) SpeltAt(ctx context.Context, m *Member, kind ContactKind) (time.Time, error) {
	found, err := r.callCodes(ctx, `member_id = ? AND contact = ? AND proves = ? AND spent_at IS NOT NULL AND destination_key = ? ORDER BY id DESC LIMIT 1`,
		m.ID, kind, ProvesSpelling, r.keys.DestinationKey(m.Contacts[kind].Value))
	if err != nil || len(found) == 0 {
		return time.Time{}, err
	}
	return found[0].SpentAt, nil
}

func (r Reader) callCodes(ctx context.Context, where string, args ...any) ([]CallCode, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT contact, destination_key, proves, tries, created_at, expires_at, spent_at, seal, `+callCodeSeal.sql()+` FROM call_codes WHERE `+where, args...) //nolint:gosec // G202: the conditions stand above
	if err != nil {
		return nil, fmt.Errorf("read codes of calls: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []CallCode
	for rows.Next() {
		var (
			c                       CallCode
			created, expires, spent sql.NullInt64
			bound, seal             []byte
		)
		if err := rows.Scan(&c.Contact, &c.DestinationKey, &c.Proves, &c.Tries, &created, &expires, &spent, &seal, &bound); err != nil {
			return nil, fmt.Errorf("read codes of calls: %w", err)
		}
		c.CreatedAt, c.ExpiresAt = instant(created), instant(expires)
		if c.ExpiresAt.After(c.CreatedAt) {
			c.SpentAt = instant(spent)
			if err := callCodeSeal.opens(r, bound, seal); err != nil {
				return nil, fmt.Errorf("read codes of calls: %w", err)
			}
		}
		found = append(found, c)
	}
	return found, rows.Err()
}

// AddCallCode stores a code. Earlier ones of the same session can no longer be used, as only the newest is tried.
func (t *Tx) AddCallCode(ctx context.Context, memberID, loginID int64, code string, c CallCode) error {
	var id int64
	err := t.tx.QueryRowContext(ctx, `INSERT INTO call_codes (member_id, login_id, contact, destination_key, proves, code_key, created_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		memberID, loginID, c.Contact, c.DestinationKey, c.Proves, t.callCodeKey(memberID, loginID, code), seconds(c.CreatedAt), seconds(c.ExpiresAt)).Scan(&id)
	if err != nil {
		return fmt.Errorf("keep a call's code: %w", err)
	}
	return callCodeSeal.write(ctx, t, id)
}

// TryCallCode tries the newest code of a session. It counts the attempt before it compares, and marks a right code as used.
// At most tries attempts are allowed.
func (t *Tx) TryCallCode(ctx context.Context, memberID, loginID int64, code string, tries int, now time.Time) (Try, error) {
	var id int64
	if err := t.tx.QueryRowContext(ctx, `SELECT COALESCE(max(id), 0) FROM call_codes WHERE member_id = ? AND login_id = ? AND expires_at > created_at`, memberID, loginID).Scan(&id); err != nil {
		return TryClosed, fmt.Errorf("look for a call's code: %w", err)
	}
	n, err := callCodeSeal.update(ctx, t, id, "count a try of a call's code",
		`UPDATE call_codes SET tries = tries + 1 WHERE id = ? AND spent_at IS NULL AND tries < ? AND expires_at > ?`, id, tries, seconds(now))
	if err != nil {
		return TryClosed, err
	}
	if n == 0 {
		return TryClosed, nil
	}
	n, err = callCodeSeal.update(ctx, t, id, "spend a call's code", `UPDATE call_codes SET spent_at = ? WHERE id = ? AND spent_at IS NULL AND code_key = ?`,
		seconds(now), id, t.callCodeKey(memberID, loginID, code))
	if err != nil {
		return TryClosed, err
	}
	if n == 0 {
		return TryWrong, nil
	}
	return TryRight, nil
}
