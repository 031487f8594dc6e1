package db

import (
	"io"
	"strings"

	"sesame/account/backoffice"
)

// Rejects writes the refused lines as a file that can be corrected and imported: the original values with the reason,
// in the file's separator.
type Rejects struct {
	out   *backoffice.Writer
	width int
}

// NewRejects writes the header.
func NewRejects(w io.Writer, t *backoffice.Table) *Rejects {
	var header []string
	for _, h := range t.Header {
		if h != backoffice.ReasonColumn {
			header = append(header, h)
		}
	}
	r := &Rejects{out: backoffice.NewWriter(w, t.Comma), width: len(header)}
	r.out.Write(append(header, backoffice.ReasonColumn)...)
	return r
}

// Add writes one line. If the input was itself a file of rejects, the old reason in its last column is replaced.
func (r *Rejects) Add(refused Refusal) {
	reasons := make([]string, len(refused.Faults))
	for i, f := range refused.Faults {
		reasons[i] = f.Error()
	}
	fields := make([]string, r.width, r.width+1)
	copy(fields, refused.Line.Fields)
	r.out.Write(append(fields, strings.Join(reasons, " "))...)
}

// Flush writes buffered data and returns the first write error.
func (r *Rejects) Flush() error { return r.out.Flush() }
