package db_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"sesame/db"
)

func TestAPostedLetterThatComesBackKillsItsPassword(t *testing.T) {
	k := newDesk(t, 3)
	k.prints(noon)
	day := noon.Add(24 * time.Hour)
	posted := func(want int, only ...int64) func(context.Context, *db.Tx) error {
		return func(ctx context.Context, tx *db.Tx) error {
			n, err := tx.MarkPosted(ctx, 1, only, act(day))
			if n != want {
				t.Errorf("%d posted, want %d", n, want)
			}
			return err
		}
	}
	returned := func(id int64, reason db.LetterReason, want bool) func(context.Context, *db.Tx) error {
		return func(ctx context.Context, tx *db.Tx) error {
			killed, err := tx.MarkReturned(ctx, id, reason, act(day))
			if killed != want {
				t.Errorf("killed: %v", killed)
			}
			return err
		}
	}
	k.does(posted(1, 2))
	k.refuses(db.ErrMoved, posted(0, 3, 2))
	k.does(posted(2))
	k.refuses(db.ErrMoved, posted(0))
	if l := k.row(3); l.State != db.LetterPosted || !l.PostedAt.Equal(day) {
		t.Errorf("%+v", l)
	}
	var login int64
	k.does(func(ctx context.Context, tx *db.Tx) (err error) {
		login, err = tx.OpenLogin(ctx, 1, "temporary", "Firefox", day)
		return err
	})
	k.does(returned(1, db.ReturnedUnknown, true))
	k.refuses(db.ErrMoved, returned(1, db.ReturnedUnknown, false))
	if l, err := k.Login(t.Context(), login); err != nil || k.hash(1) != "" || l.EndedAt.IsZero() {
		t.Errorf("its password is %q, its session %+v, %v", k.hash(1), l, err)
	}
	k.does(func(ctx context.Context, tx *db.Tx) error {
		return tx.IssueTemporary(ctx, 2, db.Temporary{Hash: "newer", Channel: "email", IssuedAt: day, ExpiresAt: day.Add(time.Hour)})
	})
	k.does(returned(2, db.ReturnedRefused, false))
	if k.hash(2) != "newer" {
		t.Error("a password that was not the letter's is dead")
	}
	if err := k.InTx(t.Context(), func(tx *db.Tx) error { return returned(3, "lost", false)(t.Context(), tx) }); err == nil {
		t.Error("a reason that is none was taken")
	}
	if got := k.noted("letter-returned"); !slices.Equal(got, []string{"agent:odile map[batch:1] unknown", "agent:odile map[batch:1] refused"}) {
		t.Errorf("noted %q", got)
	}

	k.queue(1, day)
	k.queue(2, day)
	q := k.queued(day)
	if len(q) != 2 || !q[0].Hold.CameBack.Equal(day) || q[1].Hold.Held() {
		t.Fatalf("the next letters: %+v", q)
	}
	if d := k.prints(day); d.Count != 1 || d.Held != 1 {
		t.Errorf("draft %+v", d)
	}
	members(t, k.DB, "identifiant;categorie;civilite;nom;prenom;adresse5;adresse6\nT1;tiers;Mme;Aubert1;Jeanne;9 rue Basse;86000 Poitiers\n")
	if d := k.prints(day); d.Count != 1 || d.Letters[0].Payload.Lines[1] != "9 RUE BASSE" {
		t.Errorf("once the file has another address: %+v", d)
	}
	history, err := k.LettersOfMember(t.Context(), 1, 10)
	if err != nil || len(history) != 2 || history[0].State != db.LetterPrinted || history[1].Reason != db.ReturnedUnknown {
		t.Errorf("history %+v, %v", history, err)
	}
}

func TestALetterMayBeTriedAgainWhereOneCameBack(t *testing.T) {
	k := newDesk(t, 1)
	k.prints(noon)
	k.does(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.MarkReturned(ctx, 1, db.ReturnedAccess, act(noon))
		return err
	})
	k.queue(1, noon.Add(time.Hour))
	k.does(func(ctx context.Context, tx *db.Tx) error {
		left, err := tx.AcceptAddress(ctx, 2, asItStands, act(noon.Add(time.Hour)))
		if len(left) > 0 {
			t.Errorf("left %+v", left)
		}
		return err
	})
	if d := k.prints(noon.Add(time.Hour)); d.Count != 1 {
		t.Errorf("draft %+v", d)
	}
}

