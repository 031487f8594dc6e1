package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"sesame/journey/events"
)

// MaxBatch is the maximum number of letters in one PDF: rendering takes about 3 s, and one person can still put them
// into envelopes.
const MaxBatch = 300

// LetterLayout is the print layout.
type LetterLayout string

// The layouts.
const (
	Recto      LetterLayout = "recto"
	RectoVerso LetterLayout = "recto-verso" // each letter begins on a new sheet, whose back stays blank
)

// LetterBatch is a set of letters printed together.
type LetterBatch struct {
	Number    int64 // shown to agents
	Actor     string
	Layout    LetterLayout
	Count     int // letters on the cover sheet
	CreatedAt time.Time
	States    map[LetterState]int // current states of its letters, except those of deleted members
}

// BatchDraft is a batch as it would be printed at this moment. Its letters contain their passwords.
type BatchDraft struct {
	LetterBatch
	Letters []Letter // in print order
	Left    int      // letters beyond MaxBatch; when all letters are drafted, some of these may be held or useless
	Held    int      // among the letters read, those that need an agent's action first; LetterQueue gives the reason
}

// DraftBatch reads the letters to print without changing anything, because rendering is slow and happens before ClaimBatch.
// only lists the letters that an agent chose; nil means all, of which it reads no more than the batch takes. It returns
// ErrMoved when a chosen letter has left the queue or its ID now belongs to another letter, and ErrNoLetters when none can be
// printed; Held is set even then.
func (r Reader) DraftBatch(ctx context.Context, layout LetterLayout, only []ChosenLetter, act Act) (BatchDraft, error) {
	d := BatchDraft{LetterBatch: LetterBatch{Actor: act.Actor, Layout: layout, CreatedAt: act.At.UTC().Truncate(time.Second)}}
	var err error
	if d.Number, err = r.nextBatch(ctx); err != nil {
		return d, err
	}
	found, read := 0, 0
	chosen := letterSlice{most: MaxBatch}
	for _, l := range only {
		chosen.only = append(chosen.only, l.ID)
	}
	err = r.eachQueued(ctx, act.At, chosen, func(l queuedLetter) bool {
		read++
		switch {
		case !l.good, only != nil && !slices.Contains(only, l.row.Chosen()):
			return true
		case l.Hold.Held():
			d.Held++
		case len(d.Letters) == MaxBatch:
			d.Left++
		default:
			d.Letters = append(d.Letters, l.Letter)
		}
		found++
		return only != nil || len(d.Letters) < MaxBatch
	})
	if err == nil && only == nil && len(d.Letters) == MaxBatch {
		d.Left, err = r.lettersBehind(ctx, read, act.At)
	}
	if err != nil {
		return d, err
	}
	d.Count = len(d.Letters)
	switch {
	case found < len(only):
		return d, ErrMoved
	case d.Count == 0:
		return d, ErrNoLetters
	}
	return d, nil
}

// ClaimBatch marks all letters of a draft as printed and deletes their passwords, or changes nothing. It returns
// ErrMoved when a letter has left the queue, its password is no longer valid, or another batch took the number: make a
// new draft. The caller delivers the PDF after the commit, so that no letter is in two batches. Use ReprintCandidates
// if the PDF is then lost.
func (t *Tx) ClaimBatch(ctx context.Context, d BatchDraft, act Act) error {
	number, err := t.nextBatch(ctx)
	if err != nil {
		return err
	}
	if number != d.Number || len(d.Letters) == 0 {
		return ErrMoved
	}
	if _, err := t.exec(ctx, "open a batch", `INSERT INTO letter_batches (id, actor, layout, count, created_at) VALUES (?, ?, ?, ?, ?)`,
		d.Number, d.Actor, string(d.Layout), len(d.Letters), seconds(d.CreatedAt)); err != nil {
		return err
	}
	for i, l := range d.Letters {
		n, err := t.exec(ctx, "print a letter", `UPDATE letters SET state = 'printed', payload = NULL, batch_id = ?, sheet = ?, address_key = ?, done_at = ?
			WHERE id = ? AND state = 'waiting' AND expires_at > ? AND `+letterPrintable, d.Number, i+1, l.addressKey, seconds(act.At), l.ID, seconds(act.At), t.dayOf(act.At))
		if err != nil {
			return err
		}
		if n != 1 {
			return ErrMoved
		}
	}
	return t.Audit(ctx, act.event(events.LettersPrinted, nil, events.Details{Numbers: events.Numbers{events.Batch: d.Number, events.Letters: int64(len(d.Letters))}}), act.At)
}

func (r Reader) nextBatch(ctx context.Context) (n int64, err error) {
	if err = r.q.QueryRowContext(ctx, `SELECT COALESCE(max(id), 0) + 1 FROM letter_batches`).Scan(&n); err != nil {
		return 0, fmt.Errorf("number a batch: %w", err)
	}
	return n, nil
}

// LetterBatches lists at most limit batches, newest first. before is the last number of the previous page, 0 for the
// first page.
func (r Reader) LetterBatches(ctx context.Context, before int64, limit int) ([]LetterBatch, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT id, actor, layout, count, created_at FROM letter_batches
		WHERE ?1 = 0 OR id < ?1 ORDER BY id DESC LIMIT ?2`, before, limit)
	if err != nil {
		return nil, fmt.Errorf("list batches: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var batches []LetterBatch
	for rows.Next() {
		b, err := scanBatch(rows.Scan)
		if err != nil {
			return nil, err
		}
		batches = append(batches, b)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list batches: %w", err)
	}
	for i := range batches {
		if err := r.countStates(ctx, &batches[i]); err != nil {
			return nil, err
		}
	}
	return batches, nil
}

// LetterBatch finds a batch by its number, or returns ErrNotFound.
func (r Reader) LetterBatch(ctx context.Context, number int64) (LetterBatch, error) {
	b, err := scanBatch(r.q.QueryRowContext(ctx, `SELECT id, actor, layout, count, created_at FROM letter_batches WHERE id = ?`, number).Scan)
	if err != nil {
		return b, err
	}
	return b, r.countStates(ctx, &b)
}

func scanBatch(scan func(...any) error) (b LetterBatch, err error) {
	var at int64
	err = scan(&b.Number, &b.Actor, &b.Layout, &b.Count, &at)
	b.CreatedAt = time.Unix(at, 0).UTC()
	if errors.Is(err, sql.ErrNoRows) {
		return b, ErrNotFound
	}
	if err != nil {
		return b, fmt.Errorf("read a batch: %w", err)
	}
	return b, nil
}

func (r Reader) countStates(ctx context.Context, b *LetterBatch) error {
	rows, err := r.q.QueryContext(ctx, `SELECT state, count(*) FROM letters WHERE batch_id = ? GROUP BY state`, b.Number)
	if err != nil {
		return fmt.Errorf("count letters: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	b.States = map[LetterState]int{}
	for rows.Next() {
		var (
			state LetterState
			n     int
		)
		if err := rows.Scan(&state, &n); err != nil {
			return fmt.Errorf("count letters: %w", err)
		}
		b.States[state] = n
	}
	return rows.Err()
}
