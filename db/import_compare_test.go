package db_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/db"
)

const (
	wideHeader = "identifiant;categorie;civilite;nom;prenom;date_naissance;commune_naissance;pays_naissance;adresse2;adresse4;adresse6;email;portable;fixe;fax;carte_vitale;fin\n"
	wideRow    = "2850586194123;particulier;Madame;Désormeaux;Zoé;31/05/1985;Vivonne;France;Bâtiment B;12 rue du Bourg;86370 VIVONNE;zoe@poitou.example;0639981234;0549000001;0549000002;802500012345678;31/12/2030\n"
	zoe        = "2850586194123"
)

// wide returns wideRow with other values, each given as « column=value ».
func wide(t *testing.T, values ...string) string {
	t.Helper()
	columns := strings.Split(strings.TrimSpace(wideHeader), ";")
	fields := strings.Split(strings.TrimSpace(wideRow), ";")
	for _, v := range values {
		name, value, _ := strings.Cut(v, "=")
		fields[slices.Index(columns, name)] = value
	}
	return strings.Join(fields, ";") + "\n"
}

// crowd are lines of other people, so that one changed line is less than a hundredth of a file.
func crowd(t *testing.T, n int) string {
	t.Helper()
	var b strings.Builder
	for i := range n {
		b.WriteString(wide(t, fmt.Sprintf("identifiant=X%d", i), "categorie=tiers"))
	}
	return b.String()
}

// changes loads a file and collects its changes.
func changes(t *testing.T, d *db.DB, text string, o db.ImportOptions) (db.ImportReport, []backoffice.Change) {
	t.Helper()
	var changed []backoffice.Change
	o.Changed = func(c backoffice.Change) { changed = append(changed, c) }
	report, faults := load(t, d, backoffice.MemberColumns, text, o)
	if len(faults) > 0 {
		t.Fatalf("refused: %q", faults)
	}
	return report, changed
}

