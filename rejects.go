package main

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"sesame/account"
	"sesame/db"
)

// rejects gathers the refused lines in FICHIER.rejets.csv, as they were, with the reason: UTF-8 with a byte order mark,
// so that spreadsheets read it, the separator of the file, mode 0600 because identifiers stand in it. Once corrected it
// can be imported as it is. The file appears when it is complete.
type rejects struct {
	path  string
	comma byte
	width int
	file  *os.File // nil without --keep-going
	out   *bufio.Writer
	lines int
}

func newRejects(path string, t *account.Table, wanted bool) (*rejects, error) {
	r := &rejects{path: path + ".rejets.csv", comma: t.Comma}
	if !wanted {
		return r, nil
	}
	var err error
	if r.file, err = os.CreateTemp(filepath.Dir(path), "."+filepath.Base(r.path)+"-*"); err != nil { // mode 0600
		return nil, errors.New("le fichier des lignes refusées ne peut pas être créé : " + osReason(err))
	}
	r.out = bufio.NewWriter(r.file)
	var header []string
	for _, h := range t.Header {
		if h != account.ReasonColumn {
			header = append(header, h)
		}
	}
	r.width = len(header)
	_, _ = r.out.WriteString("\ufeff") // a failed write is told by Flush
	r.write(append(header, account.ReasonColumn))
	return r, nil
}

// add writes one line. Those of an earlier file of rejects lose their old reason, which stands last.
func (r *rejects) add(refused db.Refusal) {
	if r.file == nil {
		return
	}
	r.lines++
	reasons := make([]string, len(refused.Faults))
	for i, f := range refused.Faults {
		reasons[i] = f.Error()
	}
	var fields []string
	for _, f := range refused.Line.Fields {
		fields = append(fields, account.Disarmed(f))
	}
	if len(fields) > r.width {
		fields = fields[:r.width]
	}
	for len(fields) < r.width {
		fields = append(fields, "")
	}
	r.write(append(fields, strings.Join(reasons, " ")))
}

func (r *rejects) write(fields []string) {
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

// keep gives the file its name, and returns it; empty where no line was refused.
func (r *rejects) keep() (string, error) {
	if r.file == nil || r.lines == 0 {
		return "", nil
	}
	err := errors.Join(r.out.Flush(), r.file.Sync(), r.file.Close())
	if err == nil {
		err = os.Rename(r.file.Name(), r.path)
	}
	if err != nil {
		return "", errors.New("le fichier des lignes refusées n'a pas pu être écrit : " + osReason(err))
	}
	return r.path, nil
}

// discard removes what was not kept.
func (r *rejects) discard() {
	if r.file != nil {
		_ = r.file.Close()
		_ = os.Remove(r.file.Name()) // gone already where it was kept
	}
}
