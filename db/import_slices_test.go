package db_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/db"
	"sesame/texts"
)

// errKilled is returned by a pause, and ends the work as if the program had been killed there.
var errKilled = errors.New("killed")

const paysHeader = "identifiant;nature;date;montant\n"

// slicedFiles are the files that the tests load, undo and interrupt, each after others: they contain a member whose values all
// change, a member with a confirmed contact, and a new member.
func slicedFiles(t *testing.T) (first, second string) {
	t.Helper()
	first = wideHeader + wideRow + wide(t, "identifiant=T1", "categorie=tiers", "nom=Aubert", "fax=NEANT1", "fin=") + wide(t, "identifiant=T3", "categorie=tiers", "nom=Bernard", "fin=")
	second = wideHeader + wide(t, "nom=Wroclawski", "date_naissance=01/02/1986", "adresse6=79000 NIORT", "email=autre@poitou.example", "portable=0639985678", "fixe=", "carte_vitale=999888777666", "fin=01/01/2026") +
		wide(t, "identifiant=T1", "categorie=tiers", "nom=Aubert", "email=file@poitou.example", "fax=0549000007", "fin=") +
		wide(t, "identifiant=T2", "categorie=tiers", "nom=Zimmermann", "fax=NEANT2", "fin=") +
		wide(t, "identifiant=T3", "categorie=tiers", "nom=BERNARD", "fin=")
	return first, second
}

// before creates the database as it is before the second file.
func before(t *testing.T) *db.DB {
	t.Helper()
	return again(t, "before", newBefore)
}

func newBefore(t *testing.T) *db.DB {
	t.Helper()
	d := openDB(t)
	first, _ := slicedFiles(t)
	noted(t, d, first, noon)
	noted(t, d, paysHeader+zoe+";prestation;2026-11-01;12\n", noon)
	invited := noon.AddDate(0, 0, -db.NeverCameAfter)
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		return errors.Join(
			tx.SetContact(ctx, member(t, d, "T1"), db.Email, db.Contact{Value: "own@poitou.example", Source: db.FromMember, VerifiedAt: noon}, noon),
			tx.IssueTemporary(ctx, member(t, d, zoe).ID, db.Temporary{Hash: "a hash", Channel: "letter", IssuedAt: invited, ExpiresAt: noon}))
	})
	return d
}

