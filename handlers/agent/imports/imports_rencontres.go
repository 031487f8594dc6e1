package imports

import (
	"sesame/account/backoffice"
	"sesame/db"
)

// met collects the messages of a reading: all refused lines go to a file, and the first ones of each kind are kept for
// the page.
type met struct {
	out     *db.Rejects
	refused []backoffice.RowError
	leftOut []backoffice.RowError
	warned  []backoffice.RowError
	alike   map[[2]string]int // warnings by column and reason
	spoilt  []backoffice.SpoiltColumn
	preview backoffice.Preview
	lines   int // refused lines
}

func (m *met) follow(o *db.ImportOptions) {
	o.Refused = func(r db.Refusal) {
		m.out.Add(r)
		if m.lines++; m.lines <= shownLines {
			m.refused = append(m.refused, r.Faults...)
		}
	}
	o.LeftOut = func(l backoffice.RowError) {
		if len(m.leftOut) < shownLines {
			m.leftOut = append(m.leftOut, l)
		}
	}
	m.alike = map[[2]string]int{}
	o.Warned = func(w backoffice.RowError) {
		kind := [2]string{w.Column, w.Reason}
		if m.alike[kind]++; m.alike[kind] <= shownAlike && len(m.warned) < shownLines {
			m.warned = append(m.warned, w)
		}
	}
	o.Spoilt = func(s backoffice.SpoiltColumn) { m.spoilt = append(m.spoilt, s) }
	o.Changed = m.preview.Add
}

// tell copies the messages to the row of the import.
func (m *met) tell(row *db.FileImport) {
	row.Refused, row.LeftOut, row.Warned, row.Spoilt, row.Changes = m.refused, m.leftOut, m.warned, m.spoilt, m.preview.Changes()
}
