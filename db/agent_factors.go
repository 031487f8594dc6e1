package db

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Passkey is a key that proves who an agent is (WebAuthn).
type Passkey struct {
	ID        []byte
	Record    []byte // JSON of the public key and what was seen of it
	Name      string
	CreatedAt time.Time
	UsedAt    time.Time
}

// AddPasskey gives the agent one more key.
func (t *Tx) AddPasskey(ctx context.Context, a *Agent, p Passkey, now time.Time) error {
	_, err := t.exec(ctx, "add a passkey", `INSERT INTO agent_passkeys (id, agent_id, record, name, created_at) VALUES (?, ?, ?, ?, ?)`,
		p.ID, a.ID, t.keys.Seal("agent_passkeys.record", p.ID, p.Record), p.Name, seconds(now))
	return err
}

// Passkeys lists the agent's keys, oldest first.
func (r Reader) Passkeys(ctx context.Context, a *Agent) ([]Passkey, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT id, record, name, created_at, coalesce(used_at, 0) FROM agent_passkeys WHERE agent_id = ? ORDER BY created_at, id`, a.ID)
	if err != nil {
		return nil, fmt.Errorf("list passkeys: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var all []Passkey
	for rows.Next() {
		var (
			p             Passkey
			sealed        []byte
			created, used int64
		)
		if err := rows.Scan(&p.ID, &sealed, &p.Name, &created, &used); err != nil {
			return nil, fmt.Errorf("list passkeys: %w", err)
		}
		p.CreatedAt = time.Unix(created, 0).UTC()
		if used != 0 {
			p.UsedAt = time.Unix(used, 0).UTC()
		}
		if p.Record, err = r.keys.Open("agent_passkeys.record", p.ID, sealed); err != nil {
			return nil, fmt.Errorf("open a passkey: %w", err)
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

// UsePasskey notes that a key has proved itself, with what was seen of it; false where the agent has it no longer.
func (t *Tx) UsePasskey(ctx context.Context, a *Agent, id, record []byte, now time.Time) (bool, error) {
	n, err := t.exec(ctx, "use a passkey", `UPDATE agent_passkeys SET record = ?, used_at = ? WHERE id = ? AND agent_id = ?`,
		t.keys.Seal("agent_passkeys.record", id, record), seconds(now), id, a.ID)
	return n == 1, err
}

// ErrLastFactor: a password alone would be left to come in with.
var ErrLastFactor = errors.New("the last second factor")

// factors counts what an agent may prove themselves with beside the password, recovery codes apart.
const factors = `((SELECT count(*) FROM agent_passkeys WHERE agent_id = ?1) + (SELECT totp_secret IS NOT NULL FROM agents WHERE id = ?1))`

// dropped says what it means that nothing was dropped: there was none, or it was the last.
func (t *Tx) dropped(ctx context.Context, a *Agent, n int64, there string, args ...any) error {
	if n == 1 {
		return nil
	}
	var left int
	if err := t.tx.QueryRowContext(ctx, there, args...).Scan(&left); err != nil {
		return fmt.Errorf("look for a second factor of agent %d: %w", a.ID, err)
	}
	if left == 0 {
		return ErrNotFound
	}
	return ErrLastFactor
}

// DropPasskey takes a key from the agent: ErrNotFound where they have no such key, ErrLastFactor where nothing else is left.
func (t *Tx) DropPasskey(ctx context.Context, a *Agent, id []byte) error {
	n, err := t.exec(ctx, "drop a passkey", `DELETE FROM agent_passkeys WHERE id = ?2 AND agent_id = ?1 AND `+factors+` > 1`, a.ID, id)
	if err != nil {
		return err
	}
	return t.dropped(ctx, a, n, `SELECT count(*) FROM agent_passkeys WHERE id = ? AND agent_id = ?`, id, a.ID)
}

// DropTOTP takes the authenticator from the agent: ErrNotFound where they have none, ErrLastFactor where nothing else is left.
func (t *Tx) DropTOTP(ctx context.Context, a *Agent) error {
	n, err := t.exec(ctx, "drop an authenticator", `UPDATE agents SET totp_secret = NULL, totp_step = NULL WHERE id = ?1 AND totp_secret IS NOT NULL AND `+factors+` > 1`, a.ID)
	if err != nil {
		return err
	}
	return t.dropped(ctx, a, n, `SELECT count(*) FROM agents WHERE id = ? AND totp_secret IS NOT NULL`, a.ID)
}

// SetTOTP puts an authenticator's secret in place; step is the one whose code proved it.
func (t *Tx) SetTOTP(ctx context.Context, a *Agent, secret string, step int64) error {
	_, err := t.exec(ctx, "set an authenticator", `UPDATE agents SET totp_secret = ?, totp_step = ? WHERE id = ?`,
		t.keys.Seal("agents.totp_secret", a.Handle, []byte(secret)), step, a.ID)
	return err
}

// TOTPSecret opens the authenticator's secret; empty for who has none.
func (r Reader) TOTPSecret(ctx context.Context, a *Agent) (string, error) {
	var sealed []byte
	if err := r.q.QueryRowContext(ctx, `SELECT totp_secret FROM agents WHERE id = ?`, a.ID).Scan(&sealed); err != nil {
		return "", fmt.Errorf("read an authenticator: %w", err)
	}
	if sealed == nil {
		return "", nil
	}
	plain, err := r.keys.Open("agents.totp_secret", a.Handle, sealed)
	if err != nil {
		return "", fmt.Errorf("open an authenticator: %w", err)
	}
	return string(plain), nil
}

// SpendTOTP notes the step whose code was taken; false where it, or a later one, was taken before.
func (t *Tx) SpendTOTP(ctx context.Context, a *Agent, step int64) (bool, error) {
	n, err := t.exec(ctx, "spend an authenticator's code", `UPDATE agents SET totp_step = ?1 WHERE id = ?2 AND totp_secret IS NOT NULL AND coalesce(totp_step, 0) < ?1`, step, a.ID)
	return n == 1, err
}

// SetRecoveryCodes replaces the agent's codes.
func (t *Tx) SetRecoveryCodes(ctx context.Context, a *Agent, codes []string) error {
	if _, err := t.exec(ctx, "replace recovery codes", `DELETE FROM agent_recovery_codes WHERE agent_id = ?`, a.ID); err != nil {
		return err
	}
	for _, code := range codes {
		if _, err := t.exec(ctx, "add a recovery code", `INSERT INTO agent_recovery_codes (agent_id, code_key) VALUES (?, ?)`, a.ID, t.recoveryKey(a, code)); err != nil {
			return err
		}
	}
	return nil
}

func (r Reader) recoveryKey(a *Agent, code string) []byte {
	return r.keys.Index("agent recovery", a.Handle, []byte(code))
}

// SpendRecoveryCode takes a code, once; false where the agent has no such code, or no longer.
func (t *Tx) SpendRecoveryCode(ctx context.Context, a *Agent, code string, now time.Time) (bool, error) {
	n, err := t.exec(ctx, "spend a recovery code", `UPDATE agent_recovery_codes SET used_at = ? WHERE agent_id = ? AND code_key = ? AND used_at IS NULL`,
		seconds(now), a.ID, t.recoveryKey(a, code))
	return n == 1, err
}

// RecoveryCodesLeft counts those that are still good.
func (r Reader) RecoveryCodesLeft(ctx context.Context, a *Agent) (n int, err error) {
	err = r.q.QueryRowContext(ctx, `SELECT count(*) FROM agent_recovery_codes WHERE agent_id = ? AND used_at IS NULL`, a.ID).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count recovery codes: %w", err)
	}
	return n, nil
}
