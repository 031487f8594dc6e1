package db

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Passkey is a WebAuthn credential of an agent.
type Passkey struct {
	ID     []byte
	Record []byte // JSON of the public key and the authenticator state last seen
	Name   string
	UsedAt time.Time // zero before the first login with it
}

// passkeyOwner is the binding of a sealed passkey record, so that a record copied to another agent's row does not decrypt.
func passkeyOwner(a *Agent, id []byte) []byte { return fmt.Appendf(nil, "%X:%X", a.Handle, id) }

// AddPasskey stores one more passkey for the agent.
func (t *Tx) AddPasskey(ctx context.Context, a *Agent, p Passkey, now time.Time) error {
	_, err := t.exec(ctx, "add a passkey", `INSERT INTO agent_passkeys (id, agent_id, record, name, created_at) VALUES (?, ?, ?, ?, ?)`,
		p.ID, a.ID, t.keys.Seal("agent_passkeys.record", passkeyOwner(a, p.ID), p.Record), p.Name, seconds(now))
	return err
}

// Passkeys lists the agent's passkeys, oldest first.
func (r Reader) Passkeys(ctx context.Context, a *Agent) ([]Passkey, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT id, record, name, coalesce(used_at, 0) FROM agent_passkeys WHERE agent_id = ? ORDER BY created_at, id`, a.ID)
	if err != nil {
		return nil, fmt.Errorf("list passkeys: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var all []Passkey
	for rows.Next() {
		var (
			p      Passkey
			sealed []byte
			used   int64
		)
		if err := rows.Scan(&p.ID, &sealed, &p.Name, &used); err != nil {
			return nil, fmt.Errorf("list passkeys: %w", err)
		}
		if used != 0 {
			p.UsedAt = time.Unix(used, 0).UTC()
		}
		if p.Record, err = r.keys.Open("agent_passkeys.record", passkeyOwner(a, p.ID), sealed); err != nil {
			return nil, fmt.Errorf("open a passkey: %w", err)
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

// UsePasskey stores the state that the passkey reported at a successful login. It returns false when the agent no
// longer has this passkey.
func (t *Tx) UsePasskey(ctx context.Context, a *Agent, id, record []byte, now time.Time) (bool, error) {
	n, err := t.exec(ctx, "use a passkey", `UPDATE agent_passkeys SET record = ?, used_at = ? WHERE id = ? AND agent_id = ?`,
		t.keys.Seal("agent_passkeys.record", passkeyOwner(a, id), record), seconds(now), id, a.ID)
	return n == 1, err
}

// ErrLastFactor means that removing this factor would leave the agent with a password alone.
var ErrLastFactor = errors.New("the last second factor")

// factors counts the agent's second factors: passkeys and authenticator app. Recovery codes do not count.
const factors = `((SELECT count(*) FROM agent_passkeys WHERE agent_id = ?1) + (SELECT totp_secret IS NOT NULL FROM agents WHERE id = ?1))`

// dropped explains why a guarded DELETE removed no row: ErrNotFound when the factor does not exist, ErrLastFactor when
// it is the last one.
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

// DropPasskey removes a passkey. It returns ErrNotFound when the agent does not have it, and ErrLastFactor when it is
// their only second factor.
func (t *Tx) DropPasskey(ctx context.Context, a *Agent, id []byte) error {
	n, err := t.exec(ctx, "drop a passkey", `DELETE FROM agent_passkeys WHERE id = ?2 AND agent_id = ?1 AND `+factors+` > 1`, a.ID, id)
	if err != nil {
		return err
	}
	return t.dropped(ctx, a, n, `SELECT count(*) FROM agent_passkeys WHERE id = ? AND agent_id = ?`, id, a.ID)
}

// DropTOTP removes the authenticator app. It returns ErrNotFound when the agent has none, and ErrLastFactor when it is
// their only second factor.
func (t *Tx) DropTOTP(ctx context.Context, a *Agent) error {
	n, err := agentSeal.update(ctx, t, a.ID, "drop an authenticator", `UPDATE agents SET totp_secret = NULL, totp_step = NULL WHERE id = ?1 AND totp_secret IS NOT NULL AND `+factors+` > 1`, a.ID)
	if err != nil {
		return err
	}
	return t.dropped(ctx, a, n, `SELECT count(*) FROM agents WHERE id = ? AND totp_secret IS NOT NULL`, a.ID)
}

// SetTOTP stores an authenticator secret. step is the time step of the code that confirmed it.
func (t *Tx) SetTOTP(ctx context.Context, a *Agent, secret string, step int64) error {
	_, err := agentSeal.update(ctx, t, a.ID, "set an authenticator", `UPDATE agents SET totp_secret = ?, totp_step = ? WHERE id = ?`,
		t.keys.Seal("agents.totp_secret", a.Handle, []byte(secret)), step, a.ID)
	return err
}

// TOTPSecret decrypts the authenticator secret. It is empty when the agent has none.
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

// SpendTOTP records the time step of an accepted code. It returns false when this step or a later one was already used
// (RFC 6238, section 5.2: a code is valid once).
func (t *Tx) SpendTOTP(ctx context.Context, a *Agent, step int64) (bool, error) {
	n, err := agentSeal.update(ctx, t, a.ID, "spend an authenticator's code", `UPDATE agents SET totp_step = ?1 WHERE id = ?2 AND totp_secret IS NOT NULL AND coalesce(totp_step, 0) < ?1`, step, a.ID)
	return n == 1, err
}

// SetRecoveryCodes replaces all recovery codes of the agent.
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

// SpendRecoveryCode uses up a recovery code by deleting its row. It returns false when the agent does not have this code or
// has already used it.
func (t *Tx) SpendRecoveryCode(ctx context.Context, a *Agent, code string) (bool, error) {
	n, err := t.exec(ctx, "spend a recovery code", `DELETE FROM agent_recovery_codes WHERE agent_id = ? AND code_key = ?`, a.ID, t.recoveryKey(a, code))
	return n == 1, err
}

// RecoveryCodesLeft counts the unused recovery codes.
func (r Reader) RecoveryCodesLeft(ctx context.Context, a *Agent) (n int, err error) {
	err = r.q.QueryRowContext(ctx, `SELECT count(*) FROM agent_recovery_codes WHERE agent_id = ?`, a.ID).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count recovery codes: %w", err)
	}
	return n, nil
}
