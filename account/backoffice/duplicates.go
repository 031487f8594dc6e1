package backoffice

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"math/bits"

	"sesame/account"
)

// Bounds of the search for duplicates: memory stays flat however long the file is.
const (
	minFilter     = 1 << 16 // bytes
	maxFilter     = 1 << 24 // 24 bits for each of 5.6 million members
	filterProbes  = 8
	maxDuplicates = 100_000
)

// Duplicates knows which identifiers stand more than once in a file, and where.
type Duplicates struct{ lines map[account.Identifier][]int }

// Duplicates reads the file through and goes back to its first line. A first reading suspects whatever a Bloom filter
// has seen before; a second one counts the suspects exactly.
func (t *Table) Duplicates() (*Duplicates, error) {
	_, size := t.Progress()
	bytes := min(max(uint64(size)/16, minFilter), maxFilter) //nolint:gosec // G115: the size of a file is not negative
	filter := make([]uint64, 1<<(bits.Len64(bytes-1)-3))
	seed, mask := maphash.MakeSeed(), uint64(len(filter))*64-1
	suspects := map[account.Identifier][]int{}
	err := t.eachIdentifier(func(id account.Identifier, _ int) error {
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
			return &FileError{fmt.Sprintf("Plus de %d identifiants sont en double dans ce fichier : vérifiez son export.", maxDuplicates)}
		}
		suspects[id] = nil
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(suspects) > 0 {
		err = t.eachIdentifier(func(id account.Identifier, line int) error {
			if lines, ok := suspects[id]; ok {
				suspects[id] = append(lines, line)
			}
			return nil
		})
	}
	return &Duplicates{lines: suspects}, errors.Join(err, t.Rewind())
}

// Other is another line of the file with this identifier: the first such; 0 where there is none.
func (d *Duplicates) Other(id account.Identifier, line int) int {
	for _, l := range d.lines[id] {
		if l != line {
			return l
		}
	}
	return 0
}

func (t *Table) eachIdentifier(visit func(account.Identifier, int) error) error {
	if err := t.Rewind(); err != nil {
		return err
	}
	for {
		l, err := t.Read()
		var refused *RowError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &refused):
			continue // told when the file is applied
		case err != nil:
			return err
		}
		if id, err := account.ParseIdentifier(t.value(l, "identifiant")); err == nil {
			if err := visit(id, l.Number); err != nil {
				return err
			}
		}
	}
}
