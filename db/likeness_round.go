package db

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
	"time"

	"sesame/account"
)

const (
	alikeWrite  = 500 // rows that one transaction of the round writes: other writers wait for it
	bitsAMember = 16  // size of each bit table for each member; most accounts have four marks
)

// alikeRow is a row of likenesses.
type alikeRow struct {
	AlikePlace
	memberID int64
}

func compareAlike(a, b alikeRow) int {
	if a.Sort != b.Sort {
		return bytes.Compare([]byte(a.Sort), []byte(b.Sort))
	}
	if n := bytes.Compare(a.Key, b.Key); n != 0 {
		return n
	}
	return int(a.memberID - b.memberID)
}

// FindLikenesses compares all open accounts and stores which of them share a mark. It reads the members twice. The first time
// it records in a Bloom-like bit table which marks occur once and which again, so that the second time it must keep few of
// them in memory. It does nothing while an import is in progress, because its members are not visible yet.
func (d *DB) FindLikenesses(ctx context.Context, now time.Time) error {
	if w, err := d.work(ctx); err != nil || w.hides() {
		return err
	}
	var members int64
	if err := d.read.QueryRowContext(ctx, `SELECT count(*) FROM members`).Scan(&members); err != nil {
		return fmt.Errorf("count the members to compare: %w", err)
	}
	seen := newSeenTwice(members)
	if err := d.eachMark(ctx, now, func(r alikeRow) { seen.add(r.Key) }); err != nil {
		return err
	}
	var rows []alikeRow
	if err := d.eachMark(ctx, now, func(r alikeRow) {
		if seen.twice(r.Key) {
			rows = append(rows, r)
		}
	}); err != nil {
		return err
	}
	slices.SortFunc(rows, compareAlike)
	return d.writeLikenesses(ctx, groupsOf(rows))
}

// groupsOf removes, from sorted rows, those whose mark no other row has.
func groupsOf(rows []alikeRow) (found []alikeRow) {
	same := func(a, b int) bool {
		return a >= 0 && b < len(rows) && rows[a].Sort == rows[b].Sort && bytes.Equal(rows[a].Key, rows[b].Key)
	}
	for i, r := range rows {
		if same(i-1, i) || same(i, i+1) {
			found = append(found, r)
		}
	}
	return found
}

// eachMark calls do for each mark of each open account.
func (d *DB) eachMark(ctx context.Context, now time.Time, do func(alikeRow)) error {
	return inRound(ctx, func(after int64) (last int64, read int, err error) {
		contacts, err := d.alikeContacts(ctx, after)
		if err != nil {
			return after, 0, err
		}
		return d.alikeSlice(ctx, after, now, contacts, do)
	})
}

