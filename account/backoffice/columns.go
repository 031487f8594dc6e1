package backoffice

import (
	"fmt"
	"slices"
)

// Column is a column of the file « adherents », numbered as in MemberColumns.Known.
type Column uint8

// The columns that hold a member's values.
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

// MemberColumns are the columns of the file « adherents ». The postal address may use any of its six lines; the last
// non-empty one contains the postcode and the town.
var MemberColumns = Columns{
	Known: []string{"identifiant", "categorie", "civilite", "nom", "prenom", "raison_sociale", "date_naissance",
		"commune_naissance", "pays_naissance", "adresse1", "adresse2", "adresse3", "adresse4", "adresse5", "adresse6",
		"email", "portable", "fixe", "fax", "carte_vitale", "fin"},
	Required: [][]string{{"identifiant"}, {"categorie"}, {"nom", "raison_sociale"},
		{"adresse6", "adresse5", "adresse4", "adresse3", "adresse2", "adresse1"}},
}

// String is the column's name in the header.
func (c Column) String() string { return MemberColumns.Known[c] }

// MarshalText writes the name, which stays valid when the order of the columns changes.
func (c Column) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText parses the output of MarshalText.
func (c *Column) UnmarshalText(name []byte) error {
	at := slices.Index(MemberColumns.Known, string(name))
	if at < 0 {
		return fmt.Errorf("unknown column %q", name)
	}
	*c = Column(at) //nolint:gosec // G115: few columns
	return nil
}

// Address says whether the column is one of the six address lines.
func (c Column) Address() bool { return c >= Address1 && c <= Address6 }

// Values are a member's values by column, in stored form; empty means none.
type Values [memberColumns]string

// Set is a set of columns.
type Set uint32

// Has says whether a column is in the set.
func (s Set) Has(c Column) bool { return s&(1<<c) != 0 }

// With returns the set with a column added.
func (s Set) With(c Column) Set { return s | 1<<c }
