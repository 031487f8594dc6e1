// Package backoffice reads the CSV files that a caisse exports for Sésame: members and payments, as French tools and
// spreadsheets write them. It tells which lines cannot be taken and why, without repeating what they hold.
package backoffice

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

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

// RowError says why a line is refused, or, among warnings, what is odd in it. Masked is the value as a report may show
// it; Reason is a French sentence.
type RowError struct {
	Line   int // in the file, the header being 1
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

// Table is a CSV file as French tools write it: `;`, `,` or tab, told from the header; UTF-8 with or without a byte
// order mark, or Windows-1252, told from the whole file; CRLF or LF; quotes where needed. It is read as a stream.
type Table struct {
	source    io.ReadSeeker
	input     *bufio.Reader
	size      int64    // bytes of the file
	cut       bool     // the last line has no end
	ansi      bool     // Windows-1252
	start     int64    // where the text begins, after a byte order mark
	offset    int64    // bytes read so far
	number    int      // of the next line of text
	ahead     [][]byte // lines to read again; nil stands for one that was too long
	Comma     byte
	Header    []string // as written
	position  map[string]int
	unnamed   []int // columns without a name: they must be empty
	motif     int   // where ReasonColumn stands, -1 without one
	columnsOf Columns
}

// OpenTable reads the file once to tell its encoding, then its header. A *FileError says what is wrong with it.
func OpenTable(source io.ReadSeeker, columns Columns) (*Table, error) {
	t := &Table{source: source, columnsOf: columns, motif: -1}
	if err := t.survey(); err != nil {
		return nil, err
	}
	if err := t.Rewind(); err != nil {
		return nil, err
	}
	if err := t.readHeader(); err != nil {
		return nil, err
	}
	return t, nil
}

// survey tells size, encoding and whether the file ends within a line.
func (t *Table) survey() error {
	if _, err := t.source.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("survey: %w", err)
	}
	var (
		chunk = make([]byte, 256<<10)
		held  int // bytes of a character cut by the end of the chunk before
		last  byte
		valid = true
	)
	for {
		n, err := t.source.Read(chunk[held:])
		if n > 0 {
			text := chunk[:held+n]
			if t.size == 0 {
				if err := t.signature(text); err != nil {
					return err
				}
			}
			if bytes.IndexByte(text, 0) >= 0 {
				return &FileError{"Ce fichier n'est pas du texte. Enregistrez-le au format CSV."}
			}
			t.size += int64(n)
			last = text[len(text)-1]
			held = 0
			if valid {
				whole := wholeRunes(text)
				valid = utf8.Valid(text[:whole])
				held = copy(chunk, text[whole:])
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("survey: %w", err)
		}
	}
	if t.size == t.start {
		return &FileError{"Ce fichier est vide."}
	}
	t.ansi = !valid || held > 0
	t.cut = last != '\n'
	return nil
}

// signature looks at the first bytes for what is no CSV, and for a byte order mark.
func (t *Table) signature(text []byte) error {
	switch {
	case bytes.HasPrefix(text, []byte("PK\x03\x04")), bytes.HasPrefix(text, []byte("\xD0\xCF\x11\xE0")):
		return &FileError{"Ce fichier est un classeur, non un CSV. Dans le tableur : « Enregistrer sous », format « CSV UTF-8 »."}
	case bytes.HasPrefix(text, []byte("\xFF\xFE")), bytes.HasPrefix(text, []byte("\xFE\xFF")):
		return &FileError{"Ce fichier est en UTF-16. Enregistrez-le en UTF-8 ou en Windows-1252."}
	case bytes.HasPrefix(text, []byte("\xEF\xBB\xBF")):
		t.start = 3
	}
	return nil
}

// wholeRunes is the length of b without a character cut at its end.
func wholeRunes(b []byte) int {
	for i := 1; i <= min(utf8.UTFMax-1, len(b)); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return len(b) - i
			}
			break
		}
	}
	return len(b)
}

