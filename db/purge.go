package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sesame/account"
)

// Retention periods, which the page « Données personnelles » states.
const (
	KeepFlows   = 24 * time.Hour      // counted from their expiry
	KeepCounts  = 90 * 24 * time.Hour // the longest window of a limit, except those of short codes: 90 days, of letters
	KeepTries   = 2 * 24 * time.Hour  // longer than all windows of a day or less
	KeepHistory = 365 * 24 * time.Hour
	keepFigures = 400 * 24 * time.Hour // at least 52 whole weeks before the present one
)

// countedYearly are the limits with a window of a year, countedMonthly those with one of a week to 90 days. All others have a
// day or less, and their rows are purged early, because strangers can add many.
const (
	countedYearly  = `'` + string(WrongCodes) + `', '` + string(KnownWrongCodes) + `'`
	countedMonthly = `'` + string(OwnCodesSent) + `', '` + string(OwnCodesToAddress) + `', '` + string(OwnWrongCodes) + `', '` + string(QuestionsAnswered) + `', '` + string(ProvedAnswers) + `', '` + string(LettersSent) + `'`
)

// Purge deletes expired data: ended sessions and journeys, counts older than every limit's window, history older than a
// year, and secrets of letters that were not printed in time or whose password is no longer valid.
func (d *DB) Purge(ctx context.Context, now time.Time) error {
	if err := d.purgeFormer(ctx, now.Add(-UndoLife)); err != nil {
		return err
	}
	if err := d.purgeLongTables(ctx, now); err != nil {
		return err
	}
	if err := d.forgetEnvelopeNames(ctx); err != nil {
		return err
	}
	return d.InTx(ctx, func(t *Tx) error {
		if err := t.releaseHeld(ctx, now); err != nil {
			return err
		}
		if err := t.countLeft(ctx, now.Add(-KeepFlows)); err != nil {
			return err
		}
		for _, s := range []struct {
			doing, query string
			before       time.Time
		}{
			{"purge sessions", `DELETE FROM sessions WHERE expires_at <= ?`, now},
			{"wipe flows", `UPDATE flows SET secrets = NULL WHERE expires_at <= ? AND secrets IS NOT NULL`, now},
			{"purge flows", `DELETE FROM flows WHERE expires_at <= ?`, now.Add(-KeepFlows)},
			{"purge challenges of passkeys", `DELETE FROM passkey_challenges WHERE expires_at <= ?`, now},
			{"purge agents' logins", `DELETE FROM agent_logins WHERE opened_at <= ?`, now.Add(-KeepHistory)},
			{"purge approvals", `DELETE FROM approvals WHERE expires_at <= ?`, now.Add(-KeepHistory)},
			{"purge authorization requests", `DELETE FROM authorizations WHERE expires_at <= ?`, now},
			{"purge grants", `DELETE FROM grants WHERE created_at <= ?`, now.Add(-KeepFlows)},
			{"purge replaced contacts", `DELETE FROM replaced_contacts WHERE replaced_at <= ?`, now.Add(-account.CoolingOff)},
			{"purge troubles", `DELETE FROM troubles WHERE ended_at <= ?`, now.Add(-KeepCounts)},
			{"expire letters", `UPDATE letters SET state = 'expired', payload = NULL, done_at = ?1 WHERE state = 'waiting' AND expires_at <= ?1`, now},
			{"drop letters", `UPDATE letters SET state = 'expired', reason = 'superseded', payload = NULL, done_at = ? WHERE state = 'waiting' AND NOT ` + letterUseful, now},
			{"purge notes of backups", `DELETE FROM backups WHERE made_at <= ? AND id < (SELECT max(id) FROM backups WHERE failure IS NULL)`, now.Add(-KeepHistory)},
			{"purge imports", `DELETE FROM imports WHERE ended_at <= ?`, now.Add(-KeepHistory)},
			{"purge batches", `DELETE FROM letter_batches WHERE created_at <= ? AND id < (SELECT max(id) FROM letter_batches)
				AND NOT EXISTS (SELECT 1 FROM letters WHERE batch_id = letter_batches.id)`, now.Add(-KeepHistory)},
		} {
			if _, err := t.exec(ctx, s.doing, s.query, seconds(s.before)); err != nil {
				return err
			}
		}
		_, err := t.exec(ctx, "drop letters of closed accounts", `UPDATE letters SET state = 'expired', payload = NULL, done_at = ? WHERE state = 'waiting'
			AND EXISTS (SELECT 1 FROM `+seenMembers+` WHERE id = letters.member_id AND NOT `+openOn+`)`, seconds(now), t.dayOf(now))
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, "purge figures", `DELETE FROM figures WHERE day < ?`, t.dayOf(now.Add(-keepFigures))); err != nil {
			return err
		}
		return t.purgeAudit(ctx, now.Add(-KeepHistory).UTC().Format(auditSegment), now)
	})
}

