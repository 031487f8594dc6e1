package handlers

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
	"sesame/views"
)

// The five kinds of error. A refusal is the member's to mend; tooMany says when to come back; away sends where the
// person should be; busy and everything else carry a reference to the log and no inner text.

// refusal shows the form again: 422, what was typed kept.
type refusal struct {
	fields []views.FieldError
	change func(*views.Screen) // what else the screen must say
}

func (r *refusal) Error() string { return "refused entry" }

func refuse(field, message string) *refusal {
	return &refusal{fields: []views.FieldError{{Field: field, Message: message}}}
}

// refuseField turns a parser's error into a refusal of its field.
func refuseField(field string, err error) error {
	var f *account.FieldError
	if errors.As(err, &f) {
		return refuse(field, f.Message)
	}
	return err
}

// redraw shows the form again with something that the person asked for: 200.
type redraw struct{ change func(*views.Screen) }

func (r *redraw) Error() string { return "shown again" }

// tooMany shows the form again: 429 and Retry-After.
type tooMany struct {
	until   time.Time
	message string
	change  func(*views.Screen)
}

func (t *tooMany) Error() string { return "too many" }

// away is a wrong URL, or a stale form: the way home.
type away struct{ url string }

func (w *away) Error() string { return "elsewhere: " + w.url }

func (a *App) retryAfter(w http.ResponseWriter, until time.Time) {
	seconds := max(1, int(until.Sub(a.Now()).Seconds()+0.999))
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
}

// handleError is the one place where an error becomes a page.
func (a *App) handleError(err error, c echo.Context) {
	if c.Response().Committed {
		a.Log.Error("error after the answer began", "reference", reference(c.Request()), "error", err)
		return
	}
	var (
		elsewhere *away
		http4xx   *echo.HTTPError
		tooLarge  *http.MaxBytesError
		many      *tooMany
	)
	status, data := http.StatusInternalServerError, views.ErrorData{}
	switch {
	case errors.As(err, &elsewhere):
		_ = a.redirect(c, elsewhere.url)
		return
	case errors.As(err, &tooLarge):
		status = http.StatusRequestEntityTooLarge
	case errors.As(err, &many):
		status, data.Message, data.RetryAt = http.StatusTooManyRequests, many.message, a.clock(many.until)
		a.retryAfter(c.Response(), many.until)
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

func (a *App) errorPage(w http.ResponseWriter, r *http.Request, status int, data views.ErrorData, err error) {
	data.Status = status
	if status >= http.StatusInternalServerError {
		data.Reference = reference(r)
		a.Log.Error("failed", "reference", data.Reference, "path", loggedPath(r), "status", status, "error", err)
	}
	s := views.Screen{Template: "erreur", Data: data}
	if isDesk(r) {
		s.Template = "agent/erreur"
	}
	if err := a.Views.Render(w, r, status, s); err != nil {
		a.Log.Error("the error page failed", "reference", reference(r), "error", err)
	}
}

// plainError answers where no route has been chosen yet.
func (a *App) plainError(w http.ResponseWriter, r *http.Request, status int) {
	a.errorPage(w, r, status, views.ErrorData{}, errors.New(http.StatusText(status)))
}

func (a *App) crossOrigin(w http.ResponseWriter, r *http.Request) {
	data := views.ErrorData{}
	if isDesk(r) { // its own 403 speaks of rights
		data.Message = "Cette demande vient d'un autre site que le nôtre. Rien n'a été fait. Ouvrez l'espace des agents, et recommencez d'ici."
	}
	a.errorPage(w, r, http.StatusForbidden, data, errors.New("cross-origin"))
}

func (a *App) sessionFailed(w http.ResponseWriter, r *http.Request, err error) {
	a.errorPage(w, r, http.StatusServiceUnavailable, views.ErrorData{}, fmt.Errorf("session: %w", err))
}

func isNotFound(err error) bool { return errors.Is(err, db.ErrNotFound) }
