package backoffice

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"sesame/texts"
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
		"months first":     {strings.Repeat(line("12/31/1985", "", "")+line("01/02/1985", "", "")+line("", "", ""), 3), "colonne date_naissance : 6 valeurs sur 6 sont abîmées et sont laissées de côté. La date a le mois avant le jour"},
		"two sources":      {strings.Repeat(line("12/31/1985", "", "")+line("31/12/1985", "", ""), 9), ""},
		"two slips":        {strings.Repeat(line("12/31/1985", "", ""), 2) + line("01/02/1985", "", ""), ""},
		"one mobile":       {strings.Repeat(line("", "0639981234", ""), 1200) + line("", "0639981235", ""), ""},
		"no mobile":        {strings.Repeat(line("", "néant", ""), 1200), ""},
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

// In a file with the month first, half of the dates are also valid with the day first: 03/07/1984 would be read as 3 July.
func TestNoDateIsTakenFromAColumnWithTheMonthFirst(t *testing.T) {
	const header = "identifiant;categorie;nom;adresse6;date_naissance\n"
	var file strings.Builder
	file.WriteString(header)
	for i, day := range []string{"12/31/1985", "07/14/1984", "03/07/1984", "1984-07-03", "02/29/1984"} {
		fmt.Fprintf(&file, "T%d;tiers;A;86000 POITIERS;%s\n", i, day)
	}
	rows := overviewed(t, file.String())
	for i, row := range rows {
		if want := map[int]string{3: "1984-07-03"}[i]; row.Values[BirthDate] != want {
			t.Errorf("line %d: %q, want %q", row.Line, row.Values[BirthDate], want)
		}
	}
}

// If the caisse's own address replaced missing ones, it would receive the codes of all these members.
func TestAContactOfManyLinesIsTold(t *testing.T) {
	const header = "identifiant;categorie;nom;adresse6;email;portable\n"
	var file strings.Builder
	file.WriteString(header)
	for i := range 8000 {
		email, mobile := fmt.Sprintf("a%d@poitou.example", i), fmt.Sprintf("06%08d", 39_980_000+i)
		switch {
		case i%8 == 0:
			email = "accueil@caisse.example"
		case i%50 == 1: // fewer: an accountant's
			mobile = "0612345678"
		}
		fmt.Fprintf(&file, "T%d;tiers;A;86000 POITIERS;%s;%s\n", i, email, mobile)
	}
	warned := map[string]int{}
	for _, row := range overviewed(t, file.String()) {
		for _, w := range row.Warnings {
			warned[w.Error()]++
		}
		if row.Values[Email] == "" || row.Values[Mobile] == "" {
			t.Fatalf("line %d: not loaded, left out %+v", row.Line, row.LeftOut)
		}
	}
	for _, want := range []string{
		"ligne 2, colonne email (« a••••••@••••••.••••••• ») : " + texts.CellShared(1000),
		"ligne 3, colonne portable (« 0••••••••• ») : " + texts.CellShared(160),
	} {
		if warned[want] != 1 || len(warned) != 2 {
			t.Errorf("it warns %v, want once %q", warned, want)
		}
	}
}

// overviewed reads all lines of a file, as an import does.
func overviewed(t *testing.T, file string) (rows []MemberRow) {
	t.Helper()
	table, err := OpenTable(strings.NewReader(file), MemberColumns)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := table.Overview(); err != nil {
		t.Fatal(err)
	}
	for {
		l, err := table.Read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		row, faults := table.Member(l, importDay)
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		rows = append(rows, row)
	}
}
