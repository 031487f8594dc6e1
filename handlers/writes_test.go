package handlers_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sesame/handlers/servicetest"
)

// writes records, by triggers, each write and its table.
type writes struct {
	t *testing.T
	s *servicetest.Service
}

func noteWrites(t *testing.T, s *servicetest.Service) *writes {
	t.Helper()
	raw := s.Raw()
	rows, err := raw.QueryContext(t.Context(), `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	statements := `CREATE TABLE _writes (id INTEGER PRIMARY KEY, what TEXT NOT NULL);`
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			t.Fatal(err)
		}
		for _, act := range []string{"INSERT", "UPDATE", "DELETE"} {
			statements += fmt.Sprintf(`CREATE TRIGGER _%[1]s_%[2]s AFTER %[2]s ON %[1]s BEGIN INSERT INTO _writes (what) VALUES ('%[2]s %[1]s'); END;`, table, act)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if _, err := raw.ExecContext(t.Context(), statements); err != nil {
		t.Fatal(err)
	}
	return &writes{t, s}
}

// taken returns the writes since the last call, in order.
func (w *writes) taken() (all []string) {
	w.t.Helper()
	rows, err := w.s.Raw().QueryContext(context.Background(), `DELETE FROM _writes RETURNING what`)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var what string
		if err := rows.Scan(&what); err != nil {
			w.t.Fatal(err)
		}
		if strings.HasSuffix(what, " figures") { // the first of a day is inserted, the others update its count
			what = "count figures"
		}
		all = append(all, what)
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
	return all
}

// The time of the first steps of « oubli » is spent on writes to the disk: for an unknown identifier the same is written as for
// a member, by the requests and by the courier that runs beside them (SECURITY.md, promise 1; the times are measured by `make
// bench`).
func TestNobodyCostsTheSameWritesAsAMember(t *testing.T) {
	s, mails := withCourier(t)
	s.SetPassword(servicetest.Marie, servicetest.First)
	s.CatchUpDecoys()
	nobody := ""
	for i := 0; nobody == ""; i++ {
		if id := fmt.Sprintf("29912861%05d", i); s.Browser().Forget(id, "email").Path == servicetest.Code {
			nobody = id
		}
	}
	settled := func() {
		for {
			if next, err := s.DB.NextDue(t.Context()); err != nil {
				t.Fatal(err)
			} else if next.IsZero() {
				return
			}
		}
	}
	settled()
	s.Wait(24 * time.Hour) // so that the demands of the search have expired
	w := noteWrites(t, s)
	walk := func(id string) (steps []string) {
		settled()
		w.taken()
		keep := func(name string) { steps = append(steps, name+": "+strings.Join(w.taken(), ", ")) }
		b := s.Browser()
		p := b.Get("/mot-de-passe-oublie").Press("Suivant", servicetest.Fields{"identifiant": id})
		keep("identifier")
		p = p.Press("Suivant", servicetest.Fields{"canal": "email"}).At(servicetest.Code, 200)
		settled()
		keep("channel, and the courier")
		p.Press("Valider", servicetest.Fields{"code": "00000"})
		keep("a code of another length")
		p.Press("Valider", servicetest.Fields{"code": s.NotTheCode()}).At(servicetest.Code, 422)
		keep("a wrong code")
		b.LogIn(id, "Un-mot7de-passe").At("/connexion", 422)
		keep("a wrong password")
		return steps
	}
	before := mails.taken.Load()
	known := walk(servicetest.Marie)
	if n := mails.taken.Load() - before; n != 1 {
		t.Errorf("%d mails of a member were taken", n)
	}
	unknown := walk(nobody)
	if n := mails.taken.Load() - before; n != 1 {
		t.Errorf("%d mails of nobody were taken", n-1)
	}
	if diff := cmp.Diff(known, unknown); diff != "" {
		t.Errorf("writes (-member +nobody):\n%s", diff)
	}
	for _, want := range []string{"UPDATE outbox, UPDATE outbox"} { // handed over, settled
		if !strings.Contains(known[1], want) {
			t.Errorf("the courier has not written %q: %s", want, known[1])
		}
	}
}

// A wrong answer ends with a letter. That of an unknown identifier is deleted in the transaction that writes it: this takes the
// same time as the change of a member's row.
func TestAWrongAnswerOfNobodyCostsTheSameWrites(t *testing.T) {
	s := servicetest.NewService(t)
	s.CatchUpDecoys()
	asked := func(id string) *servicetest.Page {
		p := s.Browser().Forget(id, "email")
		if p.Path != "/mot-de-passe-oublie/question" || p.Doc.Find(`[name="nature"]`).Length() == 0 {
			return nil
		}
		return p.Press("Suivant", servicetest.Fields{"nature": "prestation", "montant": "0,01"})
	}
	known := asked(servicetest.Marie)
	if known == nil {
		t.Fatal("a member is not asked about an amount")
	}
	var unknown *servicetest.Page
	for i := 0; unknown == nil; i++ {
		unknown = asked(fmt.Sprintf("29912861%05d", i))
	}
	w := noteWrites(t, s)
	answer := func(p *servicetest.Page) string {
		w.taken()
		p.Press("Envoyer ma réponse", nil).Says("par lettre")
		return strings.Join(w.taken(), ", ")
	}
	member, nobody := answer(known), answer(unknown)
	letters := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM letters`)
	if !strings.Contains(member, "INSERT letters") || letters != 1 {
		t.Errorf("%d letters after %s", letters, member)
	}
	if diff := cmp.Diff(strings.Replace(member, "UPDATE members, ", "", 1), strings.Replace(nobody, "DELETE letters, ", "", 1)); diff != "" {
		t.Errorf("writes (-member +nobody):\n%s", diff)
	}
}
