package backoffice

import (
	"slices"
	"strings"

	"sesame/account"
	"sesame/texts"
)

// doubtBirth warns of values that contradict the NIR of their line: the columns of a file may have been sorted or shifted
// separately, so that somebody else stands behind an identifier. A tiers may have any number.
func (r *rowReader) doubtBirth(row *MemberRow) {
	if row.Category == account.TiersCategory {
		return
	}
	born, ok := row.Identifier.Birth()
	if !ok {
		return
	}
	if sex := Sex(row.Values[Civility]); sex != 0 && sex != born.Sex {
		r.warn(Civility.String(), r.value(Civility), texts.CellOtherSex)
	}
	if day := row.Values[BirthDate]; day != "" && (day[2:4] != born.Year || born.Month != "" && day[5:7] != born.Month) {
		r.warn(BirthDate.String(), maskShape(r.value(BirthDate), 0), texts.CellOtherBirth)
	}
	if country := row.Values[BirthCountry]; country != "" && bornElsewhere(born.Departement, country) {
		r.warn(BirthCountry.String(), maskShape(r.value(BirthCountry), 1), texts.CellOtherCountry)
	}
	if there := departementOf(row.Values[BirthTown]); there != "" && !sameDepartement(born.Departement, there) {
		r.warn(BirthTown.String(), maskShape(r.value(BirthTown), 1), texts.CellOtherDepartement)
	}
}

// abroad is the département of a birth abroad.
const abroad = "99"

// bornElsewhere says whether a country contradicts the département of a NIR. The départements from 91 on prove no birth in
// France: 91 to 96 were also those of Algeria, Morocco and Tunisia, and overseas France may be written as a country.
func bornElsewhere(departement, country string) bool {
	if departement == abroad {
		return france(country)
	}
	return departement < "91" && !france(country)
}

func france(country string) bool {
	switch country {
	case "France", "FRANCE", "france":
		return true
	}
	words := foldedWords(country)
	return slices.Contains(words, "france") || slices.Contains(words, "francaise") || slices.Equal(words, []string{"fr"}) || slices.Equal(words, []string{"fra"})
}

// departementOf returns the département that is written with a town: « NIORT (79) », « 79000 NIORT »; empty for a town alone.
// Two digits behind a town may be a quarter: « PARIS 12 ».
func departementOf(town string) string {
	if !strings.ContainsAny(town, "0123456789") {
		return ""
	}
	const code = 5
	for word := range strings.FieldsSeq(town) {
		inside := strings.Trim(word, "(),")
		switch {
		case len(inside) == code && account.Digits(inside):
			return inside[:2]
		case len(inside) == 2 && len(word) >= len("(79)") && strings.HasPrefix(word, "(") && inside[0] >= '0' && inside[0] <= '9':
			return strings.ToUpper(inside)
		}
	}
	return ""
}

// sameDepartement compares the département of a NIR with one that is written today: Corsica was 20 until 1976, and Paris and
// its surroundings were 75 and 78 until 1968.
func sameDepartement(born, written string) bool {
	return born == written || older(born) == older(written)
}

func older(departement string) string {
	switch departement {
	case "2A", "2B":
		return "20"
	case "75", "78", "91", "92", "93", "94", "95":
		return "75"
	}
	return departement
}