func TestAColumnThatTheHeaderDoesNotNameChangesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		file  string
		check func(*db.Member) bool // what has changed; the rest must not have
	}{
		"the least that a file may have": {"identifiant;categorie;nom;adresse6\n2850586194123;particulier;Désormeaux;86370 VIVONNE\n", nil},
		"another town":                   {"identifiant;categorie;nom;adresse6\n2850586194123;particulier;Désormeaux;86000 POITIERS\n", func(m *db.Member) bool { return m.Profile.Address[2] == "86000 POITIERS" }},
		"another street":                 {"identifiant;categorie;nom;adresse4\n2850586194123;particulier;Désormeaux;3 place Haute\n", func(m *db.Member) bool { return m.Profile.Address[1] == "3 place Haute" }},
		"a line of the address more":     {"identifiant;categorie;nom;adresse5;adresse6\n2850586194123;particulier;Désormeaux;Les Prés;86370 VIVONNE\n", func(m *db.Member) bool { return len(m.Profile.Address) == 4 && m.Profile.Address[2] == "Les Prés" }},
		"another name":                   {"identifiant;categorie;nom;adresse6\n2850586194123;particulier;Dupré;86370 VIVONNE\n", func(m *db.Member) bool { return m.Profile.LastName == "Dupré" }},
		"a company's name besides": {"identifiant;categorie;raison_sociale;adresse6\n2850586194123;particulier;EARL des Prés;86370 VIVONNE\n", func(m *db.Member) bool {
			return m.Profile.Company == "EARL des Prés" && m.Profile.LastName == "Désormeaux"
		}},
		"another address by mail": {"identifiant;categorie;nom;adresse6;mail\n2850586194123;particulier;Désormeaux;86370 VIVONNE;neuf@poitou.example\n", func(m *db.Member) bool { return m.Contacts[db.Email].Value == "neuf@poitou.example" }},
		"a serial number":         {"identifiant;categorie;nom;adresse6;carte vitale\n2850586194123;particulier;Désormeaux;86370 VIVONNE;999\u00a0888 777 666\n", func(m *db.Member) bool { return m.VitaleKey != nil }},
	} {
		t.Run(name, func(t *testing.T) {
			d := openDB(t)
			members(t, d, wideHeader+wideRow)
			before := member(t, d, zoe)
			report := members(t, d, c.file)
			if want := (c.check != nil); (report.Changed == 1) != want || report.Emptied != 0 {
				t.Errorf("report %+v", report)
			}
			after := member(t, d, zoe)
			if c.check != nil && !c.check(after) {
				t.Errorf("now %+v", after)
			}
			if c.check == nil && !reflect.DeepEqual(before, after) {
				t.Errorf("before %+v\nafter %+v", before, after)
			}
			for i, same := range []bool{
				before.Profile.Civility == after.Profile.Civility, before.Profile.FirstName == after.Profile.FirstName, before.Profile.BirthDate == after.Profile.BirthDate,
				before.Profile.BirthTown == after.Profile.BirthTown, before.Profile.BirthCountry == after.Profile.BirthCountry, before.Profile.Address[0] == after.Profile.Address[0],
				before.Contacts[db.Mobile] == after.Contacts[db.Mobile], before.Contacts[db.Landline] == after.Contacts[db.Landline], before.Contacts[db.Fax] == after.Contacts[db.Fax],
				before.ClosesOn == after.ClosesOn,
			} {
				if !same {
					t.Errorf("what the file does not name has changed (%d): %+v", i, after)
				}
			}
			stands := everything(t, d)
			if report := members(t, d, c.file); report.Unchanged != 1 || !slices.Equal(stands, everything(t, d)) {
				t.Errorf("the same file again: %+v", report)
			}
			if found, err := d.MembersByIdentity(t.Context(), account.Identity{FamilyName: after.Profile.LastName, GivenNames: "Zoé", BirthDate: "1985-05-31"}.Key(d.Keys().Index), noon); err != nil || len(found) != 1 {
				t.Errorf("FranceConnect finds %d, %v", len(found), err)
			}
		})
	}
}

func TestAFileThatTakesMuchAwayIsAskedAbout(t *testing.T) {
	for name, c := range map[string]struct {
		change          []string // of the member
		emptied, others int
	}{
		"nothing":               {nil, 0, 0},
		"an e-mail":             {[]string{"email="}, 1, 0},
		"a serial number":       {[]string{"carte_vitale="}, 1, 0},
		"a birth":               {[]string{"date_naissance="}, 1, 0},
		"a date of the end":     {[]string{"fin="}, 1, 0},
		"the streets":           {[]string{"adresse2=", "adresse4="}, 1, 0},
		"a part of the street":  {[]string{"adresse2="}, 1, 0},
		"everything but a town": {[]string{"adresse2=", "adresse4=", "adresse6=86000 POITIERS"}, 1, 0},
		"a move":                {[]string{"adresse2=", "adresse4=3 place Haute", "adresse6=86000 POITIERS"}, 0, 0},
		"another name":          {[]string{"nom=Wroclawski"}, 0, 1},
		"another first name":    {[]string{"prenom=Odile"}, 0, 1},
		"another birth":         {[]string{"date_naissance=01/06/1985"}, 0, 1},
		"another sex":           {[]string{"civilite=Monsieur"}, 0, 1},
		"all of these":          {[]string{"civilite=M.", "nom=Wroclawski", "date_naissance=01/06/1985", "email="}, 1, 1},
		"a name by marriage":    {[]string{"nom=DESORMEAUX-DUPRE"}, 0, 0},
		"a name in capitals":    {[]string{"nom=DESORMEAUX", "prenom=ZOÉ", "civilite=Mme"}, 0, 0},
		"a second first name":   {[]string{"prenom=Zoé, Marie"}, 0, 0},
		"another civility":      {[]string{"civilite=Mademoiselle"}, 0, 0},
		"a civility less":       {[]string{"civilite="}, 1, 0},
		"another e-mail":        {[]string{"email=neuf@poitou.example"}, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			d := openDB(t)
			members(t, d, wideHeader+wideRow)
			stands := everything(t, d)
			file := wideHeader + wide(t, c.change...)
			asks := c.emptied+c.others > 0
			for _, o := range []db.ImportOptions{{DryRun: true}, {}} {
				report, _ := changes(t, d, file, o)
				if report.Emptied != c.emptied || report.Others != c.others || report.Asks() != asks || (report.Question() != "") != asks {
					t.Errorf("report %+v", report)
				}
				if o.Holds(report) != asks {
					t.Errorf("held back: %v, want %v", !asks, asks)
				}
				if held := everything(t, d); asks && !slices.Equal(stands, held) {
					t.Errorf("loaded although nobody has agreed: %q", held)
				}
			}
			if report, _ := changes(t, d, file, db.ImportOptions{Confirmed: true}); !report.Applied {
				t.Errorf("agreed to, and not loaded: %+v", report)
			}
		})
	}
}

