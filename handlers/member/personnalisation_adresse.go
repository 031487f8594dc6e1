package member

import (
	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/views"
)

func (a *Pages) showEmailCode(c echo.Context, p *web.Place) (views.Screen, error) {
	return a.CodeScreen(c.Request().Context(), p.Flow, account.Email, account.ShowEmail(p.Member.PendingEmail))
}

// submitEmailCode checks the code. A correct one confirms the address and ends the personalisation.
func (a *Pages) submitEmailCode(c echo.Context, p *web.Place) error {
	code, err := a.ParseCode(c, p.Flow)
	if err != nil {
		return err
	}
	var (
		ctx     = c.Request().Context()
		refused *acts.Refused
		opened  acts.Finished
	)
	err = a.DB.InTx(ctx, func(t *db.Tx) (err error) {
		opened, refused, err = a.Acts.ConfirmAddress(ctx, t, a.Actor(c), p.Flow, code)
		return err
	})
	if err != nil {
		return err
	}
	if refused != nil {
		return refused
	}
	return a.reenter(c, opened)
}

// resendEmailCode sends another code to the address being confirmed.
func (a *Pages) resendEmailCode(c echo.Context, p *web.Place) error {
	return a.resendOwn(c, p, p.Member.PendingEmail)
}

func (a *Pages) resendOwn(c echo.Context, p *web.Place, address string) error {
	ctx := c.Request().Context()
	return a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.ResendOwn(ctx, t, a.Actor(c), p.Flow, p.Member, address) })
}

// correctEmail returns to the contacts step and keeps the entered address.
func (a *Pages) correctEmail(c echo.Context, p *web.Place) error {
	ctx := c.Request().Context()
	return a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.CorrectAddress(ctx, t, a.Actor(c), p.Flow, p.Member) })
}
