package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sesame/db"
)

// letter is a letter with a temporary password, as « oubli » issues it; its hash is derived from the secret without hashing.
func letter(ctx context.Context, tx *db.Tx, memberID int64, p db.LetterPayload) error {
	return errors.Join(tx.QueueLetter(ctx, memberID, p),
		tx.IssueTemporary(ctx, memberID, db.Temporary{Hash: "hash of " + p.Secret, Channel: "letter", IssuedAt: p.At, ExpiresAt: p.Until}))
}

const month = 30 * 24 * time.Hour

// desk is a database with n members, each with a letter that has waited since noon.
type desk struct {
	*db.DB
	t *testing.T
}

func newDesk(t *testing.T, n int) desk {
	t.Helper()
	d := openDB(t)
	var file strings.Builder
	file.WriteString("identifiant;categorie;civilite;nom;prenom;adresse1;adresse5;adresse6\n")
	for i := range n {
		fmt.Fprintf(&file, "T%d;tiers;Mme;Aubert%d;Jeanne;;%d rue Haute;86000 Poitiers\n", i+1, i+1, i+1)
	}
	members(t, d, file.String())
	k := desk{d, t}
	for i := range n {
		k.queue(int64(i+1), noon)
	}
	return k
}

// queue queues a member's letter, with the secret « secret-ID ».
func (k desk) queue(member int64, at time.Time) {
	k.t.Helper()
	inTx(k.t, k.DB, func(ctx context.Context, tx *db.Tx) error {
		return letter(ctx, tx, member, db.LetterPayload{Secret: fmt.Sprintf("secret-%d", member),
			Request: fmt.Sprintf("KTR-%d", member), At: at, Until: at.Add(month)})
	})
}

func act(at time.Time) db.Act { return db.Act{Actor: "agent:odile", At: at} }

// prints drafts and claims a batch.
func (k desk) prints(at time.Time, only ...int64) db.BatchDraft {
	k.t.Helper()
	d, err := k.DraftBatch(k.t.Context(), db.Recto, k.chosen(only...), act(at))
	if err != nil {
		k.t.Fatal(err)
	}
	k.does(func(ctx context.Context, tx *db.Tx) error { return tx.ClaimBatch(ctx, d, act(at)) })
	return d
}

// chosen returns the letters with these IDs as they are listed; nil for none.
func (k desk) chosen(ids ...int64) (chosen []db.ChosenLetter) {
	k.t.Helper()
	for _, id := range ids {
		l, err := k.Letter(k.t.Context(), id)
		if err != nil {
			k.t.Fatal(err)
		}
		chosen = append(chosen, l.Chosen())
	}
	return chosen
}

func (k desk) does(f func(context.Context, *db.Tx) error) {
	k.t.Helper()
	inTx(k.t, k.DB, f)
}

// refuses requires that a transaction returns this error and changes nothing.
func (k desk) refuses(want error, f func(context.Context, *db.Tx) error) {
	k.t.Helper()
	before := everything(k.t, k.DB)
	if err := k.InTx(k.t.Context(), func(tx *db.Tx) error { return f(k.t.Context(), tx) }); !errors.Is(err, want) {
		k.t.Errorf("got %v, want %v", err, want)
	}
	if !slices.Equal(before, everything(k.t, k.DB)) {
		k.t.Error("something was changed")
	}
}

// asItStands is an agent who has seen the letter in its present state.
func asItStands(db.LetterRow) bool { return true }

func (k desk) renews(at time.Time, c db.LetterChoice, why db.LetterReason) db.Renewed {
	k.t.Helper()
	var done db.Renewed
	renewals := k.renewals(at, c)
	k.does(func(ctx context.Context, tx *db.Tx) (err error) {
		done, err = tx.Requeue(ctx, renewals, why, month, act(at))
		return err
	})
	return done
}

func (k desk) renewals(at time.Time, c db.LetterChoice) (all []db.Renewal) {
	k.t.Helper()
	letters, err := k.ReprintCandidates(k.t.Context(), c, at)
	if err != nil {
		k.t.Fatal(err)
	}
	for _, l := range letters {
		all = append(all, db.Renewal{LetterID: l.ID, Secret: fmt.Sprintf("new-%d", l.MemberID), Hash: fmt.Sprintf("hash of new-%d", l.MemberID)})
	}
	return all
}

