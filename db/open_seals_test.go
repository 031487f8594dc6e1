package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"sesame/account/keys"
	"sesame/db"
)

// A person who can write to the database but has no key cannot change a fact of a journey, give a code more tries or time, turn
// a code of a call into a proof, resume what has ended, or make a member another one for a client.
func TestWhatIsOpenIsNotAltered(t *testing.T) {
	prepare := func(t *testing.T) *db.DB {
		t.Helper()
		d := lived(t)
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.OpenLogin(ctx, member(t, d, rotatedMember).ID, "temporary", "Firefox", noon)
			return err
		})
		return d
	}
	readers := map[string]func(d *db.DB) error{
		"flow": func(d *db.DB) error {
			_, err := d.Flow(t.Context(), rotatedFlow)
			return err
		},
		"code": func(d *db.DB) error {
			_, err := d.NewestCode(t.Context(), rotatedFlow)
			return err
		},
		"series": func(d *db.DB) error {
			_, err := d.NewestOfSeries(t.Context(), d.Keys().Index("code series"))
			return err
		},
		"call": func(d *db.DB) error {
			_, err := d.NewestCallCode(t.Context(), member(t, d, rotatedMember).ID, 1)
			return err
		},
		"mandate": func(d *db.DB) error {
			_, err := d.Mandates(t.Context(), member(t, d, rotatedMember).ID)
			return err
		},
		"replaced": func(d *db.DB) error {
			_, err := d.ReplacedContacts(t.Context(), member(t, d, rotatedMember), noon)
			return err
		},
		"login": func(d *db.DB) error {
			_, err := d.Logins(t.Context(), member(t, d, rotatedMember).ID, 10)
			return err
		},
		"agent": func(d *db.DB) error {
			_, err := d.AgentLogin(t.Context(), 1)
			return err
		},
		"client": func(d *db.DB) error {
			_, err := d.Subject(t.Context(), member(t, d, rotatedMember).ID, 1)
			return err
		},
	}
	for name, c := range map[string]struct{ reader, statement string }{
		"a journey of another kind":     {"flow", `UPDATE flows SET journey = 'changement' WHERE journey = 'adresse'`},
		"another member's journey":      {"flow", `UPDATE flows SET member_id = NULL`},
		"a proof of the password":       {"flow", `UPDATE flows SET proved_at = 1795600000`},
		"a question answered right":     {"flow", `UPDATE flows SET answer_right = 1`},
		"no question after the code":    {"flow", `UPDATE flows SET then_question = 1 - then_question`},
		"another path":                  {"flow", `UPDATE flows SET path = 'code'`},
		"an end of the journey":         {"flow", `UPDATE flows SET outcome = 'done'`},
		"a journey that lasts":          {"flow", `UPDATE flows SET expires_at = expires_at + 86400`},
		"fewer codes sent":              {"flow", `UPDATE flows SET codes_sent = codes_sent + 1`},
		"another browser's journey":     {"flow", `UPDATE flows SET browser_key = randomblob(16) WHERE browser_key IS NOT NULL`},
		"a journey without a seal":      {"flow", `UPDATE flows SET seal = NULL`},
		"a code with other tries":       {"code", `UPDATE codes SET tries = tries + 1`},
		"a code that lasts":             {"code", `UPDATE codes SET expires_at = expires_at + 86400`},
		"a shorter code":                {"code", `UPDATE codes SET digits = digits + 1`},
		"a code that is used":           {"code", `UPDATE codes SET spent_at = created_at`},
		"a code in place of another":    {"code", `UPDATE codes SET withheld = 1`},
		"another code":                  {"code", `UPDATE codes SET code_key = randomblob(16)`},
		"a code of another series":      {"series", `UPDATE codes SET flow_id = (SELECT id FROM flows WHERE id <> flow_id)`},
		"a call's code that is a proof": {"call", `UPDATE call_codes SET spent_at = created_at`},
		"a call's code that lasts":      {"call", `UPDATE call_codes SET expires_at = expires_at + 86400`},
		"a call's code of more proof":   {"call", `UPDATE call_codes SET proves = 'fresh'`},
		"a call's code sent elsewhere":  {"call", `UPDATE call_codes SET destination_key = randomblob(16)`},
		"a mandate that goes on":        {"mandate", `UPDATE mandates SET ended_at = created_at`},
		"another holder's mandate":      {"mandate", `UPDATE mandates SET holder_id = 999`},
		"a contact that was verified":   {"replaced", `UPDATE replaced_contacts SET verified_at = replaced_at`},
		"a call's code with tries":      {"call", `UPDATE call_codes SET tries = tries + 1`},
		"a temporary login that is not": {"login", `UPDATE logins SET method = 'password' WHERE method = 'temporary'`},
		"a login opened later":          {"login", `UPDATE logins SET opened_at = opened_at + 3600`},
		"an agent's login opened later": {"agent", `UPDATE agent_logins SET opened_at = opened_at + 3600`},
		"another name to a client":      {"client", `UPDATE client_subjects SET subject = 'ABC'`},
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
	for name, c := range map[string]struct {
		reader, statement string
		end               func(context.Context, *db.Tx, int64) error
	}{
		"a journey that has ended": {"flow", `UPDATE flows SET ended_at = NULL`, func(ctx context.Context, tx *db.Tx, _ int64) error {
			return tx.EndFlow(ctx, rotatedFlow, noon)
		}},
		"a login that has ended": {"login", `UPDATE logins SET ended_at = NULL`, func(ctx context.Context, tx *db.Tx, member int64) error {
			return tx.CloseLogins(ctx, member, 0, noon)
		}},
		"an agent's login that has ended": {"agent", `UPDATE agent_logins SET ended_at = NULL`, func(ctx context.Context, tx *db.Tx, _ int64) error {
			_, err := tx.CloseAgentLogin(ctx, 1, noon.Add(time.Minute))
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			d := prepare(t)
			inTx(t, d, func(ctx context.Context, tx *db.Tx) error { return c.end(ctx, tx, member(t, d, rotatedMember).ID) })
			if err := readers[c.reader](d); err != nil {
				t.Fatal(err)
			}
			tamper(t, d, c.statement)
			if err := readers[c.reader](d); !errors.Is(err, keys.ErrSealed) {
				t.Errorf("it is taken up again: %v", err)
			}
		})
	}
}
