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
	// Dates as 12/31/1985, as 31/12/1985, and with slashes at all: 01/02/1985 may be either.
	monthFirst, dayFirst, slashes int
}

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
	if dateColumn(s.Column) {
		s.countOrder(v)
	}
	reason := spoilt(s.Column, v)
	for i := range reasons {
		if reason == reasons[i] {
			s.counted[i]++
		}
	}
}

// countOrder counts the order of day and month in a date.
func (s *SpoiltColumn) countOrder(v string) {
	first, second, ok := slashed(v)
	switch {
	case !ok:
		return
	case first > monthsOfYear:
		s.dayFirst++
	case second > monthsOfYear:
		s.monthFirst++
	}
	s.slashes++
}

// few is the number of values below which they are reported one by one.
const few = 3

// english says whether the dates of the column have the month first, and stores it. None of them can be read then: the day
// and the month of 01/02/1985 would be exchanged without a word.
func (s *SpoiltColumn) english() bool {
	const often = 10 // a file may be assembled from several
	if s.monthFirst < few || s.monthFirst < often*s.dayFirst {
		return false
	}
	s.Spoilt, s.Reason = s.slashes, texts.CellMonthFirst
	return true
}

// mostly says whether one reason affects more than half of the column, and stores it.
func (s *SpoiltColumn) mostly() bool {
	for i, n := range s.counted {
		if n > s.Spoilt {
			s.Spoilt, s.Reason = n, reasons[i]
		}
	}
	return s.Spoilt >= few && 2*s.Spoilt > s.Filled
}
