package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// The kinds of error. The user can correct a Refusal. TooMany says when to try again, Unavailable what to do meanwhile. Away
// redirects to the right page. Busy and all other errors show a reference to the log and no internal text.

// Refusal renders the form again with status 422 and the entered values.
type Refusal struct {
	Fields []views.FieldError
	Change func(*views.Screen) // further changes to the screen
}

func (r *Refusal) Error() string { return "refused entry" }

// Apply shows the refusal on a screen; nil changes nothing.
func (r *Refusal) Apply(s *views.Screen) {
	if r == nil {
		return
	}
	s.Errors = r.Fields
	if r.Change != nil {
		r.Change(s)
	}
}

// Refuse refuses one field; an empty field name means the whole form.
func Refuse(field, message string) *Refusal {
	return &Refusal{Fields: []views.FieldError{{Field: field, Message: message}}}
}

// RefuseField converts a parser's error to a refusal of its field. It returns any other error unchanged.
func RefuseField(field string, err error) error {
	var f *account.FieldError
	if errors.As(err, &f) {
		return Refuse(field, f.Message)
	}
	return err
}

// JoinRefusals joins the refusals of one form, so that all are shown at once. It returns any other error unchanged.
func JoinRefusals(errs ...error) error {
	all, changes := &Refusal{}, []func(*views.Screen){}
	for _, err := range errs {
		var r *Refusal
		switch {
		case errors.As(err, &r):
			all.Fields = append(all.Fields, r.Fields...)
			if r.Change != nil {
				changes = append(changes, r.Change)
			}
		case err != nil:
			return err
		}
	}
	if len(all.Fields) == 0 {
		return nil
	}
	all.Change = func(s *views.Screen) {
		for _, change := range changes {
			change(s)
		}
	}
	return all
}

// Redraw renders the form again with status 200, changed by something that the user asked for.
type Redraw struct{ Change func(*views.Screen) }

func (r *Redraw) Error() string { return "shown again" }

// TooMany renders the form again with status 429 and Retry-After.
type TooMany struct {
	Until   time.Time
	Message string
	change  func(*views.Screen)
}

func (t *TooMany) Error() string { return "too many" }

// Slowed returns the message of a TooMany, for the page of the form, and sets Retry-After; it returns nil for any other error.
func (a *Base) Slowed(c echo.Context, err error) *Refusal {
	var many *TooMany
	if !errors.As(err, &many) {
		return nil
	}
	a.RetryAfter(c.Response(), many.Until)
	return Refuse("", many.Message)
}

// Unavailable is a page with status 503: the user cannot change its cause, and it will not pass in a moment.
type Unavailable struct{ Message string }

func (u *Unavailable) Error() string { return "unavailable: the disk is almost full" }

// NoRoomRetry is the Retry-After of a full disk: somebody has to make room first.
const NoRoomRetry = time.Hour

// Away redirects from a wrong URL or an outdated form.
type Away struct{ URL string }

func (w *Away) Error() string { return "elsewhere: " + w.URL }

// RetryAfter sets the header in whole seconds, at least one.
func (a *Base) RetryAfter(w http.ResponseWriter, until time.Time) {
	seconds := max(1, int(until.Sub(a.Now()).Seconds()+0.999))
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
}

