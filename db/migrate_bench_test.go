package db_test

import (
	"crypto/rand"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sesame/account/keys"
	"sesame/db"
	"sesame/db/dbtest"
)

// BenchmarkMigrateMembers upgrades a database of the first released schema with 1,000,000 members to the newest schema. Each
// member has a password, a sealed profile and two sealed contacts, and half of them have logged in before: the migration seals
// all of this again.
func BenchmarkMigrateMembers(b *testing.B) {
	const n = 1_000_000
	for b.Loop() {
		b.StopTimer()
		dir := b.TempDir()
		dbtest.Released(b, dir, 3)
		path := filepath.Join(dir, "sesame.db")
		ring, err := keys.NewKeyring(masters(b, filepath.Join(dir, "sesame.key"))...)
		if err != nil {
			b.Fatal(err)
		}
		fillReleased(b, path, ring, n)
		began := time.Now()
		b.StartTimer()
		if _, err := db.Migrate(b.Context(), db.Migration{Path: path, Keys: ring}); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		took := time.Since(began)
		file, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(n/took.Seconds(), "members/s")
		b.ReportMetric(float64(file.Size())/1e6, "MB")
		b.StartTimer()
	}
}

// fillReleased adds n members to a database of schema 3, with the values that a migration seals again.
func fillReleased(b *testing.B, path string, ring *keys.Keyring, n int) {
	b.Helper()
	raw, err := sql.Open("sqlite3", path)
	if err != nil {
		b.Fatal(err)
	}
	defer raw.Close()
	tx, err := raw.Begin()
	if err != nil {
		b.Fatal(err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it only reports that the transaction is over
	prepare := func(statement string) *sql.Stmt {
		s, err := tx.Prepare(statement)
		if err != nil {
			b.Fatal(err)
		}
		return s
	}
	member := prepare(`INSERT INTO members (identifier_key, kind, category, profile, vitale_key, password_hash, password_changed_at, contacts_confirmed_at, personalised_at, created_at, updated_at)
		VALUES (?, 'nir', 'particulier', ?, ?, ?, 1795000000, 1795000000, ?, 1795000000, 1795000000) RETURNING id`)
	defer member.Close()
	contact := prepare(`INSERT INTO contacts (member_id, kind, value, source, changed_at) VALUES (?, ?, ?, 'file', 1795000000)`)
	defer contact.Close()
	const hash = "$argon2id$v=19$m=19456,t=2,p=1$c2VsIGRlIHRlc3QgMTIzNA$Zm9yIGEgYmVuY2htYXJrIG9ubHksIDMyIGJ5dGVzIQ"
	for i := range n {
		key := make([]byte, 16)
		rand.Read(key) //nolint:errcheck // never fails
		key[0] = 'n'
		profile := fmt.Sprintf(`{"identifier":"1%012d","civility":"Monsieur","last_name":"Désormeaux%d","first_name":"Émile","birth_date":"1950-01-02","birth_town":"Vivonne","address":["","","","%d rue du Bourg","","86370 VIVONNE"]}`, i, i, i)
		var came any
		if i%2 == 0 {
			came = 1795000000
		}
		var id int64
		if err := member.QueryRow(key, ring.Seal("members.profile", key, []byte(profile)), key, hash, came).Scan(&id); err != nil {
			b.Fatal(err)
		}
		for kind, value := range map[string]string{"email": fmt.Sprintf("emile.%d@poitou.example", i), "mobile": fmt.Sprintf("+336%08d", i)} {
			if _, err := contact.Exec(id, kind, ring.Seal("contacts."+kind, key, []byte(value))); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}
