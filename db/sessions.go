package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Sessions is the scs session store. It uses the given clock, not SQLite's.
type Sessions struct {
	db  *DB
	now func() time.Time
}

// Sessions returns the session store.
func (d *DB) Sessions(now func() time.Time) *Sessions { return &Sessions{db: d, now: now} }

// FindCtx returns the data of a session that has not expired.
func (s *Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var sealed []byte
	var expires int64
	err := s.db.q.QueryRowContext(ctx, `SELECT data, expires_at FROM sessions WHERE token = ? AND expires_at > ?`, token, s.now().Unix()).Scan(&sealed, &expires)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read a session: %w", err)
	}
	data, err := s.db.keys.Open("sessions.data", sessionOwner(token, expires), sealed)
	if err != nil {
		return nil, false, fmt.Errorf("open a session: %w", err)
	}
	return data, true, nil
}

// sessionOwner is the binding of a session's data, so that a row that was forged, copied to another token or prolonged does
// not decrypt. The expiry is in clear only for the purge.
func sessionOwner(token string, expires int64) []byte {
	return fmt.Appendf(nil, "%s:%d", token, expires)
}

// CommitCtx stores a session, even if the browser has disconnected meanwhile, as it does on a double click: the request's
// effect stands, and the next request must find it. scs computes the expiry from the machine's clock; the remaining time is
// added to the store's own clock.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	ctx = context.WithoutCancel(ctx)
	until := s.now().Add(time.Until(expiry)).Unix()
	return s.db.InTx(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, "write a session",
			`INSERT INTO sessions (token, data, expires_at) VALUES (?, ?, ?)
			 ON CONFLICT DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`, token,
			s.db.keys.Seal("sessions.data", sessionOwner(token, until), data), until)
		return err
	})
}

// DeleteCtx deletes a session, even if the browser has disconnected meanwhile.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	ctx = context.WithoutCancel(ctx)
	return s.db.InTx(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, "delete a session", `DELETE FROM sessions WHERE token = ?`, token)
		return err
	})
}

// Find implements scs.Store. scs calls the methods with a context instead.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
