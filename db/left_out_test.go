package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/account/backoffice"
	"sesame/db"
)

// leftOut returns the list of a member, as « column masked ».
func leftOut(t *testing.T, d *db.DB, identifier string) (list []string) {
	t.Helper()
	found, err := d.LeftOutOf(t.Context(), member(t, d, identifier))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range found {
		list = append(list, l.Field+" "+l.Masked)
	}
	return list
}

func TestAValueThatCannotBeReadIsListedAndWhatWasKnownStays(t *testing.T) {
	d := openDB(t)
	members(t, d, wideHeader+wideRow)
	before := member(t, d, zoe)
	file := wideHeader + wide(t, "email=NC", "portable=06 39 98 12 34 (mari)", "date_naissance=00/00/1985", "carte_vitale=8,02500012345679E+19")
	var told []string
	report, faults := load(t, d, backoffice.MemberColumns, file, db.ImportOptions{LeftOut: func(e backoffice.RowError) { told = append(told, e.Error()) }})
	want := db.ImportReport{Lines: 1, Unchanged: 1, LeftOut: 4, Applied: true}
	for _, c := range []backoffice.Column{backoffice.Email, backoffice.Mobile, backoffice.BirthDate, backoffice.Vitale} {
		want.LeftOutOf[c] = 1
	}
	if len(faults) > 0 || report != want || len(told) != 4 || !strings.HasPrefix(told[0], "ligne 2, colonne date_naissance (« ••/••/•••• ») : ") {
		t.Errorf("report %+v, refused %q, told %q", report, faults, told)
	}
	after := member(t, d, zoe)
	if after.Profile.BirthDate != before.Profile.BirthDate || after.Contacts[db.Email] != before.Contacts[db.Email] || after.Contacts[db.Mobile] != before.Contacts[db.Mobile] ||
		string(after.VitaleKey) != string(before.VitaleKey) {
		t.Errorf("before %+v\nafter %+v", before, after)
	}
	list := []string{"carte_vitale 8,•••••••••••••••+••", "date_naissance ••/••/••••", "email N•", "portable 06 •• •• •• •• (••••)"}
	if got := leftOut(t, d, zoe); !slices.Equal(got, list) {
		t.Errorf("listed %q", got)
	}
	stands := everything(t, d)
	if report := members(t, d, file); report.LeftOut != 4 || !slices.Equal(stands, everything(t, d)) {
		t.Errorf("the same file again: %+v", report)
	}
	members(t, d, wideHeader+wide(t, "email=néant", "portable=", "carte_vitale=8,02500012345679E+19"))
	if got := leftOut(t, d, zoe); !slices.Equal(got, []string{list[0], "email n••••"}) {
		t.Errorf("after another file: %q", got)
	}
	members(t, d, "identifiant;categorie;nom;adresse6\n2850586194123;particulier;Désormeaux;86370 VIVONNE\n")
	if got := leftOut(t, d, zoe); len(got) != 2 {
		t.Errorf("a file that does not name the columns: %q", got)
	}
}

func TestANewcomerIsLoadedWithoutWhatCannotBeRead(t *testing.T) {
	d := openDB(t)
	report := members(t, d, wideHeader+wide(t, "identifiant=T1", "categorie=tiers")+wide(t, "email=NC", "portable=0000000000", "date_naissance=31198", "fin=plus tard"))
	if report.Added != 2 || report.LeftOut != 4 {
		t.Errorf("report %+v", report)
	}
	m := member(t, d, zoe)
	if len(m.Contacts) != 2 || m.Profile.BirthDate != "" || m.Profile.LastName != "Désormeaux" || m.ClosesOn != "" {
		t.Errorf("member %+v", m)
	}
	if got := leftOut(t, d, zoe); !slices.Equal(got, []string{"date_naissance •••••", "email N•", "fin •••• ••••", "portable 00••••••••"}) {
		t.Errorf("listed %q", got)
	}
	if got := leftOut(t, d, "T1"); len(got) != 0 {
		t.Errorf("the neighbour has %q", got)
	}
}

func TestWhatSomebodyVouchesForNeedsNothingOfTheFile(t *testing.T) {
	d := openDB(t)
	members(t, d, wideHeader+wide(t, "email=NC", "portable=NC"))
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		return tx.SetContact(ctx, member(t, d, zoe), db.Email, db.Contact{Value: "own@poitou.example", Source: db.FromMember}, noon)
	})
	if got := leftOut(t, d, zoe); !slices.Equal(got, []string{"portable ••"}) {
		t.Errorf("listed %q", got)
	}
	members(t, d, wideHeader+wide(t, "email=ND", "portable=0639981234"))
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.VerifyContact(ctx, member(t, d, zoe).ID, db.Mobile, noon)
		return err
	})
	members(t, d, wideHeader+wide(t, "email=ND", "portable=NC"))
	if got := leftOut(t, d, zoe); len(got) != 0 {
		t.Errorf("listed %q", got)
	}
}

