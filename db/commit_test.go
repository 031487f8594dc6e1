package db_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"sesame/db"
)

// shared runs acts that all wait to write while the first one writes, so that they share its commit, and returns the results of
// InTx. The acts run in this order.
func shared(t *testing.T, d *db.DB, acts ...func(*db.Tx) error) []error {
	t.Helper()
	told := make([]error, len(acts))
	began, others := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		told[0] = d.InTx(t.Context(), func(tx *db.Tx) error {
			close(began)
			<-others
			return acts[0](tx)
		})
	})
	<-began
	for i, act := range acts[1:] {
		all.Go(func() {
			defer func() {
				if why := recover(); why != nil {
					told[i+1] = fmt.Errorf("panic: %v", why)
				}
			}()
			told[i+1] = d.InTx(t.Context(), act)
		})
		for d.Waiting() < int64(i+1) {
			runtime.Gosched()
		}
	}
	close(others)
	all.Wait()
	return told
}

// counts returns an act that counts an event of this subject.
func counts(ctx context.Context, subject byte) func(*db.Tx) error {
	return func(tx *db.Tx) error { return tx.Count(ctx, db.LoginFailures, countedAs(subject), countedAt) }
}

var countedAt = time.Date(2026, time.November, 23, 14, 5, 0, 0, time.UTC)

func countedAs(subject byte) []byte { return slices.Repeat([]byte{subject}, 16) }

