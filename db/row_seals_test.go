package db_test

import (
	"context"
	"errors"
	"testing"

	"sesame/account/keys"
	"sesame/db"
)

// A person who can write to the database but has no key cannot change a column that decides what an agent may do, nor move a
// row or a second factor to another agent.
func TestAnAlteredAgentIsAFault(t *testing.T) {
	reads := func(d *db.DB) (err error) {
		for _, login := range []string{"agent0", "agent1"} {
			a, err2 := d.AgentByLogin(t.Context(), login)
			err = errors.Join(err, err2)
			if err2 == nil {
				_, err2 = d.Passkeys(t.Context(), a)
				_, err3 := d.TOTPSecret(t.Context(), a)
				err = errors.Join(err, err2, err3)
			}
		}
		return err
	}
	prepare := func(t *testing.T) *db.DB {
		t.Helper()
		d := hashed(t)
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			a, err := tx.AgentByLogin(ctx, "agent0")
			return errors.Join(err, tx.AddPasskey(ctx, a, agentKey, noon), tx.SetRole(ctx, a, db.RoleAgent, noon), tx.Disable(ctx, a, noon))
		})
		return d
	}
	if err := reads(prepare(t)); err != nil {
		t.Fatal(err)
	}
	for name, statement := range map[string]string{
		"more rights":                      `UPDATE agents SET role = 'superviseur' WHERE login = 'agent0'`,
		"another name":                     `UPDATE agents SET login = 'directeur' WHERE login = 'agent0'; UPDATE agents SET login = 'agent0' WHERE login = 'agent1'; UPDATE agents SET login = 'agent1' WHERE login = 'directeur'`,
		"another number":                   `UPDATE agents SET id = 7 WHERE login = 'agent0'; UPDATE agents SET id = 1 WHERE login = 'agent1'`,
		"access given back":                `UPDATE agents SET disabled_at = NULL`,
		"an enrolment":                     `UPDATE agents SET enrolled_at = NULL`,
		"an older access":                  `UPDATE agents SET opened_at = opened_at - 172800`,
		"an invitation that lasts":         `UPDATE agents SET enrolment_key = x'00112233445566778899aabbccddeeff', enrolment_expires_at = 9000000000`,
		"the seal of another agent":        `UPDATE agents SET seal = (SELECT seal FROM agents WHERE login = 'agent1') WHERE login = 'agent0'`,
		"no seal":                          `UPDATE agents SET seal = x''`,
		"another agent's handle":           `UPDATE agents SET user_handle = randomblob(32)`,
		"a passkey given to another agent": `UPDATE agent_passkeys SET agent_id = 3 - agent_id`,
		"a row of the thief's making":      `INSERT INTO agents (login, role, user_handle, created_at) VALUES ('voleur', 'superviseur', randomblob(32), 0); DELETE FROM agents WHERE login = 'agent0'; UPDATE agents SET login = 'agent0' WHERE login = 'voleur'`,
	} {
		t.Run(name, func(t *testing.T) {
			d := prepare(t)
			tamper(t, d, statement)
			if err := reads(d); !errors.Is(err, keys.ErrSealed) {
				t.Errorf("it is read: %v", err)
			}
		})
	}
}

// Changing a row that was tampered with fails, so that it does not get a valid seal.
func TestAnAlteredAgentIsNeverSealedAnew(t *testing.T) {
	d := hashed(t)
	a, err := d.AgentByLogin(t.Context(), "agent0")
	if err != nil {
		t.Fatal(err)
	}
	tamper(t, d, `UPDATE agents SET opened_at = 0 WHERE login = 'agent0'`)
	for name, change := range map[string]func(context.Context, *db.Tx) error{
		"a role": func(ctx context.Context, tx *db.Tx) error { return tx.SetRole(ctx, a, db.RoleSupervisor, noon) },
		"an end": func(ctx context.Context, tx *db.Tx) error { return tx.Disable(ctx, a, noon) },
		"an invitation": func(ctx context.Context, tx *db.Tx) error {
			return tx.Invite(ctx, a, "another secret", noon, noon, noon)
		},
	} {
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { return change(t.Context(), tx) }); !errors.Is(err, keys.ErrSealed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := d.ClockWentBack(t.Context(), noon, noon, 0, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := d.AgentByLogin(t.Context(), "agent0"); !errors.Is(err, keys.ErrSealed) {
		t.Errorf("it is read: %v", err)
	}
}
