package db_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

// onList returns the members of a list in its order, read in pages of two.
func onList(t *testing.T, d *db.DB, list db.TodoList, now time.Time) (ids []int64) {
	t.Helper()
	after := &db.TodoPlace{}
	for after != nil {
		page, next, err := d.Todo(t.Context(), list, *after, 2, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page {
			ids = append(ids, e.Member.ID)
			if found, err := d.TodoOf(t.Context(), list, e.Member.ID, e.Mark, now); err != nil || found.Member.ID != e.Member.ID {
				t.Errorf("member %d of the list %s by itself: %v", e.Member.ID, list, err)
			}
		}
		after = next
	}
	if n, over, err := d.TodoCount(t.Context(), list, 100, now); err != nil || n != len(ids) || over {
		t.Errorf("the list %s counts %d, more: %t, %v; it has %d", list, n, over, err, len(ids))
	}
	return ids
}

func TestWhoNeverCameIsListedUntilTheyComeOrAreAskedAgain(t *testing.T) {
	k := newDesk(t, 5) // each has a letter that waits since noon
	later := noon.AddDate(0, 0, db.NeverCameAfter)
	if got := onList(t, k.DB, db.TodoNever, later.Add(-time.Minute)); got != nil {
		t.Errorf("before their time: %v", got)
	}
	k.does(func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.OpenLogin(ctx, 2, "temporary", "Firefox", noon.Add(time.Hour)); err != nil {
			return err
		}
		return tx.IssueTemporary(ctx, 4, db.Temporary{Hash: "again", Channel: "letter", IssuedAt: later.Add(-time.Hour), ExpiresAt: later.Add(time.Hour)})
	})
	if got := onList(t, k.DB, db.TodoNever, later); !slices.Equal(got, []int64{1, 3, 5}) {
		t.Errorf("after %d days: %v", db.NeverCameAfter, got)
	}
	k.does(func(ctx context.Context, tx *db.Tx) error {
		e, err := tx.TodoOf(ctx, db.TodoNever, 3, noon.Unix(), later)
		if err != nil {
			return err
		}
		return tx.SetAside(ctx, e, later)
	})
	if got := onList(t, k.DB, db.TodoNever, later); !slices.Equal(got, []int64{1, 5}) {
		t.Errorf("with one put aside: %v", got)
	}
	again := later.Add(time.Hour)
	k.does(func(ctx context.Context, tx *db.Tx) error {
		return tx.IssueTemporary(ctx, 3, db.Temporary{Hash: "again", Channel: "letter", IssuedAt: again, ExpiresAt: again.Add(time.Hour)})
	})
	if got := onList(t, k.DB, db.TodoNever, again.AddDate(0, 0, db.NeverCameAfter)); !slices.Equal(got, []int64{1, 5, 4, 3}) {
		t.Errorf("once the one put aside was asked again, and did not come either: %v", got)
	}
}

func TestALetterThatCameBackIsListedUntilTheMemberIsReached(t *testing.T) {
	k := newDesk(t, 3)
	k.prints(noon)
	day := noon.Add(24 * time.Hour)
	for id := int64(1); id <= 3; id++ {
		k.does(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.MarkReturned(ctx, id, db.ReturnedUnknown, act(day))
			return err
		})
	}
	if got := onList(t, k.DB, db.TodoReturned, day); !slices.Equal(got, []int64{1, 2, 3}) {
		t.Errorf("three came back: %v", got)
	}
	k.does(func(ctx context.Context, tx *db.Tx) error {
		if err := letter(ctx, tx, 1, db.LetterPayload{Secret: "champ3verger", At: day, Until: day.Add(month)}); err != nil {
			return err
		}
		return tx.IssueTemporary(ctx, 3, db.Temporary{Hash: "by e-mail", Channel: "email", IssuedAt: day, ExpiresAt: day.Add(time.Hour)})
	})
	if got := onList(t, k.DB, db.TodoReturned, day); !slices.Equal(got, []int64{2}) {
		t.Errorf("one has another letter, one a password by e-mail: %v", got)
	}
}

