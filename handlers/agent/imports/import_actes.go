package imports

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
)

// LoadImport loads a checked file: all lines or none, or the valid lines only.
func (a *Pages) LoadImport(c echo.Context) error {
	i, err := a.importOf(c)
	if err != nil {
		return err
	}
	j := a.jobs.job(i.ID)
	if j == nil || i.Phase != db.ImportChecked {
		return a.toImport(c, "deja")
	}
	choice := c.FormValue("lignes")
	if i.Report.Refused > 0 && choice != "tout" && choice != "bonnes" {
		return a.importScreen(c, web.Refuse("lignes", texts.ImportChooseLines))
	}
	agreed := c.FormValue("accord") == "oui"
	if i.Report.Asks() && !agreed {
		return a.importScreen(c, web.Refuse("accord", texts.ImportAgree))
	}
	i.KeepGoing, i.Confirmed = choice == "bonnes", agreed
	moved := false
	err = a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) (err error) {
		moved, err = a.Acts.BeginImport(ctx, t, who, &i)
		return err
	})
	if err != nil {
		return err
	}
	if !moved { // a double click or another agent: the page shows the current phase
		return a.toImport(c, "")
	}
	a.jobs.mu.Lock()
	j.row, j.who = i, a.Actor(c)
	a.jobs.mu.Unlock()
	j.read.Store(0)
	a.readImport(j, false)
	return a.toImport(c, "")
}

// CancelImport cancels a running import or discards a checked file. Loaded data is not removed.
func (a *Pages) CancelImport(c echo.Context) error {
	i, err := a.importOf(c)
	if err != nil {
		return err
	}
	j := a.jobs.job(i.ID)
	if j == nil {
		return a.toImport(c, "deja")
	}
	a.jobs.mu.Lock()
	cancel, done, waits := j.cancel, j.done, j.row.Phase == db.ImportChecked
	a.jobs.mu.Unlock()
	ctx := c.Request().Context()
	if !waits {
		cancel(errImportCancelled)
		select {
		case <-done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if i, err = a.DB.Import(ctx, i.ID); err != nil {
			return err
		}
	}
	err = a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error { return a.Acts.CancelImport(ctx, t, who, &i) })
	if err != nil {
		return err
	}
	if i.Phase == db.ImportCancelled {
		a.jobs.release(j)
	}
	return a.toImport(c, "")
}

// SendRejects returns the refused lines in the format of the command.
func (a *Pages) SendRejects(c echo.Context) error {
	i, err := a.importOf(c)
	if err != nil {
		return err
	}
	rejects := a.jobs.rejectsOf(i.ID)
	if rejects == nil {
		return a.toImport(c, "partis")
	}
	if err := a.AuditAlone(c, events.ImportRejects.OK(nil, events.Details{Numbers: events.Numbers{events.Import: i.ID}})); err != nil {
		return err
	}
	w := c.Response()
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="import-%d.rejets.csv"`, i.ID))
	w.WriteHeader(http.StatusOK)
	_, err = io.Copy(web.NewPatientWriter(w), rejects.Reader())
	return err
}
