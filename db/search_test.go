package db_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/account/search"
	"sesame/db"
)

const (
	searchHeader = "identifiant;categorie;nom;prenom;raison_sociale;adresse4;adresse6;email;portable;fixe;fax\n"
	searchFile   = searchHeader +
		"2850586194123;particulier;Désormeaux;Jean-François;;12 rue du Bourg;94240 L HAY LES ROSES;;06 12 34 56 78;05 49 11 22 33;\n" +
		"2650586194003;particulier;d'Ormesson;Zoé;;;79120 STE SOLINE;;;;05 49 11 22 34\n" +
		"73282932000074;entreprise;;;GAEC des Trois Chênes;;86370 VIVONNE;;;05 49 44 55 66;\n" +
		"T1;tiers;Dupont;Cœur;;;97400 SAINT DENIS;;0692 12 34 56;;\n" +
		"MARTIN;tiers;Le Goff;Paul;;;86000 POITIERS;;;;\n" +
		"T3;tiers;Martin;Luc;;;86000 POITIERS;;;;\n" +
		"T4;tiers;Martineau;Luc;;;79000 NIORT;;;;\n"
)

// names searches, and returns the last names or companies found: with ~ before those found by sound, ? before those found by a
// typing error, and + if there are more.
func names(t *testing.T, d *db.DB, text string, limit int) string {
	t.Helper()
	r, err := d.SearchMembers(t.Context(), text, limit)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	var found []string
	for _, by := range []struct {
		sign string
		db.SearchMatches
	}{{"", r.Written}, {"~", r.Heard}, {"?", r.Near}} {
		for _, m := range by.Members {
			found = append(found, by.sign+m.Profile.LastName+m.Profile.Company)
		}
		if by.More {
			found[len(found)-1] += "+"
		}
	}
	return strings.Join(found, ", ")
}