func TestAContactThatRefusesIsListedWhileTheMemberHasIt(t *testing.T) {
	d := openDB(t)
	members(t, d, smallHeader+"2850586194123;particulier;Dupré;86370 VIVONNE;zoe@poitou.example;0639981234;123456789012\n2850586194124;particulier;Dupin;86370 VIVONNE;max@poitou.example;;\n")
	both := []*db.Member{member(t, d, "2850586194123"), member(t, d, "2850586194124")}
	for _, m := range both {
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			return tx.Post(ctx, m.ID, db.Message{Kind: db.KindReset, Channel: "email", To: m.Contacts[db.Email].Value, At: noon}, noon, noon.Add(time.Hour))
		})
	}
	tamper(t, d, fmt.Sprintf(`UPDATE outbox SET state = 'sent', payload = NULL, done_at = %d, fate = 'bounced', fate_at = %[1]d, fate_code = '5.1.1'`, noon.Unix()))
	if got := onList(t, d, db.TodoEmail, noon); !slices.Equal(got, []int64{both[0].ID, both[1].ID}) {
		t.Errorf("two were refused: %v", got)
	}
	if got := onList(t, d, db.TodoSMS, noon); got != nil {
		t.Errorf("no SMS was: %v", got)
	}
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		return tx.SetContact(ctx, both[0], db.Email, db.Contact{Value: "neuve@poitou.example", Source: db.FromMember}, noon.Add(time.Hour))
	})
	if got := onList(t, d, db.TodoEmail, noon); !slices.Equal(got, []int64{both[1].ID}) {
		t.Errorf("one has another address: %v", got)
	}
}

func TestAnAccountThatTheFileClosesSoonIsListedBefore(t *testing.T) {
	d := openDB(t)
	header := "identifiant;categorie;nom;adresse6;fin\n"
	members(t, d, header+"2850586194123;particulier;Dupré;86370 VIVONNE;"+noon.AddDate(0, 0, 10).Format("02/01/2006")+"\n2850586194124;particulier;Dupin;86370 VIVONNE;"+noon.AddDate(0, 2, 0).Format("02/01/2006")+"\n2850586194125;particulier;Duval;86370 VIVONNE;\n")
	if got := onList(t, d, db.TodoClosing, noon); !slices.Equal(got, []int64{member(t, d, "2850586194123").ID}) {
		t.Errorf("one ends in ten days: %v", got)
	}
	if got := onList(t, d, db.TodoClosing, noon.AddDate(0, 0, 10)); got != nil {
		t.Errorf("on the day itself: %v", got)
	}
}

func TestAClosedAccountIsOnNoListAndASuspendedOneStays(t *testing.T) {
	k := newDesk(t, 3)
	later := noon.AddDate(0, 0, db.NeverCameAfter)
	for id, state := range map[int64]db.AccountState{1: db.StateClosed, 2: db.StateSuspended} {
		k.does(func(ctx context.Context, tx *db.Tx) error {
			m, err := tx.Member(ctx, id)
			if err != nil {
				return err
			}
			_, err = tx.SetStatus(ctx, m, db.Status{State: state, At: noon, By: "agent:odile"}, noon)
			return err
		})
	}
	if got := onList(t, k.DB, db.TodoNever, later); !slices.Equal(got, []int64{2, 3}) {
		t.Errorf("one is closed, one suspended: %v", got)
	}
}

func TestThePagesOfAListAreReadByAnIndex(t *testing.T) {
	d := openDB(t)
	raw := openRaw(t, d)
	defer raw.Close()
	for _, list := range []db.TodoList{db.TodoNever, db.TodoReturned, db.TodoEmail, db.TodoSMS} {
		plan := planOf(t, raw, d.TodoSQL(list)+` ORDER BY mark, member_id LIMIT ?3`)
		for _, scan := range []string{"SCAN m\n", "SCAN l\n", "SCAN o\n", "USE TEMP B-TREE FOR ORDER BY"} {
			if strings.Contains(plan, scan) {
				t.Errorf("the list %s is read by a scan or sorted:\n%s", list, plan)
			}
		}
		if strings.Contains(plan, "SEARCH n USING INDEX outbox_undelivered") {
			t.Errorf("the list %s compares each message with all that were refused:\n%s", list, plan)
		}
	}
}

// Members who never logged in are counted by an index alone, unless an import is in progress: a caisse has thousands of them.
func TestWhoNeverCameIsCountedByAnIndexAlone(t *testing.T) {
	raw := openRaw(t, openDB(t))
	defer raw.Close()
	plan := planOf(t, raw, db.TodoCountSQL(db.TodoNever))
	alone, atWork, found := strings.Cut(plan, "CORRELATED SCALAR SUBQUERY")
	if !strings.Contains(alone, "SEARCH m USING COVERING INDEX members_unused (temporary_issued_at<?)\nSCALAR SUBQUERY") || strings.Contains(plan, "set_aside") {
		t.Errorf("each row is looked at elsewhere:\n%s", plan)
	}
	if !found || !strings.Contains(atWork, "SEARCH f USING PRIMARY KEY (member_id=? AND import_id=?)") {
		t.Errorf("an import at work changes nothing:\n%s", plan)
	}
}

func planOf(t *testing.T, raw *sql.DB, query string) (plan string) {
	t.Helper()
	rows, err := raw.QueryContext(t.Context(), `EXPLAIN QUERY PLAN `+query, 0, 0, 50, "2026-11-23", noon.Unix(), "2026-12-23")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var (
			id, parent, unused int
			detail             string
		)
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan += detail + "\n"
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return plan
}
