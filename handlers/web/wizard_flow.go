package web

import (
	"context"
	"errors"

	"github.com/labstack/echo/v4"

	"sesame/db"
)

// Abandon ends the journey on the server and leaves it.
func (w *Wizard) Abandon(c echo.Context) error {
	to, err := w.leave(c)
	if err != nil {
		return err
	}
	if err := w.End(c); err != nil {
		return err
	}
	w.App.DropIdentifier(c)
	return w.App.Redirect(c, to)
}

// leave returns where « Abandonner » leads from here.
func (w *Wizard) leave(c echo.Context) (string, error) {
	id := w.Former(c)
	if w.LeaveChosen == "" || len(id) == 0 {
		return w.Leave, nil
	}
	f, err := w.App.DB.Flow(c.Request().Context(), id)
	if errors.Is(err, db.ErrNotFound) || err == nil && !Facts(f, nil).PasswordChosen {
		return w.Leave, nil
	}
	return w.LeaveChosen, err
}

// End ends the browser's flow in this journey, if any.
func (w *Wizard) End(c echo.Context) error {
	if w.Sessions == nil {
		return w.endDemands(c)
	}
	ctx := c.Request().Context()
	id := w.Sessions.PopBytes(ctx, keyFlow+w.Journey.Name)
	if len(id) == 0 {
		return nil
	}
	return w.App.DB.InTx(ctx, func(t *db.Tx) error { return t.EndFlow(ctx, id, w.App.Now()) })
}

// Begin calls begin in a transaction to create a flow, and stores its ID in the browser's session. former is the flow that
// it replaces; nil where a browser may have several.
func (w *Wizard) Begin(c echo.Context, begin func(ctx context.Context, t *db.Tx, former []byte) (*db.Flow, error)) error {
	ctx := c.Request().Context()
	var f *db.Flow
	err := w.App.DB.InTx(ctx, func(t *db.Tx) (err error) {
		f, err = begin(ctx, t, w.Former(c))
		return err
	})
	if err == nil {
		w.Follow(c, f.ID)
	}
	return err
}

// Former returns the ID of the browser's flow in this journey; nil for none, and where a browser may have several.
func (w *Wizard) Former(c echo.Context) []byte {
	if w.Sessions == nil {
		return nil
	}
	return w.Sessions.GetBytes(c.Request().Context(), keyFlow+w.Journey.Name)
}

// Follow stores a flow's ID in the browser's session. Where a browser may have several flows, their rows refer to the
// browser.
func (w *Wizard) Follow(c echo.Context, id []byte) {
	if w.Sessions == nil {
		c.Set(keyBegun, string(id))
		return
	}
	w.Sessions.Put(c.Request().Context(), keyFlow+w.Journey.Name, id)
}
