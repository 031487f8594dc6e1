package db

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/journey/events"
)

// Rows from before schema 5 have a reason and no fields. Their hash stays valid, and the data that the two-agent rule needs are
// kept.
func TestRowsFromBeforeSchema5StayReadable(t *testing.T) {
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "sesame.db"), aRing, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	at := func(event, actor, reason string) AuditRow {
		return AuditRow{Segment: aTime.Format(auditSegment), At: aTime, Event: event, Actor: actor, Target: "00", Result: events.OK, Reason: reason}
	}
	former := []AuditRow{
		at("agent-added", "agent:boss", "helper agent"),
		at("contacts-corrected", "agent:helper", "email, portable – fait la queue – au guichet"),
		at("agent-login", "stranger", "password of helper"),
	}
	err = d.InTx(t.Context(), func(tx *Tx) error {
		for _, row := range former {
			if err := tx.appendAudit(t.Context(), row); err != nil {
				return err
			}
		}
		return tx.Audit(t.Context(), events.Unblocked.OK([]byte{0}, events.Details{Grounds: events.Noted("helper")}).By("agent:boss", nil), aTime)
	})
	if err != nil {
		t.Fatal(err)
	}
	if held, _, err := d.VerifyAudit(t.Context()); held != 4 || err != nil {
		t.Errorf("%d rows hold, %v", held, err)
	}
	named, err := d.AgentActs(t.Context(), AgentActs{Login: "helper", Limit: 10})
	if err != nil || len(named) != 3 {
		t.Errorf("the log of an agent has %d rows, %v", len(named), err)
	}
	told := must(d.auditRows(t.Context(), `SELECT `+auditColumns+` FROM audit WHERE event = 'contacts-corrected'`))[0].Told()
	if !slices.Equal(told.Contacts, []string{"email", "mobile"}) || told.Note != "fait la queue – au guichet" {
		t.Errorf("a former reason is read as %+v", told)
	}
}

var everyField = events.Details{Channel: "sms", Contacts: []string{"email", "mobile"}, Journey: "oubli", Way: events.ByPassword, Login: "helper", Role: "agent",
	Request: "KTR-482", Object: "queue", Cause: events.Expired, Numbers: events.Numbers{events.Batch: 2, events.Found: 0}, Grounds: events.Noted("appel")}

// The hash covers the content of each field, and also that it is empty.
func TestFieldsAreCoveredByTheHash(t *testing.T) {
	d := must(Open(t.Context(), filepath.Join(t.TempDir(), "sesame.db"), aRing, time.UTC))
	defer d.Close()
	err := d.InTx(t.Context(), func(tx *Tx) error {
		for _, details := range []events.Details{everyField, {}} {
			if err := tx.Audit(t.Context(), events.Unblocked.OK([]byte{0}, details).By("agent:boss", nil), aTime); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	forge := func(statement string, args ...any) {
		t.Helper()
		if _, err := d.write.ExecContext(t.Context(), statement, args...); err != nil {
			t.Fatal(err)
		}
	}
	forge(`DROP TRIGGER audit_is_append_only`)
	for column, forged := range map[string]string{"channel": "email", "contacts": "email", "journey": "inscription", "way": "temporary", "login": "other",
		"role": "superviseur", "request": "KTR-483", "object": "jour", "cause": "closed", "numbers": `{"batch":3,"found":0}`, "note": "autre"} {
		for _, seq := range []int64{1, 2} {
			var written string
			if err := d.read.QueryRow(`SELECT `+column+` FROM audit WHERE seq = ?`, seq).Scan(&written); err != nil {
				t.Fatal(err)
			}
			forge(`UPDATE audit SET `+column+` = ? WHERE seq = ?`, forged, seq)
			var broken *BrokenChain
			if _, _, err := d.VerifyAudit(t.Context()); !errors.As(err, &broken) || broken.Seq != seq {
				t.Errorf("%s of row %d was forged: %v", column, seq, err)
			}
			forge(`UPDATE audit SET `+column+` = ? WHERE seq = ?`, written, seq)
			if held, _, err := d.VerifyAudit(t.Context()); held != 2 || err != nil {
				t.Fatalf("%s of row %d was put back: %d rows hold, %v", column, seq, held, err)
			}
		}
	}
}

// The export contains each field of an event, and omits empty ones.
func TestTheExportHasTheFieldsAsFields(t *testing.T) {
	d := must(Open(t.Context(), filepath.Join(t.TempDir(), "sesame.db"), aRing, time.UTC))
	defer d.Close()
	err := d.InTx(t.Context(), func(tx *Tx) error {
		return errors.Join(
			tx.Audit(t.Context(), events.PasswordReset.OK([]byte{0}, events.Details{Channel: account.SMS, Login: "helper", Grounds: events.Noted("email: appel")}).By("agent:boss", nil), aTime),
			tx.Audit(t.Context(), events.LettersRenewed.OK(nil, events.Details{Cause: "lost", Numbers: events.Numbers{events.Renewed: 2, events.Dropped: 0}}).By("system", nil), aTime))
	})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := d.ExportAudit(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	for i, want := range []string{`"result":"ok","channel":"sms","login":"helper","note":"email: appel","hash":"`, `"result":"ok","cause":"lost","numbers":{"dropped":0,"renewed":2},"hash":"`} {
		if !strings.Contains(lines[i], want) {
			t.Errorf("exported %s", lines[i])
		}
	}
}

// The hashed form of a row is the same in every version of the program: the hashes of existing rows depend on it.
func TestWhatIsHashedOfARowStaysTheSame(t *testing.T) {
	former := AuditRow{Seq: 7, Segment: "2026-11", At: aTime, Event: "login", Actor: "member", Target: "00", Origin: "ff", Result: events.OK, Reason: "password", Hash: "aa"}
	fresh := AuditRow{Seq: 8, Segment: "2026-11", At: aTime, Event: "unblocked", Actor: "agent:boss", Result: events.OK, Details: everyField}
	at := aTime.Format(time.RFC3339)
	for _, c := range []struct {
		row  AuditRow
		want string
	}{
		{former, `{"seq":7,"segment":"2026-11","at":"` + at + `","event":"login","actor":"member","target":"00","origin":"ff","result":"ok","reason":"password","hash":""}`},
		{fresh, `{"seq":8,"segment":"2026-11","at":"` + at + `","event":"unblocked","actor":"agent:boss","result":"ok","channel":"sms","contacts":["email","mobile"],` +
			`"journey":"oubli","way":"password","login":"helper","role":"agent","request":"KTR-482","object":"queue","cause":"expired",` +
			`"numbers":{"batch":2,"found":0},"note":"appel","hash":""}`},
	} {
		if plain := string(must(c.row.plain())); plain != c.want {
			t.Errorf("hashed\n%s\nwant\n%s", plain, c.want)
		}
	}
}
