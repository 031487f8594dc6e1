// Package backoffice reads the CSV files that a caisse exports for Sésame: members and payments, as French tools and
// spreadsheets write them. It tells which lines and values cannot be taken and why, without repeating what they hold.
package backoffice

import (
	"bufio"
	"fmt"
	"io"
	"slices"

	"sesame/account"
)

// Bounds of a back-office file, far above what a line of 20 columns needs: they keep the memory flat whatever is read.
const (
	maxImportLine  = 64 << 10 // bytes of one line of text
	maxImportLines = 8        // lines of text that quotes may hold together
)

// FileError says why a whole file cannot be read: a French sentence for the operator, with what to do.
type FileError struct{ Message string }

func (e *FileError) Error() string { return e.Message }

// RowError says why a line is refused or a value left out, or, among warnings, what is odd in it. Masked is the value as
// a report may show it; Reason is a French sentence.
type RowError struct {
	Line   int // in the file, its first line being 1
	Column string
	Masked string
	Reason string
}

func (e *RowError) Error() string {
	s := fmt.Sprintf("ligne %d", e.Line)
	if e.Column != "" {
		s += ", colonne " + e.Column
	}
	if e.Masked != "" {
		s += " (« " + e.Masked + " »)"
	}
	return s + " : " + e.Reason
}

// Columns are what a kind of file may hold. Each entry of Required names a column, or several of which one is enough.
type Columns struct {
	Known    []string
	Required [][]string
}

// ReasonColumn is what this program adds to a file of refused lines. It is passed over on the way in, so that such a
// file, once corrected, can be imported as it is.
const ReasonColumn = "motif_du_refus"

// Line is one line of values, in the order of the header.
type Line struct {
	Number int
	Fields []string
}

// Table is a CSV file as French tools write it: `;`, `,` or tab, told from the header or from a first line `sep=;`;
// UTF-8, UTF-16 or Windows-1252; CRLF, LF or CR; quotes where needed. It is read as a stream.
type Table struct {
	source    io.ReadSeeker
	input     *bufio.Reader
	form      form
	read      *counter // bytes of the source read so far
	number    int      // of the next line of text
	ahead     [][]byte // lines to read again; nil stands for one that was too long
	endless   bool     // the last line of the file has no end, and was read
	first     int      // number of the line after the header; 0 before it was read
	Comma     byte
	Header    []string // as written
	at        []int    // where each of the known columns stands, -1 for one that the header does not name
	unnamed   []int    // columns without a name: they must be empty
	columnsOf Columns
}

// OpenTable reads the file once to tell its encoding, then its header. A *FileError says what is wrong with it.
func OpenTable(source io.ReadSeeker, columns Columns) (*Table, error) {
	form, err := survey(source)
	if err != nil {
		return nil, err
	}
	t := &Table{source: source, form: form, columnsOf: columns}
	if err := t.Rewind(); err != nil {
		return nil, err
	}
	if err := t.readHeader(); err != nil {
		return nil, err
	}
	return t, nil
}

// Rewind goes back to the first line after the header; before the header was read, to the first line.
func (t *Table) Rewind() error {
	if _, err := t.source.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("rewind: %w", err)
	}
	t.read = &counter{from: t.source}
	t.input = bufio.NewReaderSize(t.form.text(t.read), maxImportLine)
	t.number, t.ahead, t.endless = 1, nil, false
	for t.number < t.first {
		if _, _, err := t.line(); err != nil {
			return err
		}
	}
	return nil
}

// Progress is how much of the file was read, in bytes, and its size.
func (t *Table) Progress() (read, size int64) { return t.read.bytes, t.form.size }

// place is where a column stands among the known ones.
func (t *Table) place(column string) int { return slices.Index(t.columnsOf.Known, column) }

// says tells whether the header names one of the known columns.
func (t *Table) says(place int) bool { return t.at[place] >= 0 }

// value is what a line has in one of the known columns, cleaned and without a spreadsheet's guards; empty where the file
// has no such column.
func (t *Table) value(l Line, place int) string {
	i := t.at[place]
	if i < 0 || i >= len(l.Fields) {
		return ""
	}
	return unguarded(account.Cleaned(l.Fields[i]))
}

// counter counts the bytes that pass.
type counter struct {
	from  io.Reader
	bytes int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.from.Read(b)
	c.bytes += int64(n)
	return n, err
}
