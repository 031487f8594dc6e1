package imports

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/db"
	"sesame/handlers/agent/inbox"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// importStates describes the phases of an import on its page; lists use the wording of the audit log.
var importStates = map[db.ImportPhase]string{
	db.ImportChecking:    texts.ImportChecking,
	db.ImportChecked:     texts.ImportChecked,
	db.ImportLoading:     texts.ImportLoading,
	db.ImportLoaded:      texts.ImportLoaded,
	db.ImportHeld:        texts.ImportHeld,
	db.ImportFailed:      texts.ImportFailed,
	db.ImportCancelled:   texts.ImportCancelled,
	db.ImportInterrupted: texts.ImportInterrupted,
	db.ImportDropped:     texts.ImportDropped,
}

// importNotices maps the state in a redirect's query to a message.
var importNotices = map[string]string{
	"deja":   texts.ImportDecided,
	"partis": texts.ImportRejectsGone,
}

func (a *Pages) importOf(c echo.Context) (db.FileImport, error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return db.FileImport{}, echo.ErrNotFound
	}
	i, err := a.DB.Import(c.Request().Context(), id)
	if web.IsNotFound(err) {
		return i, echo.ErrNotFound
	}
	return i, err
}

// BackToImport redirects from the address of a form, which remains in the browser after a refused entry without JavaScript.
func (a *Pages) BackToImport(c echo.Context) error { return a.toImport(c, "") }

func (a *Pages) toImport(c echo.Context, etat string) error {
	if etat != "" {
		etat = "?etat=" + etat
	}
	return a.Redirect(c, importsPath+"/"+c.Param("id")+etat)
}

// ShowImport shows the progress or the result of an import.
func (a *Pages) ShowImport(c echo.Context) error { return a.importScreen(c, nil) }

// importScreen renders that page, with a refusal if there is one.
func (a *Pages) importScreen(c echo.Context, refused error) error {
	a.dropImport(c.Request().Context())
	i, err := a.importOf(c)
	if err != nil {
		return err
	}
	if len(i.Refused)+len(i.LeftOut)+len(i.Warned)+len(i.Changes) > 0 { // the page shows member data, so the visit is recorded
		if err := a.AuditAlone(c, events.ImportRead.OK(nil, events.Details{Numbers: events.Numbers{events.Import: i.ID}})); err != nil {
			return err
		}
	}
	d := views.DeskImportData{ID: i.ID, Name: i.Name, Kind: importLabels[i.Kind], Who: inbox.Who(c, i.Actor), When: a.Moment(i.StartedAt), Ended: a.Moment(i.EndedAt),
		Size: size(i.Bytes), Phase: string(i.Phase), State: importState(i), Failure: i.Failure, Shown: shownLines,
		Running: i.Phase == db.ImportChecking || i.Phase == db.ImportLoading, Decide: i.Phase == db.ImportChecked,
		Choose: i.Phase == db.ImportChecked && i.Report.Refused > 0, Refused: i.Report.Refused}
	if j := a.jobs.job(i.ID); j != nil && d.Running {
		if of := j.size.Load(); of > 0 {
			d.Percent = int(j.read.Load() * 100 / of)
		}
	}
	if i.Phase == db.ImportChecked || i.Phase == db.ImportLoaded || i.Phase == db.ImportHeld {
		fillReport(&d, i)
	}
	fillLines(&d, i)
	if err := a.fillUndo(c.Request().Context(), c, &d, i); err != nil {
		return err
	}
	if a.jobs.rejectsOf(i.ID) != nil {
		d.Rejects = fmt.Sprintf("%s/%d/rejets.csv", importsPath, i.ID)
	}
	d.Follow = d.Running && c.QueryParam("suivi") == "oui"
	if d.Follow && c.Request().Header.Get("HX-Request") == "" {
		c.Response().Header().Set("Refresh", "5") // reload without JavaScript
	}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/import", Action: fmt.Sprintf("%s/%d", importsPath, i.ID),
		Notice: importNotices[c.QueryParam("etat")], Data: d}, refused)
}

// importState describes the phase of an import; for a file that was held back, it also says why.
func importState(i db.FileImport) string {
	if i.Phase == db.ImportHeld && i.Report.Nothing() {
		return texts.ImportFailed
	}
	if i.Phase == db.ImportHeld && (i.Report.Refused == 0 || i.KeepGoing) {
		return texts.ImportUnasked
	}
	return importStates[i.Phase]
}

// fillReport fills in the results of the last reading, in the wording of the command.
func fillReport(d *views.DeskImportData, i db.FileImport) {
	for _, c := range i.Report.Counts() {
		d.Counts = append(d.Counts, views.DeskCount{Label: capital(c.Many), N: account.Thousands(c.N)})
	}
	d.Notices = i.Report.Notices()
	for _, s := range i.Spoilt {
		d.Notices = append(d.Notices, capital(s.Error()))
	}
	if d.Decide {
		d.Question = i.Report.Question()
	}
}

// fillLines fills in the reported lines of the last reading, only the first ones of each kind.
func fillLines(d *views.DeskImportData, i db.FileImport) {
	d.Listed = i.Kind == acts.MembersFile.Kind
	d.Lines, d.LeftOut, d.Warned, d.Differences = fileLines(i.Refused), fileLines(i.LeftOut), fileLines(i.Warned), i.Report.Differences > 0 && i.Report.Applied
	for _, c := range i.Changes {
		change := views.DeskFileChange{Number: c.Line, Who: c.Identifier, Kind: c.Kind()}
		for _, v := range c.Columns {
			before, after := v.Shown()
			change.Columns = append(change.Columns, views.DeskColumnChange{Column: v.Column.String(), Before: before, After: after})
		}
		d.Changes = append(d.Changes, change)
	}
}

func fileLines(told []backoffice.RowError) (lines []views.DeskFileLine) {
	for _, f := range told {
		lines = append(lines, views.DeskFileLine{Number: f.Line, Column: f.Column, Value: f.Masked, Reason: f.Reason})
	}
	return lines
}

// capital converts the first letter to upper case.
func capital(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[n:]
}

// size formats a file size in a suitable unit.
func size(bytes int64) string {
	switch {
	case bytes < 1000:
		return fmt.Sprintf("%d octets", bytes)
	case bytes < 1000*1000:
		return fmt.Sprintf("%d ko", (bytes+500)/1000)
	}
	return strings.Replace(fmt.Sprintf("%.1f Mo", float64(bytes)/1e6), ".", ",", 1)
}