// Rewind goes back to the first line after the header; before the header was read, to the header.
func (t *Table) Rewind() error {
	if _, err := t.source.Seek(t.start, io.SeekStart); err != nil {
		return fmt.Errorf("rewind: %w", err)
	}
	t.input = bufio.NewReaderSize(t.source, maxImportLine)
	t.offset, t.number, t.ahead = t.start, 1, nil
	if t.Header == nil {
		return nil
	}
	_, err := t.Read()
	return err
}

// Progress is how much of the file was read, in bytes, and its size.
func (t *Table) Progress() (read, size int64) { return t.offset, t.size }

func (t *Table) readHeader() error {
	raw, _, err := t.line()
	if err != nil {
		return &FileError{"La première ligne du fichier est trop longue pour être un en-tête de colonnes."}
	}
	t.ahead = [][]byte{append([]byte{}, raw...)}
	t.number--
	t.Comma = commaOf(raw)
	header, err := t.Read()
	if err != nil {
		return &FileError{"La première ligne du fichier ne se lit pas comme un en-tête de colonnes : " + err.Error()}
	}
	t.Header = header.Fields
	return t.checkHeader()
}

// commaOf tells the separator: the one that the header has most, outside quotes.
func commaOf(header []byte) byte {
	best, most, quoted := byte(';'), 0, false
	count := map[byte]int{}
	for _, c := range header {
		switch c {
		case '"':
			quoted = !quoted
		case ';', ',', '\t':
			if !quoted {
				count[c]++
			}
		}
	}
	for _, c := range []byte{';', ',', '\t'} {
		if count[c] > most {
			best, most = c, count[c]
		}
	}
	return best
}

func (t *Table) checkHeader() error {
	var unknown, twice []string
	t.position = map[string]int{}
	for i, written := range t.Header {
		name := account.Fold(strings.TrimFunc(written, account.Blank))
		_, seen := t.position[name]
		switch {
		case name == "":
			t.unnamed = append(t.unnamed, i)
		case name == ReasonColumn:
			t.motif = i
		case !slices.Contains(t.columnsOf.Known, name):
			unknown = append(unknown, maskShape(account.Cleaned(written), 20))
		case seen:
			twice = append(twice, name)
		default:
			t.position[name] = i
		}
	}
	var faults []string
	if len(unknown) > 0 {
		faults = append(faults, "colonne inconnue : "+strings.Join(unknown, ", "))
	}
	if len(twice) > 0 {
		faults = append(faults, "colonne en double : "+strings.Join(twice, ", "))
	}
	for _, names := range t.columnsOf.Required {
		if !slices.ContainsFunc(names, func(n string) bool { _, ok := t.position[n]; return ok }) {
			faults = append(faults, "colonne absente : "+strings.Join(names, " ou "))
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return &FileError{"L'en-tête du fichier ne convient pas. " + strings.Join(faults, " ; ") +
		". Colonnes attendues : " + strings.Join(t.columnsOf.Known, ";") + "."}
}

// value is a field by the name of its column, cleaned; empty where the file has no such column.
func (t *Table) value(l Line, column string) string {
	i, ok := t.position[column]
	if !ok || i >= len(l.Fields) {
		return ""
	}
	if t.motif >= 0 {
		return account.Cleaned(rearmed(l.Fields[i]))
	}
	return account.Cleaned(l.Fields[i])
}

// decoded is a line of text in UTF-8. A byte that Windows-1252 leaves undefined becomes U+FFFD, which is refused later.
func (t *Table) decoded(raw []byte) string {
	if !t.ansi {
		return string(raw)
	}
	for _, c := range raw {
		if c >= utf8.RuneSelf {
			var b strings.Builder
			b.Grow(len(raw) + 16)
			for _, c := range raw {
				b.WriteRune(charmap.Windows1252.DecodeByte(c))
			}
			return b.String()
		}
	}
	return string(raw)
}
