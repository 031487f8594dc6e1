package desk

import (
	"bytes"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/account/backoffice"
	"sesame/journey/events"
)

// MostExported is the maximum number of lines of a file, which is built in memory.
const MostExported = 10_000

// SendCSV answers with the lines that write produces, after recording their number in the audit log. Because the file leaves the
// service, its lines contain only the end of identifiers, and contacts only in masked form.
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
