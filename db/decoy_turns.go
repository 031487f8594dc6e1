package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"sesame/account"
)

// Bits of decoy_turns.rests.
const (
	restsEmail  = 1
	restsMobile = 2
)

// decoyTurns caches the turns of decoys. Rows are added to decoy_turns and never changed, except by ClockWentBack, so that
// only new rows are read.
type decoyTurns struct {
	mu     sync.Mutex
	newest int64
	of     map[account.Kind][]*account.Turn
}

// forget empties the cache.
func (d *decoyTurns) forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.newest, d.of = 0, nil
}

// DecoyTurns returns all turns for decoys of a kind, oldest first.
func (d *DB) DecoyTurns(ctx context.Context, kind account.Kind) ([]*account.Turn, error) {
	d.turns.mu.Lock()
	defer d.turns.mu.Unlock()
	rows, err := d.q.QueryContext(ctx, `SELECT turn, kind, at, slow, former, latter, rests, odds, undoes FROM decoy_turns WHERE turn > ? ORDER BY turn`, d.turns.newest)
	if err != nil {
		return nil, fmt.Errorf("read the turns of decoys: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	read, newest := map[account.Kind][]*account.Turn{}, d.turns.newest
	for of, turns := range d.turns.of {
		read[of] = slices.Clip(turns) // callers keep using the former slice: appending must copy it
	}
	for rows.Next() {
		of, turns, err := d.readTurn(rows, read)
		if err != nil {
			return nil, fmt.Errorf("read a turn of decoys: %w", err)
		}
		read[of], newest = turns, max(newest, turns[len(turns)-1].Number)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the turns of decoys: %w", err)
	}
	d.turns.of, d.turns.newest = read, newest
	return read[kind], nil
}

// readTurn reads one row, and returns the turns of its kind with that row added.
func (d *DB) readTurn(rows *sql.Rows, read map[account.Kind][]*account.Turn) (kind account.Kind, turns []*account.Turn, err error) {
	var (
		t              account.Turn
		m              account.Move
		at             int64
		former, latter string
		rests          int
		undoes         sql.NullInt64
	)
	if err := rows.Scan(&t.Number, &kind, &at, &t.Slow, &former, &latter, &rests, &m.Odds, &undoes); err != nil {
		return kind, nil, err
	}
	t.At, turns = time.Unix(at, 0).In(d.zone), read[kind]
	if undoes.Valid {
		turns = slices.Clone(turns)
		for i, of := range turns {
			if of.Number == undoes.Int64 {
				undone := *of
				undone.UndoneAt = t.At
				turns[i] = &undone
			}
		}
		return kind, append(turns, &t), nil
	}
	if len(turns) == 0 || turns[len(turns)-1].Number != t.Number {
		turns = append(turns, &t)
	}
	if m.To, err = account.ParseFacts(latter); err != nil {
		return kind, nil, err
	}
	m.Rest = account.Rest{Email: rests&restsEmail != 0, Mobile: rests&restsMobile != 0}
	if former == "" {
		turns[len(turns)-1].AddNewcomers(m)
		return kind, turns, nil
	}
	from, err := account.ParseFacts(former)
	turns[len(turns)-1].Add(from, m)
	return kind, turns, err
}

// addTurn stores the turn of decoys between two censuses, and the number of members. number is the import that caused the
// turn; 0 for none.
func (d *DB) addTurn(ctx context.Context, before, after census, at time.Time, number int64) error {
	n, err := d.headcount(ctx)
	if err != nil {
		return err
	}
	return d.InTx(ctx, func(t *Tx) error {
		return errors.Join(t.keepHeadcount(ctx, n), t.addTurn(ctx, before, after, at, number))
	})
}

func (t *Tx) addTurn(ctx context.Context, before, after census, at time.Time, number int64) error {
	var turn int64
	if err := t.tx.QueryRowContext(ctx, `SELECT coalesce(max(turn), 0) + 1 FROM decoy_turns`).Scan(&turn); err != nil {
		return fmt.Errorf("number a turn of decoys: %w", err)
	}
	for kind := range after {
		for _, c := range compared(before[kind], after[kind]) {
			former, rests := c.from.String(), 0
			if c.came {
				former = ""
			}
			if c.rest.Email {
				rests |= restsEmail
			}
			if c.rest.Mobile {
				rests |= restsMobile
			}
			slow := number == 0 && len(before[kind]) > 0 // with the first members of a kind, decoys exist at once
			_, err := t.exec(ctx, "note a turn of decoys",
				`INSERT INTO decoy_turns (turn, kind, at, slow, former, latter, rests, odds, import_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0))`,
				turn, kind, seconds(at), slow, former, c.to.String(), rests, c.odds, number)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// undoTurns adds a turn that makes decoys undo the turn of an import.
func (t *Tx) undoTurns(ctx context.Context, number int64, at time.Time) error {
	_, err := t.exec(ctx, "undo the turn of an import", `INSERT INTO decoy_turns (turn, kind, at, slow, former, latter, rests, odds, undoes)
		SELECT (SELECT max(turn) FROM decoy_turns) + 1, kind, ?2, 0, '', '', 0, 0, turn FROM decoy_turns WHERE import_id = ?1 GROUP BY kind, turn`, number, seconds(at))
	return err
}
