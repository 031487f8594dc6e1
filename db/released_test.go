package db_test

import (
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sesame/account/keys"
	"sesame/db"
	"sesame/db/dbtest"
)

// masters reads a key file.
func masters(t testing.TB, path string) (all [][]byte) {
	t.Helper()
	key, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(key)) {
		master, err := hex.DecodeString(strings.TrimSpace(line))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, master)
	}
	return all
}

// held counts what no migration may lose.
func held(t *testing.T, path string) string {
	t.Helper()
	raw, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	var all []string
	for _, table := range []string{"members", "contacts", "payments", "logins", "agents", "agent_recovery_codes", "letters", "contact_messages", "audit"} {
		var n int
		if err := raw.QueryRowContext(t.Context(), `SELECT count(*) FROM `+table).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			t.Errorf("the fixture has nothing in %s", table)
		}
		all = append(all, fmt.Sprint(table, " ", n))
	}
	return strings.Join(all, ", ")
}

func TestReleasedDatabases(t *testing.T) {
	fixtures, err := filepath.Glob("testdata/*.db.gz")
	if err != nil || len(fixtures) == 0 || !strings.HasSuffix(fixtures[0], "/003.db.gz") {
		t.Fatalf("%v, %v", fixtures, err)
	}
	for _, name := range fixtures {
		t.Run(name, func(t *testing.T) {
			var number int
			if _, err := fmt.Sscanf(filepath.Base(name), "%d.db.gz", &number); err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			dbtest.Released(t, dir, number)
			path, first := filepath.Join(dir, "sesame.db"), masters(t, filepath.Join(dir, "sesame.key"))
			ring, err := keys.NewKeyring(first...)
			if err != nil {
				t.Fatal(err)
			}
			before := held(t, path)
			if number != db.SchemaVersion() {
				var other *db.SchemaError
				if _, err := openUnder(t, path, ring); !errors.As(err, &other) || !other.Older() {
					t.Fatalf("opened without a migration: %v", err)
				}
			}
			if from, err := db.Migrate(t.Context(), db.Migration{Path: path, Keys: ring}); from != number || err != nil {
				t.Fatalf("from schema %d: %v", from, err)
			}
			if after := held(t, path); after != before {
				t.Errorf("there are %s; there were %s", after, before)
			}
			d, err := openUnder(t, path, ring)
			if err != nil {
				t.Fatal(err)
			}
			peopleComeIn(t, d)
			// A rotation opens every sealed value and seals it again.
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			longer, err := keys.NewKeyring(append(first, make([]byte, 32))...)
			if err != nil {
				t.Fatal(err)
			}
			_, err = db.Rotate(t.Context(), db.Rotation{Path: path, Keys: ring, Now: noon, Lengthen: func() (*keys.Keyring, error) { return longer, nil }})
			if err != nil {
				t.Fatal(err)
			}
			if d, err = openUnder(t, path, longer); err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			peopleComeIn(t, d)
		})
	}
}

// peopleComeIn makes the queries of logins, agents and auditors on a fixture.
func peopleComeIn(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := t.Context()
	hasher := keys.NewHasher(1, 8)
	opens := func(hash, password string) bool {
		ok, err := hasher.Verify(ctx, hash, password)
		return ok && err == nil
	}
	madeleine := member(t, d, dbtest.Madeleine)
	if madeleine.Profile.LastName != "TEXIER" || madeleine.Contacts[db.Email].Value != "neuve@poitou.example" || !opens(madeleine.PasswordHash, dbtest.Password) {
		t.Errorf("the member who had logged in is %+v", madeleine)
	}
	if andre := member(t, d, dbtest.Andre); andre.Temporary.Channel != "letter" || !opens(andre.Temporary.Hash, dbtest.AndreTemporary) {
		t.Errorf("the member with a temporary password is %+v", andre)
	}
	if opens(madeleine.PasswordHash, "Prairie-Verte-1790") {
		t.Error("another password opens")
	}
	if agent, err := d.AgentByLogin(ctx, dbtest.Agent); err != nil || !agent.Enrolled() || !opens(agent.PasswordHash, dbtest.AgentPassword) {
		t.Errorf("the agent is %+v, %v", agent, err)
	}
	for _, text := range []string{"texier", "mme texier " + madeleine.Profile.BirthDate, "neuve@poitou.example", madeleine.Profile.Identifier[:7] + " texier"} {
		if found, err := d.SearchMembers(ctx, text, 10); err != nil || len(found.Written.Members) == 0 || found.Written.Members[0].ID != madeleine.ID {
			t.Errorf("searched for %q: %+v, %v", text, found, err)
		}
	}
	if found, err := d.SearchMembers(ctx, "texeir", 10); err != nil || len(found.Near.Members) == 0 || found.Near.Members[0].ID != madeleine.ID {
		t.Errorf("a slip finds %+v, %v", found, err)
	}
	n, err := d.MemberCount(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for id := range n {
		if m, err := d.Member(ctx, int64(id+1)); err != nil || m.Profile.Identifier == "" {
			t.Errorf("member %d: %v", id+1, err)
		}
	}
	if whole, head, err := d.VerifyAudit(ctx); err != nil || whole < 30 || whole != head.Seq {
		t.Errorf("the audit log holds %d rows up to %d: %v", whole, head.Seq, err)
	}
}
