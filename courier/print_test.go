package courier

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/account/keys"
	"sesame/db"
)

// office is a caisse with members whose letters wait since the afternoon.
type office struct {
	*db.DB
	t      *testing.T
	hasher *keys.Hasher
}

const letterLife = 30 * 24 * time.Hour

func newOffice(t *testing.T, members int) office {
	t.Helper()
	o := office{openOutbox(t), t, keys.NewHasher(2, 100)}
	t.Cleanup(func() { _ = o.Close() })
	var file strings.Builder
	file.WriteString("identifiant;categorie;civilite;nom;prenom;adresse5;adresse6\n")
	for i := range members {
		fmt.Fprintf(&file, "T%d;tiers;Mme;Aubert;Jeanne;%d rue Haute;86000 Poitiers\n", i+1, i+1)
	}
	table, err := backoffice.OpenTable(strings.NewReader(file.String()), backoffice.MemberColumns)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.ImportMembers(t.Context(), table, db.ImportOptions{Now: afternoon}); err != nil {
		t.Fatal(err)
	}
	for i := range members {
		o.queue(int64(i + 1))
	}
	return o
}

// queue issues a password that is drawn from the member's number, and its letter.
func (o office) queue(member int64) {
	o.t.Helper()
	secret := fmt.Sprintf("aaaabbbb%04d", 2222+member)
	hash, err := o.hasher.Hash(o.t.Context(), secret)
	if err != nil {
		o.t.Fatal(err)
	}
	err = o.InTx(o.t.Context(), func(t *db.Tx) error {
		until := afternoon.Add(letterLife)
		return errors.Join(
			t.QueueLetter(o.t.Context(), member, db.LetterPayload{Name: "Mme Jeanne Aubert", Secret: secret, Request: fmt.Sprintf("KTR-%d", 222+member), At: afternoon, Until: until}),
			t.IssueTemporary(o.t.Context(), member, db.Temporary{Hash: hash, Channel: "letter", IssuedAt: afternoon, ExpiresAt: until}))
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o office) order() PrintOrder {
	return PrintOrder{Caisse: aCaisse, Location: paris(o.t), Layout: db.Recto, Act: db.Act{Actor: "agent:odile", At: afternoon}}
}

// waits is how many letters are in the queue.
func (o office) waits() int {
	o.t.Helper()
	queue, err := o.LetterQueue(o.t.Context(), afternoon)
	if err != nil {
		o.t.Fatal(err)
	}
	return len(queue)
}

// opens says whether a password is the one that the member may use.
func (o office) opens(member int64, secret string) bool {
	o.t.Helper()
	m, err := o.Member(o.t.Context(), member)
	if err != nil || m.Temporary == nil {
		o.t.Fatalf("%+v, %v", m, err)
	}
	right, err := o.hasher.Verify(o.t.Context(), m.Temporary.Hash, secret)
	if err != nil {
		o.t.Fatal(err)
	}
	return right
}

var printedSecret = regexp.MustCompile(`([a-z0-9]{4}) ([a-z0-9]{4}) ([a-z0-9]{4}) Il s'écrit`)

// secrets are the passwords that a PDF holds, in its order.
func secrets(t *testing.T, pdf []byte) (found []string) {
	t.Helper()
	for _, page := range readPDF(t, pdf) {
		if m := printedSecret.FindStringSubmatch(sentence(page)); m != nil {
			found = append(found, m[1]+m[2]+m[3])
		}
	}
	return found
}

func TestTwentyLettersArePrintedAndLost(t *testing.T) {
	o := newOffice(t, 20)
	var lost, again bytes.Buffer
	b, err := Print(t.Context(), o.DB, &lost, o.order())
	if err != nil || b.Number != 1 || b.Count != 20 || b.Letters != nil || o.waits() != 0 {
		t.Fatalf("%+v, %v", b, err)
	}
	first := secrets(t, lost.Bytes())
	if len(first) != 20 || !o.opens(7, first[6]) {
		t.Fatalf("printed %q", first)
	}
	if _, err := Print(t.Context(), o.DB, &again, o.order()); !errors.Is(err, db.ErrNoLetters) || again.Len() > 0 {
		t.Errorf("again: %v, %d bytes", err, again.Len())
	}
	hour := db.Act{Actor: "agent:odile", At: afternoon.Add(time.Hour)}
	done, err := Renew(t.Context(), o.DB, o.hasher, db.LetterChoice{Batch: 1}, db.RenewedLost, letterLife, hour)
	if err != nil || len(done.Again) != 20 || len(done.Dropped) != 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	order := o.order()
	order.Act = hour
	if b, err = Print(t.Context(), o.DB, &again, order); err != nil || b.Number != 2 || b.Count != 20 {
		t.Fatalf("%+v, %v", b, err)
	}
	second := secrets(t, again.Bytes())
	for i := range first {
		member := int64(i + 1)
		if first[i] == second[i] || o.opens(member, first[i]) || !o.opens(member, second[i]) {
			t.Errorf("member %d: %q, then %q", member, first[i], second[i])
		}
	}
	if _, err := Renew(t.Context(), o.DB, o.hasher, db.LetterChoice{Batch: 1}, db.RenewedLost, letterLife, hour); !errors.Is(err, db.ErrMoved) {
		t.Errorf("the lost batch, once more: %v", err)
	}
}

// failing is a disk that is full.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

func TestWhatEndsBeforeTheCommitLeavesTheLettersWaiting(t *testing.T) {
	o := newOffice(t, 3)
	if b, err := Print(t.Context(), o.DB, failing{}, o.order()); err == nil || b.Letters != nil {
		t.Errorf("%+v, %v", b, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := Print(ctx, o.DB, writerFunc(func(p []byte) (int, error) { cancel(); return len(p), nil }), o.order()); err == nil {
		t.Error("it was committed by who had gone")
	}
	var pdf bytes.Buffer
	if b, err := Print(t.Context(), o.DB, &pdf, o.order()); err != nil || b.Number != 1 || len(secrets(t, pdf.Bytes())) != 3 {
		t.Errorf("%+v, %v", b, err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestAgentsWhoPrintAtOnceShareTheLetters(t *testing.T) {
	o := newOffice(t, 20)
	const agents = 6
	var (
		wg      sync.WaitGroup
		pdfs    [agents]bytes.Buffer
		results [agents]error
		barrier = make(chan struct{})
	)
	for i := range agents {
		wg.Go(func() {
			order := o.order()
			if i%2 == 0 { // some print what they chose, some all that there is
				order.Only = []int64{1, 2, 3}
			}
			<-barrier
			_, results[i] = Print(t.Context(), o.DB, &pdfs[i], order)
		})
	}
	close(barrier)
	wg.Wait()
	held := map[string]int{}
	for i, err := range results {
		if err == nil {
			for _, s := range secrets(t, pdfs[i].Bytes()) {
				held[s]++
			}
		} else if !errors.Is(err, db.ErrMoved) && !errors.Is(err, db.ErrNoLetters) {
			t.Error(err)
		}
	}
	if len(held) != 20 || o.waits() != 0 {
		t.Errorf("%d letters in the PDF that were handed over, %d wait", len(held), o.waits())
	}
	for s, n := range held {
		if n != 1 {
			t.Errorf("%s is in %d batches", s, n)
		}
	}
}

func TestAgentsWhoRenewAtOnceRenewOnce(t *testing.T) {
	o := newOffice(t, 4)
	if _, err := Print(t.Context(), o.DB, new(bytes.Buffer), o.order()); err != nil {
		t.Fatal(err)
	}
	var (
		wg      sync.WaitGroup
		results [4]error
		barrier = make(chan struct{})
	)
	for i := range results {
		wg.Go(func() {
			<-barrier
			_, results[i] = Renew(t.Context(), o.DB, o.hasher, db.LetterChoice{Batch: 1}, db.RenewedJam, letterLife, db.Act{Actor: "agent:odile", At: afternoon.Add(time.Minute)})
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
	if right != 1 || o.waits() != 4 {
		t.Errorf("renewed %d times, %d letters wait", right, o.waits())
	}
}

func TestALetterThatIsHeldSaysWhy(t *testing.T) {
	h := db.LetterHold{Problems: []account.AddressProblem{{Line: 4, Text: "x", Reason: "La ligne 4 compte 43 caractères : 38 au plus.", Shorter: "y"}}, CameBack: afternoon, Late: true, Damaged: true}
	got := strings.Join(HoldReasons(h, paris(t)), "\n")
	for _, want := range []string{"La ligne 4 compte 43 caractères : 38 au plus. Une abréviation", "est revenu de cette adresse le 23 novembre 2026", "trop près de sa fin", "ne se lit plus"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
	if HoldReasons(db.LetterHold{}, paris(t)) != nil {
		t.Error("reasons for one that is not held")
	}
}