// purgeLongTables deletes expired rows of tables that have rows for all members.
func (d *DB) purgeLongTables(ctx context.Context, now time.Time) error {
	ago := func(keep time.Duration) any { return seconds(now.Add(-keep)) }
	return errors.Join(
		d.purgeLong(ctx, "logins", "id", `opened_at <= ?`, ago(KeepHistory)),
		d.purgeLong(ctx, "outbox", "id", `state <> 'waiting' AND (created_at <= ? OR created_at <= ? AND to_key = ?)`,
			ago(KeepHistory), ago(KeepTries), d.keys.DestinationKey(decoyTo)),
		d.purgeLong(ctx, "limit_events", "id", `(at <= ? OR at <= ? AND kind NOT IN (`+countedYearly+`) OR at <= ? AND kind NOT IN (`+countedYearly+`, `+countedMonthly+`))`,
			ago(KeepHistory), ago(KeepCounts), ago(KeepTries)),
		d.purgeLong(ctx, "former_temporaries", "id", `expires_at <= ?`, ago(0)),
		d.purgeLong(ctx, "temporary_browsers", "member_id", `expires_at <= ?`, ago(0)),
		d.purgeLong(ctx, "known_browsers", "id", `expires_at <= ?`, ago(0)),
		d.purgeLong(ctx, "deliveries", "id", `state <> 'waiting' AND created_at <= ?`, ago(KeepCounts)),
		d.purgeLong(ctx, "call_codes", "id", `(expires_at <= ? OR expires_at <= ? AND (proves <> 'spelling' OR spent_at IS NULL))`, ago(KeepHistory), ago(KeepFlows)),
		d.purgeLong(ctx, "calls", "id", `created_at <= ?`, ago(KeepHistory)),
		d.purgeLong(ctx, "contact_messages", "id", `COALESCE(changed_at, created_at) <= ?`, ago(KeepHistory)),
		d.purgeLong(ctx, "letters", "id", `state <> 'waiting' AND created_at <= ?`, ago(KeepHistory)),
	)
}

// purgeSpan is how many row IDs purgeLong examines at once, which takes about a millisecond.
const purgeSpan = 5000

// purgeLong deletes the rows of a table that fulfil a condition. It scans the table by key, an integer with which its primary
// key begins, outside of the write transaction, and works a twentieth of the time.
func (d *DB) purgeLong(ctx context.Context, table, key, condition string, args ...any) error {
	var first, last int64
	if err := d.q.QueryRowContext(ctx, `SELECT coalesce(min(`+key+`), 0), coalesce((SELECT max(`+key+`) FROM `+table+`), -1) FROM `+table).Scan(&first, &last); err != nil {
		return fmt.Errorf("purge %s: %w", table, err)
	}
	condition = ` FROM ` + table + ` WHERE ` + key + ` >= ? AND ` + key + ` < ? AND ` + condition
	for ; first <= last; first += purgeSpan {
		began, found := time.Now(), false
		span := append([]any{first, first + purgeSpan}, args...)
		if err := d.q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1`+condition+`)`, span...).Scan(&found); err != nil {
			return fmt.Errorf("purge %s: %w", table, err)
		}
		if found {
			if err := d.InTx(ctx, func(t *Tx) error { _, err := t.exec(ctx, "purge "+table, `DELETE`+condition, span...); return err }); err != nil {
				return err
			}
		}
		if first+purgeSpan > last {
			return nil
		}
		if err := rest(ctx, roundRest*time.Since(began)); err != nil {
			return err
		}
	}
	return nil
}
