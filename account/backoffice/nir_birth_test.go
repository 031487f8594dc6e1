package backoffice

import (
	"slices"
	"testing"
)

func TestValuesThatContradictTheNIRAreAWarning(t *testing.T) {
	const header = "identifiant;categorie;civilite;nom;date_naissance;commune_naissance;pays_naissance;adresse6\n"
	for name, c := range map[string]struct {
		line string
		want []string
	}{
		"all of it fits":           {"2850586194123;particulier;Madame;A;31/05/1985;Poitiers (86);France;86000 POITIERS", nil},
		"the other sex":            {"2850586194123;particulier;M.;A;31/05/1985;Poitiers;France;86000 POITIERS", []string{"civilite"}},
		"a man in words":           {"2850586194123;exploitant;monsieur;A;;;;86000 POITIERS", []string{"civilite"}},
		"a couple":                 {"2850586194123;exploitant;M. et Mme;A;;;;86000 POITIERS", nil},
		"another year":             {"2850586194123;particulier;Mme;A;31/05/1958;Poitiers;France;86000 POITIERS", []string{"date_naissance"}},
		"another month":            {"2850586194123;particulier;Mme;A;05/12/1985;Poitiers;France;86000 POITIERS", []string{"date_naissance"}},
		"a month nobody knows":     {"2852086194123;particulier;Mme;A;05/12/1985;Poitiers;France;86000 POITIERS", nil},
		"a provisional number":     {"8850586194123;particulier;Mme;A;31/05/1985;Poitiers;FRANCE;86000 POITIERS", nil},
		"born abroad, says FR":     {"2850599109123;particulier;Mme;A;31/05/1985;Berlin;FR;86000 POITIERS", []string{"pays_naissance"}},
		"born abroad":              {"2850599109123;particulier;Mme;A;31/05/1985;Berlin;Allemagne;86000 POITIERS", nil},
		"born here, says abroad":   {"2850586194123;particulier;Mme;A;31/05/1985;Poitiers;Allemagne;86000 POITIERS", []string{"pays_naissance"}},
		"born in Oran before 1962": {"2500592094123;particulier;Mme;A;31/05/1950;Oran;Algérie;86000 POITIERS", nil},
		"born overseas":            {"2850598735123;particulier;Mme;A;31/05/1985;Papeete;Polynésie française;86000 POITIERS", nil},
		"another département":      {"2850586194123;particulier;Mme;A;31/05/1985;NIORT (79);France;86000 POITIERS", []string{"commune_naissance"}},
		"another postcode":         {"2850586194123;particulier;Mme;A;31/05/1985;79000 NIORT;France;86000 POITIERS", []string{"commune_naissance"}},
		"a quarter":                {"2850575112123;particulier;Mme;A;31/05/1985;PARIS 12;France;86000 POITIERS", nil},
		"Corsica":                  {"2500520004123;particulier;Mme;A;31/05/1950;AJACCIO (2A);France;86000 POITIERS", nil},
		"the Seine of then":        {"2500575048123;particulier;Mme;A;31/05/1950;MONTREUIL (93);France;86000 POITIERS", nil},
		"a SIRET":                  {"73282932000074;exploitant;Mme;A;31/05/1985;Niort (79);France;86000 POITIERS", nil},
		"a tiers' own number":      {"1850586194123;tiers;Mme;A;31/05/1970;Niort (79);France;86000 POITIERS", nil},
		"everything":               {"1700279191123;particulier;Mme;A;31/05/1985;POITIERS (86);Belgique;86000 POITIERS", []string{"civilite", "date_naissance", "pays_naissance", "commune_naissance"}},
	} {
		t.Run(name, func(t *testing.T) {
			rows, faults := readMembers(t, header+c.line+"\n")
			if len(faults) > 0 || len(rows) != 1 || len(rows[0].LeftOut) > 0 {
				t.Fatalf("rows %+v, faults %q", rows, faults)
			}
			var got []string
			for _, w := range rows[0].Warnings {
				got = append(got, w.Column)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("it warns of %+v, want %q", rows[0].Warnings, c.want)
			}
		})
	}
}
