package backoffice

import (
	"fmt"
	"slices"
)

// Column is a place in the file « adherents », in the order of MemberColumns.Known.
type Column uint8

// The columns that a member's values come from.
const (
	Identifier Column = iota
	Category
	Civility
	LastName
	FirstName
	Company
	BirthDate
	BirthTown
	BirthCountry
	Address1
	Address2
	Address3
	Address4
	Address5
	Address6
	Email
	Mobile
	Landline
	Fax
	Vitale
	End
	memberColumns = int(End) + 1
)

// MemberColumns are those of the file « adherents ». The postal address may stand in any of its six lines; the last
// one that is filled carries the postcode and the town.
var MemberColumns = Columns{
	Known: []string{"identifiant", "categorie", "civilite", "nom", "prenom", "raison_sociale", "date_naissance",
		"commune_naissance", "pays_naissance", "adresse1", "adresse2", "adresse3", "adresse4", "adresse5", "adresse6",
		"email", "portable", "fixe", "fax", "carte_vitale", "fin"},
	Required: [][]string{{"identifiant"}, {"categorie"}, {"nom", "raison_sociale"},
		{"adresse6", "adresse5", "adresse4", "adresse3", "adresse2", "adresse1"}},
}

// String is the name of the column as the header has it.
func (c Column) String() string { return MemberColumns.Known[c] }

// MarshalText writes the name, which outlives the order of the columns.
func (c Column) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (c *Column) UnmarshalText(name []byte) error {
	at := slices.Index(MemberColumns.Known, string(name))
	if at < 0 {
		return fmt.Errorf("unknown column %q", name)
	}
	*c = Column(at) //nolint:gosec // G115: few columns
	return nil
}

// Address tells the six lines of the postal address.
func (c Column) Address() bool { return c >= Address1 && c <= Address6 }

// Values are a member's, by column, each in the form in which it is kept; empty for none.
type Values [memberColumns]string

// Set is a set of columns.
type Set uint32

// Has tells whether a column is in the set.
func (s Set) Has(c Column) bool { return s&(1<<c) != 0 }

// With is the set with one more column.
func (s Set) With(c Column) Set { return s | 1<<c }

// Without is the set without a column.
func (s Set) Without(c Column) Set { return s &^ (1 << c) }
