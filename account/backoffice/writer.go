package backoffice

import (
	"bufio"
	"io"
	"strings"
)

// Writer writes the CSV files that leave the program: in UTF-8 with a byte order mark, which spreadsheets need, with lines
// that end in CRLF. No cell is a formula, and a value with line breaks stays in its record.
type Writer struct {
	out   *bufio.Writer
	comma byte
}

// NewWriter begins a file whose values are separated by comma.
func NewWriter(to io.Writer, comma byte) *Writer {
	w := &Writer{out: bufio.NewWriter(to), comma: comma}
	_, _ = w.out.WriteString("\ufeff") // Flush reports a failed write
	return w
}

// Write writes one record.
func (w *Writer) Write(fields ...string) {
	for i, f := range fields {
		if i > 0 {
			_ = w.out.WriteByte(w.comma) // Flush reports a failed write
		}
		f = disarmed(f)
		if strings.ContainsAny(f, "\";,\t\r\n") { // a spreadsheet may take any of these for the separator
			f = `"` + strings.ReplaceAll(f, `"`, `""`) + `"`
		}
		_, _ = w.out.WriteString(f)
	}
	_, _ = w.out.WriteString("\r\n")
}

// Flush writes what is buffered and returns the first write error.
func (w *Writer) Flush() error { return w.out.Flush() }