// seen returns the results of all queries that the database offers.
func seen(t *testing.T, d *db.DB) (all []string) {
	t.Helper()
	ctx := t.Context()
	say := func(what string, v any, err error) {
		all = append(all, fmt.Sprintf("%s: %+v %v", what, v, err))
	}
	n, err := d.MemberCount(ctx)
	say("members", n, err)
	alone, ids := map[int64]*db.Member{}, []int64{0} // nobody has 0
	for _, identifier := range []string{zoe, "T1", "T2", "T3"} {
		id, err := account.ParseIdentifier(identifier)
		if err != nil {
			t.Fatal(err)
		}
		m, err := d.MemberByKey(ctx, d.Keys().IdentifierKey(id))
		if errors.Is(err, db.ErrNotFound) {
			m = &db.Member{}
		} else {
			alone[m.ID], ids = m, append(ids, m.ID)
		}
		say(identifier, []any{m.Profile, m.Category, m.Contacts, vitale(d, id, m), m.ClosesOn, d.Closed(m, noon)}, err)
		_, known, err := d.MemberOrAnother(ctx, d.Keys().IdentifierKey(id))
		say(identifier+" known", known, err)
		differences, err := d.Differences(ctx, m)
		say(identifier+" differences", differences, err)
		left, err := d.LeftOutOf(ctx, m)
		say(identifier+" left out", left, err)
		for month := range 3 {
			paid, err := d.HasPayment(ctx, m.ID, account.Benefit, noon.AddDate(0, month-2, 0), d.Keys().AmountKey(id, account.Benefit, int64(1200+100*month)))
			say(identifier+" paid", paid, err)
		}
	}
	together, err := d.Members(ctx, ids)
	if err != nil || !reflect.DeepEqual(alone, together) {
		t.Errorf("members read together: %+v, %v; one by one: %+v", together, err, alone)
	}
	for _, text := range []string{"désormeaux", "wroclawski", "zimmermann", "bernard", "niort", "06 39 98 12 34", "06 39 98 56 78"} {
		r, err := d.SearchMembers(ctx, text, 10)
		var names []string
		for _, m := range r.Written.Members {
			names = append(names, m.Profile.Identifier+" "+m.Profile.LastName)
		}
		slices.Sort(names)
		say(text, []any{names, r.Written.More}, err)
	}
	for _, name := range []string{"Désormeaux", "Wroclawski"} {
		for _, birth := range []string{"1985-05-31", "1986-02-01"} {
			found, err := d.MembersByIdentity(ctx, account.Identity{FamilyName: name, GivenNames: "Zoé", BirthDate: birth}.Key(d.Keys().Index), noon.AddDate(-1, 0, 0))
			say(name+" "+birth, len(found), err)
		}
	}
	imports, err := d.Imports(ctx, 1)
	say("newest import is undone", !imports[0].UndoneAt.IsZero(), err)
	differences, err := d.AllDifferences(ctx, db.DifferenceFilter{}, 10)
	say("differences", differences, err)
	kinds, err := d.DifferenceCounts(ctx, 100)
	say("differences counted", kinds, err)
	anyone, err := d.AnyDifference(ctx)
	say("any difference", anyone, err)
	left, err := d.LeftOuts(ctx, db.LeftOutFilter{}, 10)
	say("left out", left, err)
	unreachable, err := d.LeftOuts(ctx, db.LeftOutFilter{Unreachable: true}, 10)
	say("left out, unreachable", unreachable, err)
	fields, err := d.LeftOutCounts(ctx, 100)
	say("left out counted", fields, err)
	anyone, err = d.AnyLeftOut(ctx)
	say("any left out", anyone, err)
	never, _, err := d.TodoCount(ctx, db.TodoNever, 10, noon)
	say("never came", never, err)
	page, _, err := d.Todo(ctx, db.TodoNever, db.TodoPlace{}, 10, noon)
	if len(page) != never {
		t.Errorf("%d never came, %d are counted", len(page), never)
	}
	say("never came, listed", len(page), err)
	return all
}

// vitale returns the serial number whose keyed hash a member has, under any key.
func vitale(d *db.DB, id account.Identifier, m *db.Member) string {
	for _, number := range []string{"802500012345678", "999888777666"} {
		if slices.Equal(m.VitaleKey, d.Keys().VitaleKey(id, number)) {
			return number
		}
	}
	return ""
}

// stage reads the stage of the import in progress from the file, without the program.
func stage(t *testing.T, d *db.DB) string {
	t.Helper()
	raw := openRaw(t, d)
	defer raw.Close()
	return strings.Join(column(t, raw, `SELECT stage FROM import_work`), " ")
}

// sliced is an operation in slices, with the stages in which readers see that it has not begun, or that it has ended.
type sliced struct {
	prepare func(t *testing.T, d *db.DB)
	do      func(t *testing.T, d *db.DB) error
	untold  []string // stages in which what stood before is seen
}

