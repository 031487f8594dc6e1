package backoffice

import (
	"strings"
	"testing"
)

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
