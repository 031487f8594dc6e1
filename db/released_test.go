package db_test

import (
	"bufio"
	"compress/gzip"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sesame/account/keys"
	"sesame/db"
)

// released unpacks the fixture of a schema, and returns its path and the keys of its key file.
func released(t *testing.T, number int) (path string, masters [][]byte) {
	t.Helper()
	packed, err := os.Open(fmt.Sprintf("testdata/%03d.db.gz", number))
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	content, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "sesame.db")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(file, content); err != nil { //nolint:gosec // G110: the file is our own
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(fmt.Sprintf("testdata/%03d.key", number))
	if err != nil {
		t.Fatal(err)
	}
	for line := bufio.NewScanner(strings.NewReader(string(key))); line.Scan(); {
		master, err := hex.DecodeString(line.Text())
		if err != nil {
			t.Fatal(err)
		}
		masters = append(masters, master)
	}
	return path, masters
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
	for _, table := range []string{"members", "contacts", "payments", "logins", "sessions", "agents", "agent_recovery_codes", "letters", "contact_messages", "audit"} {
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
			path, masters := released(t, number)
			ring, err := keys.NewKeyring(masters...)
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
			// A rotation opens every sealed value, and seals it anew.
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			longer, err := keys.NewKeyring(append(masters, make([]byte, 32))...)
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

// peopleComeIn asks of a fixture what logins, agents and auditors ask.
func peopleComeIn(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := t.Context()
	hasher := keys.NewHasher(1, 8)
	opens := func(hash, password string) bool {
		ok, err := hasher.Verify(ctx, hash, password)
		return ok && err == nil
	}
	madeleine := member(t, d, "2580386999012")
	if madeleine.Profile.LastName != "TEXIER" || madeleine.Contacts[db.Email].Value != "neuve@poitou.example" || !opens(madeleine.PasswordHash, "Prairie-Verte-1789") {
		t.Errorf("the member who had logged in is %+v", madeleine)
	}
	if andre := member(t, d, "1470779999015"); andre.Temporary.Channel != "letter" || !opens(andre.Temporary.Hash, "champ3verger") {
		t.Errorf("the member with a temporary password is %+v", andre)
	}
	if opens(madeleine.PasswordHash, "Prairie-Verte-1790") {
		t.Error("another password opens")
	}
	if agent, err := d.AgentByLogin(ctx, "jdupuy"); err != nil || !agent.Enrolled() || !opens(agent.PasswordHash, "Guichet-Pluvieux7Tambour") {
		t.Errorf("the agent is %+v, %v", agent, err)
	}
	if found, err := d.SearchMembers(ctx, "texier", 10); err != nil || len(found.Members) == 0 || found.Members[0].ID != madeleine.ID {
		t.Errorf("a search finds %+v, %v", found, err)
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
	if whole, last, err := d.VerifyAudit(ctx); err != nil || whole < 30 || whole != last {
		t.Errorf("the audit log holds %d rows up to %d: %v", whole, last, err)
	}
}
