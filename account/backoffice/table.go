// Package backoffice reads the CSV files that a caisse exports for Sésame, members and payments, as French software and
// spreadsheets write them. It reports which lines and values are rejected and why, without repeating their content.
package backoffice

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"sesame/account"
)

// Limits of a back-office file, far above the needs of a line of 20 columns; they bound memory for any input.
const (
	maxImportLine  = 64 << 10 // bytes of one text line
	maxImportLines = 8        // text lines in one quoted value
)

// FileError is why a whole file cannot be read: a French sentence for the operator, with the remedy.
type FileError struct{ Message string }

func (e *FileError) Error() string { return e.Message }

// RowError is why a line is refused or a value left out or, as a warning, doubtful. Masked is the value as it may
// appear in a report; Reason is a French sentence.
type RowError struct {
	Line   int // line in the file, from 1
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

// Columns are the columns of a kind of file. Each entry of Required lists one or more columns of which one is
// mandatory.
type Columns struct {
	Known    []string
	Required [][]string
}

// ReasonColumn is the column that this program adds to a file of refused lines. It is ignored on import, so that a
// corrected file can be imported as it is.
const ReasonColumn = "motif_du_refus"

// Line is one line of values, in header order.
type Line struct {
	Number int
	Fields []string
}

// Table reads a CSV file as a stream. The separator is `;`, `,`, tab or `|`, detected from the header or a first line
// `sep=;`. The encoding is UTF-8, UTF-16 or Windows-1252; lines end with CRLF, LF or CR; values may be quoted.
type Table struct {
	source    io.ReadSeeker
	input     *bufio.Reader
	form      form
	read      *counter // counts the bytes read
	number    int      // of the next text line
	ahead     [][]byte // lines to read again; nil stands for a line that was too long
	wrapped   bool     // each line is one quoted value, as a spreadsheet with another separator saves it
	endless   bool     // the unterminated last line was read
	first     int      // number of the line after the header; 0 before the header is read
	Comma     byte
	Header    []string // as written
	at        []int    // position of each known column, -1 if missing from the header
	width     int      // columns of the header, or the fewest values of any line if these are more; 0 before Overview
	slips     mailSlips
	repeated  [memberColumns]map[string]repeat // set by Overview
	english   [memberColumns]bool              // columns whose dates have the month first, set by Overview
	unnamed   []int                            // columns without a name, which must be empty
	columnsOf Columns
}

// OpenTable reads the file once to detect its encoding, then reads its header. It returns a *FileError when the file is
// unusable.
func OpenTable(source io.ReadSeeker, columns Columns) (*Table, error) {
	form, err := survey(source)
	if err != nil {
		return nil, err
	}
	t := &Table{source: source, form: form, columnsOf: columns}
	if err := t.rewind(); err != nil {
		return nil, err
	}
	if err := t.readHeader(); err != nil {
		return nil, err
	}
	return t, nil
}

// rewind returns to the first line after the header, or to the start if the header was not read yet.
func (t *Table) rewind() error {
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

// Progress returns the number of bytes read and the size of the file.
func (t *Table) Progress() (read, size int64) { return t.read.bytes, t.form.size }

// place returns the index of a column among the known ones; -1 if it is unknown.
func (t *Table) place(column string) int { return slices.Index(t.columnsOf.Known, column) }

// says reports whether the header contains a known column.
func (t *Table) says(place int) bool { return t.at[place] >= 0 }

// value returns a line's value in a known column, cleaned and without spreadsheet guards; empty if the column is
// missing.
func (t *Table) value(l Line, place int) string {
	i := t.at[place]
	if i < 0 || i >= len(l.Fields) {
		return ""
	}
	return unguarded(account.Cleaned(withLosses(l.Fields[i])))
}

// withLosses replaces the control characters of a value by U+FFFD, because Cleaned would treat them as blanks. It
// removes the zero bytes that pad a value.
func withLosses(s string) string {
	for i := range len(s) {
		if lost(rune(s[i])) {
			return strings.Map(func(r rune) rune {
				if lost(r) {
					return utf8.RuneError
				}
				return r
			}, strings.Trim(s, filling))
		}
	}
	return s
}

// filling holds the bytes that pad a value or a file: zero bytes, and the end-of-text byte of DOS.
const filling = "\x00\x1a"

// lost says whether r is a control character that is not a kind of space.
func lost(r rune) bool { return r < ' ' && (r < '\t' || r > '\r') || r == 0x7f }

// counter counts the bytes read.
type counter struct {
	from  io.Reader
	bytes int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.from.Read(b)
	c.bytes += int64(n)
	return n, err
}
