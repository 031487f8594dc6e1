package backoffice

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sesame/account"
	"sesame/texts"
)

// readHeader reads the header line. A line `sep=;` may precede it, as spreadsheets write it.
func (t *Table) readHeader() error {
	raw, err := t.headerLine()
	if err != nil {
		return err
	}
	t.ahead = [][]byte{raw}
	t.number--
	header, err := t.Read()
	if err != nil {
		return &FileError{texts.FileHeaderUnread(err.Error())}
	}
	t.Header, t.first = header.Fields, t.number
	return t.checkHeader()
}

// maxTitles is the number of lines in which the header is looked for.
const maxTitles = 10

// headerLine returns the line of the header and determines the separator. Lines above it that name no column and have one
// or two values, as titles do, are skipped. If no header follows, it returns the first line, which is reported then.
func (t *Table) headerLine() (first []byte, err error) {
	var told byte // by a line sep=;
	for range maxTitles {
		raw, err := t.firstLine()
		if err != nil && first == nil {
			return nil, err
		}
		if err != nil {
			break
		}
		if comma, ok := separatorLine(raw); ok && first == nil && told == 0 {
			told = comma
			continue
		}
		raw = append([]byte{}, raw...)
		if line := unwrapped(t.form.decoded(raw)); first == nil && line != string(raw) && commaIn(line) && t.namesColumn([]byte(line), commaOf([]byte(line))) {
			t.wrapped, t.Comma = true, commaOf([]byte(line))
			return raw, nil
		}
		comma := cmp.Or(told, commaOf(raw))
		if own := commaOf(raw); own != comma && !t.namesColumn(raw, comma) && t.namesColumn(raw, own) {
			comma = own // the line sep= is that of another export
		}
		if first == nil {
			first, t.Comma = raw, comma
		}
		if !t.isTitle(raw, comma) {
			if t.namesColumn(raw, comma) {
				first, t.Comma = raw, comma
			}
			break
		}
	}
	return first, nil
}

// separators are the signs that may separate values.
const separators = ";,\t|"

func commaIn(line string) bool { return strings.ContainsAny(line, separators) }

// isTitle recognises a line of one or two values, none of which is the name of a column.
func (t *Table) isTitle(raw []byte, comma byte) bool {
	fields, open, ok := splitFields(t.form.decoded(raw), comma)
	filled := 0
	for i, f := range fields {
		if account.Cleaned(f) != "" && (i == 0 || comma != ',' || f[0] != ' ') { // a comma and a space belong to a sentence
			filled++
		}
	}
	return ok && !open && filled <= 2 && !t.namesColumn(raw, comma)
}

// namesColumn says whether a line contains the name of a known column.
func (t *Table) namesColumn(raw []byte, comma byte) bool {
	return slices.ContainsFunc(strings.Split(t.form.decoded(raw), string(rune(comma))), func(f string) bool {
		return t.place(columnName(strings.Trim(f, `"`))) >= 0
	})
}

// firstLine returns the next non-empty line.
func (t *Table) firstLine() ([]byte, error) {
	for {
		raw, _, err := t.line()
		if err != nil {
			return nil, &FileError{texts.FileNoHeader}
		}
		if !blankFields([]string{string(raw)}) {
			return raw, nil
		}
	}
}

// separatorLine parses `sep=;`, which may be quoted and followed by separators.
func separatorLine(raw []byte) (comma byte, ok bool) {
	s := strings.Trim(strings.ToLower(string(raw)), `" `)
	rest, ok := strings.CutPrefix(s, "sep=")
	if !ok || rest == "" || !strings.ContainsRune(separators, rune(rest[0])) || strings.Trim(rest, separators) != "" {
		return 0, false
	}
	return rest[0], true
}

// commaOf returns the separator: the candidate most frequent in the header, outside quotes.
func commaOf(header []byte) byte {
	best, most, quoted := byte(';'), 0, false
	count := map[byte]int{}
	for _, c := range header {
		switch c {
		case '"':
			quoted = !quoted
		case ';', ',', '\t', '|':
			if !quoted {
				count[c]++
			}
		}
	}
	for _, c := range []byte(separators) {
		if count[c] > most {
			best, most = c, count[c]
		}
	}
	return best
}

