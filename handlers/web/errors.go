package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
	"sesame/texts"
	"sesame/views"
)

// The five kinds of error. A refusal is the member's to mend; tooMany says when to come back; away sends where the
// person should be; busy and everything else carry a reference to the log and no inner text.

// Refusal shows the form again: 422, what was typed kept.
type Refusal struct {
	Fields []views.FieldError
	Change func(*views.Screen) // what else the screen must say
}

func (r *Refusal) Error() string { return "refused entry" }

// Refuse is the refusal of one field; an empty field name is the whole form.
func Refuse(field, message string) *Refusal {
	return &Refusal{Fields: []views.FieldError{{Field: field, Message: message}}}
}

// RefuseField turns a parser's error into a refusal of its field.
func RefuseField(field string, err error) error {
	var f *account.FieldError
	if errors.As(err, &f) {
		return Refuse(field, f.Message)
	}
	return err
}

// Redraw shows the form again with something that the person asked for: 200.
type Redraw struct{ Change func(*views.Screen) }

func (r *Redraw) Error() string { return "shown again" }

// TooMany shows the form again: 429 and Retry-After.
type TooMany struct {
	Until   time.Time
	Message string
	change  func(*views.Screen)
}

func (t *TooMany) Error() string { return "too many" }

// Away is a wrong URL, or a stale form: the way home.
type Away struct{ URL string }

func (w *Away) Error() string { return "elsewhere: " + w.URL }

// RetryAfter sets the header, in whole seconds and at least one.
func (a *Base) RetryAfter(w http.ResponseWriter, until time.Time) {
	seconds := max(1, int(until.Sub(a.Now()).Seconds()+0.999))
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
}

// handleError is the one place where an error becomes a page.
func (a *Base) handleError(err error, c echo.Context) {
	if c.Response().Committed {
		a.Log.Error("error after the answer began", "reference", Reference(c.Request()), "error", err)
		return
	}
	var (
		elsewhere *Away
		http4xx   *echo.HTTPError
		tooLarge  *http.MaxBytesError
		many      *TooMany
	)
	status, data := http.StatusInternalServerError, views.ErrorData{}
	switch {
	case errors.As(err, &elsewhere):
		_ = a.Redirect(c, elsewhere.URL)
		return
	case errors.As(err, &tooLarge):
		status = http.StatusRequestEntityTooLarge
	case errors.As(err, &many):
		status, data.Message, data.RetryAt = http.StatusTooManyRequests, many.Message, a.Clock(many.Until)
		a.RetryAfter(c.Response(), many.Until)
	case errors.Is(err, keys.ErrBusy):
		status = http.StatusServiceUnavailable
		c.Response().Header().Set("Retry-After", "5")
	case errors.Is(err, context.Canceled) && c.Request().Context().Err() != nil:
		return // the browser has gone
	case errors.As(err, &http4xx):
		status = http4xx.Code
	}
	a.errorPage(c.Response(), c.Request(), status, data, err)
}

func (a *Base) errorPage(w http.ResponseWriter, r *http.Request, status int, data views.ErrorData, err error) {
	data.Status = status
	if status >= http.StatusInternalServerError {
		data.Reference = Reference(r)
		a.Log.Error("failed", "reference", data.Reference, "path", loggedPath(r), "status", status, "error", err)
	}
	s := views.Screen{Template: "erreur", Data: data}
	if IsAgentSite(r) {
		s.Template = "agent/erreur"
	}
	if err := a.Views.Render(w, r, status, s); err != nil {
		a.Log.Error("the error page failed", "reference", Reference(r), "error", err)
	}
}

// plainError answers where no route has been chosen yet.
func (a *Base) plainError(w http.ResponseWriter, r *http.Request, status int) {
	a.errorPage(w, r, status, views.ErrorData{}, errors.New(http.StatusText(status)))
}

func (a *Base) crossOrigin(w http.ResponseWriter, r *http.Request) {
	data := views.ErrorData{}
	if IsAgentSite(r) { // its own 403 speaks of rights
		data.Message = texts.ForeignForm
	}
	a.errorPage(w, r, http.StatusForbidden, data, errors.New("cross-origin"))
}

func (a *Base) sessionFailed(w http.ResponseWriter, r *http.Request, err error) {
	a.errorPage(w, r, http.StatusServiceUnavailable, views.ErrorData{}, fmt.Errorf("session: %w", err))
}

// IsNotFound tells a row that is not there from a database that fails.
func IsNotFound(err error) bool { return errors.Is(err, db.ErrNotFound) }
