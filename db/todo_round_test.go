package db_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/journey/events"
)

func looksThrough(t *testing.T, d *db.DB, now time.Time) {
	t.Helper()
	if err := d.LookThroughLists(t.Context(), now); err != nil {
		t.Fatal(err)
	}
}

// heldDesk has this many letters with an address too long for the window, and behind them as many printable ones.
func heldDesk(t *testing.T, n int) desk {
	t.Helper()
	d := openDB(t)
	members(t, d, streets(2*n, "128 boulevard du Maréchal de Lattre de Tassigny", n))
	k := desk{d, t}
	for i := range 2 * n {
		k.queue(int64(i+1), noon)
	}
	return k
}

// streets is a file of members, of whom the first have this street.
func streets(n int, street string, first int) string {
	var file strings.Builder
	file.WriteString("identifiant;categorie;civilite;nom;prenom;adresse4;adresse6\n")
	for i := range n {
		if i == first {
			street = "9 rue Haute"
		}
		fmt.Fprintf(&file, "T%d;tiers;Mme;Aubert%d;Jeanne;%s;86000 Poitiers\n", i+1, i+1, street)
	}
	return file.String()
}

// Once held letters are marked, the page of letters reads only as many of them as it lists: the last one, which does not
// decrypt, is behind those.
func TestHeldLettersBehindTheListAreCountedOnly(t *testing.T) {
	const most, n = 10, 25
	k := heldDesk(t, n)
	later := noon.Add(time.Hour)
	head := func(held, heldBehind, printable, behind int) db.QueueHead {
		t.Helper()
		h, err := k.LetterQueueHead(t.Context(), most, later)
		if err != nil || len(h.Held) != held || h.HeldBehind != heldBehind || len(h.Printable) != printable || h.Behind != behind {
			t.Fatalf("%d held and %d behind, %d printable and %d behind, %v", len(h.Held), h.HeldBehind, len(h.Printable), h.Behind, err)
		}
		return h
	}
	head(n, 0, most, n-most) // nothing is noted yet
	looksThrough(t, k.DB, later)
	tamper(t, k.DB, fmt.Sprintf(`UPDATE members SET profile = x'00' WHERE id = %d`, n))
	if h := head(most, n-most, most, n-most); h.Held[0].ID != 1 || h.Printable[0].ID != n+1 {
		t.Errorf("the lists begin with %d and %d", h.Held[0].ID, h.Printable[0].ID)
	}
	k.does(func(ctx context.Context, tx *db.Tx) error {
		left, err := tx.AcceptAddress(ctx, 3, func(db.LetterRow) bool { return true }, act(later))
		if len(left) > 0 {
			t.Error(left)
		}
		return err
	})
	if h := head(most, n-most-1, most, n-most+1); h.Printable[0].ID != 3 {
		t.Errorf("the address that was accepted: %d is first", h.Printable[0].ID)
	}
	k.does(func(ctx context.Context, tx *db.Tx) error {
		return tx.SetEnvelopeName(ctx, n-1, nil, events.Grounds{}, act(later))
	})
	head(most+1, n-most-2, most, n-most+1) // noted no more
}

// A letter whose address the file has corrected is printable at once, wherever it is in the queue.
func TestAFileThatMendsAddressesHasTheLettersLookedAtAgain(t *testing.T) {
	const most, n = 10, 25
	k := heldDesk(t, n)
	looksThrough(t, k.DB, noon)
	file := noted(t, k.DB, streets(2*n, "9 rue Basse", n), noon.Add(time.Hour))
	later := noon.Add(2 * time.Hour)
	h, err := k.LetterQueueHead(t.Context(), most, later)
	if err != nil || len(h.Held) != 0 || h.HeldBehind != 0 || len(h.Printable) != most || h.Behind != 2*n-most || h.Printable[0].ID != 1 {
		t.Errorf("%d held and %d behind, %d printable and %d behind, %v", len(h.Held), h.HeldBehind, len(h.Printable), h.Behind, err)
	}
	looksThrough(t, k.DB, later)
	if _, err := undone(t, k.DB, file, later); err != nil {
		t.Fatal(err)
	}
	if h, err = k.LetterQueueHead(t.Context(), most, later); err != nil || len(h.Held) != n || len(h.Printable) != most || h.Behind != n-most {
		t.Errorf("the file was taken back: %d held and %d behind, %d printable and %d behind, %v", len(h.Held), h.HeldBehind, len(h.Printable), h.Behind, err)
	}
}

