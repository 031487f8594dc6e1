package db_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sesame/account/backoffice"
	"sesame/db"
	"sesame/journey/events"
)

var auditStart = time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)

// fillAudit writes one event a day.
func fillAudit(t *testing.T, d *db.DB, from time.Time, days int) {
	t.Helper()
	for i := range days {
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			return tx.Audit(t.Context(), events.Login.OK([]byte{byte(i)}, events.Details{}).By("stranger", nil), from.AddDate(0, 0, i))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// tamper changes the file without the program, as an attacker would.
func tamper(t *testing.T, d *db.DB, statements ...string) {
	t.Helper()
	raw, err := sql.Open("sqlite3", d.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	for _, s := range statements {
		if _, err := raw.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func TestAuditChain(t *testing.T) {
	for name, c := range map[string]struct {
		tamper []string
		seq    int64 // first broken row; 0 for a whole chain
	}{
		"an untouched log holds":          {nil, 0},
		"a changed result is found":       {[]string{`DROP TRIGGER audit_is_append_only`, `UPDATE audit SET result = 'refused' WHERE seq = 5`}, 5},
		"a changed instant is found":      {[]string{`DROP TRIGGER audit_is_append_only`, `UPDATE audit SET at = at - 1 WHERE seq = 1`}, 1},
		"a removed row is found":          {[]string{`DELETE FROM audit WHERE seq = 4`}, 4},
		"the first row removed is found":  {[]string{`DELETE FROM audit WHERE seq = 1`}, 1},
		"the last rows removed are found": {[]string{`DELETE FROM audit WHERE seq > 7`}, 8},
		"the head moved back with them is found": {[]string{`DELETE FROM audit WHERE seq > 7`,
			`UPDATE meta SET audit_seq = 7, audit_hash = (SELECT hash FROM audit WHERE seq = 7)`}, 7},
		"two rows put in each other's place are found": {[]string{`DROP TRIGGER audit_is_append_only`, `UPDATE audit SET seq = 100 WHERE seq = 3`,
			`UPDATE audit SET seq = 3 WHERE seq = 4`, `UPDATE audit SET seq = 4 WHERE seq = 100`}, 3},
		"a row pasted over another is found": {[]string{`DROP TRIGGER audit_is_append_only`,
			`UPDATE audit SET target = (SELECT target FROM audit WHERE seq = 2), hash = (SELECT hash FROM audit WHERE seq = 2) WHERE seq = 6`}, 6},
		"an emptied log is found": {[]string{`DELETE FROM audit`}, 1},
		"a log emptied as if nothing had ever been written is found": {[]string{`DELETE FROM audit`,
			`UPDATE meta SET audit_seq = 0, audit_hash = NULL, audit_head = NULL`}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			d := openDB(t)
			fillAudit(t, d, auditStart, 10)
			tamper(t, d, c.tamper...)
			held, head, err := d.VerifyAudit(t.Context())
			var broken *db.BrokenChain
			switch {
			case c.tamper == nil && (err != nil || held != 10 || head.Seq != 10):
				t.Errorf("a whole chain is said to be broken: %d rows to %d, %v", held, head.Seq, err)
			case c.tamper != nil && (!errors.As(err, &broken) || broken.Seq != c.seq):
				t.Errorf("got %v, want row %d", err, c.seq)
			}
			fillAudit(t, d, auditStart.AddDate(0, 0, 10), 2)
			if _, _, err := d.VerifyAudit(t.Context()); (err == nil) != (c.tamper == nil) {
				t.Errorf("after the next events: %v", err)
			}
		})
	}
	t.Run("a log that grows meanwhile is read as of one commit", func(t *testing.T) {
		d := openDB(t)
		fillAudit(t, d, auditStart, 50)
		stop, ended := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(ended)
			for {
				select {
				case <-stop:
					return
				default:
					fillAudit(t, d, auditStart, 1)
				}
			}
		}()
		for range 50 {
			if held, head, err := d.VerifyAudit(t.Context()); err != nil || held != head.Seq || held < 50 {
				t.Errorf("%d rows to %d, %v", held, head.Seq, err)
			}
		}
		close(stop)
		<-ended
	})
	t.Run("an account's events are found by the index", func(t *testing.T) {
		d := openDB(t)
		raw, err := sql.Open("sqlite3", d.Path())
		if err != nil {
			t.Fatal(err)
		}
		defer raw.Close()
		var id, parent, unused int
		var plan string
		err = raw.QueryRow(`EXPLAIN QUERY PLAN `+db.AuditAbout, "00", 1000, 10).Scan(&id, &parent, &unused, &plan)
		if err != nil || !strings.Contains(plan, "audit_by_target") {
			t.Errorf("plan: %s, %v", plan, err)
		}
	})
	t.Run("an import leaves an event when it changes something", func(t *testing.T) {
		d := openDB(t)
		for range 2 {
			members(t, d, smallHeader+"1650586194003;particulier;Lefèvre;86000 POITIERS;;;\n")
		}
		load(t, d, backoffice.PaymentColumns, "identifiant;nature;date;montant\n1650586194003;prestation;02/10/2026;412,50\n", db.ImportOptions{})
		var told []string
		if err := d.EachAudit(t.Context(), func(r db.AuditRow) error {
			told = append(told, fmt.Sprint(r.Event, " ", r.Actor, " ", r.Object, " ", r.Numbers))
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(told, " | "); got != "import system adherents map[added:1 changed:0 refused:0] | import system paiements map[added:1 changed:0 refused:0]" {
			t.Errorf("told %s", got)
		}
		if _, _, err := d.VerifyAudit(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("the program itself cannot change a row", func(t *testing.T) {
		d := openDB(t)
		fillAudit(t, d, auditStart, 1)
		raw, err := sql.Open("sqlite3", d.Path())
		if err != nil {
			t.Fatal(err)
		}
		defer raw.Close()
		if _, err := raw.Exec(`UPDATE audit SET result = 'refused'`); err == nil {
			t.Error("a row was changed")
		}
	})
	t.Run("whole months are purged after a year, the rest still verifies, and so does what comes after", func(t *testing.T) {
		d := openDB(t)
		fillAudit(t, d, auditStart.AddDate(-1, -3, 0), 100)
		fillAudit(t, d, auditStart, 3)
		if err := d.Purge(t.Context(), auditStart.AddDate(0, 0, 3)); err != nil {
			t.Fatal(err)
		}
		rows, _, err := d.VerifyAudit(t.Context())
		if err != nil || rows >= 103 || rows < 3 {
			t.Fatalf("%d rows hold, %v", rows, err)
		}
		kept := int64(0)
		if err := d.EachAudit(t.Context(), func(db.AuditRow) error { kept++; return nil }); err != nil || kept != rows {
			t.Errorf("%d rows are kept, %d hold, %v", kept, rows, err)
		}
		fillAudit(t, d, auditStart.AddDate(0, 0, 4), 2)
		if after, _, err := d.VerifyAudit(t.Context()); err != nil || after != rows+2 {
			t.Errorf("%d rows hold, %v", after, err)
		}
		tamper(t, d, `UPDATE audit_segments SET last_hash = zeroblob(32)`)
		if _, _, err := d.VerifyAudit(t.Context()); err == nil {
			t.Error("a forged trace of a purge was believed")
		}
	})
	t.Run("the export is one JSON object a line", func(t *testing.T) {
		d := openDB(t)
		fillAudit(t, d, auditStart, 3)
		var out bytes.Buffer
		if err := d.ExportAudit(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(bytes.TrimSpace(out.Bytes()), []byte("\n"))
		var row db.AuditRow
		if len(lines) != 3 || json.Unmarshal(lines[2], &row) != nil || row.Seq != 3 || row.Event != "login" {
			t.Errorf("exported %s", out.Bytes())
		}
	})
	t.Run("a row tells when, what, who, about whom, from where, with what result and why", func(t *testing.T) {
		d := openDB(t)
		e := events.Login.Refused([]byte{0xab, 1}, events.Details{Way: events.ByTemporary, Cause: events.Expired}).By("agent:pmercier", []byte{0xcd, 2})
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { return tx.Audit(t.Context(), e, auditStart) }); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := d.ExportAudit(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		told := map[string]any{}
		if err := json.Unmarshal(out.Bytes(), &told); err != nil {
			t.Fatal(err)
		}
		if hash, _ := told["hash"].(string); len(hash) != 64 {
			t.Errorf("hash %q", hash)
		}
		delete(told, "hash")
		want := map[string]any{"seq": 1.0, "segment": "2026-11", "at": "2026-11-23T14:05:00Z", "event": "login", "actor": "agent:pmercier", "target": "ab01",
			"origin": "cd02", "result": "refused", "way": "temporary", "cause": "expired"}
		if diff := cmp.Diff(want, told); diff != "" {
			t.Errorf("(-want +told)\n%s", diff)
		}
	})
	t.Run("an act that fails leaves no row", func(t *testing.T) {
		d := openDB(t)
		_ = d.InTx(t.Context(), func(tx *db.Tx) error {
			if err := tx.Audit(t.Context(), events.Login.OK(nil, events.Details{}).By("stranger", nil), auditStart); err != nil {
				t.Fatal(err)
			}
			return errors.New("the act fails")
		})
		if rows, _, err := d.VerifyAudit(t.Context()); rows != 0 || err != nil {
			t.Errorf("%d rows, %v", rows, err)
		}
	})
}
