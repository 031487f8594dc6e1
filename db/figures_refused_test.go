package db_test

import (
	"context"
	"maps"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
)

// mailed are due messages that belong to no member.
func mailed(t *testing.T, d *db.DB, messages ...db.Message) []db.Waiting {
	t.Helper()
	for _, m := range messages {
		m.Kind, m.At = db.KindPasswordChanged, noon
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error { return tx.Post(ctx, 0, m, noon, noon.Add(time.Hour)) })
	}
	due, err := d.Due(t.Context(), noon, len(messages)+1)
	if err != nil || len(due) != len(messages) {
		t.Fatalf("%d due, %v", len(due), err)
	}
	return due
}

// A refused mail counts once for the provider of its address, and no longer when it is queued again. No figure contains a
// domain.
func TestRefusedMailsAreCountedByHouse(t *testing.T) {
	d := openDB(t)
	due := mailed(t, d, db.Message{Channel: account.Email, To: "a@wanadoo.fr"}, db.Message{Channel: account.Email, To: "b@orange.fr"}, db.Message{Channel: account.Email, To: "c@ferme.example"}, db.Message{Channel: account.SMS, To: "+33612345678"})
	for _, w := range due {
		for range 2 { // twice is once
			if err := d.Refused(t.Context(), w, noon, "smtp-refus 550 5.1.1"); err != nil {
				t.Fatal(err)
			}
		}
	}
	counted := func() map[[2]string]int {
		found, err := d.Figures(t.Context(), noon.AddDate(0, 0, -1), noon)
		if err != nil {
			t.Fatal(err)
		}
		counts := map[[2]string]int{}
		for _, f := range found {
			counts[[2]string{f.Name, f.Detail}] += f.N
		}
		return counts
	}
	want := map[[2]string]int{{db.FigureRefused, "email"}: 3, {db.FigureRefused, "sms"}: 1, {db.FigureRefusedBy, "Orange"}: 2, {db.FigureRefusedBy, db.OtherProvider}: 1}
	if got := counted(); !maps.Equal(got, want) {
		t.Errorf("counted %v, want %v", got, want)
	}
	if err := d.Reopen(t.Context(), due[0], noon); err != nil {
		t.Fatal(err)
	}
	want[[2]string{db.FigureRefused, "email"}], want[[2]string{db.FigureRefusedBy, "Orange"}] = 2, 1
	if got := counted(); !maps.Equal(got, want) {
		t.Errorf("after one waits again: %v, want %v", got, want)
	}
}

// A bounced mail counts once for the provider of its address, which is deleted by then, whatever was reported about it before.
func TestMailsThatComeBackAreCountedByHouse(t *testing.T) {
	d := openDB(t)
	due := mailed(t, d, db.Message{Channel: account.Email, To: "a@wanadoo.fr"}, db.Message{Channel: account.Email, To: "b@free.fr"}, db.Message{Channel: account.Email, To: "c@ferme.example"}, db.Message{Channel: account.SMS, To: "+33612345678"})
	for _, w := range due {
		if err := d.Sent(t.Context(), w.ID, noon); err != nil {
			t.Fatal(err)
		}
		for _, fate := range []db.Fate{db.FateDelivered, db.FateBounced, db.FateBounced} {
			inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Report(ctx, w.Channel, w.Reference, fate, "5.1.1", noon.AddDate(0, 0, 1))
				return err
			})
		}
	}
	found, err := d.Figures(t.Context(), noon, noon.AddDate(0, 0, 2))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, f := range found {
		if f.Name == db.FigureBouncedBy && f.Day.Day() == noon.Day()+1 {
			got[f.Detail] += f.N
		}
	}
	if want := map[string]int{"Orange": 1, "Free": 1, db.OtherProvider: 1}; !maps.Equal(got, want) {
		t.Errorf("counted %v, want %v", got, want)
	}
}