// alikeSlice calls do for the marks of the next members after a row. It returns the last row and the number of rows read.
func (d *DB) alikeSlice(ctx context.Context, after int64, now time.Time, contacts map[int64]map[ContactKind]string, do func(alikeRow)) (last int64, read int, err error) {
	last = after
	rows, err := d.read.QueryContext(ctx, `SELECT id, kind, profile, `+memberProfile.sql()+`, COALESCE(closes_on, ''), COALESCE(status, '') FROM members WHERE id > ? ORDER BY id LIMIT ?`, after, roundRows) //nolint:gosec // G202: the binding is a constant
	if err != nil {
		return last, read, fmt.Errorf("read members to compare: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	today := d.dayOf(now)
	for ; rows.Next(); read++ {
		var (
			kind          account.Kind
			sealed, bound []byte
			closes        string
			state         AccountState
		)
		if err := rows.Scan(&last, &kind, &sealed, &bound, &closes, &state); err != nil {
			return last, read, fmt.Errorf("read members to compare: %w", err)
		}
		if state == StateClosed || closes != "" && closes <= today {
			continue
		}
		p, err := d.profile(last, bound, sealed)
		if err != nil {
			return last, read, err
		}
		marks(d.keys, kind, p, contacts[last][Email], contacts[last][Mobile], func(sort Likeness, key []byte) { do(alikeRow{AlikePlace{sort, key}, last}) })
	}
	return last, read, rows.Err()
}

// alikeContacts reads the e-mail addresses and mobile numbers of the next members after a row.
func (d *DB) alikeContacts(ctx context.Context, after int64) (map[int64]map[ContactKind]string, error) {
	//nolint:gosec // G202: the binding is a constant
	rows, err := d.read.QueryContext(ctx, `SELECT c.member_id, c.kind, c.value, `+contactBinding.sql()+` FROM contacts c JOIN members m ON m.id = c.member_id WHERE c.kind IN (?, ?)
		AND c.member_id > ? AND c.member_id <= COALESCE((SELECT max(id) FROM (SELECT id FROM members WHERE id > ?3 ORDER BY id LIMIT ?)), 0)`, Email, Mobile, after, roundRows)
	if err != nil {
		return nil, fmt.Errorf("read contacts to compare: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	found := map[int64]map[ContactKind]string{}
	for rows.Next() {
		var (
			id            int64
			kind          ContactKind
			sealed, bound []byte
		)
		if err := rows.Scan(&id, &kind, &sealed, &bound); err != nil {
			return nil, fmt.Errorf("read contacts to compare: %w", err)
		}
		value, err := d.keys.Open(contactColumn(kind), bound, sealed)
		if err != nil {
			return nil, fmt.Errorf("read contacts to compare: %w", err)
		}
		if found[id] == nil {
			found[id] = map[ContactKind]string{}
		}
		found[id][kind] = string(value)
	}
	return found, rows.Err()
}

// writeLikenesses makes the table likenesses equal to these sorted rows. It deletes stale rows and adds new ones, and leaves
// the others as they are.
func (d *DB) writeLikenesses(ctx context.Context, want []alikeRow) error {
	rows, err := d.read.QueryContext(ctx, `SELECT sort, mark_key, member_id FROM likenesses ORDER BY sort, mark_key, member_id`)
	if err != nil {
		return fmt.Errorf("read accounts that are alike: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var stale []alikeRow
	there := map[int]bool{}
	for rows.Next() {
		var r alikeRow
		if err := rows.Scan(&r.Sort, &r.Key, &r.memberID); err != nil {
			return fmt.Errorf("read accounts that are alike: %w", err)
		}
		if i, found := slices.BinarySearchFunc(want, r, compareAlike); found {
			there[i] = true
		} else {
			stale = append(stale, r)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read accounts that are alike: %w", err)
	}
	var fresh []alikeRow
	for i, r := range want {
		if !there[i] {
			fresh = append(fresh, r)
		}
	}
	if err := d.inSlices(ctx, stale, (*Tx).dropAlike); err != nil {
		return err
	}
	if err := d.inSlices(ctx, fresh, (*Tx).addAlike); err != nil {
		return err
	}
	return d.InTx(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, "drop groups without accounts", `DELETE FROM likeness_groups
			WHERE NOT EXISTS (SELECT 1 FROM likenesses l WHERE l.sort = likeness_groups.sort AND l.mark_key = likeness_groups.mark_key)`)
		return err
	})
}

func (t *Tx) dropAlike(ctx context.Context, r alikeRow) error {
	_, err := t.exec(ctx, "drop accounts that are alike no more", `DELETE FROM likenesses WHERE sort = ? AND mark_key = ? AND member_id = ?`, string(r.Sort), r.Key, r.memberID)
	return err
}

// addAlike adds an account to a group. The group is listed again if it was set aside. It does nothing if the member was
// erased meanwhile.
func (t *Tx) addAlike(ctx context.Context, r alikeRow) error {
	n, err := t.exec(ctx, "note accounts that are alike", `INSERT INTO likenesses (sort, mark_key, member_id) SELECT ?, ?, id FROM members WHERE id = ? ON CONFLICT DO NOTHING`,
		string(r.Sort), r.Key, r.memberID)
	if err != nil || n == 0 {
		return err
	}
	_, err = t.exec(ctx, "list a group", `INSERT INTO likeness_groups (sort, mark_key) VALUES (?, ?) ON CONFLICT DO UPDATE SET set_at = NULL`, string(r.Sort), r.Key)
	return err
}

func (d *DB) inSlices(ctx context.Context, rows []alikeRow, do func(*Tx, context.Context, alikeRow) error) error {
	for part := range slices.Chunk(rows, alikeWrite) {
		err := d.InTx(ctx, func(t *Tx) error {
			for _, r := range part {
				if err := do(t, ctx, r); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// seenTwice records which hashes occur once and which again, in two bit tables. Hashes with the same bit count as equal.
type seenTwice struct {
	once, again []uint64
	mask        uint64
}

func newSeenTwice(members int64) *seenTwice {
	const least, word = 1 << 10, 64
	size := uint64(1) << bits.Len64(uint64(max(members*bitsAMember, least)-1))
	return &seenTwice{make([]uint64, size/word), make([]uint64, size/word), size - 1}
}

func (s *seenTwice) place(key []byte) (word int, bit uint64) {
	n := binary.LittleEndian.Uint64(key) & s.mask
	return int(n >> 6), 1 << (n & 63) //nolint:gosec,mnd // G115: below the number of words, which are of 64 bits
}

func (s *seenTwice) add(key []byte) {
	word, bit := s.place(key)
	s.again[word] |= s.once[word] & bit
	s.once[word] |= bit
}

func (s *seenTwice) twice(key []byte) bool {
	word, bit := s.place(key)
	return s.again[word]&bit != 0
}
