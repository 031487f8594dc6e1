package doctor

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
)

// anchors are the lines of the log that hold a head of the audit log.
func anchors(log *bytes.Buffer) (heads []string) {
	for line := range strings.Lines(log.String()) {
		if _, head, found := strings.Cut(strings.TrimSpace(line), `msg="the audit log ends here" head=`); found {
			heads = append(heads, head)
		}
	}
	return heads
}

func TestTheEndOfTheAuditLogIsToldEachHourAndMailedOnceADay(t *testing.T) {
	var log bytes.Buffer
	d := &Doctor{DB: opened(t, t.TempDir()), Caisse: account.Caisse{ContactEmail: "contact@msa.example"}, Location: time.UTC}
	logged(t, d.DB, 3)
	w := &Watch{Log: slog.New(slog.NewTextHandler(&log, nil))}
	from := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	look := func(after time.Duration) {
		t.Helper()
		d.Now = func() time.Time { return from.Add(after) }
		if err := w.anchor(t.Context(), d, []Line{{Name: "journal", Finding: d.audit(t.Context())}}); err != nil {
			t.Fatal(err)
		}
	}
	for after := time.Duration(0); after < 48*time.Hour; after += period {
		look(after)
	}
	w = &Watch{Log: w.Log} // a restart
	look(48*time.Hour - time.Minute)
	head, err := d.DB.AuditHead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	told := anchors(&log)
	if len(told) != 48+1 {
		t.Errorf("told %d times", len(told))
	}
	for _, line := range told {
		if line != head.String() {
			t.Errorf("told %s, the log ends at %s", line, head)
		}
	}
	due, err := d.DB.Due(t.Context(), from.AddDate(0, 0, 3), 10)
	if err != nil || len(due) != 2 {
		t.Fatalf("%d mails, %v", len(due), err)
	}
	if m := due[0]; m.Kind != db.KindAuditHead || m.To != "contact@msa.example" || m.Detail != head.String() {
		t.Errorf("%s to %s: %s", m.Kind, m.To, m.Detail)
	}
}

func TestNoEndIsToldOfABrokenAuditLog(t *testing.T) {
	var log bytes.Buffer
	d := &Doctor{DB: opened(t, t.TempDir()), Now: func() time.Time { return start }, Location: time.UTC}
	logged(t, d.DB, 3)
	tampered(t, d.DB, `DELETE FROM audit WHERE seq = 3`)
	w := &Watch{Log: slog.New(slog.NewTextHandler(&log, nil))}
	if err := w.anchor(t.Context(), d, []Line{{Name: "journal", Finding: d.audit(t.Context())}}); err != nil {
		t.Fatal(err)
	}
	if due, err := d.DB.Due(t.Context(), start, 10); err != nil || len(due) != 0 || len(anchors(&log)) != 0 {
		t.Errorf("%d mails, %v, log %s", len(due), err, log.String())
	}
}
