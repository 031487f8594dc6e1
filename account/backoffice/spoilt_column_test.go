package backoffice

import (
	"strings"
	"testing"
)

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
