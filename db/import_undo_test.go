package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/db"
	"sesame/texts"
)

// noted loads a file as the command does, and returns the ID of the import.
func noted(t *testing.T, d *db.DB, text string, at time.Time) (number int64) {
	t.Helper()
	columns, kind := backoffice.MemberColumns, "adherents"
	if strings.Contains(text, "nature") {
		columns, kind = backoffice.PaymentColumns, "paiements"
	}
	report, faults := load(t, d, columns, text, db.ImportOptions{Confirmed: true, Now: at,
		Import: &db.FileImport{Actor: "system", Kind: kind, Name: "fichier.csv", StartedAt: at},
		Loaded: func(i *db.FileImport) { number = i.ID }})
	if !report.Applied {
		t.Fatalf("refused: %q", faults)
	}
	return number
}

func undone(t *testing.T, d *db.DB, number int64, at time.Time) (u db.Undone, err error) {
	t.Helper()
	i, err := d.UndoImport(t.Context(), number, db.Act{Actor: "system", At: at})
	return i.Undone, err
}

// state is everything that undoing an import restores.
func state(t *testing.T, d *db.DB) []string {
	t.Helper()
	raw := openRaw(t, d)
	defer raw.Close()
	return slices.Concat(column(t, raw, `SELECT 'member ' || id || quote(identifier_key) || quote(profile) || category || quote(vitale_key) || quote(identity_key) || quote(closes_on)
		|| quote(password_hash) FROM members ORDER BY id`),
		column(t, raw, `SELECT 'contact ' || member_id || kind || quote(value) || source || quote(verified_at) || changed_at FROM contacts ORDER BY member_id, kind`),
		column(t, raw, `SELECT 'payment ' || member_id || nature || paid_on || quote(amount_key) FROM payments ORDER BY 1`),
		column(t, raw, `SELECT 'former ' || member_id FROM former_members UNION ALL SELECT 'former ' || member_id || kind FROM former_contacts`))
}

func TestAnImportIsUndone(t *testing.T) {
	d := openDB(t)
	noted(t, d, wideHeader+wideRow+wide(t, "identifiant=T1", "categorie=tiers"), noon)
	stands := state(t, d)
	second := wideHeader + wide(t, "nom=Wroclawski", "civilite=Monsieur", "date_naissance=", "adresse4=", "email=", "portable=0639985678", "fixe=néant", "carte_vitale=999888777666", "fin=") +
		wide(t, "identifiant=T1", "categorie=tiers") + wide(t, "identifiant=T2", "categorie=tiers", "nom=Zimmermann")
	number := noted(t, d, second, noon.Add(time.Hour))
	if slices.Equal(stands, state(t, d)) || len(leftOut(t, d, zoe)) != 1 {
		t.Fatal("the second file has changed nothing")
	}
	u, err := undone(t, d, number, noon.Add(2*time.Hour))
	if want := (db.Undone{Restored: 1, Removed: 1}); err != nil || u != want {
		t.Errorf("undone %+v, %v", u, err)
	}
	before := slices.DeleteFunc(slices.Clone(stands), func(s string) bool { return strings.HasPrefix(s, "former") })
	if after := state(t, d); !slices.Equal(before, after) {
		t.Errorf("before %q\nafter %q", before, after)
	}
	if got := leftOut(t, d, zoe); len(got) != 0 {
		t.Errorf("values of the file are still listed: %q", got)
	}
	for text, found := range map[string]int{"désormeaux": 2, "wroclawski": 0, "zimmermann": 0, "06 39 98 12 34": 2, "06 39 98 56 78": 0, "12 rue du bourg": 2} {
		if r, err := d.SearchMembers(t.Context(), text, 10); err != nil || len(r.Written.Members) != found {
			t.Errorf("searched for %q: %d found, %v", text, len(r.Written.Members), err)
		}
	}
	who := account.Identity{FamilyName: "Désormeaux", GivenNames: "Zoé", BirthDate: "1985-05-31"}.Key(d.Keys().Index)
	if found, err := d.MembersByIdentity(t.Context(), who, noon); err != nil || len(found) != 1 {
		t.Errorf("FranceConnect finds %d, %v", len(found), err)
	}
	if i, err := d.Import(t.Context(), number); err != nil || i.UndoneBy != "system" || i.UndoneAt.IsZero() || i.Undone != u {
		t.Errorf("noted as %+v, %v", i, err)
	}
	again := noted(t, d, second, noon.Add(3*time.Hour))
	if i, err := d.Import(t.Context(), again); err != nil || i.Report.Changed != 1 || i.Report.Added != 1 || len(leftOut(t, d, zoe)) != 1 {
		t.Errorf("the same file again: %+v, %v", i.Report, err)
	}
}

