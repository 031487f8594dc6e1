package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

// copied is a copy of a database with a value in every sealed column.
func copied(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := lived(t).Backup(t.Context(), path, func() error { return nil }); err != nil {
		t.Fatal(err)
	}
	return path
}

// altered changes a byte of every value of a column, as a failing disk or an attacker would.
func altered(t *testing.T, path, column string) (rows int) {
	t.Helper()
	raw, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	table, name, _ := strings.Cut(column, ".")
	done, err := raw.ExecContext(t.Context(), fmt.Sprintf(`UPDATE %[1]s SET %[2]s = CASE typeof(%[2]s)
		WHEN 'text' THEN substr(%[2]s, 1, 15) || CASE substr(%[2]s, 16, 1) WHEN 'A' THEN 'B' ELSE 'A' END || substr(%[2]s, 17)
		ELSE CAST(substr(%[2]s, 1, 15) || CASE substr(%[2]s, 16, 1) WHEN x'00' THEN x'01' ELSE x'00' END || substr(%[2]s, 17) AS BLOB) END
		WHERE %[2]s IS NOT NULL`, table, name))
	if err != nil {
		t.Fatal(err)
	}
	n, err := done.RowsAffected()
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}

func TestEverySealedValueOfACopyIsOpened(t *testing.T) {
	path := copied(t)
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p, err := db.Prove(t.Context(), path, ring(t, 1), true)
	if err != nil || p.Members != 1 || p.AuditSeq == 0 || len(p.AuditHash) != 32 {
		t.Fatalf("%+v, %v", p, err)
	}
	if _, err := db.Prove(t.Context(), path, ring(t, 2), false); err != nil {
		t.Errorf("under a longer key file: %v", err)
	}
	for _, column := range db.SealedColumns() {
		path := filepath.Join(t.TempDir(), "copy.db")
		if err := os.WriteFile(path, sound, 0o600); err != nil {
			t.Fatal(err)
		}
		rows := altered(t, path, column)
		if rows == 0 {
			t.Errorf("%s: nothing stands there", column)
			continue
		}
		var damage *db.DamageError
		_, err := db.Prove(t.Context(), path, ring(t, 1), false)
		if !errors.As(err, &damage) || len(damage.Shut) != 1 || damage.Shut[0].Table+"."+damage.Shut[0].Column != column || damage.Shut[0].Rows != rows || damage.Chain != nil || damage.Orphans != 0 {
			t.Errorf("%s: %v", column, err)
		}
		found, err := db.Revive(t.Context(), db.Revival{Path: path, Keys: ring(t, 1), Mend: true, Now: noon.Add(time.Hour)})
		if err != nil || found.Mended < rows {
			t.Errorf("%s: %d of %d rows mended, %v", column, found.Mended, rows, err)
		}
		if _, err := db.Prove(t.Context(), path, ring(t, 1), false); err != nil {
			t.Errorf("%s, mended: %v", column, err)
		}
	}
}

func TestAMendedMemberStaysSuspendedOrClosed(t *testing.T) {
	for _, state := range []db.AccountState{db.StateSuspended, db.StateClosed} {
		d, path := lived(t), filepath.Join(t.TempDir(), "copy.db")
		m := member(t, d, rotatedMember)
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.SetStatus(ctx, m, db.Status{State: state, Cause: db.Wish, At: noon, By: "agent:odile"}, noon)
			return err
		})
		if err := d.Backup(t.Context(), path, func() error { return nil }); err != nil {
			t.Fatal(err)
		}
		altered(t, path, "members.seal")
		if _, err := db.Revive(t.Context(), db.Revival{Path: path, Keys: ring(t, 1), Mend: true, Now: noon}); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Prove(t.Context(), path, ring(t, 1), false); err != nil {
			t.Errorf("%s, mended: %v", state, err)
		}
		mended, err := openUnder(t, path, ring(t, 1))
		if err != nil {
			t.Fatal(err)
		}
		defer mended.Close()
		if found, err := mended.Member(t.Context(), m.ID); err != nil || found.Status.State != state {
			t.Errorf("%s, mended: %+v, %v", state, found, err)
		}
	}
}

func TestAMendedCopyStillFindsItsMembers(t *testing.T) {
	path := copied(t)
	altered(t, path, "search.entries")
	if _, err := db.Revive(t.Context(), db.Revival{Path: path, Keys: ring(t, 1), Mend: true, Now: noon}); err != nil {
		t.Fatal(err)
	}
	d, err := openUnder(t, path, ring(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for _, text := range []string{"durand odile poitiers", "06 39 98 77 88"} {
		if r, err := d.SearchMembers(t.Context(), text, 10); err != nil || r.Count() != 1 {
			t.Errorf("searched for %q: %d found, %v", text, r.Count(), err)
		}
	}
}

func TestACopyThatIsRevivedEndsWhatWasOpen(t *testing.T) {
	path, later := copied(t), noon.Add(time.Minute)
	told := logoutTokens(t, path)
	found, err := db.Revive(t.Context(), db.Revival{Path: path, Keys: ring(t, 1), Now: later})
	if err != nil {
		t.Fatal(err)
	}
	if found.Logins == 0 || found.Agents == 0 || found.Dropped == 0 || found.Letters == 0 || found.At.IsZero() {
		t.Errorf("%+v", found)
	}
	d, err := openUnder(t, path, ring(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	raw, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	for what, query := range map[string]string{
		"sessions":               `SELECT count(*) FROM sessions`,
		"open logins":            `SELECT count(*) FROM logins WHERE ended_at IS NULL`,
		"open logins of agents":  `SELECT count(*) FROM agent_logins WHERE ended_at IS NULL`,
		"journeys":               `SELECT count(*) FROM flows WHERE ended_at IS NULL OR secrets IS NOT NULL`,
		"codes":                  `SELECT count(*) FROM codes WHERE expires_at > created_at`,
		"codes of calls":         `SELECT count(*) FROM call_codes WHERE expires_at > created_at`,
		"grants":                 `SELECT count(*) FROM grants`,
		"authorization requests": `SELECT count(*) FROM authorizations`,
		"invitations":            `SELECT count(*) FROM agents WHERE enrolment_key IS NOT NULL`,
		"messages":               `SELECT count(*) FROM outbox WHERE state = 'waiting'`,
	} {
		var n int
		if err := raw.QueryRowContext(t.Context(), query).Scan(&n); err != nil || n != 0 {
			t.Errorf("%s: %d, %v", what, n, err)
		}
	}
	if n := logoutTokens(t, path); n != told+1 {
		t.Errorf("%d logout tokens wait, %d before", n, told)
	}
	if _, _, err := d.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
}

// logoutTokens counts the logout tokens that wait for clients.
func logoutTokens(t *testing.T, path string) (n int) {
	t.Helper()
	raw, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if err := raw.QueryRowContext(t.Context(), `SELECT count(*) FROM deliveries WHERE kind = 'logout' AND state = 'waiting'`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
