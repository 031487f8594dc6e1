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
		"one for all":      {strings.Repeat(line("", "", good), 1200) + line("", "", "80250001234567891235"), "colonne carte_vitale : 1200 valeurs sur 1201 sont abîmées et sont laissées de côté. Le même numéro"},
		"some alike":       {strings.Repeat(line("", "", good), 999), ""},
		"none":             {strings.Repeat(line("31/12/1985", "0639981234", ""), 9), ""},
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

func TestASerialNumberOfMostLinesIsLeftOut(t *testing.T) {
	const header, same = "identifiant;categorie;nom;adresse6;carte_vitale\n", "80250001234567891234"
	file := header + strings.Repeat("T1;tiers;A;86000 POITIERS;"+same+"\n", 1200) + "T2;tiers;B;86000 POITIERS;80250001234567891235\n"
	table, err := OpenTable(strings.NewReader(file), MemberColumns)
	if err != nil {
		t.Fatal(err)
	}
	o, err := table.Overview()
	if err != nil {
		t.Fatal(err)
	}
	for n := range 1201 {
		l, err := table.Read()
		if err != nil {
			t.Fatal(err)
		}
		row, _ := table.Member(l, importDay)
		if last := n == 1200; last != (len(row.LeftOut) == 0) || last != (row.Values[Vitale] != "") || !last && !o.Tells(row.LeftOut[0]) {
			t.Errorf("line %d: %q, left out %+v", l.Number, row.Values[Vitale], row.LeftOut)
		}
	}
}
