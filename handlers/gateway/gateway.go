// Package gateway is where the SMS gateway tells what became of a message.
package gateway

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/courier"
	"sesame/db"
	"sesame/handlers/web"
)

// Pages are the gateway's one address.
type Pages struct{ *web.Base }

// New builds them.
func New(base *web.Base) *Pages { return &Pages{base} }

// Routes is the address of delivery reports. Kannel knows only how to get it, so that this GET changes something: what
// became of the one message whose reference the address holds, and nothing else.
func (a *Pages) Routes(e *echo.Echo) {
	e.GET(courier.ReportPath+":reference", a.report)
}

// report notes what became of an SMS. The answer is the same whether the reference was right: it tells nothing.
func (a *Pages) report(c echo.Context) error {
	fate, code, ok := courier.ReadReport(c.QueryParams())
	if !ok {
		return c.NoContent(http.StatusNoContent)
	}
	ctx := c.Request().Context()
	err := a.DB.InTx(ctx, func(t *db.Tx) error {
		_, err := t.Report(ctx, account.SMS, c.Param("reference"), fate, code, a.Now())
		return err
	})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
