package db_test

import (
	"testing"
	"time"

	"sesame/db"
	"sesame/journey/events"
)

func TestBlockedEventsOfOneSubjectAreOneRowWithTheirNumber(t *testing.T) {
	d := openDB(t)
	note := func(e events.Event, at time.Time) {
		t.Helper()
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { return tx.Audit(t.Context(), e.By("stranger", []byte{7}), at) }); err != nil {
			t.Fatal(err)
		}
	}
	type row struct {
		target string
		result events.Result
		times  int64
		at     time.Time
	}
	rows := func() (all []row) {
		t.Helper()
		err := d.EachAudit(t.Context(), func(r db.AuditRow) error {
			all = append(all, row{r.Target, r.Result, r.Numbers[events.Times], r.At})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	same := func(want ...row) {
		t.Helper()
		got := rows()
		if len(got) != len(want) {
			t.Fatalf("%d rows, not %d: %v", len(got), len(want), got)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("row %d: %v, not %v", i+1, got[i], want[i])
			}
		}
	}
	one, two := events.Login.Blocked([]byte{1}, events.Details{}), events.Login.Blocked([]byte{2}, events.Details{})
	for i := range 50 {
		note(one, noon.Add(time.Duration(i)*time.Second))
	}
	note(two, noon.Add(50*time.Second))
	note(events.Login.Refused([]byte{1}, events.Details{}), noon.Add(51*time.Second))
	begun := []row{{"01", events.Blocked, 0, noon}, {"02", events.Blocked, 0, noon.Add(50 * time.Second)}, {"01", events.Refused, 0, noon.Add(51 * time.Second)}}
	same(begun...)

	// The first event after the minute writes the number, and counts for two minutes.
	note(one, noon.Add(time.Minute))
	counted := append(begun, row{"01", events.Blocked, 49, noon.Add(49 * time.Second)})
	same(counted...)
	note(one, noon.Add(3*time.Minute-time.Second))
	same(counted...)

	// Without further events the purge writes the number. A single event is not written again.
	if err := d.Purge(t.Context(), noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	counted = append(counted, row{"01", events.Blocked, 2, noon.Add(3*time.Minute - time.Second)})
	same(counted...)

	// After an hour without an event, the next one counts as the first.
	if err := d.Purge(t.Context(), noon.Add(5*time.Hour)); err != nil {
		t.Fatal(err)
	}
	note(one, noon.Add(6*time.Hour))
	counted = append(counted, row{"01", events.Blocked, 0, noon.Add(6 * time.Hour)})
	same(counted...)

	if held, _, err := d.VerifyAudit(t.Context()); err != nil || held != int64(len(counted)) {
		t.Errorf("%d rows hold: %v", held, err)
	}
}

// A person who keeps meeting a limit causes few rows, at any pace.
func TestBlockedEventsOfADayAreAHundredRowsAtMost(t *testing.T) {
	for _, pace := range []time.Duration{10 * time.Second, time.Minute, 61 * time.Second, 5 * time.Minute, 61 * time.Minute} {
		d := openDB(t)
		for at := noon; at.Before(noon.Add(24 * time.Hour)); at = at.Add(pace) {
			err := d.InTx(t.Context(), func(tx *db.Tx) error {
				return tx.Audit(t.Context(), events.Login.Blocked([]byte{1}, events.Details{}).By("stranger", nil), at)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if n := rowsOf(t, d, "audit"); n < 20 || n > 100 {
			t.Errorf("one event each %v for a day: %d rows", pace, n)
		}
	}
}
