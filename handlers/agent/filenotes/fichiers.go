package filenotes

import (
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/events"
)

// AsFile is the last part of the address of a list as a file.
const AsFile = "/fichier.csv"

// fileOf returns the address of the file with the rows that link selects.
func fileOf(link string) string { return strings.Replace(link, "?", AsFile+"?", 1) }

// ExportDifferences answers with the differences of a list, masked, for the correction of the management system.
func (a *Pages) ExportDifferences(c echo.Context) error {
	f := differenceFilter(c, c.QueryParam("apres"))
	f.After = db.ListedDifference{}
	return a.SendCSV(c, "ecarts", events.DifferencesListed, events.Object(desk.FieldOf(f.Kind).Name), func(w *backoffice.Writer) (int64, error) {
		w.Write("nom", "commune", "catégorie", "fin d'identifiant", "moyen", "ici", "vérifié ici", "dans le fichier", "vue le", "fiche")
		return writeMembers(a, c, w, func() (page []db.ListedDifference, err error) {
			if page, err = a.DB.AllDifferences(c.Request().Context(), f, desk.MostAtOnce); len(page) > 0 {
				f.After = page[len(page)-1]
			}
			return page, err
		}, func(x db.ListedDifference) int64 { return x.MemberID }, func(m *db.Member, x db.ListedDifference) []string {
			row, verified := a.differenceRow(m, x.Difference), "non"
			if row.Verified {
				verified = "oui"
			}
			return []string{row.Label, row.Here, verified, row.File, x.SeenAt.In(a.Location).Format(account.DayLayout)}
		})
	})
}

// ExportLeftOut answers with the values of a list that could not be read, masked.
func (a *Pages) ExportLeftOut(c echo.Context) error {
	f := leftOutFilter(c, c.QueryParam("apres"))
	f.After = db.LeftOut{}
	return a.SendCSV(c, "valeurs", events.LeftOutListed, events.Object(f.Field), func(w *backoffice.Writer) (int64, error) {
		w.Write("nom", "commune", "catégorie", "fin d'identifiant", "colonne", "valeur masquée", "raison", "vue le", "fiche")
		return writeMembers(a, c, w, func() (page []db.LeftOut, err error) {
			if page, err = a.DB.LeftOuts(c.Request().Context(), f, desk.MostAtOnce); len(page) > 0 {
				f.After = page[len(page)-1]
			}
			return page, err
		}, func(l db.LeftOut) int64 { return l.MemberID }, func(_ *db.Member, l db.LeftOut) []string {
			return []string{l.Field, l.Masked, l.Reason, l.SeenAt.In(a.Location).Format(account.DayLayout)}
		})
	})
}

// writeMembers writes a line for each row of a list that is read page by page, until a page is empty or desk.MostExported lines are
// written: the member, the columns returned by says, and the URL of the member's page. Rows of members who no longer exist are left
// out.
func writeMembers[Row any](a *Pages, c echo.Context, w *backoffice.Writer, next func() ([]Row, error), about func(Row) int64, says func(*db.Member, Row) []string) (n int64, err error) {
	for n < desk.MostExported {
		page, err := next()
		if err != nil || len(page) == 0 {
			return n, err
		}
		for _, row := range page {
			m, err := a.DB.Member(c.Request().Context(), about(row))
			if web.IsNotFound(err) {
				continue
			}
			if err != nil {
				return n, err
			}
			who := desk.TodoMember(m)
			line := append([]string{who.Name, who.Town, string(m.Category), who.Ending}, says(m, row)...)
			w.Write(append(line, a.AgentURL.String()+who.URL)...)
			n++
		}
	}
	return n, nil
}