func TestALostBatchIsPrintedAgainWithOtherPasswords(t *testing.T) {
	k := newDesk(t, 20)
	k.prints(noon)
	hour := noon.Add(time.Hour)
	k.does(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.OpenLogin(ctx, 3, "temporary", "Firefox", hour) // it had been posted after all
		_, err2 := tx.Personalise(ctx, 4, "hash of secret-4", "own", hour)
		err3 := tx.IssueTemporary(ctx, 5, db.Temporary{Hash: "newer", Channel: "sms", IssuedAt: hour, ExpiresAt: hour.Add(time.Hour)})
		_, err4 := tx.MarkPosted(ctx, 1, []int64{6}, act(hour))
		return errors.Join(err, err2, err3, err4)
	})
	whole := db.LetterChoice{Batch: 1}
	twice := k.renewals(hour, whole)
	done := k.renews(hour, whole, db.RenewedLost)
	if len(done.Again) != 16 || len(done.Dropped) != 3 {
		t.Fatalf("%d again, dropped %+v", len(done.Again), done.Dropped)
	}
	for member, want := range map[int64]string{1: "hash of new-1", 3: "hash of secret-3", 4: "", 5: "newer", 6: "hash of secret-6", 20: "hash of new-20"} {
		if got := k.hash(member); got != want {
			t.Errorf("the password of member %d is %q, want %q", member, got, want)
		}
	}
	for id, want := range map[int64]db.LetterReason{3: db.LeftUsed, 5: db.LeftSuperseded} {
		if l := k.row(id); l.State != db.LetterExpired || l.Reason != want {
			t.Errorf("%+v", l)
		}
	}
	if l := k.row(1); l.State != db.LetterRenewed || l.Reason != db.RenewedLost || l.Renewed != done.Again[0] || k.row(l.Renewed).Former != 1 ||
		k.row(l.Renewed).Request != "KTR-1" {
		t.Errorf("%+v", l)
	}
	k.refuses(db.ErrMoved, func(ctx context.Context, tx *db.Tx) error { // another agent has done the same
		_, err := tx.Requeue(ctx, twice, db.RenewedLost, month, act(hour))
		return err
	})
	if _, err := k.ReprintCandidates(t.Context(), whole, hour); !errors.Is(err, db.ErrMoved) {
		t.Errorf("once more: %v", err)
	}
	d := k.prints(hour)
	if d.Count != 16 || d.Letters[0].Payload.Secret != "new-1" || !d.Letters[0].Payload.Until.Equal(hour.Add(month)) {
		t.Errorf("draft %+v", d.LetterBatch)
	}
	if got := k.noted("letters-reprinted"); !slices.Equal(got, []string{"agent:odile map[batch:1 dropped:3 renewed:16] lost"}) || len(k.noted("letter-renewed")) != 16 {
		t.Errorf("noted %q", got)
	}
	if n, err := k.Events(t.Context(), db.LettersSent, member(t, k.DB, "T1").IdentifierKey, time.Time{}); err != nil || len(n) != 0 {
		t.Errorf("counted against the member: %v, %v", n, err)
	}

	jam := db.LetterChoice{Batch: 2, IDs: []int64{done.Again[4], done.Again[7]}}
	if again := k.renews(hour.Add(time.Minute), jam, db.RenewedJam); len(again.Again) != 2 || len(again.Dropped) != 0 {
		t.Errorf("two sheets: %+v", again)
	}
	if _, err := k.ReprintCandidates(t.Context(), db.LetterChoice{Batch: 1, IDs: []int64{done.Again[0]}}, hour); !errors.Is(err, db.ErrMoved) {
		t.Errorf("a letter of another batch: %v", err)
	}
	if _, err := k.ReprintCandidates(t.Context(), db.LetterChoice{IDs: []int64{999}}, hour); !errors.Is(err, db.ErrMoved) {
		t.Errorf("no letter at all: %v", err)
	}
	if b, err := k.LetterBatch(t.Context(), 2); err != nil || b.Count != 16 || b.States[db.LetterRenewed] != 2 || b.States[db.LetterPrinted] != 14 {
		t.Errorf("%+v, %v", b, err)
	}
	if again := k.renews(hour, db.LetterChoice{IDs: []int64{6}}, db.RenewedUnreceived); len(again.Again) != 1 {
		t.Errorf("a posted one that never came: %+v", again)
	}
	end := hour.Add(month)
	if gone := k.renews(end, db.LetterChoice{IDs: []int64{done.Again[0]}}, db.RenewedLost); len(gone.Dropped) != 1 || k.row(done.Again[0]).Reason != "" {
		t.Errorf("past its time: %+v", gone)
	}
}

func TestAWaitingLetterThatCanBePrintedIsNotRenewed(t *testing.T) {
	k := newDesk(t, 1)
	if _, err := k.ReprintCandidates(t.Context(), db.LetterChoice{IDs: []int64{1}}, noon); !errors.Is(err, db.ErrMoved) {
		t.Errorf("got %v", err)
	}
}

func TestLettersOfAYearAgoArePurged(t *testing.T) {
	k := newDesk(t, 2)
	k.prints(noon, 1)
	k.prints(noon, 2)
	if err := k.Purge(t.Context(), noon.Add(365*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	batches, err := k.LetterBatches(t.Context(), 0, 10)
	letters, err2 := k.LettersOfMember(t.Context(), 1, 10)
	others, err3 := k.LettersOfMember(t.Context(), 2, 10)
	if err := errors.Join(err, err2, err3); err != nil || len(letters)+len(others) != 0 || len(batches) != 1 || batches[0].Number != 2 {
		t.Errorf("left %+v, %+v and %+v, %v", letters, others, batches, err) // the newest batch keeps its number from being given again
	}
}
