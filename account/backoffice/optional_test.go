package backoffice

import (
	"slices"
	"strings"
	"testing"

	"sesame/account"
	"sesame/texts"
)

const optionalHeader = "identifiant;categorie;nom;adresse6;civilite;prenom;date_naissance;commune_naissance;email;portable;fixe;fax;carte_vitale;fin\n"

// optionalLine is a valid line with one optional value.
func optionalLine(c Column, value string) string {
	fields := strings.Split("T1;tiers;A;86000 POITIERS;;;;;;;;;;", ";")
	fields[slices.Index(strings.Split(strings.TrimSpace(optionalHeader), ";"), c.String())] = `"` + strings.ReplaceAll(value, `"`, `""`) + `"`
	return strings.Join(fields, ";") + "\n"
}

func TestAValueThatCannotBeReadIsLeftOutAndTheLineIsTaken(t *testing.T) {
	for _, c := range []struct {
		column       Column
		value, shown string
		reason       string
	}{
		{Civility, "#N/A", "#•/•", texts.CellSheetError},
		{FirstName, "Zo\ufffd", "Z•\ufffd", ""},
		{FirstName, strings.Repeat("é", 201), "", ""},
		{BirthDate, "00/00/1984", "••/••/••••", texts.CellDate},
		{BirthDate, "00/07/1984", "••/••/••••", texts.CellDate},
		{BirthDate, "31/02/1985", "••/••/••••", texts.CellDate},
		{BirthDate, "12/31/1985", "••/••/••••", texts.CellMonthFirst},
		{BirthDate, "12/31/1985 12:00:00 AM", "••/••/•••• ••:••:•• ••", texts.CellMonthFirst},
		{BirthDate, "31/12/85", "••/••/••", texts.CellShortYear},
		{BirthDate, "31/13/1985", "••/••/••••", texts.CellDate},
		{BirthDate, "24/11/2026", "••/••/••••", texts.CellBirth},
		{BirthDate, "01/01/1500", "••/••/••••", texts.CellBirth},
		{BirthDate, "31198", "•••••", texts.CellDayNumber},
		{BirthDate, "1985", "••••", texts.CellDate}, {BirthDate, "9985", "••••", texts.CellDayNumber},
		{BirthDate, "31198,5", "•••••,•", texts.CellDayNumber},
		{BirthDate, "1984-07-08T22:00:00Z", "••••-••-•••••:••:•••", texts.CellDate},
		{BirthDate, "inconnue", "••••••••", texts.CellDate},
		{BirthDate, "########", "########", texts.CellSheetError},
		{Email, "NC", "N•", texts.CellSaysEmpty},
		{Email, "néant", "n••••", texts.CellSaysEmpty},
		{Email, "-", "•", texts.CellSaysEmpty},

		{Email, "a@b.example / c@d.example", "", texts.CellManyMails},
		{Email, "jean.poitou.example", "j•••.••••••.•••••••", texts.CellNoMail},
		{Email, "#REF!", "#•••!", texts.CellSheetError},
		{Mobile, "NEANT", "NE•••", texts.CellSaysEmpty},
		{Mobile, "0000000000", "00••••••••", texts.CellSaysEmpty},
		{Mobile, "06 00 00 00 00", "06 •• •• •• ••", texts.CellSaysEmpty},
		{Mobile, "9999999999", "99••••••••", texts.CellSaysEmpty},
		{Mobile, "06 39 98 12 34 (mari)", "06 •• •• •• •• (••••)", texts.CellNoPhone},
		{Mobile, "06 39 98 12 34 / 05 49 12 34 56", "", texts.CellManyPhones},
		{Mobile, "6,39981E+08", "6,••••••+••", texts.CellRounded},
		{Mobile, "liste rouge", "li••• •••••", texts.CellNoPhone},
		{Landline, "0549", "05••", texts.CellNoPhone},
		{Fax, "n/a", "n/•", texts.CellSaysEmpty},
		{Vitale, "8,02500012345679E+19", "8,•••••••••••••••+••", texts.CellRounded},
		{Vitale, "8.0250001234568E19", "8.••••••••••••••••", texts.CellRounded},
		{Vitale, "80250001234567800000", "8•••••••••••••••••••", texts.CellRounded},
		{Vitale, "80 250 00012 34567 00000", "8• ••• ••••• ••••• •••••", texts.CellRounded},
		{Vitale, "00000000000000000000", "", texts.CellSaysEmpty},
		{Vitale, "0", "•", texts.CellSaysEmpty},
		{Vitale, "12", "1•", texts.CellSerial(12, 30)}, {Vitale, "2 85 05 78 006 084 41", "2 •• •• •• ••• ••• ••", texts.CellSerialIsNIR}, {Vitale, "2850578006084", "2••••••••••••", texts.CellSerialIsNIR},
		{Vitale, "80250001234", "8••••••••••", texts.CellSerial(12, 30)}, {Vitale, "ABCDEFGHIJKLM", "A••••••••••••", texts.CellSerial(12, 30)},
		{Email, "zo\x00e@poitou.example", "z•\ufffd•@••••••.•••••••", texts.CellIllegible}, {BirthTown, "Poi\x1btiers", "", texts.CellIllegible},
		{End, "31/06/2027", "••/••/••••", texts.CellDate},
		{End, "46388", "•••••", texts.CellDayNumber},
	} {
		t.Run(c.column.String()+" "+c.value, func(t *testing.T) {
			rows, faults := readMembers(t, optionalHeader+optionalLine(c.column, c.value))
			if len(faults) > 0 || len(rows) != 1 {
				t.Fatalf("refused: %q", faults)
			}
			left := rows[0].LeftOut
			if len(left) != 1 || left[0].Line != 2 || left[0].Column != c.column.String() || c.shown != "" && left[0].Masked != c.shown || c.reason != "" && left[0].Reason != c.reason {
				t.Errorf("left out %+v", left)
			}
			if rows[0].Says.Has(c.column) {
				t.Error("the row says something of it all the same")
			}
		})
	}
}

