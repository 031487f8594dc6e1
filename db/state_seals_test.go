package db_test

import (
	"context"
	"errors"
	"testing"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
)

// A person who can write to the database cannot make a member count as having logged in before, restore a former temporary
// password, give the words of a call to another person, let the code of a second factor count again, or change to whom
// FranceConnect's subject and a client's request belong.
func TestStatesAreNotAltered(t *testing.T) {
	const another = "1650586194003"
	key := func(d *db.DB, identifier string) []byte {
		id, err := account.ParseIdentifier(identifier)
		if err != nil {
			t.Fatal(err)
		}
		return d.Keys().IdentifierKey(id)
	}
	prepare := func(t *testing.T) *db.DB {
		t.Helper()
		d := lived(t)
		members(t, d, smallHeader+another+";particulier;Lefèvre;86000 POITIERS;;;\n")
		return d
	}
	readers := map[string]func(d *db.DB) error{
		"member": func(d *db.DB) error {
			_, err := d.MemberByKey(t.Context(), key(d, rotatedMember))
			return err
		},
		"another": func(d *db.DB) error {
			_, err := d.MemberByKey(t.Context(), key(d, another))
			return err
		},
		"temporary": func(d *db.DB) error {
			former, err := d.FormerTemporaries(t.Context(), member(t, d, rotatedMember).ID, noon)
			if err == nil && (len(former) != 2 || !former[0].Alive || former[1].Alive) {
				t.Errorf("former temporary passwords %+v", former)
			}
			return err
		},
		"words": func(d *db.DB) error {
			_, err := d.Calls(t.Context(), member(t, d, rotatedMember).ID)
			return err
		},
		"another's words": func(d *db.DB) error {
			_, err := d.Calls(t.Context(), member(t, d, another).ID)
			return err
		},
		"factor": func(d *db.DB) error {
			_, err := d.AgentByLogin(t.Context(), "enrolled")
			return err
		},
		"franceconnect": func(d *db.DB) error {
			m := member(t, d, rotatedMember)
			return d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := tx.BindFranceConnect(t.Context(), m, db.FranceConnectSubject{Client: "https://fc.example us", Subject: "person"}, noon)
				return err
			})
		},
		"request": func(d *db.DB) error {
			a, err := d.PendingAuthorization(t.Context(), portalBrowser(d), noon)
			if err == nil && a == nil {
				return db.ErrNotFound
			}
			return err
		},
	}
	for name, c := range map[string]struct{ reader, statement string }{
		"a member who came earlier":     {"member", `UPDATE members SET personalised_at = personalised_at - 86400 WHERE personalised_at IS NOT NULL`},
		"another who has come":          {"another", `UPDATE members SET personalised_at = updated_at WHERE personalised_at IS NULL`},
		"another with a copied seal":    {"another", `UPDATE members SET (personalised_at, seal) = (SELECT personalised_at, seal FROM members WHERE seal IS NOT NULL) WHERE seal IS NULL`},
		"a password that lives again":   {"temporary", `UPDATE former_temporaries SET alive = 1 WHERE alive = 0`},
		"alive by another's seal":       {"temporary", `UPDATE former_temporaries SET (alive, seal) = (SELECT 1, seal FROM former_temporaries WHERE alive = 1)`},
		"words of another member":       {"another's words", `UPDATE calls SET member_id = (SELECT max(id) FROM members)`},
		"words of another session":      {"words", `UPDATE calls SET login_id = login_id + 1`},
		"words that last":               {"words", `UPDATE calls SET expires_at = expires_at + 86400`},
		"an authenticator's code again": {"factor", `UPDATE agents SET totp_step = 1 WHERE login = 'enrolled'`},
		"another FranceConnect":         {"franceconnect", `UPDATE franceconnect_subjects SET client = 'another'`},
		"another client's request":      {"request", `UPDATE authorizations SET client_id = client_id + 1`},
		"a request that lasts":          {"request", `UPDATE authorizations SET expires_at = expires_at + 86400`},
	} {
		t.Run(name, func(t *testing.T) {
			d := prepare(t)
			if err := readers[c.reader](d); err != nil {
				t.Fatal(err)
			}
			tamper(t, d, c.statement)
			if err := readers[c.reader](d); !errors.Is(err, keys.ErrSealed) {
				t.Errorf("it is read: %v", err)
			}
		})
	}
	t.Run("a recovery code that was used is gone", func(t *testing.T) {
		d := prepare(t)
		spend := func() (spent bool) {
			inTx(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
				spent, err = tx.SpendRecoveryCode(ctx, agent(t, d, "enrolled"), agentRecovery)
				return err
			})
			return spent
		}
		if !spend() || spend() {
			t.Error("a recovery code counts another number of times than once")
		}
	})
}