func TestSearchMembers(t *testing.T) {
	d := openDB(t)
	members(t, d, searchFile)
	for text, want := range map[string]string{
		"desormeaux":                        "Désormeaux",
		"Désormeaux jean françois":          "Désormeaux",
		"l'haÿ-les-roses":                   "Désormeaux",
		"2850586194123":                     "Désormeaux",
		"2 85 05 86 194 123 " + keyOf(t):    "Désormeaux",
		"06.12.34.56.78":                    "Désormeaux",
		"+33 6 12 34 56 78":                 "Désormeaux",
		"0033612345678":                     "Désormeaux",
		"ormesson":                          "d'Ormesson",
		"D’ORMESSON sainte-soline":          "d'Ormesson",
		"05 49 11 22 34":                    "d'Ormesson",
		"gaec chenes":                       "GAEC des Trois Chênes",
		"732 829 320 00074":                 "GAEC des Trois Chênes",
		"86370":                             "GAEC des Trois Chênes",
		"0692 12 34 56":                     "Dupont",
		"+262 692 12 34 56":                 "Dupont",
		"coeur":                             "Dupont",
		"dupond":                            "~Dupont",
		"dézormo":                           "~Désormeaux",
		"t3":                                "Martin",
		"legoff":                            "Le Goff",
		"martin":                            "Le Goff, Martin", // an identifier first
		"martin luc":                        "Martin",
		"mart":                              "Martin, Martineau",
		"marti luc niort":                   "Martineau",
		"luc":                               "Martin, Martineau",
		"poitiers":                          "Le Goff, Martin",
		"désormeaux vivonne":                "",
		"06 12 34 56 79":                    "",
		"bourg":                             "Désormeaux",
		"désormeaux bouvrg":                 "?Désormeaux", // a letter too many in the street
		"martineau niotr":                   "?Martineau",  // two exchanged in the town
		"désormeaux rve":                    "",            // « rue » tells nobody apart
		strings.Repeat("martin luc ", 1000): "Martin",
	} {
		if got := names(t, d, text, 20); got != want {
			t.Errorf("%.60q: %q, want %q", text, got, want)
		}
	}
	if got := names(t, d, "luc", 1); got != "Martin+" {
		t.Errorf("one of two: %q", got)
	}
	for _, text := range []string{"", "a", "l'"} {
		if _, err := d.SearchMembers(t.Context(), text, 20); !errors.Is(err, search.ErrTooShort) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// keyOf is the key of the first member's NIR.
func keyOf(t *testing.T) string {
	t.Helper()
	key, err := account.NIRKey("2850586194123")
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestWholeNamesComeFirst(t *testing.T) {
	d := openDB(t)
	members(t, d, searchHeader+"T1;tiers;Aubry Roy;Luc;;;86000 POITIERS;;;;\nT2;tiers;Blanc;Roy;;;86000 POITIERS;;;;\n"+
		"T3;tiers;Adam;Luc;;;86000 ROY;;;;\nT4;tiers;Roy;Zoé;;;86000 POITIERS;;;;\nT5;tiers;ROY;Ève;;;86000 POITIERS;;;;\n")
	if got, want := names(t, d, "roy", 20), "ROY, Roy, Adam, Aubry Roy, Blanc"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := names(t, d, "roy", 4), "ROY, Roy, Aubry Roy, Blanc+"; got != want {
		t.Errorf("the town is the first to go: %q, want %q", got, want)
	}
}

func TestSearchFollowsWhatChanges(t *testing.T) {
	contact := func(kind db.ContactKind, value string) func(*testing.T, *db.DB) {
		return func(t *testing.T, d *db.DB) {
			inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
				return tx.SetContact(ctx, member(t, d, "2850586194123"), kind, db.Contact{Value: value, Source: db.FromMember}, noon)
			})
		}
	}
	file := func(before, after string) func(*testing.T, *db.DB) {
		return func(t *testing.T, d *db.DB) { members(t, d, strings.Replace(searchFile, before, after, 1)) }
	}
	for name, c := range map[string]struct {
		change     func(*testing.T, *db.DB)
		lost, kept []string
	}{
		"a mobile that the member changes":    {contact(db.Mobile, "+33698765432"), []string{"0612345678"}, []string{"0698765432", "0549112233", "désormeaux"}},
		"a number that is taken away":         {contact(db.Landline, ""), []string{"0549112233"}, []string{"0612345678"}},
		"a number that is left in another":    {contact(db.Fax, "+33612345678"), nil, []string{"0612345678"}},
		"a name that the file corrects":       {file("Désormeaux", "Delorme"), []string{"désormeaux", "desorm"}, []string{"delorme", "l'haÿ", "0612345678"}},
		"a town that the file corrects":       {file("94240 L HAY LES ROSES", "17100 SAINTES"), []string{"94240", "hay roses"}, []string{"17100 saintes désormeaux"}},
		"a number that the file corrects":     {file("06 12 34 56 78", "06 98 76 54 32"), []string{"0612345678"}, []string{"0698765432"}},
		"a number that the file says no more": {file("06 12 34 56 78", ""), []string{"0612345678"}, []string{"désormeaux"}},
		"the file against the member": {func(t *testing.T, d *db.DB) {
			contact(db.Mobile, "+33698765432")(t, d)
			file("06 12 34 56 78", "06 11 11 11 11")(t, d)
		}, []string{"0612345678", "0611111111"}, []string{"0698765432"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := openDB(t)
			members(t, d, searchFile)
			id := member(t, d, "2850586194123").ID
			c.change(t, d)
			for _, text := range c.kept {
				if r, err := d.SearchMembers(t.Context(), text, 20); err != nil || r.Count() != 1 || r.Written.Members[0].ID != id {
					t.Errorf("%s: not found, %v", text, err)
				}
			}
			for _, text := range c.lost {
				if got := names(t, d, text, 20); got != "" && !strings.HasPrefix(got, "~") {
					t.Errorf("%s: still found: %s", text, got)
				}
			}
			fresh := openDB(t) // what a database would hold that had never known anything else
			lines := slices.Sorted(slices.Values(blobs(t, d.Path())["search.slot_key"]))
			for _, m := range []string{"2850586194123", "2650586194003", "73282932000074", "T1", "MARTIN", "T3", "T4"} {
				who := member(t, d, m)
				members(t, fresh, searchHeader+fmt.Sprintf("%s;%s;%s;%s;%s;%s;%s;%s;%s;%s;%s\n", m, who.Category, who.Profile.LastName, who.Profile.FirstName, who.Profile.Company,
					strings.Join(who.Profile.Address[:len(who.Profile.Address)-1], " "), who.Profile.Address[len(who.Profile.Address)-1], who.Contacts[db.Email].Value, who.Contacts[db.Mobile].Value, who.Contacts[db.Landline].Value, who.Contacts[db.Fax].Value))
			}
			if want := slices.Sorted(slices.Values(blobs(t, fresh.Path())["search.slot_key"])); !slices.Equal(lines, want) {
				t.Errorf("%d slots, %d were the member new", len(lines), len(want))
			}
		})
	}
}

// TestANumberChosenWhileAFileIsReadIsFound: a member stores a number of their own after the import has compared their line,
// which lacks it, and before the line is applied.
func TestANumberChosenWhileAFileIsReadIsFound(t *testing.T) {
	d := openDB(t)
	members(t, d, searchFile)
	m := member(t, d, "2850586194123")
	long := strings.NewReplacer("12 rue du Bourg", "12 rue "+strings.Repeat("du Bourg ", 5), "06 12 34 56 78", "06 98 76 54 32").Replace(searchFile)
	table, err := backoffice.OpenTable(strings.NewReader(long), backoffice.MemberColumns)
	if err != nil {
		t.Fatal(err)
	}
	chosen := false
	report, err := d.ImportMembers(t.Context(), table, db.ImportOptions{Now: noon, Warned: func(backoffice.RowError) {
		chosen = true
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			return tx.SetContact(ctx, m, db.Mobile, db.Contact{Value: "+33612345678", Source: db.FromMember}, noon)
		})
	}})
	if err != nil || report.Changed != 1 || !chosen {
		t.Fatal(report, chosen, err)
	}
	if got := names(t, d, "0612345678", 20); got != "Désormeaux" {
		t.Errorf("the number of the member finds %q", got)
	}
	if got := names(t, d, "0698765432", 20); got != "" {
		t.Errorf("the number of the file finds %q", got)
	}
}

