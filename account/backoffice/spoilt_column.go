package backoffice

import "sesame/texts"

// SpoiltColumn is a column with more damaged values than intact ones.
type SpoiltColumn struct {
	Column  string
	Filled  int // lines with a value
	Spoilt  int
	Reason  string
	place   int
	counted [3]int // lines by reason, in the order of reasons
	most    string // the only value that more than half of the lines may have (Boyer and Moore's majority vote)
	lead    int    // a lower bound of the lines with it
}

// leastSame is the number of lines with one serial number from which the column counts as filled by mistake: a whole file of
// the caisse, not some lines that somebody has typed to try the import.
const leastSame = 1000

// Error describes the damage in one sentence for all lines.
func (s SpoiltColumn) Error() string {
	return texts.FileColumnSpoilt(s.Column, s.Spoilt, s.Filled, s.Reason)
}

// spoilable returns the columns of the file that contain numbers and dates.
func (t *Table) spoilable() (columns []SpoiltColumn) {
	for _, c := range []Column{BirthDate, Mobile, Landline, Fax, Vitale, End} {
		if t.says(int(c)) {
			columns = append(columns, SpoiltColumn{Column: c.String(), place: int(c)})
		}
	}
	return columns
}

// reasons are the reasons that spoilt may return.
var reasons = [...]string{texts.CellRounded, texts.CellDayNumber, texts.CellSheetError}

func (s *SpoiltColumn) count(v string) {
	if v == "" {
		return
	}
	s.Filled++
	switch {
	case v == s.most:
		s.lead++
	case s.lead == 0:
		s.most, s.lead = v, 1
	default:
		s.lead--
	}
	reason := spoilt(s.Column, v)
	for i := range reasons {
		if reason == reasons[i] {
			s.counted[i]++
		}
	}
}

// mostly says whether one reason affects more than half of the column, and stores it.
func (s *SpoiltColumn) mostly() bool {
	const few = 3 // fewer are reported one by one
	for i, n := range s.counted {
		if n > s.Spoilt {
			s.Spoilt, s.Reason = n, reasons[i]
		}
	}
	return s.Spoilt >= few && 2*s.Spoilt > s.Filled
}