// A new member who was erased since counts neither as removed nor as kept.
func TestAnErasedNewcomerIsNotCountedAsKept(t *testing.T) {
	d := openDB(t)
	number := noted(t, d, wideHeader+wide(t, "identifiant=T1", "categorie=tiers")+wide(t, "identifiant=T2", "categorie=tiers")+wide(t, "identifiant=T3", "categorie=tiers"), noon)
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.ChangePassword(ctx, member(t, d, "T1").ID, "", "$argon2id$", noon.Add(time.Minute))
		return errors.Join(err, tx.Erase(ctx, member(t, d, "T2"), noon.Add(time.Minute)))
	})
	u, err := undone(t, d, number, noon.Add(2*time.Hour))
	if want := (db.Undone{Removed: 1, Kept: 1}); err != nil || u != want {
		t.Errorf("undone %+v, %v, want %+v", u, err, want)
	}
}

func TestWhatHasChangedHereSinceStays(t *testing.T) {
	d := openDB(t)
	noted(t, d, wideHeader+wideRow, noon)
	number := noted(t, d, wideHeader+wide(t, "nom=Wroclawski", "email=faux@poitou.example", "portable=0639985678", "fixe=")+
		wide(t, "identifiant=T1", "categorie=tiers")+wide(t, "identifiant=T2", "categorie=tiers")+wide(t, "identifiant=T3", "categorie=tiers")+wide(t, "identifiant=T4", "categorie=tiers"), noon.Add(time.Hour))
	later := noon.Add(90 * time.Minute)
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		m := member(t, d, zoe)
		_, err := tx.ChangePassword(ctx, member(t, d, "T1").ID, "", "$argon2id$", later)
		return errors.Join(err, tx.SetContact(ctx, m, db.Email, db.Contact{Value: "own@poitou.example", Source: db.FromMember, VerifiedAt: later}, later),
			tx.SetContact(ctx, m, db.Landline, db.Contact{Value: "+33549000009", Source: db.FromAgent}, later),
			tx.SetContact(ctx, member(t, d, "T2"), db.Fax, db.Contact{Value: "+33549000009", Source: db.FromAgent}, later),
			tx.QueueLetter(ctx, member(t, d, "T3").ID, db.LetterPayload{Secret: "verger3champ", At: later, Until: later.Add(time.Hour)}))
	})
	u, err := undone(t, d, number, noon.Add(2*time.Hour))
	if want := (db.Undone{Restored: 1, Removed: 1, Kept: 5}); err != nil || u != want {
		t.Errorf("undone %+v, %v, want %+v", u, err, want)
	}
	m := member(t, d, zoe)
	if m.Profile.LastName != "Désormeaux" || m.Contacts[db.Email].Value != "own@poitou.example" || m.Contacts[db.Landline].Value != "+33549000009" || m.Contacts[db.Mobile].Value != "+33639981234" {
		t.Errorf("restored to %+v", m)
	}
	for _, id := range []string{"T1", "T2", "T3"} {
		if m := member(t, d, id); m.Profile.LastName != "Désormeaux" {
			t.Errorf("%s is %+v", id, m)
		}
	}
	for text, found := range map[string]int{"05 49 00 00 09": 2, "désormeaux": 4, "wroclawski": 0} {
		if r, err := d.SearchMembers(t.Context(), text, 10); err != nil || len(r.Written.Members) != found {
			t.Errorf("searched for %q: %d found, %v", text, len(r.Written.Members), err)
		}
	}
}

func TestPaymentsAreUndone(t *testing.T) {
	d := openDB(t)
	noted(t, d, wideHeader+wideRow, noon)
	const header = "identifiant;nature;date;montant\n"
	noted(t, d, header+zoe+";prestation;2026-11-01;12\n", noon.Add(time.Minute))
	stands := state(t, d)
	number := noted(t, d, header+zoe+";prestation;2026-11-01;12\n"+zoe+";prestation;2026-11-02;13\n", noon.Add(time.Hour))
	if u, err := undone(t, d, number, noon.Add(2*time.Hour)); err != nil || u.Removed != 1 {
		t.Errorf("undone %+v, %v", u, err)
	}
	if after := state(t, d); !slices.Equal(stands, after) {
		t.Errorf("before %q\nafter %q", stands, after)
	}
}