func TestHeldLettersAreReadByTheirIndexes(t *testing.T) {
	raw := openRaw(t, openDB(t))
	defer raw.Close()
	if plan := planOf(t, raw, db.QueryHeldByIndex); !strings.Contains(plan, "COVERING INDEX letters_held") {
		t.Error(plan)
	}
	for _, list := range []db.TodoList{db.TodoClosing, db.TodoReturned, db.TodoEmail} {
		want := map[db.TodoList]string{db.TodoClosing: "SEARCH m USING COVERING INDEX members_to_close", db.TodoReturned: "l USING INDEX letters_returned", db.TodoEmail: "o USING INDEX outbox_undelivered (channel=?)"}[list]
		if plan := planOf(t, raw, db.TodoCountSQL(list)); !strings.Contains(plan, want) {
			t.Errorf("%s: %s", list, plan)
		}
	}
}

// second is the member whom the tests change.
const second = "2850586194124"

// refusedMembers is a file of two members; the address of the second one is a parameter.
func refusedMembers(address string) string {
	return smallHeader + "2850586194123;particulier;Dupré;86370 VIVONNE;zoe@poitou.example;0639981234;123456789012\n" + second + ";particulier;Dupin;86370 VIVONNE;" + address + ";;\n"
}

// refusedTo creates two members, to each of whom a mail bounced, and returns the second.
func refusedTo(t *testing.T) (*db.DB, *db.Member) {
	t.Helper()
	d := openDB(t)
	members(t, d, refusedMembers("max@poitou.example"))
	bounces(t, d, member(t, d, "2850586194123"), noon)
	m := member(t, d, second)
	bounces(t, d, m, noon)
	return d, m
}

func moves(t *testing.T, d *db.DB, m *db.Member, to string, at time.Time) {
	t.Helper()
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		return tx.SetContact(ctx, m, db.Email, db.Contact{Value: to, Source: db.FromAgent}, at)
	})
}

// bounces records one more bounced mail to a member.
func bounces(t *testing.T, d *db.DB, m *db.Member, at time.Time) {
	t.Helper()
	reported(t, d, m, db.FateBounced, at)
}

// reported posts a mail to a member and stores a delivery report for it.
func reported(t *testing.T, d *db.DB, m *db.Member, fate db.Fate, at time.Time) {
	t.Helper()
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		return tx.Post(ctx, m.ID, db.Message{Kind: db.KindReset, Channel: "email", To: m.Contacts[db.Email].Value, At: at}, at, at.Add(time.Hour))
	})
	tamper(t, d, fmt.Sprintf(`UPDATE outbox SET state = 'sent', payload = NULL, done_at = %d WHERE state = 'waiting'`, at.Unix()))
	raw := openRaw(t, d)
	defer raw.Close()
	reference := column(t, raw, `SELECT reference FROM outbox ORDER BY id DESC LIMIT 1`)[0]
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Report(ctx, "email", reference, fate, "5.1.1", at)
		return err
	})
}

