package backoffice

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"sesame/account"
	"sesame/texts"
)

var errLongLine = errors.New("line too long")

// Read returns the next line. A *RowError rejects this line only, and reading may continue; a line that could not be
// split is returned with it as one value. io.EOF marks the end of the file. Empty lines, and lines of separators only,
// as spreadsheets write them, are skipped.
func (t *Table) Read() (Line, error) {
	for {
		number := t.number
		raw, last, err := t.line()
		if errors.Is(err, errLongLine) {
			return Line{Number: number}, &RowError{Line: number, Reason: texts.LineTooLong}
		}
		if err != nil {
			return Line{}, err
		}
		text := strings.TrimPrefix(t.form.decoded(raw), "\ufeff") // in the middle of a file assembled from several
		if t.wrapped {
			text = unwrapped(text)
		}
		fields, open, ok := splitFields(text, t.Comma)
		if open {
			fields, ok, last, err = t.continued(text, last)
			if err != nil {
				return Line{}, err
			}
		}
		if !ok {
			fields, ok = t.literalFields(text)
		}
		if !ok {
			return Line{Number: number, Fields: []string{text}}, &RowError{Line: number, Reason: texts.LineQuote}
		}
		if blankFields(fields) {
			continue
		}
		l := Line{Number: number, Fields: fields}
		torn, err := t.torn(l, last)
		if err != nil {
			return Line{}, err
		}
		if torn {
			return l, &RowError{Line: number, Reason: texts.LineTorn}
		}
		return t.checked(l, last)
	}
}

// continued joins the text lines of a multi-line quoted value. If the quote is not closed in time, or if the joined line
// has too many values, only the first line is rejected, and the following ones are read again separately.
func (t *Table) continued(first string, alone bool) (fields []string, ok, last bool, err error) {
	var taken [][]byte
	joined := first
	for range maxImportLines - 1 {
		var raw []byte
		raw, last, err = t.line()
		if errors.Is(err, io.EOF) {
			break
		}
		if errors.Is(err, errLongLine) {
			taken = append(taken, nil)
			break
		}
		if err != nil {
			return nil, false, false, err
		}
		raw = append([]byte{}, raw...)
		taken = append(taken, raw)
		joined += "\n" + t.form.decoded(raw)
		fields, open, whole := splitFields(joined, t.Comma)
		if !open && whole && (t.Header == nil || len(fields) <= len(t.Header)) {
			return fields, true, last, nil
		}
		if !open {
			break
		}
	}
	t.ahead = append(taken, t.ahead...)
	t.number -= len(taken)
	return nil, false, alone, nil
}

// torn says whether a line break without quotes has split a member's line in two: both parts together have as many
// values as the header, and the second part has no category. Otherwise the values that the first part lacks would count
// as empty.
func (t *Table) torn(l Line, last bool) (bool, error) {
	if last || t.Header == nil || len(t.columnsOf.Known) != memberColumns || len(l.Fields) >= len(t.Header) || t.Aside(l) != "" {
		return false, nil
	}
	raw, _, err := t.line()
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	if err != nil && !errors.Is(err, errLongLine) {
		return false, err
	}
	if err == nil {
		raw = append([]byte{}, raw...)
	}
	t.ahead = append([][]byte{raw}, t.ahead...)
	t.number--
	fields, open, ok := splitFields(t.form.decoded(raw), t.Comma)
	if !ok || open || len(fields) >= len(t.Header) || len(l.Fields)+len(fields)-1 != len(t.Header) {
		return false, nil
	}
	_, whole := account.ParseCategory(t.value(Line{Fields: fields}, int(Category)))
	return !whole, nil
}

// literalFields splits a line with a misplaced quote: quotes that do not enclose a whole value are part of it, and an
// unclosed one is removed. The line is accepted if it has as many values as the header.
func (t *Table) literalFields(s string) (fields []string, ok bool) {
	for {
		if strings.HasPrefix(s, `"`) {
			if value, rest, closed := unquoted(s[1:]); closed && (rest == "" || rest[0] == t.Comma) {
				fields = append(fields, value)
				if rest == "" {
					break
				}
				s = rest[1:]
				continue
			}
		}
		value, rest, more := strings.Cut(s, string(rune(t.Comma)))
		if strings.Count(value, `"`) == 1 {
			value = strings.TrimPrefix(value, `"`)
		}
		fields = append(fields, value)
		if !more {
			break
		}
		s = rest
	}
	return fields, t.Header != nil && len(fields) == len(t.Header)
}

