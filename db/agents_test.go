package db_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"sesame/db"
)

const (
	agentSecret   = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	agentRecovery = "abcdefghjk"
)

var agentKey = db.Passkey{ID: []byte("drawn by a stick"), Record: []byte(`{"publicKey":"…"}`), Name: "Clé"}

// agents creates two agents: one with every kind of credential, one who was only invited.
func agents(t *testing.T, d *db.DB) {
	t.Helper()
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		for _, login := range []string{"enrolled", "invited"} {
			a, err := tx.AddAgent(ctx, login, db.RoleSupervisor, noon)
			if err := errors.Join(err, tx.NameAgent(ctx, a, "Camille Petit"), tx.Invite(ctx, a, "verger3champ", noon, noon.Add(time.Hour), time.Time{})); err != nil {
				return err
			}
			if login == "enrolled" {
				if err := tx.Enrol(ctx, a, tx.InvitationKey(a, "verger3champ"),
					db.Enrolment{PasswordHash: "$argon2id$", TOTPSecret: agentSecret, Passkey: &agentKey, RecoveryCodes: []string{agentRecovery}}, noon); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func agent(t *testing.T, d *db.DB, login string) *db.Agent {
	t.Helper()
	a, err := d.AgentByLogin(t.Context(), login)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// agentsWork makes the service's queries about these agents, and leaves them unchanged.
func agentsWork(t *testing.T, d *db.DB) {
	t.Helper()
	ctx, enrolled, invited := t.Context(), agent(t, d, "enrolled"), agent(t, d, "invited")
	if ok, err := d.Invited(ctx, invited, d.InvitationKey(invited, "verger3champ"), noon); !ok || err != nil {
		t.Errorf("the invitation: %v, %v", ok, err)
	}
	if secret, err := d.TOTPSecret(ctx, enrolled); secret != agentSecret || err != nil {
		t.Errorf("the authenticator: %q, %v", secret, err)
	}
	if keys, err := d.Passkeys(ctx, enrolled); err != nil || len(keys) != 1 || !bytes.Equal(keys[0].Record, agentKey.Record) {
		t.Errorf("the passkeys: %+v, %v", keys, err)
	}
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		spent, err := tx.SpendRecoveryCode(ctx, enrolled, agentRecovery)
		if !spent {
			t.Error("the recovery code is not known")
		}
		return errors.Join(err, tx.SetRecoveryCodes(ctx, enrolled, []string{agentRecovery}))
	})
}

func TestOneSecondFactorRemains(t *testing.T) {
	d := openDB(t)
	agents(t, d)
	a := agent(t, d, "enrolled")
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.DropPasskey(ctx, a, []byte("another")); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("a key that they do not have: %v", err)
		}
		if err := tx.DropPasskey(ctx, agent(t, d, "invited"), agentKey.ID); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("somebody else's key: %v", err)
		}
		if err := errors.Join(tx.DropTOTP(ctx, a), tx.AddPasskey(ctx, a, db.Passkey{ID: []byte("second"), Record: []byte("{}")}, noon), tx.DropPasskey(ctx, a, []byte("second"))); err != nil {
			return err
		}
		if err := tx.DropTOTP(ctx, a); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("an authenticator that is gone: %v", err)
		}
		if err := tx.DropPasskey(ctx, a, agentKey.ID); !errors.Is(err, db.ErrLastFactor) {
			t.Errorf("the last key: %v", err)
		}
		if err := errors.Join(tx.SetTOTP(ctx, a, agentSecret, 1), tx.DropPasskey(ctx, a, agentKey.ID)); err != nil {
			return err
		}
		if err := tx.DropTOTP(ctx, a); !errors.Is(err, db.ErrLastFactor) {
			t.Errorf("the authenticator, alone: %v", err)
		}
		used, err := tx.UsePasskey(ctx, a, agentKey.ID, []byte("{}"), noon)
		if used {
			t.Error("a key that was removed meanwhile was used")
		}
		return err
	})
}

func TestTheLastSupervisorStays(t *testing.T) {
	d := openDB(t)
	agents(t, d)
	a := agent(t, d, "enrolled")
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Disable(ctx, a, noon); !errors.Is(err, db.ErrLastSupervisor) { // the other one was only invited
			t.Errorf("disabled: %v", err)
		}
		if err := tx.SetRole(ctx, a, db.RoleAgent, time.Time{}); !errors.Is(err, db.ErrLastSupervisor) {
			t.Errorf("another role: %v", err)
		}
		return nil
	})
}
