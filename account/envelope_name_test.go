package account

import (
	"errors"
	"slices"
	"testing"
)

func TestLongNames(t *testing.T) {
	const noble = "Monsieur Charles-Henri DE LA ROCHEFOUCAULD-MONTBEL"
	for name, c := range map[string]struct {
		lines []string
		name  string
		want  []int
	}{
		"a name that fits":              {[]string{"Madame Jeanne Aubert", "3 RUE HAUTE", "86000 POITIERS"}, "Aubert", nil},
		"the first line":                {[]string{noble, "3 RUE HAUTE", "86000 POITIERS"}, "DE LA ROCHEFOUCAULD-MONTBEL", []int{1}},
		"a name the file lacks":         {[]string{"Madame Une Telle Autrement Et Bien Plus Longuement", "86000 POITIERS"}, "Aubert", []int{1}},
		"a name below the first line":   {[]string{"SCEA du Moulin", "à l'attention de Monsieur Jean-Christophe Aubert", "3 RUE HAUTE", "86000 POITIERS"}, "Aubert", []int{2}},
		"a building is none":            {[]string{"Madame Jeanne Aubert", "Résidence du Maréchal de Lattre de Tassigny", "3 RUE HAUTE", "86000 POITIERS"}, "Aubert", nil},
		"a street is none":              {[]string{"128 BOULEVARD DU MARECHAL DE LATTRE DE TASSIGNY", "86000 POITIERS"}, "Lattre", nil},
		"a street with the name is not": {[]string{"Madame Jeanne Aubert", "128 BOULEVARD DU MARECHAL JEAN CHRISTOPHE AUBERT", "86000 POITIERS"}, "Aubert", nil},
		"a town alone":                  {[]string{"86000 SAINT CHRISTOPHE DE LA ROCHE EN BRENIL SUR LOIRE"}, "Roche", nil},
	} {
		var got []int
		for _, l := range LongNames(c.lines, c.name) {
			got = append(got, l.Line)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: lines %v, want %v", name, got, c.want)
		}
	}
}

func TestCheckShortName(t *testing.T) {
	const (
		noble = "Monsieur Charles-Henri DE LA ROCHEFOUCAULD-MONTBEL DE SAINT-JULIEN"
		group = "Groupement agricole d'exploitation en commun des Trois Chênes"
	)
	for _, c := range []struct {
		short, line, name string
		right             bool
	}{
		{"M. C.-H. DE LA ROCHEFOUCAULD-MONTBEL", noble, "DE LA ROCHEFOUCAULD-MONTBEL DE SAINT-JULIEN", true},
		{"M. de La Rochefoucauld", noble, "DE LA ROCHEFOUCAULD-MONTBEL DE SAINT-JULIEN", true},
		{"M. Ch. H. Montbel de St Julien", noble, "DE LA ROCHEFOUCAULD-MONTBEL DE SAINT-JULIEN", true},
		{"GAEC des Trois Chênes", group, group, true},
		{"GAEC des 3 Chênes", group, group, false},
		{"Chênes", group, group, true},
		{"Madame Telle", "Madame Une Telle Autrement Et Bien Plus Longuement", "Aubert", true},
		{"Madame", "Madame Une Telle Autrement Et Bien Plus Longuement", "Aubert", false},
		{"", noble, "Montbel", false},
		{noble, noble, "Montbel", false},
		{"M. Charles-Henri de La", noble, "DE LA ROCHEFOUCAULD-MONTBEL DE SAINT-JULIEN", false},
		{"M. Charles-Henri de St-J.", noble, "DE LA ROCHEFOUCAULD-MONTBEL DE SAINT-JULIEN", false},
		{"Mme de La Rochefoucauld", noble, "DE LA ROCHEFOUCAULD-MONTBEL DE SAINT-JULIEN", false},
		{"M. de La Rochefoucauld chez Martin", noble, "DE LA ROCHEFOUCAULD-MONTBEL DE SAINT-JULIEN", false},
		{"M. MONTBEL DE LA ROCHEFOUCAULD", noble, "DE LA ROCHEFOUCAULD-MONTBEL DE SAINT-JULIEN", false},
		{"M. MARTIN DUPONT", "Monsieur Christophe-Alexandre MARTINEAU-DUPONT", "MARTINEAU-DUPONT", false},
		{"M. MARTINEAU DUPONT", "Monsieur Christophe-Alexandre MARTINEAU-DUPONT", "MARTINEAU-DUPONT", true},
		{"M. Дюпон MONTBEL", noble, "DE LA ROCHEFOUCAULD-MONTBEL DE SAINT-JULIEN", false},
	} {
		err := CheckShortName(c.short, c.line, c.name)
		var field *FieldError
		if (err == nil) != c.right || err != nil && !errors.As(err, &field) {
			t.Errorf("%q for %q: %v", c.short, c.line, err)
		}
	}
}

func TestRenamed(t *testing.T) {
	lines := []string{"Madame Une Telle", "3 RUE HAUTE", "86000 POITIERS"}
	names := []ShortName{{Of: "Madame Une Telle", Short: "Mme Telle"}, {Of: "Madame Une Autre", Short: "Mme Autre"}, {Of: "3 RUE HAUTE"}}
	if got := Renamed(lines, names); !slices.Equal(got, []string{"Mme Telle", "3 RUE HAUTE", "86000 POITIERS"}) || lines[0] != "Madame Une Telle" {
		t.Errorf("%q from %q", got, lines)
	}
}
