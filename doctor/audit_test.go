package doctor

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/journey/events"
)

// logged writes rows to the audit log.
func logged(t *testing.T, d *db.DB, n int) {
	t.Helper()
	if err := d.InTx(t.Context(), func(tx *db.Tx) error {
		for range n {
			if err := tx.Audit(t.Context(), events.KeyRotated.OK(nil, events.Details{}).By("system", nil), start); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// tampered changes the database without the program.
func tampered(t *testing.T, d *db.DB, statement string) {
	t.Helper()
	raw, err := sql.Open("sqlite3", d.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.ExecContext(t.Context(), `DROP TRIGGER IF EXISTS audit_is_append_only; `+statement); err != nil {
		t.Fatal(err)
	}
}

func TestTheAuditLogIsVerifiedAsItGrows(t *testing.T) {
	now := start
	d := &Doctor{DB: opened(t, t.TempDir()), Now: func() time.Time { return now }, Location: time.UTC}
	says := func(state State, want string) {
		t.Helper()
		if f := d.audit(t.Context()); f.State != state || !strings.Contains(f.Says, want) || f.Broken != (state == Failed) {
			t.Errorf("%+v, want %s %q", f, state, want)
		}
	}
	says(OK, "entier, 0 ligne écrite")
	logged(t, d.DB, 3)
	says(OK, "entier, 3 lignes écrites")
	logged(t, d.DB, 2)
	tampered(t, d.DB, `UPDATE audit SET actor = 'agent:x' WHERE seq = 5`)
	says(Failed, "il est rompu à la ligne 5, cette ligne, ou celle d'avant, n'est pas celle qui a été écrite")
	tampered(t, d.DB, `UPDATE audit SET actor = 'system' WHERE seq = 5`)
	says(OK, "entier, 5 lignes écrites")
	tampered(t, d.DB, `DELETE FROM audit WHERE seq = 2`)
	says(OK, "entier") // it was verified a moment ago
	now = now.Add(auditAgain)
	says(Failed, "il est rompu à la ligne 2, cette ligne manque")
}

func TestTheEndOfTheAuditLogIsMissed(t *testing.T) {
	d := &Doctor{DB: opened(t, t.TempDir()), Now: func() time.Time { return start }, Location: time.UTC}
	logged(t, d.DB, 3)
	tampered(t, d.DB, `DELETE FROM audit WHERE seq = 3`)
	if f := d.audit(t.Context()); f.State != Failed || !strings.Contains(f.Says, "il est rompu à la ligne 3, les lignes manquent à partir d'ici") {
		t.Errorf("%+v", f)
	}
}