func TestValuesAreReadAsPeopleWriteThem(t *testing.T) {
	for _, c := range []struct {
		column      Column
		value, want string
	}{
		{BirthDate, "1/7/1984", "1984-07-01"}, {BirthDate, "9/7/1984", "1984-07-09"}, {BirthDate, "31-12-1985", "1985-12-31"}, {BirthDate, "31.12.1985", "1985-12-31"},
		{BirthDate, "1985-12-31", "1985-12-31"}, {BirthDate, "1985/12/31", "1985-12-31"}, {BirthDate, "1985-1-3", "1985-01-03"},
		{BirthDate, "31/12/1985 00:00", "1985-12-31"}, {BirthDate, "31/12/1985 0:00:00", "1985-12-31"}, {BirthDate, "1984-07-14 00:00:00", "1984-07-14"},
		{BirthDate, "1984-07-14T00:00:00.000", "1984-07-14"}, {BirthDate, "1984-07-14T00:00:00Z", "1984-07-14"}, {BirthDate, `="31/12/1985"`, "1985-12-31"},
		{End, "01/03/2026", "2026-03-01"}, {End, "31/12/9999", "9999-12-31"},
		{Email, "'zoe@poitou.example", "zoe@poitou.example"}, {Email, "", ""}, {Email, "pierre@orange.fr.", "pierre@orange.fr"}, {Email, "Pierre <pierre@orange.fr>", "pierre@orange.fr"}, {Email, "mailto:pierre@orange.fr", "pierre@orange.fr"},
		{Mobile, "639981234.0", "+33639981234"}, {Landline, "549000001,00", "+33549000001"},
		{Mobile, "639981234", "+33639981234"}, {Mobile, `="0639981234"`, "+33639981234"}, {Mobile, "'0639981234'", "+33639981234"}, {Mobile, "06.39.98.12.34", "+33639981234"},
		{Landline, "05 49 00 00 01", "+33549000001"},
		{Vitale, "80250001234567891234", "80250001234567891234"}, {Vitale, `="80250001234567891234"`, "80250001234567891234"}, {Vitale, "802500012345600", "802500012345600"},
		{Vitale, "802500012345E12", "802500012345E12"},
		{FirstName, "'t Hooft", "'t Hooft"}, {BirthTown, "'s-Gravenhage", "'s-Gravenhage"}, {FirstName, "'Zoé", "Zoé"}, {FirstName, `="Zoé"`, "Zoé"},
	} {
		t.Run(c.column.String()+" "+c.value, func(t *testing.T) {
			rows, faults := readMembers(t, optionalHeader+optionalLine(c.column, c.value))
			if len(faults) > 0 || len(rows) != 1 || len(rows[0].LeftOut) > 0 {
				t.Fatalf("rows %+v, refused %q", rows, faults)
			}
			if got := rows[0].Values[c.column]; got != c.want || !rows[0].Says.Has(c.column) {
				t.Errorf("%q is read as %q, want %q", c.value, got, c.want)
			}
		})
	}
}

