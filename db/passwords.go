package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sesame/account"
)

// Temporary is a temporary password that the member has not replaced yet.
type Temporary struct {
	Hash      string
	Channel   account.Channel
	Request   string // request number of its message or letter
	IssuedAt  time.Time
	ExpiresAt time.Time
	// Beside says that an earlier temporary password stays valid, with its message and the sessions opened with it, because
	// this one was requested without a proof of identity.
	Beside bool
}

// IssueTemporary stores a temporary password. Unless tp.Beside is set, it ends any earlier one, withdraws its message if that
// has not been sent, and ends the sessions opened with it. The permanent password remains valid until the temporary one is
// personalised, so that a request by a stranger changes nothing.
func (t *Tx) IssueTemporary(ctx context.Context, memberID int64, tp Temporary) error {
	owner, err := t.retireTemporary(ctx, memberID, tp.Beside)
	if err != nil {
		return err
	}
	stored := storedTemporary{channel: sql.NullString{String: string(tp.Channel), Valid: true}, issued: sql.NullInt64{Int64: tp.IssuedAt.Unix(), Valid: true}, expires: sql.NullInt64{Int64: tp.ExpiresAt.Unix(), Valid: true}}
	_, err = t.exec(ctx, "issue a temporary password",
		`UPDATE members SET temporary_hash = ?, temporary_channel = ?, temporary_request = ?, temporary_issued_at = ?, temporary_expires_at = ?, temporary_settled_at = NULL, updated_at = ? WHERE id = ?`,
		stored.sealed(t.keys, "members.temporary_hash", owner, tp.Hash), tp.Channel, text(tp.Request), seconds(tp.IssuedAt), seconds(tp.ExpiresAt), seconds(tp.IssuedAt), memberID)
	if err != nil {
		return err
	}
	ended := memberID
	if tp.Beside { // no member has row 0: the same cost without effect
		ended = 0
	}
	if err := t.withdrawTemporary(ctx, ended, tp.IssuedAt); err != nil {
		return err
	}
	counted := FigureTemporary
	if memberID == 0 {
		counted = figureDecoy // same cost as for a member
	}
	if err := t.figure(ctx, tp.IssuedAt, counted, string(tp.Channel)); err != nil {
		return err
	}
	return t.CloseLimited(ctx, ended, tp.IssuedAt)
}

// settleTemporary records that agents need not ask why the member does not use their temporary password: they have logged in,
// or an agent has looked into it. This holds until the next temporary password.
func (t *Tx) settleTemporary(ctx context.Context, memberID int64, now time.Time) error {
	_, err := t.exec(ctx, "settle a temporary password", `UPDATE members SET temporary_settled_at = ? WHERE id = ? AND temporary_hash IS NOT NULL AND temporary_settled_at IS NULL`,
		seconds(now), memberID)
	return err
}

// Personalise replaces the temporary password by the member's own. It returns false when that temporary password is no
// longer the current one. The contacts must be confirmed again.
func (t *Tx) Personalise(ctx context.Context, memberID int64, temporaryHash, hash string, now time.Time) (bool, error) {
	_, _, current, err := t.temporary(ctx, memberID)
	if err != nil || current != temporaryHash {
		return false, err
	}
	owner, err := t.retireTemporary(ctx, memberID, false)
	if err != nil {
		return false, err
	}
	n, err := t.exec(ctx, "personalise a password",
		`UPDATE members SET password_hash = ?, password_changed_at = ?, contacts_confirmed_at = NULL, pending_email = NULL, pending_mobile = NULL,
			temporary_hash = NULL, temporary_channel = NULL, temporary_request = NULL, temporary_issued_at = NULL, temporary_expires_at = NULL, updated_at = ?
		 WHERE id = ? AND temporary_hash IS NOT NULL`, sealText(t.keys, "members.password_hash", owner, hash), seconds(now), seconds(now), memberID)
	return n == 1, err
}

// ChangePassword replaces the permanent password and revokes a pending temporary one. It returns false when the
// password that was verified is no longer the current one. oldHash is empty for a member without a password.
func (t *Tx) ChangePassword(ctx context.Context, memberID int64, oldHash, hash string, now time.Time) (bool, error) {
	if holds, err := t.passwordIs(ctx, memberID, oldHash); err != nil || !holds {
		return false, err
	}
	owner, err := t.retireTemporary(ctx, memberID, false)
	if err != nil {
		return false, err
	}
	n, err := t.exec(ctx, "change a password",
		`UPDATE members SET password_hash = ?, password_changed_at = ?, updated_at = ?,
			contacts_confirmed_at = COALESCE(contacts_confirmed_at, ?),
			temporary_hash = NULL, temporary_channel = NULL, temporary_request = NULL, temporary_issued_at = NULL, temporary_expires_at = NULL
		 WHERE id = ?`, sealText(t.keys, "members.password_hash", owner, hash), seconds(now), seconds(now), seconds(now), memberID)
	return n == 1, err
}

// RevokePassword deletes the member's own password and pending personalisation, and ends all their sessions. Only a temporary
// password gives access after that.
func (t *Tx) RevokePassword(ctx context.Context, memberID int64, now time.Time) error {
	if _, err := t.exec(ctx, "revoke a password",
		`UPDATE members SET password_hash = NULL, password_changed_at = NULL, contacts_confirmed_at = NULL, pending_email = NULL, pending_mobile = NULL, updated_at = ? WHERE id = ?`,
		seconds(now), memberID); err != nil {
		return err
	}
	return t.CloseLogins(ctx, memberID, 0, now)
}

// passwordIs says whether the stored hash of a member's password is the given one; an empty hash stands for no password.
func (t *Tx) passwordIs(ctx context.Context, memberID int64, hash string) (bool, error) {
	var owner []byte
	var stored sql.NullString
	err := t.tx.QueryRowContext(ctx, `SELECT identifier_key, password_hash FROM members WHERE id = ?`, memberID).Scan(&owner, &stored)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read a member's password: %w", err)
	}
	plain, err := openText(t.keys, "members.password_hash", owner, stored)
	if err != nil {
		return false, fmt.Errorf("open the password of member %d: %w", memberID, err)
	}
	return plain == hash, nil
}
