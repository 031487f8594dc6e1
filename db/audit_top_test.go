package db_test

import (
	"errors"
	"testing"

	"sesame/db"
	"sesame/journey/events"
)

// logs returns an act that appends an audit row and returns an error.
func logs(t *testing.T, result error) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		return errors.Join(tx.Audit(t.Context(), events.Login.OK(countedAs(1), events.Details{}).By("stranger", nil), auditStart), result)
	}
}

func TestActsThatShareACommitAreOneChain(t *testing.T) {
	d, refused := openDB(t), errors.New("refused")
	for i, err := range shared(t, d, logs(t, nil), logs(t, refused), logs(t, nil), logs(t, refused)) {
		if want := i%2 == 1; errors.Is(err, refused) != want {
			t.Errorf("act %d was told: %v", i+1, err)
		}
	}
	if held, head, err := d.VerifyAudit(t.Context()); err != nil || held != 2 || head.Seq != 2 {
		t.Errorf("%d rows to %d, %v", held, head.Seq, err)
	}
}

func TestAFurtherRowHidesNoneThatWasRemoved(t *testing.T) {
	d := openDB(t)
	fillAudit(t, d, auditStart, 10)
	tamper(t, d, `DELETE FROM audit WHERE seq > 7`, `UPDATE meta SET audit_seq = 7, audit_hash = (SELECT hash FROM audit WHERE seq = 7)`)
	shared(t, d, logs(t, nil), logs(t, nil))
	var broken *db.BrokenChain
	if _, _, err := d.VerifyAudit(t.Context()); !errors.As(err, &broken) || broken.Fault != db.AuditHeadChanged {
		t.Errorf("the log without its rows 8 to 10 is said to be: %v", err)
	}
}
