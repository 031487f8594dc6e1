package account

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEachCategoryIsAskedTheGuidesQuestion(t *testing.T) {
	want := map[Category]Question{
		Particulier:        {Natures: []Nature{"prestation"}, Vitale: true, Months: 6},
		Exploitant:         {Natures: []Nature{"facture_cotisations"}, Months: 12},
		Entreprise:         {Natures: []Nature{"cotisations_salaires"}, Months: 12},
		EmployeurJardinier: {Natures: []Nature{"cotisations_salaires"}, Months: 12},
	}
	got := map[Category]Question{}
	for _, c := range Categories {
		if q, ok := QuestionFor(c); ok {
			got[c] = q
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-guide +program)\n%s", diff)
	}
}
