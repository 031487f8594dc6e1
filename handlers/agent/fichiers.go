package agent

import (
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account/backoffice"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/events"
)

// asFile is the last part of the address of a list as a file.
const asFile = "/fichier.csv"

// fileOf is the address of a list as a file, of which link selects some rows.
func fileOf(link string) string { return strings.Replace(link, "?", asFile+"?", 1) }

// exportDifferences answers with the differences of a list, for whoever corrects the management system.
func (a *Pages) exportDifferences(c echo.Context) error {
	f := differenceFilter(c)
	f.After = db.ListedDifference{}
	return a.SendCSV(c, "ecarts", events.DifferencesListed, events.Object(fieldOf(f.Kind).name), func(w *backoffice.Writer) (n int64, err error) {
		w.Write("nom", "commune", "catégorie", "fin d'identifiant", "moyen", "ici", "vérifié ici", "dans le fichier", "vue le", "fiche")
		for n < desk.MostExported {
			page, err := a.DB.AllDifferences(c.Request().Context(), f, desk.MostAtOnce)
			if err != nil || len(page) == 0 {
				return n, err
			}
			for _, x := range page {
				m, err := a.DB.Member(c.Request().Context(), x.MemberID)
				if web.IsNotFound(err) {
					continue
				}
				if err != nil {
					return n, err
				}
				row, verified := a.differenceRow(m, x.Difference), "non"
				if row.Verified {
					verified = "oui"
				}
				a.writeRow(w, m, row.Label, row.Here, verified, row.File, x.SeenAt.In(a.Location).Format(spreadsheetDay))
				n++
			}
			f.After = page[len(page)-1]
		}
		return n, nil
	})
}

// exportLeftOut answers with the values of a list that could not be read, masked.
func (a *Pages) exportLeftOut(c echo.Context) error {
	f := leftOutFilter(c)
	f.After = db.LeftOut{}
	return a.SendCSV(c, "valeurs", events.LeftOutListed, events.Object(f.Field), func(w *backoffice.Writer) (n int64, err error) {
		w.Write("nom", "commune", "catégorie", "fin d'identifiant", "colonne", "valeur masquée", "raison", "vue le", "fiche")
		for n < desk.MostExported {
			page, err := a.DB.LeftOuts(c.Request().Context(), f, desk.MostAtOnce)
			if err != nil || len(page) == 0 {
				return n, err
			}
			for _, l := range page {
				m, err := a.DB.Member(c.Request().Context(), l.MemberID)
				if web.IsNotFound(err) {
					continue
				}
				if err != nil {
					return n, err
				}
				a.writeRow(w, m, l.Field, l.Masked, l.Reason, l.SeenAt.In(a.Location).Format(spreadsheetDay))
				n++
			}
			f.After = page[len(page)-1]
		}
		return n, nil
	})
}

// spreadsheetDay is a day as spreadsheets read it.
const spreadsheetDay = "02/01/2006"

// writeRow writes a line about a member: who it is, what the list says, and where the member's page is.
func (a *Pages) writeRow(w *backoffice.Writer, m *db.Member, says ...string) {
	who := desk.TodoMember(m)
	line := append([]string{who.Name, who.Town, string(m.Category), who.Ending}, says...)
	w.Write(append(line, a.AgentURL.String()+who.URL)...)
}
