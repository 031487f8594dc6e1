package desk

import (
	"bytes"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/account/backoffice"
	"sesame/journey/events"
)

// MostExported bounds a file, which is built in memory: lines.
const MostExported = 10_000

// SendCSV answers with the lines that write makes, once the audit log has how many there are. A file leaves the program, so that its
// lines have the end of identifiers only, and of addresses and numbers at most what remains when they are masked.
func (a *Common) SendCSV(c echo.Context, name string, listed events.Kind, object events.Object, write func(*backoffice.Writer) (lines int64, err error)) error {
	var b bytes.Buffer
	w := backoffice.NewWriter(&b, ';')
	n, err := write(w)
	if err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := a.AuditAlone(c, listed.OK(nil, events.Details{Object: object, Way: events.AsCSV, Numbers: events.Numbers{events.Lines: n}})); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, fmt.Sprintf(`attachment; filename="%s.csv"`, name))
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
}
