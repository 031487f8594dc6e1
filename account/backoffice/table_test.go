package backoffice

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"sesame/account"
)

const importDay = "2026-11-23"

// fullHeader and fullRow fill every column.
const (
	fullHeader = "identifiant;categorie;civilite;nom;prenom;raison_sociale;date_naissance;commune_naissance;pays_naissance;" +
		"adresse1;adresse2;adresse3;adresse4;adresse5;adresse6;email;portable;fixe;fax;carte_vitale;fin"
	fullRow = "2 85 05 86 194 123;Particulier;Madame;Désormeaux;Zoé;;31/05/1985;Vivonne;France;" +
		"Madame Zoé Désormeaux;;Bâtiment B;12 rue du Bourg;;86370 VIVONNE;zoe@Poitou.EXAMPLE;06 39 98 12 34;05.36.49.12.34;;80 250 00012 34567;31/12/2027"
)

var fullMember = MemberRow{
	Line: 2, Identifier: account.Identifier{Kind: account.NIR, Value: "2850586194123"}, Category: account.Particulier, Says: 1<<memberColumns - 4,
	Values: Values{Civility: "Madame", LastName: "Désormeaux", FirstName: "Zoé", BirthDate: "1985-05-31", BirthTown: "Vivonne", BirthCountry: "France",
		Address1: "Madame Zoé Désormeaux", Address3: "Bâtiment B", Address4: "12 rue du Bourg", Address6: "86370 VIVONNE",
		Email: "zoe@poitou.example", Mobile: "+33639981234", Landline: "+33536491234", Vitale: "802500001234567", End: "2027-12-31"},
}

// readMembers reads a whole file. It returns the valid rows, and every error as text.
func readMembers(t *testing.T, file string) (rows []MemberRow, faults []string) {
	t.Helper()
	table, err := OpenTable(strings.NewReader(file), MemberColumns)
	if err != nil {
		t.Fatal(err)
	}
	for {
		l, err := table.Read()
		var refused *RowError
		switch {
		case errors.Is(err, io.EOF):
			return rows, faults
		case errors.As(err, &refused):
			faults = append(faults, refused.Error())
			continue
		case err != nil:
			t.Fatal(err)
		}
		if table.Aside(l) != "" {
			continue
		}
		row, wrong := table.Member(l, importDay)
		faults = append(faults, inWords(wrong)...)
		if len(wrong) == 0 {
			rows = append(rows, row)
		}
	}
}

func inWords(told []RowError) (words []string) {
	for _, e := range told {
		words = append(words, e.Error())
	}
	return words
}

// Whatever the bytes of a file, reading ends, and an accepted line has an identifier.
func FuzzMembers(f *testing.F) {
	f.Add([]byte(fullHeader + "\n" + fullRow + "\n"))
	f.Add([]byte("\xff\xfei\x00d\x00"))
	f.Add([]byte("sep=;\r\"identifiant\";categorie;nom;adresse6;portable\r=\"T1\";tiers;'=\"A\";'';#\r"))
	f.Add([]byte("identifiant\tcategorie\tnom\tadresse6\tfin\nT1\ttiers\t\"A\n\nB\"\t86000 POITIERS\t1-1-1\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		table, err := OpenTable(bytes.NewReader(file), MemberColumns)
		if err != nil {
			return
		}
		if _, err := table.Overview(); err != nil {
			t.Fatal(err)
		}
		for {
			l, err := table.Read()
			var refused *RowError
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil && !errors.As(err, &refused) {
				t.Fatal(err)
			}
			row, faults := table.Member(l, importDay)
			if err != nil || len(faults) > 0 {
				continue
			}
			named := row.Values[LastName] != "" || row.Values[Company] != ""
			if row.Identifier.Value == "" || row.Category == "" || !named || strings.Join(row.Values[Address1:Address6+1], "") == "" {
				t.Errorf("taken: %+v", row)
			}
			for c := Civility; c <= End; c++ {
				if row.Values[c] != "" && !row.Says.Has(c) {
					t.Errorf("a value of %s without the column: %+v", c, row)
				}
			}
		}
	})
}
