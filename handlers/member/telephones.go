package member

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/views"
)

const phonesURL = "/espace/mon-compte/telephones"

func (a *Pages) showPhones(c echo.Context) error {
	return a.phonesScreen(c, http.StatusOK, nil)
}

func (a *Pages) phonesScreen(c echo.Context, status int, errs []views.FieldError) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	if v.Member.PasswordHash == "" { // the page asks for the password
		return a.Redirect(c, securityURL)
	}
	s := views.Screen{Template: "telephones", Action: phonesURL, Errors: errs, Values: web.PhoneValues(v.Member)}
	if status != http.StatusOK {
		s.Values = web.Typed(c, s.Values)
	}
	return a.Render(c, status, s)
}

// submitPhones changes the phone numbers, after the current password was verified.
func (a *Pages) submitPhones(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	numbers, err := web.ParsePhones(c)
	if err == nil {
		err = a.ProveCurrent(c, v.Member, "mot_de_passe_actuel", c.FormValue("mot_de_passe_actuel"))
	}
	var (
		refused *web.Refusal
		many    *web.TooMany
	)
	switch {
	case errors.As(err, &refused):
		return a.phonesScreen(c, http.StatusUnprocessableEntity, refused.Fields)
	case errors.As(err, &many):
		a.RetryAfter(c.Response(), many.Until)
		return a.phonesScreen(c, http.StatusTooManyRequests, []views.FieldError{{Message: many.Message}})
	case err != nil:
		return err
	}
	ctx := c.Request().Context()
	if err := a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.ChangePhones(ctx, t, a.Actor(c), v.Member, numbers) }); err != nil {
		return err
	}
	return a.Redirect(c, securityURL+"?etat=telephones")
}