func TestAWholeColumnThatIsSpoiltIsToldOnce(t *testing.T) {
	var file strings.Builder
	file.WriteString("identifiant;categorie;nom;adresse6;email;carte_vitale\n")
	for i := range 300 {
		fmt.Fprintf(&file, "T%d;tiers;A;86000 POITIERS;NC;8,0250001234%04dE+19\n", i, i)
	}
	d := openDB(t)
	var (
		columns []string
		told    int
	)
	report, faults := load(t, d, backoffice.MemberColumns, file.String(), db.ImportOptions{
		Spoilt:  func(s backoffice.SpoiltColumn) { columns = append(columns, s.Error()) },
		LeftOut: func(backoffice.RowError) { told++ },
	})
	if len(faults) > 0 || report.Added != 300 || report.LeftOut != 600 || report.LeftOutOf[backoffice.Vitale] != 300 {
		t.Errorf("report %+v, refused %q", report, faults)
	}
	if len(columns) != 1 || !strings.HasPrefix(columns[0], "colonne carte_vitale : 300 valeurs sur 300") {
		t.Errorf("columns %q", columns)
	}
	if told != 200 { // of the placeholders for an e-mail
		t.Errorf("%d lines told one by one", told)
	}
	if got := leftOut(t, d, "T299"); len(got) != 2 {
		t.Errorf("listed %q", got)
	}
}

// Notes of an import about an account that was closed here appear in no list and no number until the account is opened again,
// whichever came first.
func TestWhatIsNotedOfAClosedAccountIsNotListed(t *testing.T) {
	d := openDB(t)
	noted(t, d, wideHeader+wide(t, "portable=NC"), noon)
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		return tx.SetContact(ctx, member(t, d, zoe), db.Email, db.Contact{Value: "own@poitou.example", Source: db.FromMember, VerifiedAt: noon}, noon)
	})
	listed := func(when string, wantValues, wantDifferences int) {
		t.Helper()
		values, err := d.LeftOuts(t.Context(), db.LeftOutFilter{}, 10)
		numbers, err2 := d.LeftOutCounts(t.Context(), 10)
		differences, err3 := d.AllDifferences(t.Context(), db.DifferenceFilter{}, 10)
		kinds, err4 := d.DifferenceCounts(t.Context(), 10)
		counted, kept := 0, 0
		for _, n := range numbers {
			counted += n
		}
		for _, n := range kinds {
			kept += n
		}
		if err := errors.Join(err, err2, err3, err4); err != nil || len(values) != wantValues || counted != wantValues || len(differences) != wantDifferences || kept != wantDifferences {
			t.Errorf("%s: %d values, counted %d, want %d; %d differences, counted %d, want %d; %v", when, len(values), counted, wantValues, len(differences), kept, wantDifferences, err)
		}
	}
	becomes := func(state db.AccountState) {
		t.Helper()
		m := member(t, d, zoe)
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.SetStatus(ctx, m, db.Status{State: state, At: noon, By: "agent:odile"}, noon)
			return err
		})
	}
	listed("open", 1, 0)
	becomes(db.StateClosed)
	listed("closed", 0, 0)
	later := noted(t, d, wideHeader+wide(t, "portable=néant", "fixe=NC", "email=file@poitou.example", "adresse6=79000 NIORT"), noon.Add(time.Hour))
	listed("closed, after another file", 0, 0)
	becomes("")
	listed("opened again", 2, 1)
	becomes(db.StateClosed)
	if _, err := undone(t, d, later, noon.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	listed("closed, the file taken back", 0, 0)
	becomes("")
	listed("opened once more", 1, 0)
}

// Counting differences and values left out reads only their indexes: a large caisse has thousands of each.
func TestNotesAreCountedByTheirIndexAlone(t *testing.T) {
	raw := openRaw(t, openDB(t))
	defer raw.Close()
	for _, query := range db.QueryCountNotes {
		plan := planOf(t, raw, query)
		alone, _, found := strings.Cut(plan, "CORRELATED")
		if !found || strings.Count(alone, "SEARCH") != 1 || !strings.Contains(alone, "SEARCH n USING COVERING INDEX") {
			t.Errorf("%s", plan)
		}
	}
}

// The list of one column is read by the index of listed values, in the order of members: it reads no other column and sorts
// nothing.
func TestTheListOfOneColumnReadsNoOther(t *testing.T) {
	raw := openRaw(t, openDB(t))
	defer raw.Close()
	for _, query := range db.QueryNotesOf {
		plan := planOf(t, raw, query)
		if own, _, _ := strings.Cut(plan, "RIGHT\n"); !strings.Contains(own, "_open (") || !strings.Contains(own, "=? AND member_id>?)") || strings.Contains(own, "TEMP B-TREE") {
			t.Error(plan)
		}
	}
}
