package db_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestOnlyDomainsOfManyMembersAreTold(t *testing.T) {
	d := openDB(t)
	load := func(from, n int, domain string) {
		t.Helper()
		var file strings.Builder
		file.WriteString("identifiant;categorie;raison_sociale;adresse6;email\n")
		for i := range n {
			fmt.Fprintf(&file, "T%d;tiers;Étude %d;86000 POITIERS;etude%d@%s\n", from+i, from+i, i, domain)
		}
		noted(t, d, file.String(), noon)
	}
	told := func() []string {
		t.Helper()
		if err := d.CountDomains(t.Context()); err != nil {
			t.Fatal(err)
		}
		return d.CommonDomains()
	}
	if got := d.CommonDomains(); got != nil {
		t.Errorf("before anything is counted: %v", got)
	}
	load(0, 20, "Cooperative.example")
	load(100, 19, "gaec.example")
	if got := told(); !slices.Equal(got, []string{"cooperative.example"}) {
		t.Errorf("told %v", got)
	}
	load(200, 30, "lycée.example")
	load(300, 1, "gaec.example")
	if got := told(); !slices.Equal(got, []string{"xn--lyce-dpa.example", "cooperative.example", "gaec.example"}) {
		t.Errorf("after an import %v", got)
	}
	load(400, 250, "commune.example") // more than are read together
	load(700, 12, "cooperative.example")
	if got := told(); !slices.Equal(got, []string{"commune.example", "cooperative.example", "xn--lyce-dpa.example", "gaec.example"}) {
		t.Errorf("of many %v", got)
	}
}