// checkHeader locates the columns. If the first line is not a header, it is data, and the error must not repeat its
// values.
func (t *Table) checkHeader() error {
	var (
		strange []int // unknown columns
		twice   []string
		filled  int
	)
	t.at = slices.Repeat([]int{-1}, len(t.columnsOf.Known))
	known, near := 0, 0 // near: unknown names that resemble known ones
	for i, written := range t.Header {
		written = unguarded(account.Cleaned(written))
		if written == "" {
			t.unnamed = append(t.unnamed, i)
			continue
		}
		filled++
		name := columnName(written)
		place := t.place(name)
		switch {
		case name == columnName(ReasonColumn):
		case place < 0:
			strange = append(strange, i)
			if suggested[name] != "" {
				near++
			}
		case t.says(place):
			twice = append(twice, name)
		default:
			t.at[place] = i
			known++
		}
	}
	if !t.says(0) && (known == 0 || 2*(known+near) < filled) {
		return &FileError{texts.FileNotAHeader(numbered(strange)+" ne porte"+plural(len(strange), "", "nt"), t.columnsOf.Known)}
	}
	var faults []string
	if len(strange) > 0 {
		faults = append(faults, texts.FileColumnsUnknown(t.named(strange)))
	}
	if len(twice) > 0 {
		faults = append(faults, "colonne en double : "+strings.Join(twice, ", "))
	}
	for _, names := range t.columnsOf.Required {
		if !slices.ContainsFunc(names, func(n string) bool { return t.says(t.place(n)) }) {
			faults = append(faults, "colonne absente : "+strings.Join(names, " ou "))
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return &FileError{t.otherFile(strange) + texts.FileHeaderWrong(faults, t.columnsOf.Known)}
}

// otherFile recognises the other one of the two files, whose unknown columns are columns there.
func (t *Table) otherFile(strange []int) string {
	other, told := MemberColumns, texts.FileOfMembers
	if len(t.columnsOf.Known) == memberColumns {
		other, told = PaymentColumns, texts.FileOfPayments
	}
	found := 0
	for _, i := range strange {
		if slices.Contains(other.Known, columnName(unguarded(account.Cleaned(t.Header[i])))) {
			found++
		}
	}
	if found < len(PaymentColumns.Known)-1 || found < len(strange) {
		return ""
	}
	return told
}

// maxNamed is the maximum number of columns listed in a message.
const maxNamed = 10

// numbered formats « la colonne n° 2 », « les colonnes n° 1, 2, 3 ».
func numbered(columns []int) string {
	var numbers []string
	for _, i := range columns[:min(len(columns), maxNamed)] {
		numbers = append(numbers, fmt.Sprint(i+1))
	}
	s := plural(len(columns), "la colonne n° ", "les colonnes n° ") + strings.Join(numbers, ", ")
	if len(columns) > maxNamed {
		s += "…"
	}
	return s
}

func plural(n int, one, many string) string {
	if n > 1 {
		return many
	}
	return one
}

// named returns the header's names of columns. It returns only their numbers if one of them looks like personal data,
// because the header and the first line of values may lack a line break between them.
func (t *Table) named(columns []int) string {
	var names []string
	alike := map[string]int{} // columns by the known one that they may belong to
	for _, i := range columns {
		alike[suggested[columnName(account.Cleaned(t.Header[i]))]]++
	}
	for _, i := range columns {
		written := account.Cleaned(t.Header[i])
		digits := strings.Count(strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return '0'
			}
			return r
		}, written), "0")
		if digits > 3 || strings.Contains(written, "@") {
			return numbered(columns)
		}
		name := maskShape(written, 24)
		if column := suggested[columnName(written)]; column != "" && !t.says(t.place(column)) {
			name = texts.FileColumnMeant(name, column, alike[column])
		}
		names = append(names, name)
	}
	if len(names) > maxNamed {
		names = append(names[:maxNamed], "…")
	}
	return strings.Join(names, ", ")
}