func (k desk) hash(member int64) string {
	k.t.Helper()
	m, err := k.Member(k.t.Context(), member)
	if err != nil {
		k.t.Fatal(err)
	}
	if m.Temporary == nil {
		return ""
	}
	return m.Temporary.Hash
}

func (k desk) row(id int64) db.LetterRow {
	k.t.Helper()
	l, err := k.Letter(k.t.Context(), id)
	if err != nil {
		k.t.Fatal(err)
	}
	return l
}

// noted returns the actor and the fields of each audit event of a kind.
func (k desk) noted(event string) (told []string) {
	k.t.Helper()
	err := k.EachAudit(k.t.Context(), func(row db.AuditRow) error {
		if row.Event == event {
			told = append(told, fmt.Sprint(row.Actor, " ", row.Numbers, " ", row.Cause))
		}
		return nil
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return told
}

func (k desk) queued(at time.Time) []db.LetterRow {
	k.t.Helper()
	rows, err := k.LetterQueue(k.t.Context(), at)
	if err != nil {
		k.t.Fatal(err)
	}
	return rows
}

func TestABatchTakesEachLetterOnceAndWipesIt(t *testing.T) {
	k := newDesk(t, 20)
	later := noon.Add(48 * time.Hour)
	queue := k.queued(later)
	if len(queue) != 20 || queue[3].Name != "Mme Jeanne Aubert4" || queue[3].Town != "POITIERS" || queue[3].Hold.Held() || !queue[3].CreatedAt.Equal(noon) ||
		!queue[3].ExpiresAt.Equal(noon.Add(month)) || !slices.Equal(queue[3].Lines, []string{"Mme Jeanne Aubert4", "4 RUE HAUTE", "86000 POITIERS"}) {
		t.Fatalf("queue %+v", queue[3])
	}
	if n, oldest, err := k.QueuedLetters(t.Context(), later); err != nil || n != 20 || !oldest.Equal(noon) {
		t.Errorf("%d wait, the oldest since %v, %v", n, oldest, err)
	}
	d := k.prints(later, 2, 5)
	if d.Number != 1 || d.Count != 2 || d.Letters[1].Payload.Secret != "secret-5" || d.Letters[1].Payload.Lines[1] != "5 RUE HAUTE" {
		t.Errorf("draft %+v", d)
	}
	if rest := k.prints(later); rest.Number != 2 || rest.Count != 18 {
		t.Errorf("draft %+v", rest)
	}
	if left := blobs(t, k.Path())["letters.payload"]; len(left) > 0 {
		t.Errorf("%d passwords are left", len(left))
	}
	if l := k.row(5); l.State != db.LetterPrinted || l.Batch != 1 || l.Sheet != 2 || !l.DoneAt.Equal(later) {
		t.Errorf("%+v", l)
	}
	if _, err := k.DraftBatch(t.Context(), db.Recto, nil, act(later)); !errors.Is(err, db.ErrNoLetters) {
		t.Errorf("again: %v", err)
	}
	if _, err := k.DraftBatch(t.Context(), db.Recto, []db.ChosenLetter{{ID: 5}}, act(later)); !errors.Is(err, db.ErrMoved) {
		t.Errorf("one that is printed: %v", err)
	}
	k.refuses(db.ErrMoved, func(ctx context.Context, tx *db.Tx) error { return tx.ClaimBatch(ctx, d, act(later)) })
	d.Number = 3
	k.refuses(db.ErrMoved, func(ctx context.Context, tx *db.Tx) error { return tx.ClaimBatch(ctx, d, act(later)) })
	if got := k.noted("letters-printed"); !slices.Equal(got, []string{"agent:odile map[batch:1 letters:2] ", "agent:odile map[batch:2 letters:18] "}) {
		t.Errorf("noted %q", got)
	}
	batches, err := k.LetterBatches(t.Context(), 0, 10)
	if err != nil || len(batches) != 2 || batches[0].Number != 2 || batches[0].States[db.LetterPrinted] != 18 || batches[0].Actor != "agent:odile" {
		t.Errorf("batches %+v, %v", batches, err)
	}
	if older, err := k.LetterBatches(t.Context(), 2, 10); err != nil || len(older) != 1 || older[0].Number != 1 {
		t.Errorf("the page before: %+v, %v", older, err)
	}
	if _, err := k.LetterBatch(t.Context(), 9); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("no such batch: %v", err)
	}
}

// When the file has corrected a name meanwhile, the greeting has the new name, too: otherwise envelope and letter would name
// two people.
func TestALetterGreetsWhomItsEnvelopeNames(t *testing.T) {
	k := newDesk(t, 1)
	members(t, k.DB, "identifiant;categorie;civilite;nom;prenom;adresse1;adresse5;adresse6\nT1;tiers;Mme;Auber;Jeanne;;1 rue Haute;86000 Poitiers\n")
	d := k.prints(noon.Add(time.Hour), 1)
	if p := d.Letters[0].Payload; p.Name != "Mme Jeanne Auber" || p.Lines[0] != p.Name {
		t.Errorf("the letter greets %q, its envelope says %q", p.Name, p.Lines)
	}
}

func TestTwoAgentsWhoPrintAtOnceNeverHaveTheSameLetter(t *testing.T) {
	k := newDesk(t, 12)
	const agents = 4
	var (
		wg      sync.WaitGroup
		mu      sync.Mutex
		claimed int
		barrier = make(chan struct{})
		drafted sync.WaitGroup
	)
	drafted.Add(agents)
	for range agents {
		wg.Go(func() {
			d, err := k.DraftBatch(t.Context(), db.RectoVerso, nil, act(noon))
			drafted.Done()
			<-barrier
			if err == nil {
				err = k.InTx(t.Context(), func(tx *db.Tx) error { return tx.ClaimBatch(t.Context(), d, act(noon)) })
			}
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				claimed++
			} else if !errors.Is(err, db.ErrMoved) {
				t.Error(err)
			}
		})
	}
	drafted.Wait()
	close(barrier)
	wg.Wait()
	letters, err := k.LettersOfBatch(t.Context(), 1)
	if err != nil || claimed != 1 || len(letters) != 12 {
		t.Errorf("%d batches of the same draft, %d letters, %v", claimed, len(letters), err)
	}
}

