package backoffice

import (
	"strings"
	"testing"

	"sesame/account"
)

func TestDuplicatesAreFoundWhateverTheWayTheyAreWritten(t *testing.T) {
	table, err := OpenTable(strings.NewReader("identifiant;categorie;nom;adresse6\n"+
		"285 0586 194 123;particulier;A;86000 POITIERS\nT1;tiers;B;86000 POITIERS\n\n2850586194123;particulier;A;86000 POITIERS\nt-1;tiers;C;86000 POITIERS\nT2;tiers;D;86000 POITIERS\n"), MemberColumns)
	if err != nil {
		t.Fatal(err)
	}
	d, err := table.Overview()
	if err != nil {
		t.Fatal(err)
	}
	nir, tiers := account.Identifier{Kind: account.NIR, Value: "2850586194123"}, account.Identifier{Kind: account.Tiers, Value: "T1"}
	for line, want := range map[int]int{2: 5, 5: 2} {
		if got, same := d.Other(nir, line); got != want || !same {
			t.Errorf("the NIR of line %d is also on line %d, want %d", line, got, want)
		}
	}
	for line, want := range map[int]int{3: 6, 6: 3} {
		if got, same := d.Other(tiers, line); got != want || same {
			t.Errorf("the tiers of line %d is also on line %d, want %d", line, got, want)
		}
	}
	if other, _ := d.Other(account.Identifier{Kind: account.Tiers, Value: "T2"}, 7); other != 0 {
		t.Error("T2 stands once")
	}
	if l, err := table.Read(); err != nil || l.Number != 2 {
		t.Errorf("the table did not go back to its first line: %v, %v", l, err)
	}
}

func TestAColumnThatASpreadsheetHasSpoiltIsSeenAsAWhole(t *testing.T) {
	const header = "identifiant;categorie;nom;adresse6;date_naissance;portable;carte_vitale\n"
	line := func(birth, mobile, serial string) string {
		return "T1;tiers;A;86000 POITIERS;" + birth + ";" + mobile + ";" + serial + "\n"
	}
	const good, bad = "80250001234567891234", "8,02500012345679E+19"
	for name, c := range map[string]struct{ file, says string }{
		"most":             {line("", "", bad) + line("", "", bad) + line("", "", bad) + line("", "", good), "colonne carte_vitale : 3 valeurs sur 4 sont abîmées"},
		"zeros at the end": {strings.Repeat(line("", "", "80250001234567800000"), 5), "colonne carte_vitale : 5 valeurs sur 5 sont abîmées"},
		"dates":            {strings.Repeat(line("31198", "", ""), 3), "colonne date_naissance : 3 valeurs sur 3 sont abîmées et sont laissées de côté. Le tableur a remplacé"},
		"telephones":       {strings.Repeat(line("", "6,39981234E+08", good), 3), "colonne portable : 3 valeurs sur 3"},
		"half":             {strings.Repeat(line("", "", bad)+line("", "", good), 3), ""},
		"few":              {line("", "", bad) + line("", "", bad), ""},
		"none":             {strings.Repeat(line("31/12/1985", "0639981234", good), 9), ""},
	} {
		t.Run(name, func(t *testing.T) {
			table, err := OpenTable(strings.NewReader(header+c.file), MemberColumns)
			if err != nil {
				t.Fatal(err)
			}
			o, err := table.Overview()
			if err != nil {
				t.Fatal(err)
			}
			if c.says == "" && len(o.Spoilt) > 0 || c.says != "" && (len(o.Spoilt) != 1 || !strings.HasPrefix(o.Spoilt[0].Error(), c.says)) {
				t.Errorf("it says %v, want %q", o.Spoilt, c.says)
			}
		})
	}
}
