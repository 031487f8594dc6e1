package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// Check is the result of one check of the service's surroundings.
type Check struct {
	Name       string `json:"-"`
	State      string `json:"-"` // ok, attention, failed
	Says, Mend string
	Since      time.Time `json:"-"` // since when it has had this result
	LookedAt   time.Time `json:"-"`
	Told       bool      `json:"-"` // the caisse was sent a message about the failure
}

// Checks lists the results of the last round, in no order.
func (r Reader) Checks(ctx context.Context) ([]Check, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT name, state, line, since, looked_at, told FROM checks`)
	if err != nil {
		return nil, fmt.Errorf("list checks: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []Check
	for rows.Next() {
		var (
			c             Check
			line          []byte
			since, looked sql.NullInt64
		)
		if err := rows.Scan(&c.Name, &c.State, &line, &since, &looked, &c.Told); err != nil {
			return nil, fmt.Errorf("list checks: %w", err)
		}
		c.Since, c.LookedAt = instant(since), instant(looked)
		plain, err := r.keys.Open("checks.line", []byte(c.Name), line)
		if err == nil {
			err = json.Unmarshal(plain, &c)
		}
		if err != nil {
			return nil, fmt.Errorf("list checks: %w", err)
		}
		found = append(found, c)
	}
	return found, rows.Err()
}

// NoteChecks replaces the stored results by these.
func (t *Tx) NoteChecks(ctx context.Context, found []Check) error {
	if _, err := t.exec(ctx, "note checks", `DELETE FROM checks`); err != nil {
		return err
	}
	for _, c := range found {
		plain, err := json.Marshal(c)
		if err != nil {
			return fmt.Errorf("note a check: %w", err)
		}
		if _, err := t.exec(ctx, "note a check", `INSERT INTO checks (name, state, line, since, looked_at, told) VALUES (?, ?, ?, ?, ?, ?)`,
			c.Name, c.State, t.keys.Seal("checks.line", []byte(c.Name), plain), seconds(c.Since), seconds(c.LookedAt), c.Told); err != nil {
			return err
		}
	}
	return nil
}