// written returns the subjects from 1 to n with a counted event.
func written(t *testing.T, d *db.DB, n byte) (of []byte) {
	t.Helper()
	for subject := byte(1); subject <= n; subject++ {
		times, err := d.Events(t.Context(), db.LoginFailures, countedAs(subject), countedAt.Add(-time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		if len(times) > 0 {
			of = append(of, subject)
		}
	}
	return of
}

func TestWhoWaitsSharesACommit(t *testing.T) {
	d, commits := openDB(t), 0
	if err := d.BeforeCommit(func() int { commits++; return 0 }); err != nil {
		t.Fatal(err)
	}
	var acts []func(*db.Tx) error
	for subject := byte(1); subject <= 40; subject++ {
		acts = append(acts, counts(t.Context(), subject))
	}
	for i, err := range shared(t, d, acts...) {
		if err != nil {
			t.Errorf("act %d: %v", i, err)
		}
	}
	if of := written(t, d, 40); len(of) != 40 || commits != 1 {
		t.Errorf("40 acts have written %d rows in %d commits", len(of), commits)
	}
}

func TestAnErrorOfOneActIsNobodyElses(t *testing.T) {
	d, broken := openDB(t), errors.New("refused")
	refuses := func(subject byte) func(*db.Tx) error {
		return func(tx *db.Tx) error { return errors.Join(counts(t.Context(), subject)(tx), broken) }
	}
	told := shared(t, d, refuses(1), counts(t.Context(), 2), refuses(3), counts(t.Context(), 4), refuses(5))
	for i, err := range told {
		if want := i%2 == 0; errors.Is(err, broken) != want || !want && err != nil {
			t.Errorf("act %d was told: %v", i+1, err)
		}
	}
	if of := written(t, d, 5); !slices.Equal(of, []byte{2, 4}) {
		t.Errorf("written: %v, want 2 and 4", of)
	}
}

func TestAPanicOfOneActIsNobodyElses(t *testing.T) {
	d := openDB(t)
	panics := func(tx *db.Tx) error {
		_ = counts(t.Context(), 2)(tx)
		panic("out of range")
	}
	told := shared(t, d, counts(t.Context(), 1), panics, counts(t.Context(), 3))
	if told[0] != nil || told[1] == nil || told[2] != nil {
		t.Errorf("told: %v", told)
	}
	if of := written(t, d, 3); !slices.Equal(of, []byte{1, 3}) {
		t.Errorf("written: %v, want 1 and 3", of)
	}
	if err := d.InTx(t.Context(), counts(t.Context(), 4)); err != nil {
		t.Errorf("the next act: %v", err)
	}
}

func TestNobodyIsToldOfACommitThatFailed(t *testing.T) {
	d, refuse := openDB(t), 1
	if err := d.BeforeCommit(func() int { return refuse }); err != nil {
		t.Fatal(err)
	}
	for i, err := range shared(t, d, counts(t.Context(), 1), counts(t.Context(), 2), counts(t.Context(), 3)) {
		if err == nil {
			t.Errorf("act %d was told that it is written", i+1)
		}
	}
	refuse = 0
	if err := d.InTx(t.Context(), counts(t.Context(), 4)); err != nil {
		t.Errorf("the next act: %v", err)
	}
	if of := written(t, d, 4); !slices.Equal(of, []byte{4}) {
		t.Errorf("written: %v, want 4", of)
	}
}

func TestALostTransactionIsToldToAllWhoHadAPartInIt(t *testing.T) {
	d, fails := openDB(t), errors.New("disk I/O error")
	lost := func(tx *db.Tx) error { return errors.Join(tx.RollBack(), fails) }
	told := shared(t, d, counts(t.Context(), 1), lost, counts(t.Context(), 3))
	if told[0] == nil || !errors.Is(told[1], fails) || told[2] != nil {
		t.Errorf("told: %v", told)
	}
	if of := written(t, d, 3); !slices.Equal(of, []byte{3}) {
		t.Errorf("written: %v, want 3, which came after it", of)
	}
}

func TestWhoGivesUpWhileWaitingWritesNothing(t *testing.T) {
	d := openDB(t)
	left, leave := context.WithCancel(t.Context())
	began, others := make(chan struct{}), make(chan struct{})
	told := make(chan error, 2)
	go func() {
		told <- d.InTx(t.Context(), func(tx *db.Tx) error {
			close(began)
			<-others
			return counts(t.Context(), 1)(tx)
		})
	}()
	<-began
	gaveUp := make(chan error, 1)
	go func() { gaveUp <- d.InTx(left, counts(t.Context(), 2)) }()
	for d.Waiting() < 1 {
		runtime.Gosched()
	}
	leave()
	if err := <-gaveUp; !errors.Is(err, context.Canceled) {
		t.Errorf("who gave up was told: %v", err)
	}
	close(others)
	if err := <-told; err != nil {
		t.Errorf("the first was told: %v", err)
	}
	if of := written(t, d, 2); !slices.Equal(of, []byte{1}) {
		t.Errorf("written: %v, want 1", of)
	}
}

func TestWhoGivesUpMeanwhileHasDoneNothing(t *testing.T) {
	d := openDB(t)
	left, leave := context.WithCancel(t.Context())
	err := d.InTx(left, func(tx *db.Tx) error {
		leave()
		return counts(left, 1)(tx)
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("who gave up was told: %v", err)
	}
	if of := written(t, d, 1); len(of) != 0 {
		t.Errorf("written: %v", of)
	}
}

// When the disk fails, SQLite rolls the whole transaction back by itself. An act that continued would write outside of any
// transaction.
func TestAnActThatGoesOnInALostTransactionWritesNothing(t *testing.T) {
	d, fails := openDB(t), errors.New("database or disk is full")
	goesOn := func(tx *db.Tx) error {
		return errors.Join(tx.RollBack(), fails, counts(t.Context(), 2)(tx), logs(t, nil)(tx))
	}
	told := shared(t, d, counts(t.Context(), 1), goesOn, counts(t.Context(), 3))
	if told[0] == nil || !errors.Is(told[1], fails) || told[2] != nil {
		t.Errorf("told: %v", told)
	}
	if of := written(t, d, 3); !slices.Equal(of, []byte{3}) {
		t.Errorf("written: %v, want 3, which came after it", of)
	}
	if held, _, err := d.VerifyAudit(t.Context()); err != nil || held != 0 {
		t.Errorf("the audit log has %d rows: %v", held, err)
	}
}
