package avoir

import (
	"context"
	"strconv"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/journey/events"
)

// ExportList returns a list as CSV. Because the file leaves the service, it contains only the end of each identifier, and
// neither contact addresses nor telephone numbers.
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

// exported answers with the rows of a list.
func (a *Pages) exported(c echo.Context, name, object string, write func(*backoffice.Writer) (lines int64, err error)) error {
	return a.SendCSV(c, "a-voir-"+name, events.TodoListed, events.Object(object), write)
}

func (a *Pages) writeEntries(ctx context.Context, w *backoffice.Writer, l list) (n int64, err error) {
	w.Write("nom", "commune", "catégorie", "fin d'identifiant", "depuis", "fiche")
	for after := (&db.TodoPlace{}); after != nil && n < desk.MostExported; {
		var page []db.TodoEntry
		if page, after, err = a.DB.Todo(ctx, l.of, *after, desk.MostAtOnce, a.Now()); err != nil {
			return n, err
		}
		for _, e := range page {
			m := desk.TodoMember(e.Member)
			w.Write(m.Name, m.Town, string(e.Member.Category), m.Ending, e.At.In(a.Location).Format(account.DayLayout), a.AgentURL.String()+m.URL)
			n++
		}
	}
	return n, nil
}

// writeGroups numbers the groups, so that they stay together when a spreadsheet sorts the rows. It writes which kind of data they
// share but not the value, and only the first accounts of a large group.
func (a *Pages) writeGroups(ctx context.Context, w *backoffice.Writer, g groups) (n int64, err error) {
	w.Write("groupe", "en commun", "comptes du groupe", "nom", "commune", "catégorie", "fin d'identifiant", "fiche")
	group := 0
	for after := (&db.AlikePlace{}); after != nil && n < desk.MostExported; {
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
