package backoffice

import (
	"encoding/binary"

	"sesame/account"
)

// MemberRow is a validated line of the file « adherents ». It does not contain columns missing from the header or
// values left out.
type MemberRow struct {
	Line       int
	Identifier account.Identifier
	Category   account.Category
	Says       Set    // columns with a valid value or explicitly empty
	Values     Values // BirthDate and End as 1985-12-31, telephones in E.164, Vitale in the form of NormaliseSerial
	// Spare is a landline found in « portable » when the file has no column « fixe ». It is used when no landline of
	// the member is known.
	Spare    string
	LeftOut  []RowError // unreadable values
	Warnings []RowError // doubtful but accepted values
}

// AppendCanonical appends the row in a fixed order: rows with the same values give the same bytes.
func (m *MemberRow) AppendCanonical(b []byte) []byte {
	put := func(v string) {
		b = binary.AppendUvarint(b, uint64(len(v)))
		b = append(b, v...)
	}
	put(string(m.Identifier.Kind))
	put(m.Identifier.Value)
	put(string(m.Category))
	b = binary.AppendUvarint(b, uint64(m.Says))
	for c := Civility; c <= End; c++ {
		if m.Says.Has(c) {
			put(m.Values[c])
		}
	}
	put(m.Spare)
	for _, l := range m.LeftOut {
		put(l.Column)
		put(l.Masked)
		put(l.Reason)
	}
	return b
}

// say stores the value of a column; an empty one means that the file states none.
func (m *MemberRow) say(c Column, value string) {
	m.Says, m.Values[c] = m.Says.With(c), value
}
