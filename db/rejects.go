package db

import (
	"bufio"
	"io"
	"strings"

	"sesame/account/backoffice"
)

// Rejects writes the refused lines as a file that can be corrected and imported: the original values with the reason,
// in the file's separator and in UTF-8 with a byte order mark, which spreadsheets need.
type Rejects struct {
	out   *bufio.Writer
	comma byte
	width int
}

// NewRejects writes the header.
func NewRejects(w io.Writer, t *backoffice.Table) *Rejects {
	r := &Rejects{out: bufio.NewWriter(w), comma: t.Comma}
	var header []string
	for _, h := range t.Header {
		if h != backoffice.ReasonColumn {
			header = append(header, h)
		}
	}
	r.width = len(header)
	_, _ = r.out.WriteString("\ufeff") // Flush reports a failed write
	r.write(append(header, backoffice.ReasonColumn))
	return r
}

// Add writes one line. If the input was itself a file of rejects, the old reason in its last column is replaced.
func (r *Rejects) Add(refused Refusal) {
	reasons := make([]string, len(refused.Faults))
	for i, f := range refused.Faults {
		reasons[i] = f.Error()
	}
	var fields []string
	for _, f := range refused.Line.Fields {
		fields = append(fields, backoffice.Disarmed(f))
	}
	if len(fields) > r.width {
		fields = fields[:r.width]
	}
	for len(fields) < r.width {
		fields = append(fields, "")
	}
	r.write(append(fields, strings.Join(reasons, " ")))
}

func (r *Rejects) write(fields []string) {
	for i, f := range fields {
		if i > 0 {
			_ = r.out.WriteByte(r.comma)
		}
		if strings.ContainsAny(f, "\";,\t\r\n") {
			f = `"` + strings.ReplaceAll(f, `"`, `""`) + `"`
		}
		_, _ = r.out.WriteString(f) // Flush reports a failed write
	}
	_, _ = r.out.WriteString("\r\n")
}

// Flush writes buffered data and returns the first write error.
func (r *Rejects) Flush() error { return r.out.Flush() }
