package avoir

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"sesame/account/backoffice"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/journey/events"
)

// mostExported bounds a file, which is built in memory.
const mostExported = 10_000

// ExportList returns a list as CSV. The file leaves the program, so that it has the end of the identifier only, and neither addresses nor numbers.
func (a *Pages) ExportList(c echo.Context) error {
	if g, ok := grouped(c); ok {
		return a.exported(c, g.name, g.object, func(w *backoffice.Writer) (int64, error) { return a.writeGroups(c.Request().Context(), w, g) })
	}
	l, err := listed(c)
	if err != nil {
		return err
	}
	return a.exported(c, l.name, "todo-"+string(l.of), func(w *backoffice.Writer) (int64, error) { return a.writeEntries(c.Request().Context(), w, l) })
}

// exported answers with the lines that write makes, once the audit log has how many there are.
func (a *Pages) exported(c echo.Context, name, object string, write func(*backoffice.Writer) (lines int64, err error)) error {
	var b bytes.Buffer
	w := backoffice.NewWriter(&b, ';')
	n, err := write(w)
	if err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := a.AuditAlone(c, events.TodoListed.OK(nil, events.Details{Object: events.Object(object), Way: events.AsCSV, Numbers: events.Numbers{events.Lines: n}})); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, fmt.Sprintf(`attachment; filename="a-voir-%s.csv"`, name))
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
}

func (a *Pages) writeEntries(ctx context.Context, w *backoffice.Writer, l list) (n int64, err error) {
	w.Write("nom", "commune", "catégorie", "fin d'identifiant", "depuis", "fiche")
	for after := (&db.TodoPlace{}); after != nil && n < mostExported; {
		var page []db.TodoEntry
		if page, after, err = a.DB.Todo(ctx, l.of, *after, desk.MostAtOnce, a.Now()); err != nil {
			return n, err
		}
		for _, e := range page {
			m := desk.TodoMember(e.Member)
			w.Write(m.Name, m.Town, string(e.Member.Category), m.Ending, e.At.In(a.Location).Format("02/01/2006"), a.AgentURL.String()+m.URL)
			n++
		}
	}
	return n, nil
}

// writeGroups numbers the groups, so that a spreadsheet which sorts the lines keeps each together. What they have in common is not
// written, and of a large group the first accounts only.
func (a *Pages) writeGroups(ctx context.Context, w *backoffice.Writer, g groups) (n int64, err error) {
	w.Write("groupe", "en commun", "comptes du groupe", "nom", "commune", "catégorie", "fin d'identifiant", "fiche")
	group := 0
	for after := (&db.AlikePlace{}); after != nil && n < mostExported; {
		var page []db.Alike
		if page, after, err = a.DB.AlikeGroups(ctx, g.sorts, *after, desk.MostAtOnce, a.Now()); err != nil {
			return n, err
		}
		for _, of := range page {
			group++
			for _, member := range of.Members {
				m := desk.TodoMember(member)
				w.Write(strconv.Itoa(group), Same[of.Sort], strconv.Itoa(max(of.Count, len(of.Members))), m.Name, m.Town, string(member.Category), m.Ending, a.AgentURL.String()+m.URL)
				n++
			}
		}
	}
	return n, nil
}
