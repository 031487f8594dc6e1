package imports

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/inbox"
	"sesame/handlers/web"
	"sesame/views"
)

// undoTime is the write timeout of the response: undoing a large file takes minutes.
const undoTime = 10 * time.Minute

// UndoImport undoes an import.
func (a *Pages) UndoImport(c echo.Context) error {
	i, err := a.importOf(c)
	if err != nil {
		return err
	}
	if err := http.NewResponseController(c.Response()).SetWriteDeadline(time.Now().Add(undoTime)); err != nil {
		return err
	}
	_, err = a.Acts.UndoImport(c.Request().Context(), a.Actor(c), i.ID)
	err = a.Explain(err)
	var refused *db.UndoRefusal
	if errors.As(err, &refused) {
		return a.importScreen(c, web.Refuse("", refused.Message))
	}
	if err != nil {
		return err
	}
	return a.toImport(c, "")
}

// fillUndo fills in until when an import can be undone, or who has undone it.
func (a *Pages) fillUndo(ctx context.Context, c echo.Context, d *views.DeskImportData, i db.FileImport) error {
	if !i.UndoneAt.IsZero() {
		d.State, d.Undone = i.UndoneSaid(), "par "+inbox.Who(c, i.UndoneBy)+" "+a.Moment(i.UndoneAt)
		return nil
	}
	err := a.DB.Undoable(ctx, i, a.Now())
	var refused *db.UndoRefusal
	if errors.As(err, &refused) {
		return nil
	}
	d.UndoUntil = a.Until(i.LoadedAt.Add(db.UndoLife))
	return err
}