// The number and the list agree, whatever happens after the round.
func TestARefusalThatTheRoundHasSeenIsListedAsLongAsItStands(t *testing.T) {
	const other = "neuve@poitou.example"
	for name, c := range map[string]struct {
		does func(t *testing.T, d *db.DB, m *db.Member, at time.Time)
		want int
	}{
		"nothing":                {func(*testing.T, *db.DB, *db.Member, time.Time) {}, 2},
		"another one comes back": {bounces, 2},
		"a mail arrives": {func(t *testing.T, d *db.DB, m *db.Member, at time.Time) { //nolint:thelper // a case
			reported(t, d, m, db.FateDelivered, at)
		}, 1},
		"the address is confirmed": {func(t *testing.T, d *db.DB, m *db.Member, at time.Time) { //nolint:thelper // a case
			inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.VerifyContact(ctx, m.ID, db.Email, at)
				return err
			})
		}, 1},
		"another address": {func(t *testing.T, d *db.DB, m *db.Member, at time.Time) { //nolint:thelper // a case
			moves(t, d, m, other, at)
		}, 1},
		"another address, and back": {func(t *testing.T, d *db.DB, m *db.Member, at time.Time) { //nolint:thelper // a case
			moves(t, d, m, other, at)
			looksThrough(t, d, at)
			moves(t, d, m, "max@poitou.example", at)
		}, 2},
		"the file has another address": {func(t *testing.T, d *db.DB, _ *db.Member, at time.Time) { //nolint:thelper // a case
			noted(t, d, refusedMembers(other), at)
		}, 1},
		"that file is taken back": {func(t *testing.T, d *db.DB, _ *db.Member, at time.Time) { //nolint:thelper // a case
			file := noted(t, d, refusedMembers(other), at)
			looksThrough(t, d, at)
			if _, err := undone(t, d, file, at); err != nil {
				t.Fatal(err)
			}
		}, 2},
		"the account is closed": {func(t *testing.T, d *db.DB, m *db.Member, at time.Time) { //nolint:thelper // a case
			inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.SetStatus(ctx, m, db.Status{State: db.StateClosed, Cause: db.Wish, At: at, By: "agent:odile"}, at)
				return err
			})
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			d, m := refusedTo(t)
			at := noon.Add(2 * time.Hour)
			looksThrough(t, d, at)
			c.does(t, d, m, at.Add(time.Minute))
			for range 2 {
				if got := onList(t, d, db.TodoEmail, at.Add(time.Hour)); len(got) != c.want {
					t.Errorf("listed: %v, want %d", got, c.want)
				}
				looksThrough(t, d, at.Add(time.Hour))
			}
		})
	}
}

// The number and the list agree when one more SMS is refused, and when it is queued again.
func TestARefusalIsLookedAtAgainWhenItIsTakenBack(t *testing.T) {
	d, m := refusedTo(t)
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		return tx.SetContact(ctx, m, db.Mobile, db.Contact{Value: "0639985678", Source: db.FromMember}, noon)
	})
	m = member(t, d, second)
	refuses := func() db.Waiting {
		t.Helper()
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			return tx.Post(ctx, m.ID, db.Message{Kind: db.KindReset, Channel: "sms", To: m.Destination("sms"), At: noon}, noon, noon.Add(time.Hour))
		})
		waiting, err := d.Due(t.Context(), noon, 10)
		if err != nil || len(waiting) != 1 {
			t.Fatal(waiting, err)
		}
		if err := d.Refused(t.Context(), waiting[0], noon, "sms-refus 404"); err != nil {
			t.Fatal(err)
		}
		return waiting[0]
	}
	first := refuses()
	for range 2 {
		if got := onList(t, d, db.TodoSMS, noon); !slices.Equal(got, []int64{m.ID}) {
			t.Errorf("refused: %v", got)
		}
		looksThrough(t, d, noon)
	}
	newest := refuses()
	for _, c := range []struct {
		reopened db.Waiting
		want     []int64
	}{{newest, []int64{m.ID}}, {first, nil}} {
		for range 2 {
			if got := onList(t, d, db.TodoSMS, noon); !slices.Equal(got, []int64{m.ID}) {
				t.Errorf("refused once more: %v", got)
			}
			looksThrough(t, d, noon)
		}
		if err := d.Reopen(t.Context(), c.reopened, noon); err != nil {
			t.Fatal(err)
		}
		if got := onList(t, d, db.TodoSMS, noon); !slices.Equal(got, c.want) {
			t.Errorf("one waits again: %v, want %v", got, c.want)
		}
	}
}

// Members whom a letter or login has reached are not checked each time; a letter that returns later is.
func TestWhoWasReachedIsNoted(t *testing.T) {
	k := newDesk(t, 3)
	k.prints(noon)
	day := noon.Add(24 * time.Hour)
	back := func(letter int64) {
		k.does(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.MarkReturned(ctx, letter, db.ReturnedUnknown, act(day))
			return err
		})
	}
	back(1)
	back(2)
	k.does(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.OpenLogin(ctx, 1, "password", "Firefox", day)
		return err
	})
	looksThrough(t, k.DB, day)
	raw := openRaw(t, k.DB)
	defer raw.Close()
	if got := column(t, raw, `SELECT id FROM letters WHERE reached = 1`); !slices.Equal(got, []string{"1"}) {
		t.Errorf("noted: %q", got)
	}
	back(3)
	if got := onList(t, k.DB, db.TodoReturned, day); !slices.Equal(got, []int64{2, 3}) {
		t.Errorf("listed: %v", got)
	}
}
