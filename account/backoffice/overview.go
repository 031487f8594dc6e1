package backoffice

import (
	"errors"
	"hash/maphash"
	"io"
	"math"
	"math/bits"

	"sesame/account"
	"sesame/texts"
)

// Bounds of the search for duplicates; they keep memory constant for files of any size.
const (
	minFilter     = 1 << 16 // bytes
	maxFilter     = 1 << 24 // 24 bits for each of 5.6 million members
	lineFilter    = 8       // bytes of a line for each byte of the filter: a file of lines that all differ is rarely read twice
	filterProbes  = 8
	maxDuplicates = 100_000
)

// Overview holds what requires reading the whole file: duplicate identifiers, and columns damaged by a spreadsheet.
type Overview struct {
	lines  map[account.Identifier][]twin
	Spoilt []SpoiltColumn
}

// twin is one of several lines with the same identifier.
type twin struct {
	line int
	sum  uint64 // hash of the line
}

// Overview reads the whole file, then returns to the first line. The first pass collects identifiers that a Bloom
// filter has already seen; the second pass counts these candidates exactly.
func (t *Table) Overview() (*Overview, error) {
	size := t.form.size
	bytes := min(max(uint64(size)/lineFilter, minFilter), maxFilter) //nolint:gosec // G115: the size of a file is not negative
	filter := make([]uint64, 1<<(bits.Len64(bytes-1)-3))
	seed, mask := maphash.MakeSeed(), uint64(len(filter))*64-1
	suspects := map[account.Identifier][]twin{}
	columns, contacts := t.spoilable(), t.repeatable()
	narrowest := math.MaxInt
	err := t.eachLine(func(l Line) error {
		narrowest = min(narrowest, len(l.Fields))
		for i := range columns {
			columns[i].count(t.value(l, columns[i].place))
		}
		for _, r := range contacts {
			r.count(seed, t.value(l, int(r.column)))
		}
		id, _, err := t.identified(l)
		if err != nil {
			return nil // reported when the file is applied
		}
		sum := maphash.String(seed, id.Value)
		step, seen := sum>>32|1, true
		for i := range uint64(filterProbes) {
			bit := (sum + i*step) & mask
			word, flag := &filter[bit/64], uint64(1)<<(bit%64)
			seen = seen && *word&flag != 0
			*word |= flag
		}
		if !seen {
			return nil
		}
		if len(suspects) == maxDuplicates {
			return &FileError{texts.FileTooManyTwice(maxDuplicates)}
		}
		suspects[id] = nil
		return nil
	})
	if err != nil {
		return nil, err
	}
	if t.width = len(t.Header); narrowest < math.MaxInt {
		t.width = max(t.width, narrowest)
	}
	if len(suspects) > 0 {
		err = t.eachLine(func(l Line) error {
			id, _, err := t.identified(l)
			if err != nil {
				return nil
			}
			if twins, ok := suspects[id]; ok {
				suspects[id] = append(twins, twin{l.Number, t.sum(seed, l)})
			}
			return nil
		})
	}
	if err != nil {
		return nil, err
	}
	o := &Overview{lines: suspects}
	if o.Spoilt, err = t.findRepeats(seed, contacts); err != nil {
		return nil, err
	}
	for _, c := range columns {
		switch {
		case c.english():
			t.english[c.place] = true
			o.Spoilt = append(o.Spoilt, c)
		case c.mostly():
			o.Spoilt = append(o.Spoilt, c)
		}
	}
	return o, t.rewind()
}

// sum hashes a line without its identifier, which may be written in several ways.
func (t *Table) sum(seed maphash.Seed, l Line) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for place := range t.columnsOf.Known[1:] {
		_, _ = h.WriteString(t.value(l, place+1)) // it cannot fail
		_ = h.WriteByte(0)
	}
	return h.Sum64()
}

// Other returns the first other line with this identifier, or 0. same says that all lines with it are identical.
func (o *Overview) Other(id account.Identifier, line int) (other int, same bool) {
	twins := o.lines[id]
	same = true
	for _, t := range twins {
		if t.line != line && other == 0 {
			other = t.line
		}
		same = same && t.sum == twins[0].sum
	}
	return other, same
}

// Tells says whether a value left out belongs to a damaged column, which is reported once.
func (o *Overview) Tells(left RowError) bool {
	for _, s := range o.Spoilt {
		if s.Column == left.Column && s.Reason == left.Reason {
			return true
		}
	}
	return false
}

func (t *Table) eachLine(visit func(Line) error) error {
	if err := t.rewind(); err != nil {
		return err
	}
	for {
		l, err := t.Read()
		var refused *RowError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &refused):
			continue // reported when the file is applied
		case err != nil:
			return err
		}
		if err := visit(l); err != nil {
			return err
		}
	}
}
