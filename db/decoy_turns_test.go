package db_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/db"
)

// watched are the standings of 300 unknown identifiers, as strangers see them.
func watched(t *testing.T, d *db.DB, now time.Time) (all []account.Standing) {
	t.Helper()
	turns, err := d.DecoyTurns(t.Context(), account.NIR)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 300 {
		id := account.Identifier{Kind: account.NIR, Value: fmt.Sprintf("29912861%05d", i)}
		all = append(all, account.Decoy(turns, d.Keys().Draws(id), true, now))
	}
	return all
}

// particuliers is a file of n members from this number on; email says which of them have an address.
func particuliers(from, n int, email func(i int) bool) string {
	var file strings.Builder
	for i := from; i < from+n; i++ {
		address := ""
		if email(i) {
			address = fmt.Sprintf("m%d@poitou.example", i)
		}
		fmt.Fprintf(&file, "28505861%05d;particulier;Nom%d;86370 VIVONNE;%s;;80001234567%04d\n", i, i, address, i)
	}
	return smallHeader + file.String()
}

// connect ends the personalisation of the members from this number on.
func connect(t *testing.T, d *db.DB, from, n int, now time.Time) {
	t.Helper()
	for i := from; i < from+n; i++ {
		m := member(t, d, fmt.Sprintf("28505861%05d", i))
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { return tx.EndPersonalisation(t.Context(), m.ID, now) }); err != nil {
			t.Fatal(err)
		}
	}
}

func follow(t *testing.T, d *db.DB, now time.Time) {
	t.Helper()
	if err := d.FollowMembers(t.Context(), now); err != nil {
		t.Fatal(err)
	}
}

func share(all []account.Standing, of func(account.Standing) bool) float64 {
	n := 0
	for _, s := range all {
		if of(s) {
			n++
		}
	}
	return float64(n) / float64(len(all))
}

func TestNobodyTakesAfterAnyMember(t *testing.T) {
	d := openDB(t)
	members(t, d, particuliers(0, 60, func(i int) bool { return i%3 > 0 }))
	before := watched(t, d, noon)
	unchanged := func(what string) {
		t.Helper()
		if diff := cmp.Diff(before, watched(t, d, noon)); diff != "" {
			t.Errorf("%s has changed decoys: %s", what, diff)
		}
	}
	connect(t, d, 30, 1, noon)
	unchanged("a member's first connection")
	follow(t, d, noon)
	unchanged("a start")
	members(t, d, smallHeader+"28505861"+"00001;particulier;Autre;86370 VIVONNE;m1@poitou.example;;800012345670001\n")
	unchanged("a new name")
}

func TestDecoysFollowTheMembersEachAtItsOwnMoment(t *testing.T) {
	d := openDB(t)
	members(t, d, particuliers(0, 200, func(i int) bool { return i%5 > 0 }))
	connect(t, d, 0, 160, noon)
	before := watched(t, d, noon)
	follow(t, d, noon)
	most := 0
	for hour := range 24 * 8 {
		now := watched(t, d, noon.Add(time.Duration(hour)*time.Hour))
		changed := 0
		for i := range now {
			if now[i] != before[i] {
				changed++
			}
			if before[i].Connected && !now[i].Connected {
				t.Fatalf("decoy %d was connected, and no longer is", i)
			}
		}
		most, before = max(most, changed), now
	}
	if most > 14 { // 240 in some 110 hours
		t.Errorf("%d of 300 decoys changed within an hour", most)
	}
	if got := share(before, func(s account.Standing) bool { return s.Connected }); math.Abs(got-0.8) > 0.06 {
		t.Errorf("%.2f of the decoys have connected after eight days, 0.8 of the members", got)
	}
}

func TestAnImportThatChangesMembersChangesAsManyDecoysWithThem(t *testing.T) {
	d := openDB(t)
	members(t, d, particuliers(0, 200, func(i int) bool { return i%2 > 0 }))
	reachable := func(s account.Standing) bool { return s.Reachable }
	expect := func(when time.Time, want float64) {
		t.Helper()
		if got := share(watched(t, d, when), reachable); math.Abs(got-want) > 0.08 {
			t.Errorf("%.2f of the decoys can be reached at %v, %.2f of the members", got, when, want)
		}
	}
	expect(noon, 0.5)
	load(t, d, backoffice.MemberColumns, particuliers(0, 200, func(i int) bool { return i%4 > 0 }), db.ImportOptions{Confirmed: true, Now: noon.Add(time.Minute)})
	expect(noon.Add(time.Minute), 0.5) // a contact that a file gives rests for two days
	expect(noon.Add(49*time.Hour), 0.75)
}

