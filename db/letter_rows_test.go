package db_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

func TestALetterIsFoundByItsRequestNumberThroughItsRenewals(t *testing.T) {
	k := newDesk(t, 2)
	k.prints(noon)
	again := k.renews(noon.Add(time.Hour), db.LetterChoice{IDs: []int64{1}}, db.RenewedJam).Again
	found, err := k.LettersOfRequest(t.Context(), "KTR-1", 10)
	if err != nil || len(found) != 2 || found[0].ID != again[0] || found[1].ID != 1 || found[1].Sheet != 1 || found[0].Name != "Mme Jeanne Aubert1" {
		t.Errorf("%+v, %v", found, err)
	}
	if found, err := k.LettersOfRequest(t.Context(), "KTR-1", 1); err != nil || len(found) != 1 || found[0].ID != again[0] {
		t.Errorf("the newest: %+v, %v", found, err)
	}
	if found, err := k.LettersOfRequest(t.Context(), "KTR-9", 10); err != nil || len(found) != 0 {
		t.Errorf("of nobody: %+v, %v", found, err)
	}
}

func TestLettersLapseWhenNobodyPrintsThem(t *testing.T) {
	k := newDesk(t, 3)
	k.prints(noon, 2)
	k.queue(3, noon.Add(time.Hour)) // the one before is superseded, not lapsed
	lapsed := func(now time.Time, want ...int64) {
		t.Helper()
		found, err := k.LapsedLetters(t.Context(), now.Add(-time.Hour), now, 10)
		if err != nil {
			t.Fatal(err)
		}
		var ids []int64
		for _, l := range found {
			ids = append(ids, l.ID)
		}
		if len(ids) != len(want) || len(want) > 0 && ids[0] != want[0] {
			t.Errorf("%v: lapsed %v, want %v", now, ids, want)
		}
	}
	end := noon.Add(month)
	lapsed(end.Add(-time.Second))
	lapsed(end, 1)
	if err := k.Purge(t.Context(), end); err != nil {
		t.Fatal(err)
	}
	lapsed(end, 1)
	lapsed(end.Add(time.Hour-time.Second), 1)
	lapsed(end.Add(time.Hour), 4)
}

// Here held letters are first in the queue: reading its head goes on behind them until a batch is full.
func TestTheHeadOfTheQueueIsWhatTheNextBatchTakes(t *testing.T) {
	const held, behind = 7, 5
	k := newDesk(t, held+db.MaxBatch+behind)
	later := noon.Add(month * 3 / 4) // what was asked for at noon waits for too long by then
	for member := int64(held + 1); member <= held+db.MaxBatch+behind; member++ {
		k.queue(member, later)
	}
	queue := k.queued(later)
	h, err := k.LetterQueueHead(t.Context(), db.MaxBatch, later)
	if err != nil || len(h.Held) != held || len(h.Printable) != db.MaxBatch || h.Behind != behind {
		t.Fatalf("%d held, %d printable, %d behind, %v", len(h.Held), len(h.Printable), h.Behind, err)
	}
	if h.Held[0].ID != queue[0].ID || h.Printable[0].ID != queue[held].ID || h.Printable[db.MaxBatch-1].ID != queue[held+db.MaxBatch-1].ID || h.Printable[0].Lines == nil {
		t.Errorf("from %+v to %+v", h.Printable[0], h.Printable[db.MaxBatch-1])
	}
	if d := k.prints(later); d.Count != db.MaxBatch || d.Left != behind || d.Letters[0].ID != h.Printable[0].ID {
		t.Errorf("the batch has %d letters, %d are left", d.Count, d.Left)
	}
	if h, err = k.LetterQueueHead(t.Context(), db.MaxBatch, later); err != nil || len(h.Held) != held || len(h.Printable) != behind || h.Behind != 0 {
		t.Errorf("after it: %d held, %d printable, %d behind, %v", len(h.Held), len(h.Printable), h.Behind, err)
	}
	if n, err := k.PrintedLetters(t.Context()); err != nil || n != db.MaxBatch {
		t.Errorf("%d letters are printed, %v", n, err)
	}
}

// The number on « Comment ça va » is exact for the oldest letters: a useless one is neither counted nor the oldest.
func TestLettersThatWaitAreCounted(t *testing.T) {
	k := newDesk(t, 60)
	later := noon.Add(time.Hour)
	count := func(want int, since time.Time) {
		t.Helper()
		if n, oldest, err := k.QueuedLetters(t.Context(), later); err != nil || n != want || !oldest.Equal(since) {
			t.Errorf("%d letters since %v, %v; want %d since %v", n, oldest, err, want, since)
		}
	}
	count(60, noon)
	k.does(func(ctx context.Context, tx *db.Tx) error {
		return tx.IssueTemporary(ctx, 1, db.Temporary{Hash: "by e-mail", Channel: "email", IssuedAt: later, ExpiresAt: later.Add(time.Hour)})
	})
	count(59, noon)
	h, err := k.LetterQueueHead(t.Context(), 50, later)
	if err != nil || len(h.Dead) != 1 || h.Dead[0].MemberID != 1 || k.LetterDeath(h.Dead[0], later) != db.LeftSuperseded || len(h.Printable) != 50 || h.Behind != 9 {
		t.Errorf("%d of no use, %d printable, %d behind, %v", len(h.Dead), len(h.Printable), h.Behind, err)
	}
	k.prints(later)
	count(0, time.Time{})
}

func TestLettersThatWaitAreCountedByTheirIndex(t *testing.T) {
	raw := openRaw(t, openDB(t))
	defer raw.Close()
	if plan := planOf(t, raw, db.QueryQueuedByIndex); !strings.Contains(plan, "USING INDEX letters_unprinted (state=? AND expires_at>?)") {
		t.Error(plan)
	}
}

// A batch reads only as much of the queue as it takes: the last letter, which does not decrypt, is behind it.
func TestABatchReadsNoLetterBehindIt(t *testing.T) {
	k := newDesk(t, db.MaxBatch+2)
	tamper(t, k.DB, fmt.Sprintf(`UPDATE members SET profile = x'00' WHERE id = %d`, db.MaxBatch+2))
	if d, err := k.DraftBatch(t.Context(), db.Recto, nil, act(noon)); err != nil || d.Count != db.MaxBatch || d.Left != 2 {
		t.Errorf("%d letters, %d left, %v", d.Count, d.Left, err)
	}
	if d, err := k.DraftBatch(t.Context(), db.Recto, k.chosen(3, 301), act(noon)); err != nil || d.Count != 2 || d.Left != 0 || d.Letters[1].ID != 301 {
		t.Errorf("two chosen ones: %d letters, %d left, %v", d.Count, d.Left, err)
	}
}