// Changes have to be confirmed when they concern more than one line in a hundred, or more than twenty lines.
func TestTheShareThatIsAskedAbout(t *testing.T) {
	for _, c := range []struct {
		lines, emptied int
		asks           bool
	}{{99, 1, true}, {100, 1, false}, {300, 3, false}, {300, 4, true}, {5000, 20, false}, {5000, 21, true}} {
		report := db.ImportReport{Lines: c.lines, Emptied: c.emptied}
		other := db.ImportReport{Lines: c.lines, Others: c.emptied}
		if report.Asks() != c.asks || other.Asks() != c.asks {
			t.Errorf("%d of %d: %v, %v", c.emptied, c.lines, report.Asks(), other.Asks())
		}
	}
	d := openDB(t)
	members(t, d, wideHeader+wideRow+crowd(t, 120))
	report, _ := changes(t, d, wideHeader+wide(t, "email=")+crowd(t, 120), db.ImportOptions{})
	if !report.Applied || report.Emptied != 1 || report.EmptiedOf[backoffice.Email] != 1 || member(t, d, zoe).Contacts[db.Email].Value != "" {
		t.Errorf("report %+v", report)
	}
}

func TestWhoseAccountHasAPasswordIsCounted(t *testing.T) {
	d := openDB(t)
	members(t, d, wideHeader+wideRow+wide(t, "identifiant=T1", "categorie=tiers"))
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.ChangePassword(ctx, member(t, d, zoe).ID, "", "$argon2id$", noon)
		return err
	})
	report, changed := changes(t, d, wideHeader+wide(t, "nom=Wroclawski")+wide(t, "identifiant=T1", "categorie=tiers", "nom=Wroclawski"), db.ImportOptions{DryRun: true})
	if report.Others != 2 || report.OthersIn != 1 || len(changed) != 2 || !changed[0].Password || changed[1].Password {
		t.Errorf("report %+v, changes %+v", report, changed)
	}
}

