package backoffice

import (
	"regexp"
	"strings"

	"sesame/account"
)

// cents matches the decimals that a spreadsheet adds to a long number: 2850586194123,00.
var cents = regexp.MustCompile(`^([0-9\s]{9,})[.,]0{1,2}$`)

func withoutCents(v string) string {
	if !strings.HasSuffix(v, "0") || !strings.ContainsAny(v, ",.") {
		return v
	}
	if whole := cents.FindStringSubmatch(v); whole != nil {
		return whole[1]
	}
	return v
}

// identifierText returns a line's identifier as written, without decimals.
func (t *Table) identifierText(l Line) string { return withoutCents(t.value(l, int(Identifier))) }

// identified parses a line's identifier. For a category that may have a SIRET, leading zeros that a spreadsheet has
// removed are restored; whole is false then.
func (t *Table) identified(l Line) (id account.Identifier, whole bool, err error) {
	id, err = account.ParseIdentifier(t.identifierText(l))
	if err != nil || id.Kind == account.SIRET || len(t.columnsOf.Known) != memberColumns {
		return id, true, err
	}
	category, _ := account.ParseCategory(t.value(l, int(Category)))
	switch category {
	case account.Entreprise, account.Exploitant, account.EmployeurJardinier:
		if restored, ok := account.RestoredSIRET(id.Value); ok && id.CheckFor(category) != nil {
			return restored, false, nil
		}
	}
	return id, true, nil
}