func slicedWork(t *testing.T) map[string]sliced {
	_, second := slicedFiles(t)
	file := func(columns backoffice.Columns, kind, text string) func(t *testing.T, d *db.DB) error {
		return func(t *testing.T, d *db.DB) error {
			table, err := backoffice.OpenTable(strings.NewReader(text), columns)
			if err != nil {
				t.Fatal(err)
			}
			run := d.ImportMembers
			if kind == "paiements" {
				run = d.ImportPayments
			}
			_, err = run(t.Context(), table, db.ImportOptions{Now: noon.Add(time.Hour), Confirmed: true, KeepGoing: true,
				Import: &db.FileImport{Actor: "system", Kind: kind, StartedAt: noon.Add(time.Hour)}})
			return err
		}
	}
	undo := func(t *testing.T, d *db.DB) error {
		last, err := d.Imports(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.UndoImport(t.Context(), last[0].ID, db.Act{Actor: "system", At: noon.Add(2 * time.Hour)})
		return err
	}
	payments := file(backoffice.PaymentColumns, "paiements", paysHeader+zoe+";prestation;2026-11-01;13\nT1;prestation;2026-11-02;14\n")
	members := file(backoffice.MemberColumns, "adherents", second)
	done := func(do func(t *testing.T, d *db.DB) error) func(t *testing.T, d *db.DB) {
		return func(t *testing.T, d *db.DB) {
			if err := do(t, d); err != nil {
				t.Fatal(err)
			}
		}
	}
	none := func(*testing.T, *db.DB) {}
	return map[string]sliced{
		"members":             {none, members, []string{"", "arriving"}},
		"payments":            {none, payments, []string{"", "arriving"}},
		"members taken back":  {done(members), undo, []string{""}},
		"payments taken back": {done(payments), undo, []string{""}},
	}
}

// Between two slices readers see either all of a file or nothing of it.
func TestNobodySeesHalfAnImport(t *testing.T) {
	for name, w := range slicedWork(t) {
		t.Run(name, func(t *testing.T) {
			d := before(t)
			w.prepare(t, d)
			stood, stages := seen(t, d), []string{}
			var there []string
			d.SetPause(func(context.Context) error {
				now, at := seen(t, d), stage(t, d)
				stages = append(stages, at)
				if i, err := d.Imports(t.Context(), 1); err != nil || (i[0].UndoneSaid() == texts.ImportLeaving) != (at == "leaving") {
					t.Errorf("%s: said to be %q, %v", at, i[0].UndoneSaid(), err)
				}
				switch {
				case slices.Contains(w.untold, at):
					if !slices.Equal(stood, now) {
						t.Errorf("%s %d: %q", at, len(stages), difference(stood, now))
					}
				case there == nil:
					there = now
				case !slices.Equal(there, now):
					t.Errorf("%s %d: %q", at, len(stages), difference(there, now))
				}
				return nil
			})
			if err := w.do(t, d); err != nil {
				t.Fatal(err)
			}
			d.SetPause(nil)
			if now := seen(t, d); slices.Equal(stood, now) || there != nil && !slices.Equal(there, now) {
				t.Errorf("in the end: %q", difference(there, now))
			}
			if stage(t, d) != "" || len(stages) == 0 {
				t.Errorf("it is at work still, or never gave way: %q", stages)
			}
		})
	}
}

// difference returns the elements that only one of the two lists has.
func difference(a, b []string) (of []string) {
	for _, s := range a {
		if !slices.Contains(b, s) {
			of = append(of, "- "+s)
		}
	}
	for _, s := range b {
		if !slices.Contains(a, s) {
			of = append(of, "+ "+s)
		}
	}
	return of
}

// An import, or its undoing, that is interrupted between any two slices is undone or completed at the next start; also when it
// is interrupted again meanwhile.
func TestAnImportThatIsCutShortIsAllOrNothing(t *testing.T) {
	for name, w := range slicedWork(t) {
		t.Run(name, func(t *testing.T) {
			whole := before(t)
			w.prepare(t, whole)
			stood := seen(t, whole)
			if err := w.do(t, whole); err != nil {
				t.Fatal(err)
			}
			there := seen(t, whole)
			for at, cut := 0, true; cut; at++ {
				d := before(t)
				w.prepare(t, d)
				pauses := 0
				d.SetPause(func(context.Context) error {
					if pauses++; pauses > at {
						return errKilled
					}
					return nil
				})
				err := w.do(t, d)
				if cut = err != nil; cut && !errors.Is(err, errKilled) {
					t.Fatal(err)
				}
				want := there
				if slices.Contains(w.untold, stage(t, d)) && cut {
					want = stood
				}
				if now := seen(t, d); !slices.Equal(want, now) {
					t.Errorf("cut after %d: %q", at, difference(want, now))
				}
				pauses = at - 1 // one slice, and cut short again
				_ = d.FinishImports(t.Context(), noon.Add(3*time.Hour))
				if now := seen(t, d); !slices.Equal(want, now) {
					t.Errorf("cut after %d, and again: %q", at, difference(want, now))
				}
				d.SetPause(func(context.Context) error { return nil })
				if err := d.FinishImports(t.Context(), noon.Add(4*time.Hour)); err != nil || stage(t, d) != "" {
					t.Fatalf("cut after %d: %v, %q", at, err, stage(t, d))
				}
				if now := seen(t, d); !slices.Equal(want, now) {
					t.Errorf("cut after %d, and ended: %q", at, difference(want, now))
				}
				if w.untold[len(w.untold)-1] == "arriving" && slices.Equal(want, stood) { // the file is loaded once more
					d.SetPause(nil)
					if err := w.do(t, d); err != nil || !slices.Equal(there, seen(t, d)) {
						t.Errorf("cut after %d, begun again: %v, %q", at, err, difference(there, seen(t, d)))
					}
				}
			}
		})
	}
}

// What members and agents do between two slices of an import, or of its undoing, is kept beside the file's changes.
func TestWhatIsDoneWhileAnImportIsWrittenIsKept(t *testing.T) {
	all := slicedWork(t)
	for name, last := range map[string]string{"members": "Wroclawski", "members taken back": "Désormeaux"} {
		t.Run(name, func(t *testing.T) {
			for at, reached := 0, true; reached; at++ {
				d := before(t)
				all[name].prepare(t, d)
				pauses, email, stayed := 0, "", false
				reached = false
				d.SetPause(func(context.Context) error {
					if pauses++; pauses != at+1 {
						return nil
					}
					reached = true
					now := noon.Add(2 * time.Hour)
					inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
						m := member(t, d, zoe)
						email = m.Contacts[db.Email].Value
						_, err := tx.VerifyContact(ctx, m.ID, db.Email, now)
						_, err2 := tx.ChangePassword(ctx, member(t, d, "T3").ID, "", "$argon2id$", now)
						return errors.Join(err, err2, tx.SetContact(ctx, m, db.Mobile, db.Contact{Value: "+33600000009", Source: db.FromMember}, now),
							tx.SetContact(ctx, m, db.Landline, db.Contact{Value: "+33549000001", Source: db.FromMember}, now),
							tx.IssueTemporary(ctx, m.ID, db.Temporary{Hash: "$temporary$", Channel: account.Email, IssuedAt: now, ExpiresAt: now.Add(time.Hour)}))
					})
					id, err := account.ParseIdentifier("T2")
					if err != nil {
						t.Fatal(err)
					}
					if m, err := d.MemberByKey(t.Context(), d.Keys().IdentifierKey(id)); err == nil { // comes in for the first time
						stayed = true
						inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
							_, err := tx.ChangePassword(ctx, m.ID, "", "$argon2id$", now)
							return err
						})
					}
					return nil
				})
				if err := all[name].do(t, d); err != nil {
					t.Fatal(err)
				}
				d.SetPause(nil)
				if !reached {
					break
				}
				m := member(t, d, zoe)
				if m.Profile.LastName != last || m.Contacts[db.Email].Value != email || m.Contacts[db.Email].VerifiedAt.IsZero() || m.Temporary == nil ||
					m.Contacts[db.Mobile].Value != "+33600000009" || m.Contacts[db.Landline].Value != "+33549000001" || m.Contacts[db.Mobile].Source != db.FromMember {
					t.Errorf("pause %d: %q verified; %+v", at, email, m)
				}
				if m := member(t, d, "T3"); m.PasswordHash != "$argon2id$" {
					t.Errorf("pause %d: T3 is %+v", at, m)
				}
				want := 3
				if stayed || name == "members" {
					want = 4
				}
				if n, err := d.MemberCount(t.Context()); n != want || err != nil {
					t.Errorf("pause %d: %d members, want %d, %v", at, n, want, err)
				}
				for _, text := range []string{"06 00 00 00 09", last, "05 49 00 00 01"} {
					r, err := d.SearchMembers(t.Context(), text, 10)
					if err != nil || !slices.ContainsFunc(r.Written.Members, func(m *db.Member) bool { return m.Profile.Identifier == zoe }) {
						t.Errorf("pause %d: searched for %q: %d found, %v", at, text, len(r.Written.Members), err)
					}
				}
			}
		})
	}
}
