package db

import (
	"context"
	"fmt"
	"time"
)

// kindsToWriters are the kinds of message sent to the author of a contact form, who may be a relative of a member who has
// died.
const kindsToWriters = `'` + KindContactAnswer + `', '` + KindContactReceived + `'`

// EndAccess ends the sessions of an account, of which the clients are notified. It withdraws the letters that have not left
// yet, and the messages that give access to the account; where the member has died, all messages except those to authors of
// contact forms.
func (t *Tx) EndAccess(ctx context.Context, m *Member, died bool, now time.Time) error {
	if err := t.CloseLogins(ctx, m.ID, 0, now); err != nil {
		return err
	}
	kinds := `kind IN (` + kindsOfAccess + `)`
	if died {
		kinds = `kind NOT IN (` + kindsToWriters + `)`
	}
	if _, err := t.exec(ctx, "withdraw the messages of an account", `UPDATE outbox SET state = 'expired', payload = NULL, done_at = ?, failure = '`+WithdrawnClosed+`'
		WHERE member_id = ? AND `+withdrawable+` AND `+kinds, seconds(now), m.ID); err != nil {
		return err
	}
	if _, err := t.exec(ctx, "drop the letters of an account", `UPDATE letters SET state = 'expired', payload = NULL, done_at = ? WHERE member_id = ? AND state = 'waiting'`,
		seconds(now), m.ID); err != nil {
		return err
	}
	return nil
}

// ForgetAccess removes the temporary passwords and passkeys of an account that was closed.
func (t *Tx) ForgetAccess(ctx context.Context, m *Member, now time.Time) error {
	for _, s := range []string{
		`UPDATE members SET temporary_hash = NULL, temporary_channel = NULL, temporary_request = NULL, temporary_issued_at = NULL, temporary_expires_at = NULL, updated_at = ?2 WHERE id = ?1`,
		`DELETE FROM former_temporaries WHERE member_id = ?1`,
		`DELETE FROM temporary_browsers WHERE member_id = ?1`,
	} {
		if _, err := t.exec(ctx, "forget temporary passwords", s, m.ID, seconds(now)); err != nil {
			return err
		}
	}
	return t.ForgetPasskeys(ctx, m.ID)
}

// ToEmpty lists accounts that were closed up to the given instant, here or by the imported file, and still hold a password or
// contacts: at most closingSlice. The list is empty while an import is in progress, because it may open them again.
func (r Reader) ToEmpty(ctx context.Context, before time.Time) ([]int64, error) {
	ids, err := list[int64](ctx, r.q, `SELECT id FROM (SELECT id FROM members WHERE status = 'closed' AND status_at <= ?1 AND emptied_at IS NULL
		UNION SELECT id FROM members WHERE closed_at IS NOT NULL AND closed_at <= ?1 AND emptied_at IS NULL) WHERE NOT `+anyAtWork+` LIMIT ?2`, seconds(before), closingSlice)
	if err != nil {
		return nil, fmt.Errorf("list accounts to empty: %w", err)
	}
	return ids, nil
}

// Empty erases the password and contacts of a closed account, and everything else that gives access to it or tells where its
// messages went. reachable is stored: whether any contact could reach the member, so that strangers are shown the same
// screens as before. It returns false for an account that is empty already.
func (t *Tx) Empty(ctx context.Context, m *Member, reachable bool, now time.Time) (bool, error) {
	n, err := t.exec(ctx, "empty an account", `UPDATE members SET password_hash = NULL, password_changed_at = NULL, contacts_confirmed_at = NULL, pending_email = NULL, pending_mobile = NULL,
		emptied_at = ?, emptied_reachable = ?, updated_at = ? WHERE id = ? AND emptied_at IS NULL`, seconds(now), reachable, seconds(now), m.ID)
	if err != nil || n == 0 {
		return false, err
	}
	if err := t.ForgetAccess(ctx, m, now); err != nil {
		return false, err
	}
	for _, table := range []string{"contacts", "contact_differences", "values_left_out", "franceconnect_subjects", "known_browsers", "calls", "former_contacts", "replaced_contacts", "envelope_names"} {
		if _, err := t.exec(ctx, "empty an account", `DELETE FROM `+table+` WHERE member_id = ?`, m.ID); err != nil {
			return false, err
		}
	}
	return true, nil
}