func TestWhatCannotBeUndoneIsRefusedInWords(t *testing.T) {
	d := openDB(t)
	first := noted(t, d, wideHeader+wideRow, noon)
	second := noted(t, d, wideHeader+wide(t, "nom=Wroclawski"), noon.Add(time.Hour))
	same := noted(t, d, wideHeader+wide(t, "nom=Wroclawski"), noon.Add(2*time.Hour))
	refused := func(number int64, at time.Time, want string) {
		t.Helper()
		var told *db.UndoRefusal
		stands := everything(t, d)
		if _, err := undone(t, d, number, at); !errors.As(err, &told) || told.Message != want {
			t.Errorf("import %d: %v, want %q", number, err, want)
		}
		if !slices.Equal(stands, everything(t, d)) {
			t.Error("something was changed all the same")
		}
	}
	refused(first, noon.Add(3*time.Hour), texts.ImportUndoNewer(second))
	refused(same, noon.Add(3*time.Hour), texts.ImportUndoNothing)
	refused(second, noon.Add(25*time.Hour), texts.ImportUndoLate)
	if _, err := undone(t, d, 99, noon); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("an import that was never there: %v", err)
	}
	if _, err := undone(t, d, second, noon.Add(3*time.Hour)); err != nil {
		t.Error(err)
	}
	refused(second, noon.Add(3*time.Hour), texts.ImportUndoneBefore)
	if u, err := undone(t, d, first, noon.Add(3*time.Hour)); err != nil || u.Removed != 1 {
		t.Errorf("the one before it: %+v, %v", u, err)
	}
	if n, err := d.MemberCount(t.Context()); n != 0 || err != nil {
		t.Errorf("%d members, %v", n, err)
	}
}

func TestWhatMembersWereIsForgottenAfterADay(t *testing.T) {
	d := openDB(t)
	noted(t, d, wideHeader+wideRow, noon)
	noted(t, d, wideHeader+wide(t, "nom=Wroclawski", "email="), noon.Add(time.Hour))
	kept := func() int { return rows(state(t, d), "former") }
	if err := d.Purge(t.Context(), noon.Add(24*time.Hour)); err != nil || kept() != 2 {
		t.Errorf("%d kept, %v", kept(), err)
	}
	if err := d.Purge(t.Context(), noon.Add(25*time.Hour)); err != nil || kept() != 0 {
		t.Errorf("%d kept, %v", kept(), err)
	}
}

// The file fills several batches; half of its lines change members, the other half adds members.
func TestManyAreUndoneAtOnce(t *testing.T) {
	d := openDB(t)
	file := func(n int, name string) string {
		var b strings.Builder
		b.WriteString("identifiant;categorie;nom;adresse6;email\n")
		for i := range n {
			fmt.Fprintf(&b, "X%d;tiers;%s%d;86000 POITIERS;x%d@poitou.example\n", i, name, i, i)
		}
		return b.String()
	}
	noted(t, d, file(1500, "Nom"), noon)
	stands := state(t, d)
	number := noted(t, d, file(3000, "Autre"), noon.Add(time.Hour))
	if u, err := undone(t, d, number, noon.Add(2*time.Hour)); err != nil || u.Restored != 1500 || u.Removed != 1500 {
		t.Errorf("undone %+v, %v", u, err)
	}
	if !slices.Equal(stands, state(t, d)) {
		t.Error("not everything is as it was")
	}
	for text, found := range map[string]int{"nom1499": 1, "autre1499": 0, "autre2999": 0} {
		if r, err := d.SearchMembers(t.Context(), text, 10); err != nil || len(r.Written.Members) != found {
			t.Errorf("searched for %q: %d found, %v", text, len(r.Written.Members), err)
		}
	}
}

// When an import is undone, an index finds each new member in the tables that may refer to them.
func TestWhetherAMemberOfAnImportStaysIsToldByIndexes(t *testing.T) {
	raw := openRaw(t, openDB(t))
	defer raw.Close()
	plan := planOf(t, raw, db.QueryUnseen)
	for _, index := range []string{"mandates_by_member (member_id=?)", "mandates_by_holder (holder_id=?)"} {
		if !strings.Contains(plan, index) {
			t.Errorf("not by %s:\n%s", index, plan)
		}
	}
	for line := range strings.Lines(plan) {
		if strings.HasPrefix(line, "SCAN ") && line != "SCAN w\n" {
			t.Errorf("%s stands in\n%s", line, plan)
		}
	}
}