func TestAChangeIsShownMasked(t *testing.T) {
	d := openDB(t)
	members(t, d, wideHeader+wideRow)
	_, changed := changes(t, d, wideHeader+wide(t, "nom=Wroclawski", "email=odile@sureau.example", "date_naissance=", "carte_vitale=999888777666", "portable=0639985678"), db.ImportOptions{DryRun: true})
	if len(changed) != 1 || changed[0].Line != 2 || changed[0].Identifier != "2 85 ** ** *** ***" {
		t.Fatalf("changes %+v", changed)
	}
	want := []backoffice.ColumnChange{
		{Column: backoffice.LastName, Before: "Dé••••••••", After: "Wr••••••••"},
		{Column: backoffice.BirthDate, Before: "••••-••-••"},
		{Column: backoffice.Email, Before: "z••@••••••.•••••••", After: "o••••@••••••.•••••••"},
		{Column: backoffice.Mobile, Before: "+3••••••••••", After: "+3••••••••••"},
		{Column: backoffice.Vitale, Before: "•", After: "9•••••••••••"},
	}
	if got := changed[0].Masked().Columns; !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestALandlineUnderPortableIsTakenWhereNoneIsKnown(t *testing.T) {
	const file = "identifiant;categorie;nom;adresse6;portable\n"
	d := openDB(t)
	members(t, d, file+"T1;tiers;A;86000 POITIERS;0549000003\n")
	members(t, d, wideHeader+wideRow)
	if m := member(t, d, "T1"); m.Contacts[db.Landline].Value != "+33549000003" || m.Contacts[db.Mobile].Value != "" {
		t.Errorf("contacts %+v", m.Contacts)
	}
	members(t, d, file+zoe+";particulier;Désormeaux;86370 VIVONNE;0549000003\n")
	if m := member(t, d, zoe); m.Contacts[db.Landline].Value != "+33549000001" || m.Contacts[db.Mobile].Value != "+33639981234" {
		t.Errorf("contacts %+v", m.Contacts)
	}
	members(t, d, "identifiant;categorie;nom;adresse6;fixe\n"+zoe+";particulier;Désormeaux;86370 VIVONNE;\n")
	members(t, d, file+zoe+";particulier;Désormeaux;86370 VIVONNE;0549000003\n")
	if m := member(t, d, zoe); m.Contacts[db.Landline].Value != "+33549000003" || m.Contacts[db.Mobile].Value != "+33639981234" {
		t.Errorf("contacts %+v", m.Contacts)
	}
}

func TestADateOfTheEndIsKeptAndCounted(t *testing.T) {
	d := openDB(t)
	for _, c := range []struct {
		fin              string
		closed, reopened int
	}{{"24/11/2026", 0, 0}, {"23/11/2026", 1, 0}, {"01/01/2020", 0, 0}, {"", 0, 1}, {"01/01/2027", 0, 0}, {"22/11/2026", 1, 0}} {
		report := members(t, d, wideHeader+wide(t, "fin="+c.fin))
		if report.Closed != c.closed || report.Reopened != c.reopened {
			t.Errorf("%s: %+v", c.fin, report)
		}
	}
	if m := member(t, d, zoe); m.ClosesOn != "2026-11-22" {
		t.Errorf("it closes on %q", m.ClosesOn)
	}
	if report := members(t, d, wideHeader+wide(t, "identifiant=T1", "categorie=tiers", "fin=23/11/2026")); report.Closed != 1 || report.Added != 1 {
		t.Errorf("a newcomer: %+v", report)
	}
}

// A file of the same people in another spelling changes nothing, and its lines count as unchanged the next time.
func TestAnotherWritingOfTheSameChangesNothing(t *testing.T) {
	d := openDB(t)
	members(t, d, wideHeader+wideRow)
	before := member(t, d, zoe)
	other := "Identifiant,Catégorie,Civilité,Nom,Prénom,Date de naissance,Adresse 2,Adresse 4,Adresse 6,E-mail,Mobile,Téléphone\r\n" +
		"\"=\"\"2850586194123\"\"\",Particulier,Madame,Désormeaux,Zoé,1985-05-31 00:00:00,Bâtiment B,12 rue du Bourg,86370 VIVONNE,zoe@Poitou.example,639981234,05.49.00.00.01\r\n"
	for range 2 {
		report, _ := load(t, d, backoffice.MemberColumns, other, db.ImportOptions{Now: noon.Add(time.Hour)})
		if want := (db.ImportReport{Lines: 1, Unchanged: 1, Applied: true}); report != want {
			t.Errorf("report %+v", report)
		}
	}
	if after := member(t, d, zoe); !reflect.DeepEqual(before, after) {
		t.Errorf("before %+v\nafter %+v", before, after)
	}
}