func TestNewcomersOfAnImportTakeThePlaceOfAsManyDecoys(t *testing.T) {
	everybody := func(int) bool { return true }
	d := openDB(t)
	members(t, d, particuliers(0, 150, everybody))
	connect(t, d, 0, 150, noon)
	follow(t, d, noon)
	later := noon.AddDate(0, 0, 8)
	connected := func(s account.Standing) bool { return s.Connected }
	if got := share(watched(t, d, later), connected); got != 1 {
		t.Errorf("%.2f of the decoys have connected, all members", got)
	}
	load(t, d, backoffice.MemberColumns, particuliers(150, 50, everybody), db.ImportOptions{Now: later})
	if got := share(watched(t, d, later), connected); math.Abs(got-0.75) > 0.08 {
		t.Errorf("%.2f of the decoys have connected, 0.75 of the members", got)
	}
}

func TestAnImportThatIsUndoneLeavesDecoysAsTheyWere(t *testing.T) {
	d := openDB(t)
	members(t, d, particuliers(0, 100, func(int) bool { return true }))
	before := watched(t, d, noon)
	load(t, d, backoffice.MemberColumns, particuliers(0, 100, func(i int) bool { return i%2 > 0 }), db.ImportOptions{Confirmed: true})
	if got := share(watched(t, d, noon), func(s account.Standing) bool { return s.Reachable }); math.Abs(got-0.5) > 0.1 {
		t.Errorf("%.2f of the decoys can be reached, half of the members", got)
	}
	all, err := d.Imports(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.UndoImport(t.Context(), all[0].ID, db.Act{Actor: "system", At: noon}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, watched(t, d, noon)); diff != "" {
		t.Error(diff)
	}
	follow(t, d, noon)
	if diff := cmp.Diff(before, watched(t, d, noon.AddDate(0, 0, 8))); diff != "" {
		t.Errorf("later: %s", diff)
	}
}

func TestAnAgentsContactCountsForDecoysOnceItIsProved(t *testing.T) {
	d := openDB(t)
	members(t, d, particuliers(0, 10, func(int) bool { return true }))
	raw := openRaw(t, d)
	at := noon
	for _, c := range []struct {
		proved string
		want   float64
	}{{"NULL", 0}, {"1", 1}} {
		if _, err := raw.ExecContext(t.Context(), `UPDATE contacts SET source = 'agent', verified_at = `+c.proved); err != nil {
			t.Fatal(err)
		}
		follow(t, d, at)
		at = at.AddDate(0, 0, 8)
		if got := share(watched(t, d, at), func(s account.Standing) bool { return s.Reachable }); got != c.want {
			t.Errorf("proved %s: %.2f of the decoys can be reached", c.proved, got)
		}
	}
}

func TestAnswersOfPaymentsCountForDecoysAtOnce(t *testing.T) {
	d := openDB(t)
	members(t, d, smallHeader+"73282932000074;entreprise;C;86370 VIVONNE;c@poitou.example;;\n")
	held := func() bool {
		turns, err := d.DecoyTurns(t.Context(), account.SIRET)
		if err != nil {
			t.Fatal(err)
		}
		return account.Decoy(turns, d.Keys().Draws(account.Identifier{Kind: account.SIRET, Value: "35600000049837"}), true, noon).Answer
	}
	if held() {
		t.Error("an answer is held before there is any payment")
	}
	load(t, d, backoffice.PaymentColumns, "identifiant;nature;date;montant\n73282932000074;cotisations_salaires;2026-11-01;12\n", db.ImportOptions{})
	if !held() {
		t.Error("no answer is held after the payments have come")
	}
}

func TestAClockThatGoesBackLeavesDecoysAsTheyAre(t *testing.T) {
	d := openDB(t)
	members(t, d, particuliers(0, 100, func(int) bool { return true }))
	connect(t, d, 0, 20, noon)
	follow(t, d, noon)
	then := noon.AddDate(0, 0, 7)
	before := watched(t, d, then)
	if err := d.ClockWentBack(t.Context(), then, noon, time.Hour, time.Hour); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, watched(t, d, noon)); diff != "" {
		t.Error(diff)
	}
}