// line returns the next text line without its terminator; last says that the file ends with it and has no terminator.
func (t *Table) line() (raw []byte, last bool, err error) {
	if len(t.ahead) > 0 {
		raw, t.ahead = t.ahead[0], t.ahead[1:]
		t.number++
		if raw == nil {
			return nil, false, errLongLine
		}
		return raw, len(t.ahead) == 0 && t.endless, nil
	}
	raw, err = t.input.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = t.input.ReadSlice('\n')
		}
		t.number++
		return nil, false, errLongLine
	}
	if errors.Is(err, io.EOF) && len(raw) == 0 {
		return nil, true, io.EOF
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, false, fmt.Errorf("read: %w", err)
	}
	t.number++
	t.endless = err != nil
	if n := len(raw); raw[n-1] == '\n' {
		raw = raw[:n-1]
	}
	if n := len(raw); n > 0 && raw[n-1] == '\r' {
		raw = raw[:n-1]
	}
	return raw, t.endless, nil
}

// checked compares a line with the header. Fewer values are accepted, because Excel omits the separators of empty cells
// at the end of a line, but not on an unterminated last line, where the file may be truncated.
func (t *Table) checked(l Line, last bool) (Line, error) {
	if t.Header == nil {
		return l, nil
	}
	if other := t.otherSeparator(l); other != "" {
		return l, &RowError{Line: l.Number, Reason: texts.LineOtherSeparator(separatorName(t.Comma), other)}
	}
	if last && len(l.Fields) < len(t.Header) && t.Aside(l) == "" {
		return l, &RowError{Line: l.Number, Reason: texts.LineCutShort(len(l.Fields), len(t.Header))}
	}
	for i := len(t.Header); i < len(l.Fields); i++ {
		if account.Cleaned(l.Fields[i]) != "" {
			return l, &RowError{Line: l.Number, Reason: texts.LineTooMany(len(l.Fields), len(t.Header))}
		}
	}
	if len(l.Fields) > len(t.Header) && t.beyondNames(l) { // a separator within a value has shifted the others
		return l, &RowError{Line: l.Number, Reason: texts.LineTooMany(len(l.Fields), len(t.Header))}
	}
	return l, nil
}

// otherSeparator returns the French name of a line's separator if it differs from the header's; empty otherwise.
func (t *Table) otherSeparator(l Line) string {
	if len(l.Fields) != 1 || len(t.Header) < 3 {
		return ""
	}
	for _, c := range []byte(separators) {
		if c != t.Comma && strings.Count(l.Fields[0], string(rune(c))) == len(t.Header)-1 {
			return separatorName(c)
		}
	}
	return ""
}

func separatorName(c byte) string {
	if c == '\t' {
		return "une tabulation"
	}
	return "« " + string(rune(c)) + " »"
}

// splitFields splits a line into values. open says that a quoted value continues; ok is false when a closing quote is
// not followed by the separator. A quote inside an unquoted value is literal.
func splitFields(s string, comma byte) (fields []string, open, ok bool) {
	fields = make([]string, 0, strings.Count(s, string(rune(comma)))+1)
	for {
		if s == "" || s[0] != '"' {
			end := strings.IndexByte(s, comma)
			if end < 0 {
				return append(fields, s), false, true
			}
			fields, s = append(fields, s[:end]), s[end+1:]
			continue
		}
		value, rest, closed := unquoted(s[1:])
		if !closed {
			return nil, true, true
		}
		fields = append(fields, value)
		if rest == "" {
			return fields, false, true
		}
		if rest[0] != comma {
			return nil, false, false
		}
		s = rest[1:]
	}
}

// unwrapped removes the quotes around a whole line.
func unwrapped(s string) string {
	if strings.HasPrefix(s, `"`) {
		if value, rest, closed := unquoted(s[1:]); closed && rest == "" {
			return value
		}
	}
	return s
}

// unquoted reads up to the closing quote; two quotes stand for one in the value.
func unquoted(s string) (value, rest string, closed bool) {
	var b strings.Builder
	for {
		end := strings.IndexByte(s, '"')
		if end < 0 {
			return "", "", false
		}
		if end+1 == len(s) || s[end+1] != '"' {
			if b.Len() == 0 {
				return s[:end], s[end+1:], true
			}
			b.WriteString(s[:end])
			return b.String(), s[end+1:], true
		}
		b.WriteString(s[:end+1])
		s = s[end+2:]
	}
}

func blankFields(fields []string) bool {
	for _, f := range fields {
		if f != "" && strings.TrimFunc(f, account.Blank) != "" && strings.Trim(f, filling) != "" {
			return false
		}
	}
	return true
}
