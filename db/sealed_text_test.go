package db_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"sesame/account/keys"
	"sesame/db"
)

const plainArgon = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// hashed is a database with two members and two agents, each with a password; members also have a temporary and a former one.
func hashed(t *testing.T) *db.DB {
	t.Helper()
	return again(t, "hashed", newHashed)
}

func newHashed(t *testing.T) *db.DB {
	t.Helper()
	d := openDB(t)
	members(t, d, smallHeader+"1650586194003;particulier;Lefèvre;86000 POITIERS;;;\n2650586194003;particulier;Durand;86000 POITIERS;;;\n")
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		for id := range int64(2) {
			hash := fmt.Sprint("hash of ", id)
			if _, err := tx.ChangePassword(ctx, id+1, "", hash, noon); err != nil {
				return err
			}
			for _, kind := range []string{"former ", "temporary "} {
				if err := tx.IssueTemporary(ctx, id+1, db.Temporary{Hash: kind + hash, Channel: "email", IssuedAt: noon, ExpiresAt: noon.Add(time.Hour)}); err != nil {
					return err
				}
			}
			a, err := tx.AddAgent(ctx, fmt.Sprint("agent", id), db.RoleSupervisor, noon)
			if err != nil {
				return err
			}
			if err := tx.Invite(ctx, a, "a secret", noon, noon.Add(time.Hour), noon); err != nil {
				return err
			}
			if err := tx.Enrol(ctx, a, tx.InvitationKey(a, "a secret"), db.Enrolment{PasswordHash: hash, TOTPSecret: "JBSWY3DP"}, noon); err != nil {
				return err
			}
		}
		return nil
	})
	return d
}

// A person who can write to the database but has no key cannot put a password into a row: neither their own, nor one from
// another row.
func TestAHashOpensInItsRowAndColumnOnly(t *testing.T) {
	reads := func(t *testing.T, d *db.DB) error {
		t.Helper()
		_, err := d.Member(t.Context(), 1)
		_, err2 := d.FormerTemporaries(t.Context(), 1, noon)
		_, err3 := d.Agent(t.Context(), 1)
		return errors.Join(err, err2, err3)
	}
	if err := reads(t, hashed(t)); err != nil {
		t.Fatal(err)
	}
	for name, statement := range map[string]string{
		"a member's password made by the thief":    `UPDATE members SET password_hash = '` + plainArgon + `' WHERE id = 1`,
		"a member's password of another member":    `UPDATE members SET password_hash = (SELECT password_hash FROM members WHERE id = 2) WHERE id = 1`,
		"a member's password of another column":    `UPDATE members SET password_hash = temporary_hash WHERE id = 1`,
		"a temporary password made by the thief":   `UPDATE members SET temporary_hash = '` + plainArgon + `' WHERE id = 1`,
		"a temporary password of another member":   `UPDATE members SET temporary_hash = (SELECT temporary_hash FROM members WHERE id = 2) WHERE id = 1`,
		"a former temporary password brought back": `UPDATE members SET temporary_hash = (SELECT hash FROM former_temporaries WHERE member_id = 1) WHERE id = 1`,
		"a temporary password that lasts":          `UPDATE members SET temporary_expires_at = temporary_expires_at + 86400 WHERE id = 1`,
		"a temporary password of another day":      `UPDATE members SET temporary_issued_at = temporary_issued_at - 1 WHERE id = 1`,
		"a temporary password of another channel":  `UPDATE members SET temporary_channel = 'counter' WHERE id = 1`,
		"a former one that lasts":                  `UPDATE former_temporaries SET expires_at = expires_at + 86400`,
		"a former one of another channel":          `UPDATE former_temporaries SET channel = 'counter'`,
		"a former one of another day":              `UPDATE former_temporaries SET issued_at = issued_at - 1`,
		"a former one of another member":           `UPDATE former_temporaries SET member_id = 3 - member_id`,
		"a former one made by the thief":           `UPDATE former_temporaries SET hash = '` + plainArgon + `'`,
		"an agent's password made by the thief":    `UPDATE agents SET password_hash = '` + plainArgon + `' WHERE id = 1`,
		"an agent's password of another agent":     `UPDATE agents SET password_hash = (SELECT password_hash FROM agents WHERE id = 2) WHERE id = 1`,
		"an agent's password of a member":          `UPDATE agents SET password_hash = (SELECT password_hash FROM members WHERE id = 1) WHERE id = 1`,
	} {
		t.Run(name, func(t *testing.T) {
			d := hashed(t)
			tamper(t, d, statement)
			if err := reads(t, d); !errors.Is(err, keys.ErrSealed) {
				t.Errorf("it is read: %v", err)
			}
		})
	}
}

func TestASessionOpensUnderItsTokenOnly(t *testing.T) {
	for name, statement := range map[string]string{
		"untouched":             ``,
		"written by hand":       `UPDATE sessions SET data = x'00ff' WHERE token = 'mine'`,
		"copied from another":   `UPDATE sessions SET data = (SELECT data FROM sessions WHERE token = 'theirs') WHERE token = 'mine'`,
		"given another token":   `UPDATE sessions SET token = 'mine' WHERE token = 'theirs'`,
		"prolonged":             `UPDATE sessions SET expires_at = expires_at + 3600`,
		"under a data of a row": `UPDATE sessions SET data = (SELECT profile FROM members LIMIT 1)`,
	} {
		t.Run(name, func(t *testing.T) {
			d := hashed(t)
			sessions := d.Sessions(func() time.Time { return noon })
			for _, token := range []string{"mine", "theirs"} {
				if err := sessions.CommitCtx(t.Context(), token, []byte("session of "+token), time.Now().Add(time.Hour)); err != nil {
					t.Fatal(err)
				}
			}
			if name == "given another token" {
				tamper(t, d, `DELETE FROM sessions WHERE token = 'mine'`)
			}
			tamper(t, d, statement)
			data, found, err := sessions.FindCtx(t.Context(), "mine")
			if statement == "" {
				if err != nil || !found || string(data) != "session of mine" {
					t.Errorf("%q, %v, %v", data, found, err)
				}
			} else if found || !errors.Is(err, keys.ErrSealed) {
				t.Errorf("it opens: %q, %v", data, err)
			}
		})
	}
}