func TestWhatIsNotPrinted(t *testing.T) {
	t.Run("a letter whose time is over, or nearly", func(t *testing.T) {
		k := newDesk(t, 1)
		if q := k.queued(noon.Add(20 * 24 * time.Hour)); len(q) != 1 || q[0].Hold.Held() {
			t.Errorf("with 10 days left: %+v", q)
		}
		late := noon.Add(20*24*time.Hour + time.Second)
		if q := k.queued(late); len(q) != 1 || !q[0].Hold.Late {
			t.Errorf("with less: %+v", q)
		}
		d, err := k.DraftBatch(t.Context(), db.Recto, nil, act(late))
		if !errors.Is(err, db.ErrNoLetters) || d.Held != 1 {
			t.Errorf("%+v, %v", d, err)
		}
		done := k.renews(late, db.LetterChoice{IDs: []int64{1}}, db.RenewedLate)
		if len(done.Again) != 1 || k.row(1).State != db.LetterRenewed || k.prints(late).Letters[0].Payload.Secret != "new-1" {
			t.Errorf("renewed %+v", done)
		}
		other := newDesk(t, 1)
		if q := other.queued(noon.Add(month)); len(q) != 0 {
			t.Errorf("at its end: %+v", q)
		}
		if err := other.Purge(t.Context(), noon.Add(month)); err != nil || other.row(1).State != db.LetterExpired {
			t.Errorf("%v, %+v", err, other.row(1))
		}
	})
	t.Run("a letter whose password another one has replaced since", func(t *testing.T) {
		k := newDesk(t, 2)
		d, err := k.DraftBatch(t.Context(), db.Recto, nil, act(noon))
		if err != nil {
			t.Fatal(err)
		}
		k.does(func(ctx context.Context, tx *db.Tx) error {
			return tx.IssueTemporary(ctx, 1, db.Temporary{Hash: "by e-mail", Channel: "email", IssuedAt: noon.Add(time.Hour), ExpiresAt: noon.Add(2 * time.Hour)})
		})
		k.refuses(db.ErrMoved, func(ctx context.Context, tx *db.Tx) error { return tx.ClaimBatch(ctx, d, act(noon)) })
		if q := k.queued(noon); len(q) != 1 || q[0].MemberID != 2 {
			t.Errorf("queue %+v", q)
		}
		if err := k.Purge(t.Context(), noon); err != nil || k.row(1).Reason != db.LeftSuperseded || len(blobs(t, k.Path())["letters.payload"]) != 1 {
			t.Errorf("%v, %+v", err, k.row(1))
		}
	})
	t.Run("a letter that was damaged holds back no other", func(t *testing.T) {
		k := newDesk(t, 2)
		tamper(t, k.DB, `UPDATE letters SET payload = zeroblob(60) WHERE id = 1`)
		if d := k.prints(noon); d.Count != 1 || d.Held != 1 || !k.queued(noon)[0].Hold.Damaged {
			t.Errorf("draft %+v", d)
		}
		if done := k.renews(noon.Add(time.Hour), db.LetterChoice{IDs: []int64{1}}, db.RenewedJam); len(done.Again) != 1 {
			t.Errorf("renewed %+v", done)
		}
	})
	t.Run("an address that does not fit, until the file or an agent mends it", func(t *testing.T) {
		k := newDesk(t, 3)
		head := "identifiant;categorie;nom;adresse5;adresse6\n"
		members(t, k.DB, head+"T1;tiers;Aubert;128 boulevard du Maréchal de Lattre de Tassigny;86000 Poitiers\nT2;tiers;Aubert;4 rue de la Très Longue Rue dont personne ne voit la fin;86000 Poitiers\n")
		if d := k.prints(noon); d.Count != 1 || d.Held != 2 || d.Letters[0].MemberID != 3 {
			t.Fatalf("draft %+v", d)
		}
		if p := k.queued(noon)[0].Hold.Problems; len(p) != 1 || p[0].Line != 2 || p[0].Shorter != "128 BD DU MAL DE LATTRE DE TASSIGNY" {
			t.Errorf("%+v", p)
		}
		accept := func(id int64, want int) func(context.Context, *db.Tx) error {
			return func(ctx context.Context, tx *db.Tx) error {
				left, err := tx.AcceptAddress(ctx, id, asItStands, act(noon))
				if len(left) != want {
					t.Errorf("left %+v", left)
				}
				return err
			}
		}
		k.does(accept(1, 0))
		k.does(accept(2, 1))
		k.refuses(db.ErrMoved, accept(1, 0))
		k.refuses(db.ErrMoved, accept(3, 0))
		if d := k.prints(noon); d.Count != 1 || d.Letters[0].Payload.Lines[1] != "128 BD DU MAL DE LATTRE DE TASSIGNY" {
			t.Errorf("draft %+v", d)
		}
		hour := noon.Add(time.Hour)
		if done := k.renews(hour, db.LetterChoice{IDs: []int64{1}}, db.RenewedJam); k.queued(hour)[1].ID != done.Again[0] || k.queued(hour)[1].Hold.Held() {
			t.Errorf("renewed, its address is to be accepted again: %+v", k.queued(hour))
		}
		members(t, k.DB, head+"T1;tiers;Aubert;129 boulevard du Maréchal de Lattre de Tassigny;86000 Poitiers\n")
		if !k.queued(hour)[1].Hold.Held() {
			t.Error("another address than the one that was accepted is abbreviated")
		}
		members(t, k.DB, head+"T2;tiers;Aubert;4 rue Longue;86000 Poitiers\n")
		if d := k.prints(noon); d.Count != 1 || d.Letters[0].Payload.Lines[1] != "4 RUE LONGUE" {
			t.Errorf("draft %+v", d)
		}
		if got := k.noted("letter-address-accepted"); len(got) != 1 {
			t.Errorf("noted %q", got)
		}
	})
}
