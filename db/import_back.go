package db

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// takeBack restores the state before the import in import_work, in slices. Readers see that state already. end runs in the
// last transaction, to record the result. Each slice deletes the former values that it restores, so that an interrupted run
// can be repeated.
func (d *DB) takeBack(ctx context.Context, now time.Time, end func(context.Context, *Tx, importWork, Undone) error) error {
	s, err := d.slicer(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close() //nolint:errcheck // what was committed is on the disk
	w, err := s.reader().work(ctx)
	if err != nil {
		return err
	}
	var kind string
	if err := s.QueryRowContext(ctx, `SELECT kind FROM imports WHERE id = ?`, w.number).Scan(&kind); err != nil {
		return fmt.Errorf("take an import back: %w", err)
	}
	restore := s.restoreMembers
	if kind == importedPayments {
		restore = s.removePayments
	}
	if err := restore(ctx, w, now); err != nil {
		return err
	}
	err = s.inTx(ctx, func(t *Tx) error {
		var u Undone
		if err := t.tx.QueryRowContext(ctx, `SELECT restored, removed, kept + (SELECT count(*) FROM members WHERE id > first AND id <= last) FROM import_work`).Scan(&u.Restored, &u.Removed, &u.Kept); err != nil {
			return fmt.Errorf("take an import back: %w", err)
		}
		if err := end(ctx, t, w, u); err != nil {
			return err
		}
		return t.endWork(ctx)
	})
	if err != nil {
		return err
	}
	s.truncate(ctx)
	return nil
}

// restoration is a statement of a slice. counts is the column of import_work to which its row count is added; empty for none.
type restoration struct{ counts, query string }

// restorations are the statements that restore rows from each table of former values, for the members of a slice.
var restorations = []struct {
	former     string
	statements []restoration
}{
	{"former_contacts", []restoration{
		{"", `DELETE FROM contacts AS c WHERE ` + filesOwn + ` AND (member_id, kind) IN (
			SELECT member_id, kind FROM former_contacts WHERE member_id > ?2 AND member_id <= ?3 AND import_id = ?1)`},
		{"kept", `DELETE FROM former_contacts WHERE member_id > ?2 AND member_id <= ?3 AND import_id = ?1 AND (member_id, kind) IN (
			SELECT member_id, kind FROM contacts WHERE member_id > ?2 AND member_id <= ?3)`},
		{"", `INSERT INTO contacts (member_id, kind, value, source, changed_at)
			SELECT member_id, kind, value, 'file', changed_at FROM former_contacts WHERE member_id > ?2 AND member_id <= ?3 AND import_id = ?1 AND value IS NOT NULL`},
		{"", `DELETE FROM former_contacts WHERE member_id > ?2 AND member_id <= ?3 AND import_id = ?1`},
	}},
	// The next import must compare these members' rows even when its file is the one that was undone.
	{"former_notes", []restoration{
		{"", `UPDATE members SET file_key = NULL WHERE id IN (SELECT member_id FROM former_notes WHERE member_id > ?2 AND member_id <= ?3 AND import_id = ?1)`},
		{"", `DELETE FROM contact_differences WHERE (member_id, kind) IN (
			SELECT member_id, field FROM former_notes WHERE member_id > ?2 AND member_id <= ?3 AND import_id = ?1 AND list = 'contact_differences')`},
		{"", `INSERT INTO contact_differences (member_id, kind, file_value, seen_at, dismissed_at, closed)
			SELECT member_id, field, payload, seen_at, dismissed_at, ` + closedNote + ` FROM former_notes n
			WHERE member_id > ?2 AND member_id <= ?3 AND import_id = ?1 AND list = 'contact_differences' AND payload IS NOT NULL`},
		{"", `DELETE FROM values_left_out WHERE (member_id, field) IN (
			SELECT member_id, field FROM former_notes WHERE member_id > ?2 AND member_id <= ?3 AND import_id = ?1 AND list = 'values_left_out')`},
		{"", `INSERT INTO values_left_out (member_id, field, payload, seen_at, dismissed_at, closed)
			SELECT member_id, field, payload, seen_at, dismissed_at, ` + closedNote + ` FROM former_notes n
			WHERE member_id > ?2 AND member_id <= ?3 AND import_id = ?1 AND list = 'values_left_out' AND payload IS NOT NULL`},
		{"", `DELETE FROM former_notes WHERE member_id > ?2 AND member_id <= ?3 AND import_id = ?1`},
	}},
	{"former_members", []restoration{
		{"restored", `UPDATE members SET category = f.category, profile = f.profile, vitale_key = f.vitale_key, identity_key = f.identity_key,
			closes_on = f.closes_on, file_key = NULL, updated_at = f.updated_at
			FROM former_members f WHERE f.member_id = members.id AND f.member_id > ?2 AND f.member_id <= ?3 AND f.import_id = ?1`},
		{"", `DELETE FROM former_members WHERE member_id > ?2 AND member_id <= ?3 AND import_id = ?1`},
	}},
}

// restoreMembers restores changed members and deletes new ones. It first removes their words from the search index, because
// these are computed from the values.
func (s *slicer) restoreMembers(ctx context.Context, w importWork, now time.Time) error {
	if err := s.forgetWords(ctx, w, now); err != nil {
		return err
	}
	for _, r := range restorations {
		err := s.over(ctx, ends("member_id", r.former, fmt.Sprintf("import_id = %d", w.number)), func(t *Tx, after, to int64) error {
			for _, q := range r.statements {
				n, err := t.exec(ctx, "take an import back", q.query, w.number, after, to)
				if err != nil {
					return err
				}
				if err := t.countWork(ctx, q.counts, n); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return s.over(ctx, ends("id", "members", fmt.Sprintf("id > %d AND id <= %d", w.first, w.last)), func(t *Tx, after, to int64) error {
		n, err := t.exec(ctx, "take an import back", `DELETE FROM members AS m WHERE id > ? AND id <= ? AND `+unseen, after, to)
		if err != nil {
			return err
		}
		return t.countWork(ctx, "removed", n)
	})
}

// removePayments deletes the payments of an import. There is no index on the import, so the table is scanned once.
func (s *slicer) removePayments(ctx context.Context, w importWork, _ time.Time) error {
	return s.over(ctx, ends("member_id", "payments", fmt.Sprintf("import_id = %d", w.number)), func(t *Tx, after, to int64) error {
		n, err := t.exec(ctx, "take an import back", `DELETE FROM payments WHERE member_id > ? AND member_id <= ? AND import_id = ?`, after, to, w.number)
		if err != nil {
			return err
		}
		return t.countWork(ctx, "removed", n)
	})
}

// countWork adds n to a counter column of import_work; column may be empty.
func (t *Tx) countWork(ctx context.Context, column string, n int64) error {
	if column == "" || n == 0 {
		return nil
	}
	_, err := t.exec(ctx, "count what was taken back", `UPDATE import_work SET `+column+` = `+column+` + ?`, n)
	return err
}

// FinishImports finishes the work of a program that ended before it: an import that was not published is undone, any other
// work is completed. It does nothing while another program holds the lock for imports.
func (d *DB) FinishImports(ctx context.Context, now time.Time) error {
	w, err := d.work(ctx)
	if err != nil || w.number == 0 {
		return err
	}
	lock, err := d.lockImports()
	if errors.Is(err, ErrImportElsewhere) {
		return nil
	}
	if err != nil {
		return err
	}
	defer lock.release()
	if err := d.resume(ctx, now); err != nil {
		return err
	}
	return d.FollowMembers(ctx, now)
}

// resume does the work of FinishImports, for the holder of the lock.
func (d *DB) resume(ctx context.Context, now time.Time) error {
	w, err := d.work(ctx)
	if err != nil {
		return err
	}
	switch w.stage {
	case arriving:
		return d.takeBack(ctx, now, func(ctx context.Context, t *Tx, w importWork, _ Undone) error {
			_, err := t.exec(ctx, "end an interrupted import", `UPDATE imports SET phase = 'interrupted', ended_at = max(started_at, ?) WHERE id = ? AND ended_at IS NULL`, now.Unix(), w.number)
			return err
		})
	case leaving:
		return d.takeBack(ctx, now, endUndo(Act{At: now}))
	case sweeping:
		return d.sweepAgain(ctx, w, now)
	}
	return nil
}

func (d *DB) sweepAgain(ctx context.Context, w importWork, now time.Time) error {
	s, err := d.slicer(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close() //nolint:errcheck // what was committed is on the disk
	if err := s.sweepWords(ctx, w.number, now); err != nil {
		return err
	}
	return s.inTx(ctx, func(t *Tx) error { return t.endWork(ctx) })
}
