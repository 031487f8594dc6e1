package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"sesame/account/keys"
	"sesame/db"
)

// A person who can write to the database cannot change a column that decides what a client, its grant, an approval or a known
// browser gives access to.
func TestAnAlteredRowOpensNothing(t *testing.T) {
	later := noon.Add(time.Minute)
	prepare := func(t *testing.T) *db.DB {
		t.Helper()
		d := lived(t)
		members(t, d, smallHeader+"1650586194003;particulier;Lefèvre;86000 POITIERS;;;\n") // member 2
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			c := &db.Client{ClientID: "voisin", Name: "Voisin", Scopes: []string{"openid"}, Signature: "RS256", Redirects: []string{"https://voisin.example/retour"}}
			login, err := tx.OpenLogin(ctx, 2, "password", "Firefox", noon)
			_, err2 := tx.CloseLogin(ctx, 2, login, noon)
			return errors.Join(err, err2, tx.AddClient(ctx, c, portalSecret, noon), tx.RememberBrowser(ctx, db.Account{Member: 2}, tx.Keys().Index("known browser", []byte("y")), "Firefox", noon, noon.Add(time.Hour)))
		})
		return d
	}
	of := func(d *db.DB) int64 { return member(t, d, rotatedMember).ID }
	readers := map[string]func(d *db.DB) error{
		"client": func(d *db.DB) error {
			_, err := d.Clients(t.Context())
			return err
		},
		"grant": func(d *db.DB) error {
			_, err := d.GrantByToken(t.Context(), rotatedToken, noon)
			return err
		},
		"approval": func(d *db.DB) error {
			_, err := d.Approval(t.Context(), 1)
			return err
		},
		"browser": func(d *db.DB) error {
			known, err := d.KnowsBrowser(t.Context(), db.Account{Member: of(d)}, d.Keys().Index("known browser", []byte("x")), later)
			if err == nil && !known {
				return db.ErrNotFound
			}
			return err
		},
		"other's browser": func(d *db.DB) error {
			_, err := d.KnowsBrowser(t.Context(), db.Account{Member: 2}, d.Keys().Index("known browser", []byte("x")), later)
			return err
		},
	}
	for name, c := range map[string]struct{ reader, statement string }{
		"a client's name":           {"client", `UPDATE clients SET name = 'Mairie' WHERE client_id = 'portail'`},
		"a client's id":             {"client", `UPDATE clients SET client_id = 'mairie' WHERE client_id = 'portail'`},
		"a client without a secret": {"client", `UPDATE clients SET secret_key = NULL WHERE client_id = 'portail'`},
		"a client's scopes":         {"client", `UPDATE clients SET scopes = 'openid profile email' WHERE client_id = 'portail'`},
		"a client's signature":      {"client", `UPDATE clients SET signature = 'ES256' WHERE client_id = 'portail'`},
		"a client's start":          {"client", `UPDATE clients SET start_url = 'https://voleur.example/' WHERE client_id = 'portail'`},
		"a client's logout":         {"client", `UPDATE clients SET logout_url = 'https://voleur.example/' WHERE client_id = 'portail'`},
		"a client's address":        {"client", `UPDATE client_redirects SET url = 'https://voleur.example/' WHERE url LIKE 'https://portail%'`},
		"one address more":          {"client", `INSERT INTO client_redirects SELECT id, 'https://voleur.example/' FROM clients`},
		"another client's address":  {"client", `UPDATE client_redirects SET client_id = (SELECT max(id) FROM clients) WHERE client_id <> (SELECT max(id) FROM clients)`},
		"a grant of another client": {"grant", `UPDATE grants SET client_id = (SELECT max(id) FROM clients)`},
		"a grant of another login":  {"grant", `UPDATE grants SET login_id = (SELECT max(id) FROM logins)`},
		"a login of another member": {"grant", `UPDATE logins SET member_id = 2`},
		"a token that lasts":        {"grant", `UPDATE grants SET token_expires_at = token_expires_at + 86400`},
		"a code that lasts":         {"grant", `UPDATE grants SET expires_at = expires_at + 86400`},
		"a code not exchanged":      {"grant", `UPDATE grants SET spent_at = NULL`},
		"a grant of another code":   {"grant", `UPDATE grants SET code_key = randomblob(16)`},
		"a decision":                {"approval", `UPDATE approvals SET decision = 'approved', decider = 'invited', decided_at = asked_at`},
		"another asker":             {"approval", `UPDATE approvals SET asker = 'invited'`},
		"another member's approval": {"approval", `UPDATE approvals SET member_id = 2`},
		"another channel":           {"approval", `UPDATE approvals SET channel = 'sms'`},
		"another destination":       {"approval", `UPDATE approvals SET destination_key = randomblob(16)`},
		"another reason":            {"approval", `UPDATE approvals SET reason = 'autre'`},
		"an earlier request":        {"approval", `UPDATE approvals SET asked_at = asked_at - 86400`},
		"a request that lasts":      {"approval", `UPDATE approvals SET expires_at = expires_at + 86400`},
		"a browser that lasts":      {"browser", `UPDATE known_browsers SET expires_at = expires_at + 86400`},
		"a browser without a seal":  {"browser", `UPDATE known_browsers SET seal = x''`},
		"another member's browser":  {"other's browser", `UPDATE known_browsers SET member_id = 2 WHERE member_id = 1`},
		"another browser's cookie":  {"browser", `CREATE TEMP TABLE copied AS SELECT browser_key FROM known_browsers WHERE member_id = 1; UPDATE known_browsers SET browser_key = (SELECT browser_key FROM copied) WHERE member_id = 2; DELETE FROM known_browsers WHERE member_id = 1; UPDATE known_browsers SET member_id = 1`},
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
}
