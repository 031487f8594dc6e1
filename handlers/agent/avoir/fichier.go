package avoir

import (
	"bytes"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/journey/events"
)

// mostExported bounds a file, which is built in memory.
const mostExported = 10_000

// ExportList returns a list as CSV. The file leaves the program, so that it has the end of the identifier only, and neither addresses nor numbers.
func (a *Pages) ExportList(c echo.Context) error {
	l, err := listed(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	var b bytes.Buffer
	w := backoffice.NewWriter(&b, ';')
	w.Write("nom", "commune", "catégorie", "fin d'identifiant", "depuis", "fiche")
	n := int64(0)
	for after := (&db.TodoPlace{}); after != nil && n < mostExported; {
		var page []db.TodoEntry
		if page, after, err = a.DB.Todo(ctx, l.of, *after, desk.MostAtOnce, a.Now()); err != nil {
			return err
		}
		for _, e := range page {
			m := e.Member
			w.Write(m.Profile.DisplayName(), account.Town(m.Profile.Postal()), string(m.Category), account.Ending(m.Profile.Identifier), e.At.In(a.Location).Format("02/01/2006"), a.AgentURL.String()+desk.MemberURL(m.ID))
			n++
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := a.AuditAlone(c, events.TodoListed.OK(nil, events.Details{Object: "todo-" + events.Object(l.of), Way: events.AsCSV, Numbers: events.Numbers{events.Lines: n}})); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, fmt.Sprintf(`attachment; filename="a-voir-%s.csv"`, l.name))
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
}
