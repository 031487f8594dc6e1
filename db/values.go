package db

import (
	"slices"

	"sesame/account"
	"sesame/account/backoffice"
)

// contactKinds and contactColumns list the kinds of contact and the columns of the file that hold them, in the same order.
var (
	contactKinds   = [4]ContactKind{Email, Fax, Landline, Mobile}
	contactColumns = [4]backoffice.Column{backoffice.Email, backoffice.Fax, backoffice.Landline, backoffice.Mobile}
)

// fileColumn returns the column of the file that holds a contact.
func fileColumn(kind ContactKind) string {
	return contactColumns[slices.Index(contactKinds[:], kind)].String()
}

// contactValues returns a member's contacts in the order of contactKinds.
func contactValues(v *backoffice.Values) (values [4]string) {
	for i, column := range contactColumns {
		values[i] = v[column]
	}
	return values
}

// profileOf returns the part of a member's values that is stored sealed.
func profileOf(id account.Identifier, v *backoffice.Values) Profile {
	p := Profile{Identifier: id.Value, Civility: v[backoffice.Civility], LastName: v[backoffice.LastName], FirstName: v[backoffice.FirstName],
		Company: v[backoffice.Company], BirthDate: v[backoffice.BirthDate], BirthTown: v[backoffice.BirthTown], BirthCountry: v[backoffice.BirthCountry]}
	for c := backoffice.Address1; c <= backoffice.Address6; c++ {
		if v[c] != "" {
			p.Address, p.AddressColumns = append(p.Address, v[c]), append(p.AddressColumns, int(c-backoffice.Address1)+1)
		}
	}
	return p
}

// values returns the file's values that a profile contains.
func (p Profile) values() (v backoffice.Values) {
	v[backoffice.Civility], v[backoffice.LastName], v[backoffice.FirstName], v[backoffice.Company] = p.Civility, p.LastName, p.FirstName, p.Company
	v[backoffice.BirthDate], v[backoffice.BirthTown], v[backoffice.BirthCountry] = p.BirthDate, p.BirthTown, p.BirthCountry
	columns := p.AddressColumns
	if len(columns) != len(p.Address) {
		columns = usualColumns(len(p.Address))
	}
	for i, line := range p.Address {
		v[backoffice.Address1+backoffice.Column(columns[i]-1)] = line //nolint:gosec // G115: 1 to 6
	}
	return v
}

// usualColumns returns the default columns of an address with this many lines: postcode and town in the last one, the
// street in the fourth, the others before it.
func usualColumns(lines int) (columns []int) {
	first := 6 - lines
	if lines == 6 {
		first = 1
	}
	for n := range lines - 1 {
		columns = append(columns, first+n)
	}
	return append(columns, 6)
}
