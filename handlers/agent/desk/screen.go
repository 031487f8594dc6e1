package desk

import (
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
	"sesame/views"
)

// Show renders a screen, or renders it again with a refusal.
func (a *Common) Show(c echo.Context, status int, s views.Screen, err error) error {
	var (
		refused *web.Refusal
		many    *web.TooMany
	)
	switch {
	case errors.As(err, &refused):
		status, s.Errors = http.StatusUnprocessableEntity, refused.Fields
		if refused.Change != nil {
			refused.Change(&s)
		}
	case errors.As(err, &many):
		a.RetryAfter(c.Response(), many.Until)
		status, s.Errors = http.StatusTooManyRequests, []views.FieldError{{Message: many.Message}}
	case err != nil:
		return err
	}
	if status != http.StatusOK {
		s.Notice, s.Values = "", web.Typed(c, s.Values)
	}
	if stands := c.FormValue("version"); stands != "" && s.Version != "" && inFields(s.Errors) {
		s.Version = stands // the act has not looked yet whether somebody else was here meanwhile
	}
	return a.Render(c, status, s)
}

// inFields says whether a form was refused for faults in its fields alone.
func inFields(faults []views.FieldError) bool {
	return len(faults) > 0 && !slices.ContainsFunc(faults, func(f views.FieldError) bool { return f.Field == "" })
}