func TestGroupsOfMembers(t *testing.T) {
	const before = 262_144 - 300 // members of the first group
	d := openDB(t)
	write := func(from, to int) string {
		var b strings.Builder
		b.WriteString("identifiant;categorie;nom;adresse6;portable\n")
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, "X%d;tiers;%s;86000 POITIERS;06%08d\n", i, []string{"Martin", "Petit"}[i%2], 10_000_000+i)
		}
		return b.String()
	}
	members(t, d, smallHeader+"T1;tiers;A;86000 POITIERS;;;\n")
	tamper(t, d, fmt.Sprintf(`UPDATE members SET id = %d`, before))
	members(t, d, write(0, 200))
	members(t, d, write(200, 700)) // goes on in the first group, and in the second one
	members(t, d, write(700, 800))
	for _, i := range []int{0, 1, 199, 200, 298, 299, 300, 301, 302, 699, 700, 799} {
		r, err := d.SearchMembers(t.Context(), fmt.Sprintf("06%08d %s", 10_000_000+i, []string{"martin", "petit"}[i%2]), 5)
		if err != nil || r.Count() != 1 || r.Written.Members[0].Profile.Identifier != fmt.Sprintf("X%d", i) {
			t.Errorf("member %d: %d found, %v", i, r.Count(), err)
		}
	}
	if got := names(t, d, "martin poitiers", 3); got != "Martin, Martin, Martin+" {
		t.Errorf("found %q", got)
	}
	if r, err := d.SearchMembers(t.Context(), "x799", 5); err != nil || r.Written.Members[0].ID>>18 != 1 {
		t.Errorf("the last one is not in the second group: %v", err)
	}
	unchanged := everything(t, d)
	members(t, d, write(0, 800))
	if !slices.Equal(unchanged, everything(t, d)) {
		t.Error("the same file has changed something")
	}
}

func TestTheIndexTellsNothing(t *testing.T) {
	d := openDB(t)
	members(t, d, searchFile)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(d.Path())
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"desorm", "Désorm", "rmesson", "chenes", "612345678", "692123456", "86370", "94240", "vivonne", "VIVONNE", "poitiers"} {
		if bytes.Contains(file, []byte(word)) {
			t.Errorf("%s stands in the file", word)
		}
	}
}

func FuzzSearchMembers(f *testing.F) {
	d := openDB(f)
	table, err := backoffice.OpenTable(strings.NewReader(searchFile), backoffice.MemberColumns)
	if err != nil {
		f.Fatal(err)
	}
	if _, err := d.ImportMembers(f.Context(), table, db.ImportOptions{Now: noon}); err != nil {
		f.Fatal(err)
	}
	for _, text := range []string{"martin", "' OR 1=1 --", strings.Repeat("x ", 5000), "%_*", "\x00", "+33(0)6", strings.Repeat("é", 10_000)} {
		f.Add(text, 20)
	}
	f.Fuzz(func(t *testing.T, text string, limit int) {
		r, err := d.SearchMembers(t.Context(), text, limit)
		if err != nil && !errors.Is(err, search.ErrTooShort) || r.Count() > 200 {
			t.Errorf("%q: %d found, %v", text, r.Count(), err)
		}
	})
}
