// Package gateway receives delivery reports from the SMS gateway.
package gateway

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/courier"
	"sesame/db"
	"sesame/handlers/web"
)

// Pages holds the gateway's only address.
type Pages struct{ *web.Base }

// New builds the pages.
func New(base *web.Base) *Pages { return &Pages{base} }

// Routes mounts the URL of delivery reports. Kannel can only send GET requests, so this GET changes the delivery status
// of the message whose reference is in the URL, and nothing else.
func (a *Pages) Routes(e *echo.Echo) {
	e.GET(courier.ReportPath+":reference", a.report)
}

// report records the delivery status of an SMS. The response is the same for an unknown reference, so that it reveals
// nothing.
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
