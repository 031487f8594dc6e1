package db

import (
	"bufio"
	"io"
	"strings"

	"sesame/account/backoffice"
)

// Rejects writes refused lines as a file that can be imported once it is corrected: as they were, with the reason, in
// UTF-8 with a byte order mark, so that spreadsheets read it, with the separator of the file.
type Rejects struct {
	out   *bufio.Writer
	comma byte
	width int
}

// NewRejects begins with the header of the table.
func NewRejects(w io.Writer, t *backoffice.Table) *Rejects {
	r := &Rejects{out: bufio.NewWriter(w), comma: t.Comma}
	var header []string
	for _, h := range t.Header {
		if h != backoffice.ReasonColumn {
			header = append(header, h)
		}
	}
	r.width = len(header)
	_, _ = r.out.WriteString("\ufeff") // a failed write is told by Flush
	r.write(append(header, backoffice.ReasonColumn))
	return r
}

// Add writes one line. Those of an earlier file of rejects lose their old reason, which stands last.
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
		_, _ = r.out.WriteString(f) // a failed write is told by Flush
	}
	_, _ = r.out.WriteString("\r\n")
}

// Flush ends the file, and tells whether everything could be written.
func (r *Rejects) Flush() error { return r.out.Flush() }