func TestAnIdentifierIsReadBehindItsGuard(t *testing.T) {
	for _, written := range []string{`"=""2850586194123"""`, `="2850586194123"`, "'2850586194123", "'2850586194123'", `'="2850586194123"`} {
		rows, faults := readMembers(t, "identifiant;categorie;nom;adresse6\n"+written+";particulier;A;86000 POITIERS\n")
		if len(faults) > 0 || len(rows) != 1 || rows[0].Identifier != (account.Identifier{Kind: account.NIR, Value: "2850586194123"}) {
			t.Errorf("%s: rows %+v, faults %q", written, rows, faults)
		}
	}
}

func TestALandlineUnderPortableGoesToFixe(t *testing.T) {
	const landline, other = "05 49 00 00 01", "05 49 00 00 02"
	for name, c := range map[string]struct {
		header, mobile, fixed string
		landline, spare       string
		left                  string
	}{
		"fixe is empty":           {"portable;fixe", landline, "", "+33549000001", "", ""},
		"fixe cannot be read":     {"portable;fixe", landline, "néant", "+33549000001", "", texts.CellSaysEmpty},
		"fixe says the same":      {"portable;fixe", landline, "0549000001", "+33549000001", "", ""},
		"fixe has another":        {"portable;fixe", landline, other, "+33549000002", "", texts.CellTwoLandlines},
		"there is no fixe":        {"portable;fax", landline, "", "", "+33549000001", ""},
		"both are as they should": {"portable;fixe", "0639981234", other, "+33549000002", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			rows, faults := readMembers(t, "identifiant;categorie;nom;adresse6;"+c.header+"\nT1;tiers;A;86000 POITIERS;"+c.mobile+";"+c.fixed+"\n")
			if len(faults) > 0 || len(rows) != 1 {
				t.Fatalf("refused %q", faults)
			}
			row := rows[0]
			if row.Values[Landline] != c.landline || row.Spare != c.spare {
				t.Errorf("fixe %q, to spare %q", row.Values[Landline], row.Spare)
			}
			if c.left == "" && len(row.LeftOut) > 0 || c.left != "" && (len(row.LeftOut) != 1 || row.LeftOut[0].Reason != c.left) {
				t.Errorf("left out %+v", row.LeftOut)
			}
			if row.Says.Has(Mobile) != (c.mobile == "0639981234") {
				t.Errorf("it says of portable: %v", row.Says.Has(Mobile))
			}
		})
	}
}

func TestAnAddressOfOneSlipIsTakenAndTold(t *testing.T) {
	for address, want := range map[string]string{
		"zoe@gmial.com": "gmail.com", "zoe@orange.con": "orange.fr", "zoe@gmail.com": "", "zoe@poitou.example": "",
	} {
		rows, _ := readMembers(t, "identifiant;categorie;nom;adresse6;email\nT1;tiers;Aubert;86000 POITIERS;"+address+"\n")
		if len(rows) != 1 || rows[0].Values[Email] != address {
			t.Fatalf("%s: %+v", address, rows)
		}
		switch told := rows[0].Warnings; {
		case want == "" && len(told) > 0, want != "" && (len(told) != 1 || told[0].Column != "email" || told[0].Reason != texts.CellMailSlip(want) || strings.Contains(told[0].Masked, "zoe")):
			t.Errorf("%s: %+v", address, told)
		}
	}
}

// A control character replaces a character that was lost, so that the rest of the value would be another name.
func TestANameWithALostCharacterIsRefused(t *testing.T) {
	for _, lost := range []string{"\x00", "\x1b", "\x02", "\x7f"} {
		rows, faults := readMembers(t, "identifiant;categorie;nom;adresse6\nT1;tiers;Au"+lost+"bert;86000 POITIERS\nT2;tiers;Bernard;86000 POITIERS\n")
		if len(rows) != 1 || len(faults) != 1 || !strings.HasPrefix(faults[0], "ligne 2, colonne nom") || !strings.HasSuffix(faults[0], texts.CellIllegible) {
			t.Errorf("%q: %d lines are read; refused %q", lost, len(rows), faults)
		}
	}
}

func TestAMobileNumberAmongTheLandlinesIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		mobile, landline string
		told             bool
	}{
		"alone": {"", "0639981234", true}, "overseas": {"", "0692123456", true}, "a landline": {"", "0549123456", false}, "beside another": {"0639981235", "0639981234", false},
	} {
		rows, _ := readMembers(t, "identifiant;categorie;nom;adresse6;portable;fixe\nT1;tiers;A;86000 POITIERS;"+c.mobile+";"+c.landline+"\n")
		if got := len(rows[0].Warnings) == 1 && rows[0].Warnings[0].Reason == texts.CellMobile; got != c.told || rows[0].Values[Landline] == "" {
			t.Errorf("%s: %+v", name, rows[0])
		}
	}
}
