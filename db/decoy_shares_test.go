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

// watched are the standings of 300 identifiers that nobody has, as strangers find them.
func watched(t *testing.T, d *db.DB, now time.Time) (all []account.Standing) {
	t.Helper()
	shares, err := d.DecoyShares(t.Context(), account.NIR)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 300 {
		id := account.Identifier{Kind: account.NIR, Value: fmt.Sprintf("29912861%05d", i)}
		all = append(all, account.Decoy(shares, func(use string) float64 { return d.Keys().Draw(id, use) }, true, now))
	}
	return all
}

// particuliers is a file of n of them from a number on; email says which of them have an address.
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

// connect ends the personalisation of the members from a number on.
func connect(t *testing.T, d *db.DB, from, n int, now time.Time) {
	t.Helper()
	for i := from; i < from+n; i++ {
		m := member(t, d, fmt.Sprintf("28505861%05d", i))
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { return tx.EndPersonalisation(t.Context(), m.ID, now) }); err != nil {
			t.Fatal(err)
		}
	}
}

func take(t *testing.T, d *db.DB, now time.Time) {
	t.Helper()
	if err := d.TakeShares(t.Context(), now); err != nil {
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
	everybody := func(int) bool { return true }
	d := openDB(t)
	members(t, d, particuliers(0, 60, func(i int) bool { return i%3 > 0 }))
	long := noon.AddDate(0, -2, 0)
	connect(t, d, 0, 30, long)
	take(t, d, long)
	before := watched(t, d, noon)
	unchanged := func(what string) {
		t.Helper()
		if diff := cmp.Diff(before, watched(t, d, noon)); diff != "" {
			t.Errorf("%s has changed decoys: %s", what, diff)
		}
	}
	connect(t, d, 30, 1, noon)
	unchanged("a member's first connection")
	take(t, d, noon)
	unchanged("a start")
	members(t, d, particuliers(60, 20, everybody))
	unchanged("an import of new members")
	members(t, d, smallHeader+"28505861"+"00001;particulier;Autre;86370 VIVONNE;;;\n")
	unchanged("a new name")
}

func TestDecoysFollowTheMembersEachAtItsOwnMoment(t *testing.T) {
	d := openDB(t)
	members(t, d, particuliers(0, 200, func(i int) bool { return i%5 > 0 }))
	long := noon.AddDate(0, -2, 0)
	connect(t, d, 0, 100, long)
	take(t, d, long)
	connected := func(s account.Standing) bool { return s.Connected }
	before := watched(t, d, noon)
	if got := share(before, connected); math.Abs(got-0.5) > 0.08 {
		t.Errorf("%.2f of the decoys have connected, half of the members", got)
	}
	connect(t, d, 100, 60, noon)
	take(t, d, noon)
	most := 0
	for hour := range 24 * 10 {
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
	if most > 8 {
		t.Errorf("%d of 300 decoys changed within an hour", most)
	}
	if got := share(before, connected); got < 0.72 {
		t.Errorf("%.2f of the decoys have connected after ten days, 0.8 of the members", got)
	}
}

func TestARushIsNotTakenForLastingGrowth(t *testing.T) {
	for _, c := range []struct {
		name string
		ages []int // of the first connections, in days
		want float64
	}{
		{"a rush", []int{0, 0, 0, 0, 1, 1, 1, 1, 1}, 0},
		{"as many in each span", []int{1, 2, 3, 12, 13, 14, 22, 23, 24}, 0.003},
		{"of uneven spans the quietest", []int{1, 2, 3, 4, 5, 12, 13, 14, 24}, 0.001},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := openDB(t)
			members(t, d, particuliers(0, 100, func(int) bool { return true }))
			for i, age := range c.ages {
				connect(t, d, i, 1, noon.AddDate(0, 0, -age))
			}
			take(t, d, noon)
			shares, err := d.DecoyShares(t.Context(), account.NIR)
			if err != nil || len(shares) != 1 || math.Abs(shares[0].Connected.Daily-c.want) > 1e-9 {
				t.Errorf("%+v, %v, want %v a day", shares, err, c.want)
			}
		})
	}
}

func TestAnImportThatChangesManyMembersChangesAsManyDecoysWithThem(t *testing.T) {
	d := openDB(t)
	members(t, d, particuliers(0, 200, func(i int) bool { return i%2 > 0 }))
	connect(t, d, 0, 20, noon)
	take(t, d, noon)
	reachable := func(s account.Standing) bool { return s.Reachable }
	if got := share(watched(t, d, noon), reachable); math.Abs(got-0.5) > 0.08 {
		t.Errorf("%.2f of the decoys can be reached, half of the members", got)
	}
	members(t, d, particuliers(0, 200, func(i int) bool { return i%4 > 0 }))
	if got := share(watched(t, d, noon), reachable); math.Abs(got-0.75) > 0.08 {
		t.Errorf("%.2f of the decoys can be reached after an import, 0.75 of the members", got)
	}
}

func TestAnAgentsContactCountsForDecoysOnceItIsProved(t *testing.T) {
	d := openDB(t)
	members(t, d, particuliers(0, 10, func(int) bool { return true }))
	raw := openRaw(t, d)
	for _, c := range []struct {
		proved string
		want   float64
	}{{"NULL", 0}, {"1", 1}} {
		if _, err := raw.ExecContext(t.Context(), `UPDATE contacts SET source = 'agent', verified_at = `+c.proved); err != nil {
			t.Fatal(err)
		}
		take(t, d, noon)
		shares, err := d.DecoyShares(t.Context(), account.NIR)
		if err != nil || len(shares) != 1 || shares[0].Email.At(noon) != c.want {
			t.Errorf("proved %s: %+v, %v", c.proved, shares, err)
		}
	}
}

func TestSharesAreTakenWholeBeforeAnybodyHasConnected(t *testing.T) {
	d := openDB(t)
	members(t, d, smallHeader+"73282932000074;entreprise;C;86370 VIVONNE;c@poitou.example;;\n")
	held := func() bool {
		shares, err := d.DecoyShares(t.Context(), account.SIRET)
		if err != nil || len(shares) != 1 {
			t.Fatalf("shares %+v, %v", shares, err)
		}
		return shares[0].Answer.At(noon) == 1
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
	take(t, d, noon)
	then := noon.AddDate(0, 0, 7)
	before := watched(t, d, then)
	if err := d.ClockWentBack(t.Context(), then, noon, time.Hour, time.Hour); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, watched(t, d, noon)); diff != "" {
		t.Error(diff)
	}
}
