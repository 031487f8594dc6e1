package backoffice

import (
	"sesame/texts"

	"strings"
	"testing"
)

func TestALineOfAnotherSeparatorThanTheHeaderIsToldAsThat(t *testing.T) {
	for line, sign := range map[string]string{"T1;tiers;Aubert;86000 POITIERS": "« ; »", "T1\ttiers\tAubert\t86000 POITIERS": "une tabulation"} {
		_, faults := readMembers(t, "identifiant,categorie,nom,adresse6\n"+line+"\n")
		if want := "ligne 2 : " + texts.LineOtherSeparator("« , »", sign); len(faults) != 1 || faults[0] != want {
			t.Errorf("%q, want %q", faults, want)
		}
	}
}

func TestAFileCutDuringItsTransferIsNoticed(t *testing.T) {
	_, faults := readMembers(t, fullHeader+"\n"+fullRow+"\n"+fullRow[:60])
	if len(faults) != 1 || !strings.Contains(faults[0], "coupé") {
		t.Errorf("faults %q", faults)
	}
}

func TestSeparatorsOfEmptyCellsMayBeLeftOut(t *testing.T) {
	rows, faults := readMembers(t, fullHeader+"\nT1;tiers;;Dupré;;;;;;86000 POITIERS\nT2;tiers;;Dupré;;;;;;86000 POITIERS\n")
	if len(faults) > 0 || len(rows) != 2 || rows[1].Values[Email] != "" {
		t.Errorf("rows %+v, faults %q", rows, faults)
	}
}

func TestLinesAreNumberedAsTheFileHasThem(t *testing.T) {
	rows, faults := readMembers(t, "sep=;\n\nidentifiant;categorie;nom;adresse6\nT1;tiers;A;86000 POITIERS\n\nT2;tiers;\"B\nC\";86000 POITIERS\nT3;tiers;D;86000 POITIERS\n")
	if len(faults) > 0 || len(rows) != 3 || rows[0].Line != 4 || rows[1].Line != 6 || rows[2].Line != 8 {
		t.Errorf("rows %+v, faults %q", rows, faults)
	}
}

// The missing cells of a torn line must not count as empty, and its remainder must not count as another person.
func TestALineThatALineBreakTearsIsToldAsTorn(t *testing.T) {
	torn := strings.Replace(fullRow, "Bâtiment B", "Bâtiment\nB", 1)
	rows, faults := readMembers(t, fullHeader+"\n"+torn+"\n"+strings.Replace(fullRow, "123;", "122;", 1)+"\n")
	if len(rows) != 1 || rows[0].Line != 4 || len(faults) < 2 || !strings.Contains(faults[0], "ligne 2 : Un saut de ligne") || !strings.Contains(faults[1], "ligne 3") {
		t.Errorf("rows %+v, faults %q", rows, faults)
	}
	rows, faults = readMembers(t, "identifiant;categorie;nom;adresse6;email;portable;fixe\nT1;tiers;A;86000 POITIERS\nT2;tiers;B;86000 POITIERS\n")
	if len(rows) != 2 || len(faults) > 0 {
		t.Errorf("rows %+v, faults %q", rows, faults)
	}
}

// A separator within a value moves the values after it to other columns: a mobile number would become a landline number.
func TestALineThatASeparatorMovesIsRefused(t *testing.T) {
	const header = "identifiant;categorie;nom;adresse6;email;portable;fixe\n"
	for name, c := range map[string]struct {
		lines   string
		refused int
	}{
		"a town behind its postcode":      {"T1;tiers;A;86000;POITIERS;a@poitou.example;0639981234;\nT2;tiers;B;86000 POITIERS;;;\n", 1},
		"each line ends with a separator": {"T1;tiers;A;86000 POITIERS;néant;;;\nT2;tiers;B;86000 POITIERS;;;;\n", 0},
		"some lines end with one":         {"T1;tiers;A;86000 POITIERS;a@poitou.example;;;\nT2;tiers;B;86000 POITIERS;;;\n", 0},
	} {
		t.Run(name, func(t *testing.T) {
			table, err := OpenTable(strings.NewReader(header+c.lines), MemberColumns)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := table.Overview(); err != nil {
				t.Fatal(err)
			}
			var refused []string
			for range 2 {
				l, err := table.Read()
				if err != nil {
					t.Fatal(err)
				}
				_, faults := table.Member(l, importDay)
				refused = append(refused, inWords(faults)...)
			}
			if len(refused) != c.refused || c.refused > 0 && !strings.Contains(refused[0], "8 valeurs pour 7 colonnes") {
				t.Errorf("refused %q", refused)
			}
		})
	}
}
