package db_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

// closable is a file with one member whose account ends on this day.
func closable(day string) string {
	return "identifiant;categorie;nom;adresse6;fin\n" + rotatedMember + ";particulier;Durand;86000 POITIERS;" + day + "\n"
}

func TestTheEndOfAnAccountEndsItsLoginsAndIsNotedOnce(t *testing.T) {
	d := openDB(t)
	if err := d.SendEvents(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	members(t, d, closable("24/11/2026"))
	m := member(t, d, rotatedMember)
	var login int64
	opens := func() {
		inTx(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
			login, err = tx.OpenLogin(ctx, m.ID, "password", "Firefox", noon)
			return err
		})
	}
	closes := func(at time.Time) {
		t.Helper()
		if err := d.CloseEnded(t.Context(), at); err != nil {
			t.Fatal(err)
		}
	}
	ended := func() bool {
		l, err := d.Login(t.Context(), login)
		if err != nil {
			t.Fatal(err)
		}
		return !l.EndedAt.IsZero()
	}
	noted := func() (n int) {
		rows, err := d.AuditOf(t.Context(), m.Identifier(), 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if r.Event == "member-closed" && r.Actor == "system" {
				n++
			}
		}
		return n
	}
	opens()
	closes(noon)
	if ended() || noted() != 0 {
		t.Error("closed on the day before")
	}
	for range 2 {
		closes(noon.Add(24 * time.Hour))
	}
	if !ended() || noted() != 1 {
		t.Errorf("ended %v, noted %d times", ended(), noted())
	}
	if due, err := d.DueDeliveries(t.Context(), 0, noon.Add(24*time.Hour), 10); err != nil || len(due) != 1 || due[0].Event.Type != "member.closed" {
		t.Errorf("%+v, %v", due, err)
	}
	for _, day := range []string{"", "01/12/2026"} { // the file opens the account again, then names another day
		members(t, d, closable(day))
		opens()
		closes(noon.Add(24 * time.Hour))
		if ended() || noted() != 1 {
			t.Errorf("fin %q: ended %v, noted %d times", day, ended(), noted())
		}
	}
	closes(noon.AddDate(0, 0, 8))
	if !ended() || noted() != 2 {
		t.Errorf("closed again: ended %v, noted %d times", ended(), noted())
	}
}

func TestManyAccountsEndInSlices(t *testing.T) {
	d := openDB(t)
	file := "identifiant;categorie;nom;adresse6;fin\n"
	for n := range 250 {
		file += fmt.Sprintf("T%d;tiers;Durand;86000 POITIERS;23/11/2026\n", 1000+n)
	}
	members(t, d, strings.TrimSpace(file)+"\n")
	if err := d.CloseEnded(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	var noted []string
	for _, n := range []int{1000, 1100, 1249} {
		rows, err := d.AuditOf(t.Context(), member(t, d, fmt.Sprintf("T%d", n)).Identifier(), 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			noted = append(noted, r.Event)
		}
	}
	if !slices.Equal(noted, []string{"member-closed", "member-closed", "member-closed"}) {
		t.Errorf("%q", noted)
	}
}
