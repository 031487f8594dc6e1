package backoffice

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"

	"sesame/account"
)

// MemberColumns are those of the file « adherents ». The postal address may stand in any of its six lines; the last
// one that is filled carries the postcode and the town.
var MemberColumns = Columns{
	Known: []string{"identifiant", "categorie", "civilite", "nom", "prenom", "raison_sociale", "date_naissance",
		"commune_naissance", "pays_naissance", "adresse1", "adresse2", "adresse3", "adresse4", "adresse5", "adresse6",
		"email", "portable", "fixe", "fax", "carte_vitale"},
	Required: [][]string{{"identifiant"}, {"categorie"}, {"nom", "raison_sociale"},
		{"adresse6", "adresse5", "adresse4", "adresse3", "adresse2", "adresse1"}},
}

var addressColumns = []string{"adresse1", "adresse2", "adresse3", "adresse4", "adresse5", "adresse6"}

const (
	maxValue   = 200 // characters of any other text
	firstBirth = "1850-01-01"
)

// MemberRow is one line of the file « adherents », checked, every value in the form in which it is kept.
type MemberRow struct {
	Line         int
	Identifier   account.Identifier
	Category     account.Category
	Civility     string
	LastName     string
	FirstName    string
	Company      string
	BirthDate    string // 1985-12-31
	BirthTown    string
	BirthCountry string
	Address      []string // filled lines only, at least one
	Email        string
	Mobile       string // E.164
	Landline     string // E.164
	Fax          string // E.164
	Vitale       string // serial number, as NormaliseSerial gives it
}

// Canonical writes every value in a fixed order, each preceded by its length: two rows with the same bytes say the same.
func (m MemberRow) Canonical() []byte {
	b := make([]byte, 0, 512)
	put := func(v string) {
		b = binary.AppendUvarint(b, uint64(len(v)))
		b = append(b, v...)
	}
	for _, v := range [...]string{string(m.Identifier.Kind), m.Identifier.Value, string(m.Category), m.Civility, m.LastName, m.FirstName, m.Company,
		m.BirthDate, m.BirthTown, m.BirthCountry, m.Email, m.Mobile, m.Landline, m.Fax, m.Vitale} {
		put(v)
	}
	for _, line := range m.Address {
		put(line)
	}
	return b
}

// rowReader gathers the faults of one line.
type rowReader struct {
	table  *Table
	line   Line
	faults []RowError
}

func (r *rowReader) refuse(column, masked, reason string) {
	r.faults = append(r.faults, RowError{Line: r.line.Number, Column: column, Masked: masked, Reason: reason})
}

// text is a value, refused where it cannot be read or is absurdly long.
func (r *rowReader) text(column string) string {
	v := r.table.value(r.line, column)
	switch {
	case strings.ContainsRune(v, utf8.RuneError):
		r.refuse(column, maskShape(v, 1), "Un caractère est illisible : vérifiez l'encodage du fichier (UTF-8 ou Windows-1252).")
	case len(v) > maxValue && utf8.RuneCountInString(v) > maxValue:
		r.refuse(column, maskShape(v, 1), fmt.Sprintf("La valeur dépasse %d caractères.", maxValue))
	}
	return v
}

// parsed reads a value that may be absent.
func (r *rowReader) parsed(column string, shown int, parse func(string) (string, error)) string {
	v := r.text(column)
	if v == "" {
		return ""
	}
	p, err := parse(v)
	if err != nil {
		reason := err.Error()
		if scientific(v) {
			reason = "Le tableur a arrondi ce nombre : mettez la colonne au format Texte et exportez de nouveau."
		}
		r.refuse(column, maskShape(v, shown), reason)
	}
	return p
}

// identifier reads the column that both files begin with.
func (r *rowReader) identifier() account.Identifier {
	v := r.text("identifiant")
	if v == "" {
		r.refuse("identifiant", "", "L'identifiant manque.")
		return account.Identifier{}
	}
	id, err := account.ParseIdentifier(v)
	if err != nil {
		reason := err.Error()
		if scientific(v) {
			reason = "Le tableur a arrondi ce nombre : mettez la colonne au format Texte et exportez de nouveau."
		}
		r.refuse("identifiant", maskShape(v, 1), reason)
		return account.Identifier{}
	}
	return id
}

// Member checks a line of the file « adherents ». today is the caisse's day, 2026-11-23. Where faults are returned the
// line is refused; warnings are about a line that is accepted.
func (t *Table) Member(l Line, today string) (row MemberRow, warnings, faults []RowError) {
	r := &rowReader{table: t, line: l}
	row = MemberRow{
		Line: l.Number, Identifier: r.identifier(), Category: r.category(),
		Civility: r.text("civilite"), LastName: r.text("nom"), FirstName: r.text("prenom"), Company: r.text("raison_sociale"),
		BirthDate: r.birth(today), BirthTown: r.text("commune_naissance"), BirthCountry: r.text("pays_naissance"),
		Email:    r.parsed("email", 1, account.ParseEmail),
		Mobile:   r.parsed("portable", 2, importMobile),
		Landline: r.parsed("fixe", 2, importPhone),
		Fax:      r.parsed("fax", 2, importPhone),
		Vitale:   r.parsed("carte_vitale", 1, parseSerial),
	}
	if row.Identifier.Value != "" && row.Category != "" {
		if err := row.Identifier.CheckFor(row.Category); err != nil {
			r.refuse("identifiant", row.Identifier.Masked(), err.Error())
		}
	}
	if row.LastName == "" && row.Company == "" {
		r.refuse("nom", "", "Il faut un nom ou une raison sociale.")
	}
	for _, column := range addressColumns {
		v := r.text(column)
		if v == "" {
			continue
		}
		row.Address = append(row.Address, v)
		if n := utf8.RuneCountInString(v); n > account.AddressWidth {
			warnings = append(warnings, RowError{Line: l.Number, Column: column, Masked: maskShape(v, 1),
				Reason: fmt.Sprintf("La ligne a %d caractères, la norme postale en admet %d : aucun courrier ne partira tant qu'elle n'aura pas été raccourcie.", n, account.AddressWidth)})
		}
	}
	if len(row.Address) == 0 {
		r.refuse("adresse6", "", "L'adresse manque : il faut au moins la ligne du code postal et de la commune.")
	}
	return row, warnings, r.faults
}

func (r *rowReader) category() account.Category {
	v := r.text("categorie")
	if v == "" {
		r.refuse("categorie", "", "La catégorie manque.")
		return ""
	}
	c, ok := account.ParseCategory(v)
	if !ok {
		r.refuse("categorie", maskShape(v, 2), "La catégorie est inconnue ; elle est particulier, exploitant, entreprise, employeur_jardinier ou tiers.")
		return ""
	}
	return c
}

func (r *rowReader) birth(today string) string {
	v := r.text("date_naissance")
	if v == "" {
		return ""
	}
	day, ok := importDate(v)
	switch {
	case !ok:
		r.refuse("date_naissance", maskShape(v, 0), "La date n'existe pas ou n'est pas écrite comme 31/12/1985 ou 1985-12-31.")
	case day > today || day < firstBirth:
		r.refuse("date_naissance", maskShape(v, 0), "Cette date de naissance n'est pas possible.")
	}
	return day
}

// parseSerial reads the serial number of a carte Vitale: letters and digits, whatever separates them.
func parseSerial(s string) (string, error) {
	v := account.NormaliseSerial(s)
	if len(v) < 4 || len(v) > 30 {
		return "", &account.FieldError{Message: "Le numéro de série de la carte Vitale a de 4 à 30 chiffres ou lettres."}
	}
	return v, nil
}
