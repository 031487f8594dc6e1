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
