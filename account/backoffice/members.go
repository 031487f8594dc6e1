package backoffice

import (
	"strings"
	"unicode/utf8"

	"sesame/account"
	"sesame/texts"
)

const (
	maxValue   = 200 // characters, for any other text
	firstBirth = "1850-01-01"
)

// rowReader collects the errors of one line.
type rowReader struct {
	table   *Table
	line    Line
	faults  []RowError
	leftOut []RowError
	warned  []RowError
}

func (r *rowReader) refuse(column, masked, reason string) {
	r.faults = append(r.faults, RowError{Line: r.line.Number, Column: column, Masked: masked, Reason: reason})
}

func (r *rowReader) leave(column, masked, reason string) {
	r.leftOut = append(r.leftOut, RowError{Line: r.line.Number, Column: column, Masked: masked, Reason: reason})
}

func (r *rowReader) warn(column, masked, reason string) {
	r.warned = append(r.warned, RowError{Line: r.line.Number, Column: column, Masked: masked, Reason: reason})
}

func (r *rowReader) value(c Column) string { return r.table.value(r.line, int(c)) }

func (r *rowReader) says(c Column) bool { return r.table.says(int(c)) }

// illegible returns why a text is unreadable, or an empty string.
func illegible(v string) string {
	switch {
	case v == "":
		return ""
	case strings.ContainsRune(v, utf8.RuneError):
		return texts.CellIllegible
	case len(v) > maxValue && utf8.RuneCountInString(v) > maxValue:
		return texts.CellTooLong(maxValue)
	case sheetError(v):
		return texts.CellSheetError
	}
	return ""
}

// needed reads a mandatory text.
func (r *rowReader) needed(c Column) string {
	v := r.value(c)
	if reason := illegible(v); reason != "" {
		r.refuse(c.String(), maskShape(v, 1), reason)
	}
	return v
}

// identifier reads the identifier, which is the first column of both files.
func (r *rowReader) identifier() account.Identifier {
	v := r.table.identifierText(r.line)
	reason := ""
	switch {
	case v == "":
		r.refuse("identifiant", "", texts.CellNoIdentifier)
		return account.Identifier{}
	case scientific(v):
		reason = texts.CellRounded
	default:
		reason = illegible(v)
	}
	if reason == "" {
		id, whole, err := r.table.identified(r.line)
		if err == nil {
			if !whole {
				r.warn(Identifier.String(), id.Masked(), texts.CellZeroRestored)
			}
			return id
		}
		reason = err.Error()
	}
	r.refuse("identifiant", maskShape(v, 1), reason)
	return account.Identifier{}
}

// Member validates a line of the file « adherents ». today is the date in the caisse's time zone, 2026-11-23. If it
// returns faults, the line is refused because of its identifier, category, name or address. Any other unreadable value
// is left out.
func (t *Table) Member(l Line, today string) (row MemberRow, faults []RowError) {
	r := &rowReader{table: t, line: l}
	row = MemberRow{Line: l.Number, Identifier: r.identifier(), Category: r.category()}
	if row.Identifier.Value != "" && row.Category != "" {
		if err := row.Identifier.CheckFor(row.Category); err != nil {
			r.refuse("identifiant", row.Identifier.Masked(), err.Error())
		}
	}
	r.names(&row)
	r.address(&row)
	for _, c := range []Column{Civility, FirstName, BirthDate, BirthTown, BirthCountry, Email, Landline, Fax, Vitale, End} {
		r.optional(&row, c, today)
	}
	r.mobile(&row)
	r.doubtLandline(&row)
	r.doubtBirth(&row)
	if t.width > 0 && len(l.Fields) > t.width && len(r.leftOut) > 0 { // a separator within a value has shifted the others
		r.faults = []RowError{{Line: l.Number, Reason: texts.LineTooMany(len(l.Fields), len(t.Header))}}
	}
	row.LeftOut, row.Warnings = r.leftOut, r.warned
	return row, r.faults
}

// names reads the last name and the company, one of which is mandatory.
func (r *rowReader) names(row *MemberRow) {
	last, company := r.value(LastName), r.value(Company)
	enough := last != "" && illegible(last) == "" || company != "" && illegible(company) == ""
	if last == "" && company == "" {
		r.refuse("nom", "", texts.CellNoName)
	}
	for _, n := range []struct {
		c Column
		v string
	}{{LastName, last}, {Company, company}} {
		switch reason := illegible(n.v); {
		case reason == "" && r.says(n.c):
			row.say(n.c, n.v)
		case reason != "" && enough:
			r.leave(n.c.String(), maskShape(n.v, 1), reason)
		case reason != "":
			r.refuse(n.c.String(), maskShape(n.v, 1), reason)
		}
	}
}

// address reads the lines of the postal address; one must not be empty.
func (r *rowReader) address(row *MemberRow) {
	filled := false
	for c := Address1; c <= Address6; c++ {
		if !r.says(c) {
			continue
		}
		v := r.needed(c)
		row.say(c, v)
		filled = filled || v != ""
		if n := utf8.RuneCountInString(v); n > account.AddressWidth {
			r.warn(c.String(), maskShape(v, 1), texts.CellAddressLong(n, account.AddressWidth))
		}
	}
	if !filled {
		r.refuse("adresse6", "", texts.CellNoAddress)
	}
}

func (r *rowReader) category() account.Category {
	v := r.value(Category)
	if v == "" {
		r.refuse("categorie", "", texts.CellNoCategory)
		return ""
	}
	c, ok := account.ParseCategory(v)
	if !ok {
		r.refuse("categorie", maskShape(v, 2), texts.CellCategory)
		return ""
	}
	return c
}
