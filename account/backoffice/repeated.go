package backoffice

import (
	"hash/maphash"

	"sesame/texts"
)

// Thresholds for a value that many lines of a file have although each member has their own. From leastSame lines, a whole
// file of the caisse and not some lines that somebody has typed to try the import, the column may have been filled by mistake.
// Members may share a contact, as the clients of an accountant do: this is only a warning.
const (
	leastSame   = 1000
	leastShared = 100
	sharedShare = 1000 // a contact is told from one line in so many
)

// repeats counts the values of a column by their hash, to find those that many lines have without keeping all of them.
type repeats struct {
	column  Column
	filled  int
	buckets [1 << 16]uint32
}

// repeat is a value that many lines have.
type repeat struct {
	first, lines int
}

// repeatable returns the columns of the file in which each member has a value of their own.
func (t *Table) repeatable() (columns []*repeats) {
	for _, c := range []Column{Email, Mobile, Vitale} {
		if t.says(int(c)) {
			columns = append(columns, &repeats{column: c})
		}
	}
	return columns
}

func (r *repeats) bucket(seed maphash.Seed, v string) *uint32 {
	return &r.buckets[maphash.String(seed, v)%uint64(len(r.buckets))]
}

func (r *repeats) count(seed maphash.Seed, v string) {
	if v != "" {
		r.filled++
		*r.bucket(seed, v)++
	}
}

// least is the number of lines from which a value is told.
func (r *repeats) least() int {
	if r.column == Vitale {
		return max(leastSame, r.filled/2+1)
	}
	return max(leastShared, r.filled/sharedShare)
}

// some says whether a value may be on enough lines.
func (r *repeats) some() bool {
	for _, n := range r.buckets {
		if int(n) >= r.least() {
			return true
		}
	}
	return false
}

// valid says whether a value is what the column is for. Others are reported for another reason.
func (r *repeats) valid(v string) bool {
	reason := ""
	switch r.column {
	case Email:
		_, reason = mail(v)
	case Mobile:
		_, reason = phone(v, importMobile)
	default:
		_, reason = serial(v)
	}
	return reason == ""
}

// findRepeats reads the file again if a value may be on many lines, and keeps these values. It returns the serial number that is left out.
func (t *Table) findRepeats(seed maphash.Seed, columns []*repeats) (spoilt []SpoiltColumn, err error) {
	for _, r := range columns {
		if !r.some() {
			continue
		}
		found := map[string]repeat{}
		err := t.eachLine(func(l Line) error {
			v := t.value(l, int(r.column))
			if v == "" || int(*r.bucket(seed, v)) < r.least() {
				return nil
			}
			before := found[v]
			if before.lines++; before.lines == 1 {
				before.first = l.Number
			}
			found[v] = before
			return nil
		})
		if err != nil {
			return nil, err
		}
		for v, one := range found {
			if one.lines < r.least() || !r.valid(v) {
				delete(found, v)
				continue
			}
			if r.column == Vitale {
				spoilt = append(spoilt, SpoiltColumn{Column: r.column.String(), Filled: r.filled, Spoilt: one.lines, Reason: texts.CellSameSerial})
			}
		}
		t.repeated[r.column] = found
	}
	return spoilt, nil
}

// warnShared warns, at the first of them, of a contact that many lines have.
func (r *rowReader) warnShared(c Column) {
	if one, ok := r.table.repeated[c][r.value(c)]; ok && one.first == r.line.Number {
		r.warn(c.String(), maskShape(r.value(c), 1), texts.CellShared(one.lines))
	}
}
