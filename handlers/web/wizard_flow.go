package web

import (
	"context"

	"github.com/labstack/echo/v4"

	"sesame/db"
)

// Abandon ends the journey on the server too.
func (w *Wizard) Abandon(c echo.Context) error {
	if err := w.End(c); err != nil {
		return err
	}
	return w.App.Redirect(c, w.Leave)
}

// End ends the journey that the browser is in, if any.
func (w *Wizard) End(c echo.Context) error {
	ctx := c.Request().Context()
	id := w.Sessions.PopBytes(ctx, keyFlow+w.Journey.Name)
	if len(id) == 0 {
		return nil
	}
	return w.App.DB.InTx(ctx, func(t *db.Tx) error { return t.EndFlow(ctx, id, w.App.Now()) })
}

// Begin has begin write a new flow of this journey, ending the one that the browser was in, and ties it to the browser.
func (w *Wizard) Begin(c echo.Context, begin func(ctx context.Context, t *db.Tx, former []byte) (*db.Flow, error)) error {
	ctx := c.Request().Context()
	var f *db.Flow
	err := w.App.DB.InTx(ctx, func(t *db.Tx) (err error) {
		f, err = begin(ctx, t, w.Former(c))
		return err
	})
	if err == nil {
		w.Follow(c, f)
	}
	return err
}

// Former is the flow of this journey that the browser is in; nil for none.
func (w *Wizard) Former(c echo.Context) []byte {
	return w.Sessions.GetBytes(c.Request().Context(), keyFlow+w.Journey.Name)
}

// Follow ties a flow that was begun to the browser.
func (w *Wizard) Follow(c echo.Context, f *db.Flow) {
	w.Sessions.Put(c.Request().Context(), keyFlow+w.Journey.Name, f.ID)
}