// handleError is the only place where errors are converted to pages.
func (a *Base) handleError(err error, c echo.Context) {
	// Before any answer, an exceeded deadline is that of reading the body: it has ended the request's context, not the
	// connection.
	late := errors.Is(err, os.ErrDeadlineExceeded) && !c.Response().Committed
	if !late && left(c.Request(), err) {
		a.Log.Debug("the browser left", "reference", Reference(c.Request()), "error", err)
		return
	}
	if c.Response().Committed {
		a.Log.Error("error after the answer began", "reference", Reference(c.Request()), "error", err)
		return
	}
	var (
		elsewhere *Away
		http4xx   *echo.HTTPError
		tooLarge  *http.MaxBytesError
		many      *TooMany
		no        *Unavailable
	)
	status, data := http.StatusInternalServerError, views.ErrorData{Written: a.Written(c), Done: doneOf(c)}
	switch {
	case errors.As(err, &elsewhere):
		a.passBy(c)
		_ = a.Redirect(c, elsewhere.URL)
		return
	case late:
		status = http.StatusRequestTimeout
	case errors.As(err, &tooLarge):
		status = http.StatusRequestEntityTooLarge
	case errors.As(err, &many):
		status, data.Message, data.RetryAt = http.StatusTooManyRequests, many.Message, a.Clock(many.Until)
		a.RetryAfter(c.Response(), many.Until)
	case errors.As(err, &no):
		status, data.Message = http.StatusServiceUnavailable, no.Message
		a.RetryAfter(c.Response(), a.Now().Add(NoRoomRetry))
	case errors.Is(err, keys.ErrBusy):
		status = http.StatusServiceUnavailable
		c.Response().Header().Set("Retry-After", "5")
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
	if errors.Is(err, keys.ErrSealed) {
		a.noteAltered(r)
	}
	if isForPrograms(r) {
		programError(w, status)
		return
	}
	s := views.Screen{Template: "erreur", Data: data}
	if IsAgentSite(r) {
		s.Template = "agent/erreur"
	}
	if err := a.Views.Render(w, r, status, s); err != nil && !left(r, err) {
		a.Log.Error("the error page failed", "reference", Reference(r), "error", err)
	}
}

// programError responds to a program whose request failed before the protocol's code parsed it, with a JSON error (RFC 6749,
// section 5.2).
func programError(w http.ResponseWriter, status int) {
	told := "invalid_request"
	switch {
	case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
		told = "temporarily_unavailable"
	case status >= http.StatusInternalServerError:
		told = "server_error"
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, `{"error":"`+told+`"}`+"\n") // the program may have left
}

// noteAltered writes to the audit log that a row was read whose seal does not verify: the program did not write it so.
// If the log cannot be written, the response is the same.
func (a *Base) noteAltered(r *http.Request) {
	err := a.DB.InTx(r.Context(), func(t *db.Tx) error {
		return t.Audit(r.Context(), events.AlteredMet.Refused(nil, events.Details{}).By("system", nil), a.Now())
	})
	if err != nil {
		a.Log.Error("an altered row is not in the audit log", "reference", Reference(r), "error", err)
	}
}

// plainError responds before a route was chosen.
func (a *Base) plainError(w http.ResponseWriter, r *http.Request, status int) {
	a.errorPage(w, r, status, views.ErrorData{}, errors.New(http.StatusText(status)))
}

func (a *Base) crossOrigin(w http.ResponseWriter, r *http.Request) {
	data := views.ErrorData{}
	if IsAgentSite(r) { // the agents' 403 page is about rights
		data.Message = texts.ForeignForm
	}
	a.errorPage(w, r, http.StatusForbidden, data, errors.New("cross-origin"))
}

func (a *Base) sessionFailed(w http.ResponseWriter, r *http.Request, err error) {
	if left(r, err) {
		a.Log.Debug("the browser left", "reference", Reference(r), "error", err)
	} else {
		a.errorPage(w, r, http.StatusInternalServerError, views.ErrorData{}, fmt.Errorf("session: %w", err))
	}
	if s, ok := w.(*sessionWriter); ok {
		s.failed = true
	}
}

// sessionWriter suppresses the page of a handler whose session could not be stored. The session is stored just before the first
// byte of the page; the error page then takes its place.
type sessionWriter struct {
	http.ResponseWriter
	failed bool
}

func (w *sessionWriter) WriteHeader(status int) {
	if !w.failed {
		w.ResponseWriter.WriteHeader(status)
	}
}

func (w *sessionWriter) Write(b []byte) (int, error) {
	if w.failed {
		return len(b), nil
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *sessionWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// IsNotFound distinguishes a missing row from a database failure.
func IsNotFound(err error) bool { return errors.Is(err, db.ErrNotFound) }
