package desk

import (
	"crypto/rand"
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
	"sesame/views"
)

// KeyDone is the key, in the echo.Context, of the handler that answers a form which is sent a second time from the same
// page.
const KeyDone = "answer of what was done"

// ShowDone renders the page that says what a form has done, or that a try has counted. When the form is sent a second time
// from the same page, nothing is done again, and this page is rendered again.
func (a *Common) ShowDone(c echo.Context, draw echo.HandlerFunc) error {
	c.Set(KeyDone, draw)
	return draw(c)
}

// ShowOutcome renders the page of a form that may be refused: with the refusal, or like ShowDone.
func (a *Common) ShowOutcome(c echo.Context, err error, draw func(echo.Context, error) error) error {
	if err != nil {
		return draw(c, err)
	}
	return a.ShowDone(c, func(c echo.Context) error { return draw(c, nil) })
}

// Show renders a screen, with status 422 or 429 if err is a refusal or a reached limit. It returns any other error.
func (a *Common) Show(c echo.Context, status int, s views.Screen, err error) error {
	var (
		refused *web.Refusal
		many    *web.TooMany
	)
	switch {
	case errors.As(err, &refused):
		status = http.StatusUnprocessableEntity
	case errors.As(err, &many):
		a.RetryAfter(c.Response(), many.Until)
		status, s.Errors = http.StatusTooManyRequests, []views.FieldError{{Message: many.Message}}
	case err != nil:
		return err
	}
	if status != http.StatusOK {
		s.Notice, s.Values = "", web.Typed(c, s.Values)
	}
	refused.Apply(&s)
	if stands := c.FormValue("version"); stands != "" && s.Version != "" && inFields(s.Errors) {
		s.Version = stands // the act has not yet checked whether somebody else has changed the row meanwhile
	}
	s.Page = rand.Text()
	if v := VisitorOf(c); v != nil {
		s.Page = v.shown() + s.Page
	}
	return a.Render(c, status, s)
}

// inFields says whether a form was refused only because of errors in its fields.
func inFields(faults []views.FieldError) bool {
	return len(faults) > 0 && !slices.ContainsFunc(faults, func(f views.FieldError) bool { return f.Field == "" })
}
