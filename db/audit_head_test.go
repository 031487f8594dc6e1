package db_test

import (
	"strings"
	"testing"

	"sesame/db"
)

func TestAHeadIsReadAsItWasWritten(t *testing.T) {
	d := openDB(t)
	if head, err := d.AuditHead(t.Context()); err != nil || head.String() != "0:"+strings.Repeat("0", 64) {
		t.Errorf("an empty log ends at %s, %v", head, err)
	}
	fillAudit(t, d, auditStart, 2)
	head, err := d.AuditHead(t.Context())
	if err != nil || !strings.HasPrefix(head.String(), "2:") {
		t.Fatalf("%s, %v", head, err)
	}
	if read, err := db.ParseAuditHead(head.String()); err != nil || read.String() != head.String() {
		t.Errorf("%s is read as %s, %v", head, read, err)
	}
	for _, wrong := range []string{"", "2", "2:", "2:00", "-1:" + strings.Repeat("0", 64), "x:" + strings.Repeat("0", 64), head.String() + "0"} {
		if _, err := db.ParseAuditHead(wrong); err == nil {
			t.Errorf("%q is taken for a head", wrong)
		}
	}
}

// The rows and the head of an earlier day verify: only a later head, noted elsewhere, shows that rows are missing.
func TestALogCutBackToAnEarlierTrueHeadIsTold(t *testing.T) {
	d := openDB(t)
	since := func(noted db.AuditHead, want db.AuditFate) {
		t.Helper()
		if _, _, err := d.VerifyAudit(t.Context()); err != nil {
			t.Fatal(err)
		}
		if fate, err := d.AuditSince(t.Context(), noted); err != nil || fate != want {
			t.Errorf("head %d is %q, %v; want %q", noted.Seq, fate, err, want)
		}
	}
	end := func() db.AuditHead {
		t.Helper()
		head, err := d.AuditHead(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return head
	}
	empty := end()
	since(empty, db.AuditHeadHeld)
	fillAudit(t, d, auditStart, 5)
	early := end()
	tamper(t, d, `CREATE TABLE stolen AS SELECT audit_seq, audit_hash, audit_head FROM meta`)
	fillAudit(t, d, auditStart.AddDate(0, 0, 5), 5)
	late := end()
	since(early, db.AuditHeadHeld)
	since(late, db.AuditHeadHeld)

	tamper(t, d, `DELETE FROM audit WHERE seq > 5`, `UPDATE meta SET (audit_seq, audit_hash, audit_head) = (SELECT * FROM stolen)`)
	since(early, db.AuditHeadHeld)
	since(late, db.AuditHeadCut)

	fillAudit(t, d, auditStart.AddDate(0, 0, 20), 10) // the log grows past the number that was noted
	since(early, db.AuditHeadHeld)
	since(late, db.AuditHeadReplaced)
	since(empty, db.AuditHeadHeld)
}

func TestAHeadWhoseMonthWasPurgedIsComparedAsFarAsMayBe(t *testing.T) {
	d := openDB(t)
	var within, last db.AuditHead
	for day := range 30 { // the whole of September 2025
		fillAudit(t, d, auditStart.AddDate(-1, -2, day-22), 1)
		head, err := d.AuditHead(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		within, last = last, head
	}
	fillAudit(t, d, auditStart, 1)
	if err := d.Purge(t.Context(), auditStart.AddDate(0, 0, 3)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.VerifyAudit(t.Context()); err != nil {
		t.Fatal(err)
	}
	forged, err := db.ParseAuditHead("30:" + strings.Repeat("ab", 32))
	if err != nil {
		t.Fatal(err)
	}
	for want, noted := range map[db.AuditFate]db.AuditHead{db.AuditHeadPurged: within, db.AuditHeadHeld: last, db.AuditHeadReplaced: forged} {
		if fate, err := d.AuditSince(t.Context(), noted); err != nil || fate != want {
			t.Errorf("head %d is %q, %v; want %q", noted.Seq, fate, err, want)
		}
	}
}
