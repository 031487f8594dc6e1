package db

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"sesame/account"
)

// Trouble is a period in which messages are not delivered: a relay or gateway accepts none or, where Provider is set, one
// mail provider accepts none while others do.
type Trouble struct {
	Channel  account.Channel
	Provider string // « La Poste », or a domain; empty for the whole channel
	Class    string // of the newest refusal
	Waiting  int    // messages that wait for the provider; 0 for a whole channel, whose messages are counted in the outbox
	Since    time.Time
	EndedAt  time.Time // zero while it lasts
}

// openTrouble is a stored trouble with its row ID.
type openTrouble struct {
	id int64
	Trouble
}

// Troubles lists the troubles that last, those of a whole channel first, then by their beginning.
func (r Reader) Troubles(ctx context.Context) ([]Trouble, error) {
	return plain(r.troubles(ctx, `ended_at IS NULL ORDER BY house IS NOT NULL, since, id`))
}

// TroublesPast is Troubles, including those that ended after an instant.
func (r Reader) TroublesPast(ctx context.Context, after time.Time) ([]Trouble, error) {
	return plain(r.troubles(ctx, `ended_at IS NULL OR ended_at > ? ORDER BY house IS NOT NULL, since, id`, seconds(after)))
}

// Outages lists the periods in which a whole channel accepted nothing: those that last, and those that ended after an
// instant.
func (r Reader) Outages(ctx context.Context, channel account.Channel, after time.Time) ([]Trouble, error) {
	return plain(r.troubles(ctx, `channel = ? AND house IS NULL AND (ended_at IS NULL OR ended_at > ?) ORDER BY since, id`, channel, seconds(after)))
}

func plain(rows []openTrouble, err error) (found []Trouble, _ error) {
	for _, row := range rows {
		found = append(found, row.Trouble)
	}
	return found, err
}

func (r Reader) troubles(ctx context.Context, which string, args ...any) ([]openTrouble, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT id, channel, house, class, waiting, since, ended_at FROM troubles WHERE `+which, args...)
	if err != nil {
		return nil, fmt.Errorf("list troubles: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []openTrouble
	for rows.Next() {
		var (
			t            openTrouble
			provider     []byte
			since, ended sql.NullInt64
		)
		if err := rows.Scan(&t.id, &t.Channel, &provider, &t.Class, &t.Waiting, &since, &ended); err != nil {
			return nil, fmt.Errorf("list troubles: %w", err)
		}
		t.Since, t.EndedAt = instant(since), instant(ended)
		if provider != nil {
			plain, err := r.keys.Open("troubles.house", troubleOwner(t.id), provider)
			if err != nil {
				return nil, fmt.Errorf("list troubles: %w", err)
			}
			t.Provider = string(plain)
		}
		found = append(found, t)
	}
	return found, rows.Err()
}

// troubleOwner is the binding of a provider's name.
func troubleOwner(id int64) []byte { return strconv.AppendInt(nil, id, 10) }

// NoteTroubles replaces the stored list of lasting troubles: stored ones that are not in lasting have ended now.
func (d *DB) NoteTroubles(ctx context.Context, lasting []Trouble, now time.Time) error {
	return d.InTx(ctx, func(t *Tx) error {
		noted, err := t.troubles(ctx, `ended_at IS NULL`)
		if err != nil {
			return err
		}
		for _, l := range lasting {
			if err := t.noteTrouble(ctx, l, noted); err != nil {
				return err
			}
		}
		for _, n := range noted {
			if n.among(lasting) {
				continue
			}
			if _, err := t.exec(ctx, "end a trouble", `UPDATE troubles SET ended_at = ? WHERE id = ?`, seconds(now), n.id); err != nil {
				return err
			}
		}
		return nil
	})
}

// same says whether both are the same trouble.
func (t Trouble) same(o Trouble) bool {
	return t.Channel == o.Channel && t.Provider == o.Provider && t.Since.Unix() == o.Since.Unix()
}

func (t openTrouble) among(lasting []Trouble) bool {
	for _, l := range lasting {
		if t.same(l) {
			return true
		}
	}
	return false
}

func (t *Tx) noteTrouble(ctx context.Context, l Trouble, noted []openTrouble) error {
	for _, n := range noted {
		if n.same(l) {
			_, err := t.exec(ctx, "note a trouble", `UPDATE troubles SET class = ?, waiting = ? WHERE id = ?`, l.Class, l.Waiting, n.id)
			return err
		}
	}
	var id int64
	if err := t.tx.QueryRowContext(ctx, `INSERT INTO troubles (channel, class, waiting, since) VALUES (?, ?, ?, ?) RETURNING id`,
		l.Channel, l.Class, l.Waiting, seconds(l.Since)).Scan(&id); err != nil {
		return fmt.Errorf("note a trouble: %w", err)
	}
	if l.Provider == "" {
		return nil
	}
	_, err := t.exec(ctx, "note a trouble", `UPDATE troubles SET house = ? WHERE id = ?`, t.keys.Seal("troubles.house", troubleOwner(id), []byte(l.Provider)), id)
	return err
}
