package acts_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/acts"
)

// newMailroom is a caisse with members whose letters wait to be printed; each password is derived from the member's number.
func newMailroom(t *testing.T, members int) *house {
	t.Helper()
	var file strings.Builder
	file.WriteString("identifiant;categorie;civilite;nom;prenom;adresse5;adresse6\n")
	for i := range members {
		fmt.Fprintf(&file, "T%d;tiers;Mme;Aubert;Jeanne;%d rue Haute;86000 Poitiers\n", i+1, i+1)
	}
	h := newHouse(t, file.String())
	for i := range members {
		secret := fmt.Sprintf("aaaabbbb%04d", 2222+i)
		hash, err := h.Hasher.Hash(t.Context(), secret)
		h.must(err)
		member, until := int64(i+1), h.clock.Add(h.Limits.LetterTTL)
		h.must(h.tx(func(ctx context.Context, tx *db.Tx) error {
			if err := tx.QueueLetter(ctx, member, db.LetterPayload{Secret: secret, Request: fmt.Sprintf("KTR-%d", 222+i), At: h.clock, Until: until}); err != nil {
				return err
			}
			return tx.IssueTemporary(ctx, member, db.Temporary{Hash: hash, Channel: account.Letter, IssuedAt: h.clock, ExpiresAt: until})
		}))
	}
	return h
}

// drawn writes the passwords of a batch, one per line, in place of a PDF.
func drawn(w io.Writer, draft db.BatchDraft) error {
	for _, l := range draft.Letters {
		if _, err := fmt.Fprintln(w, l.Payload.Secret); err != nil {
			return err
		}
	}
	return nil
}

func (h *house) print(w io.Writer, only ...int64) (db.BatchDraft, error) {
	var chosen []db.ChosenLetter
	for _, id := range only {
		l, err := h.DB.Letter(h.t.Context(), id)
		if err != nil {
			return db.BatchDraft{}, err
		}
		chosen = append(chosen, l.Chosen())
	}
	return h.Print(h.t.Context(), acts.Command, db.Recto, chosen, drawn, w)
}

func (h *house) waits() int {
	h.t.Helper()
	queue, err := h.DB.LetterQueue(h.t.Context(), h.clock)
	h.must(err)
	return len(queue)
}

// opens says whether the password is the member's valid one.
func (h *house) opens(member int64, secret string) bool {
	h.t.Helper()
	m, err := h.DB.Member(h.t.Context(), member)
	if err != nil || m.Temporary == nil {
		h.t.Fatalf("%+v, %v", m, err)
	}
	right, err := h.Hasher.Verify(h.t.Context(), m.Temporary.Hash, secret)
	h.must(err)
	return right
}

func TestTwentyLettersArePrintedAndLost(t *testing.T) {
	h := newMailroom(t, 20)
	var lost, again bytes.Buffer
	b, err := h.print(&lost)
	if err != nil || b.Number != 1 || b.Count != 20 || b.Letters != nil || h.waits() != 0 {
		t.Fatalf("%+v, %v", b, err)
	}
	first := strings.Fields(lost.String())
	if len(first) != 20 || !h.opens(7, first[6]) {
		t.Fatalf("printed %q", first)
	}
	if _, err := h.print(&again); !errors.Is(err, db.ErrNoLetters) || again.Len() > 0 {
		t.Errorf("again: %v, %d bytes", err, again.Len())
	}
	h.clock = h.clock.Add(time.Hour)
	done, err := h.RenewLetters(t.Context(), acts.Command, db.LetterChoice{Batch: 1}, db.RenewedLost)
	if err != nil || len(done.Again) != 20 || len(done.Dropped) != 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	if b, err = h.print(&again); err != nil || b.Number != 2 || b.Count != 20 {
		t.Fatalf("%+v, %v", b, err)
	}
	second := strings.Fields(again.String())
	for i := range first {
		member := int64(i + 1)
		if first[i] == second[i] || h.opens(member, first[i]) || !h.opens(member, second[i]) {
			t.Errorf("member %d: %q, then %q", member, first[i], second[i])
		}
	}
	if _, err := h.RenewLetters(t.Context(), acts.Command, db.LetterChoice{Batch: 1}, db.RenewedLost); !errors.Is(err, db.ErrMoved) {
		t.Errorf("the lost batch, once more: %v", err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestWhatEndsBeforeTheCommitLeavesTheLettersWaiting(t *testing.T) {
	h := newMailroom(t, 3)
	full := writerFunc(func([]byte) (int, error) { return 0, errors.New("the disk is full") })
	if b, err := h.print(full); err == nil || b.Letters != nil {
		t.Errorf("%+v, %v", b, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	gone := writerFunc(func(p []byte) (int, error) { cancel(); return len(p), nil })
	if _, err := h.Print(ctx, acts.Command, db.Recto, nil, drawn, gone); err == nil {
		t.Error("it was committed by who had gone")
	}
	var pdf bytes.Buffer
	if b, err := h.print(&pdf); err != nil || b.Number != 1 || len(strings.Fields(pdf.String())) != 3 {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestAgentsWhoPrintAtOnceShareTheLetters(t *testing.T) {
	h := newMailroom(t, 20)
	const agents = 6
	var (
		wg      sync.WaitGroup
		pdfs    [agents]bytes.Buffer
		results [agents]error
		barrier = make(chan struct{})
	)
	for i := range agents {
		wg.Go(func() {
			var only []int64
			if i%2 == 0 { // some print what they chose, some all that there is
				only = []int64{1, 2, 3}
			}
			<-barrier
			_, results[i] = h.print(&pdfs[i], only...)
		})
	}
	close(barrier)
	wg.Wait()
	held := map[string]int{}
	for i, err := range results {
		if err == nil {
			for _, s := range strings.Fields(pdfs[i].String()) {
				held[s]++
			}
		} else if !errors.Is(err, db.ErrMoved) && !errors.Is(err, db.ErrNoLetters) {
			t.Error(err)
		}
	}
	if len(held) != 20 || h.waits() != 0 {
		t.Errorf("%d letters were handed over, %d wait", len(held), h.waits())
	}
	for s, n := range held {
		if n != 1 {
			t.Errorf("%s is in %d batches", s, n)
		}
	}
}

func TestAgentsWhoRenewAtOnceRenewOnce(t *testing.T) {
	h := newMailroom(t, 4)
	if _, err := h.print(io.Discard); err != nil {
		t.Fatal(err)
	}
	h.clock = h.clock.Add(time.Minute)
	var (
		wg      sync.WaitGroup
		results [4]error
		barrier = make(chan struct{})
	)
	for i := range results {
		wg.Go(func() {
			<-barrier
			_, results[i] = h.RenewLetters(t.Context(), acts.Command, db.LetterChoice{Batch: 1}, db.RenewedJam)
		})
	}
	close(barrier)
	wg.Wait()
	right := 0
	for _, err := range results {
		if err == nil {
			right++
		} else if !errors.Is(err, db.ErrMoved) {
			t.Error(err)
		}
	}
	if right != 1 || h.waits() != 4 {
		t.Errorf("renewed %d times, %d letters wait", right, h.waits())
	}
}

func TestWhoeverMayNotPrintPrintsNothing(t *testing.T) {
	h := newMailroom(t, 2)
	if _, err := h.Print(t.Context(), h.agent("ymoreau", db.RoleAgent), db.Recto, nil, drawn, io.Discard); !errors.Is(err, acts.ErrForbidden) || h.waits() != 2 {
		t.Errorf("%v, %d letters wait", err, h.waits())
	}
}
