package handlers

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/journey"
	"sesame/views"
)

// wizard serves a journey: one guard for back, reload, typed URLs, stale tabs and finished journeys.
type wizard struct {
	app     *App
	journey journey.Journey
	steps   map[string]step
	// start is where a person goes who is in no such journey.
	start string
	// leave is where « Abandonner » leads.
	leave string
	// load completes the place with what the journey needs, or says where to go instead.
	load func(echo.Context, *place) error
}

// step is what a row of the table does: draw itself, and take an entry.
type step struct {
	show   func(echo.Context, *place) (views.Screen, error)
	submit func(echo.Context, *place) error
	// pending says that the entry was accepted and its outcome is still to come: a second click then goes on with it.
	pending func(*place) bool
	// more are the other buttons of the screen, by the last part of their URL.
	more map[string]func(echo.Context, *place) error
}

// place is where a person stands.
type place struct {
	flow    *db.Flow
	visitor *visitor   // who is logged in; nil in « oubli » and « inscription »
	member  *db.Member // whose flow it is; nil for a decoy
	step    journey.Step
}

// secretFields are never shown back.
var secretFields = map[string]bool{
	"mot_de_passe": true, "nouveau": true, "confirmation": true, "actuel": true, "mot_de_passe_actuel": true, "code": true, "reponse": true, "secret": true, "version": true,
}

// version ties a form to its journey and to the state in which it was shown.
func (p *place) version() string {
	return fmt.Sprintf("%s-%d", hex.EncodeToString(p.flow.ID[:4]), p.flow.Revision)
}

// place finds where the browser stands in this journey; *away when it is in none.
func (w *wizard) place(c echo.Context) (*place, error) {
	ctx := c.Request().Context()
	id := w.app.sessions.GetBytes(ctx, keyFlow+w.journey.Name)
	if len(id) == 0 {
		return nil, &away{w.start}
	}
	f, err := w.app.DB.Flow(ctx, id)
	if errors.Is(err, db.ErrNotFound) {
		return nil, &away{w.start + "?etat=fin"}
	}
	if err != nil {
		return nil, err
	}
	now := w.app.Now()
	finished := f.Outcome != "" && now.Before(f.ExpiresAt)
	if !f.Alive(now) && !finished {
		if f.EndedAt.IsZero() {
			return nil, &away{w.start + "?etat=fin"}
		}
		return nil, &away{w.start}
	}
	p := &place{flow: f}
	m, known, err := w.app.DB.MemberOrNeighbour(ctx, f.SubjectKey) // the neighbour of nobody is read for the time it takes
	if err != nil && !isNotFound(err) {
		return nil, err
	}
	if known && m.ID == f.MemberID {
		p.member = m
	}
	if w.load != nil {
		if err := w.load(c, p); err != nil {
			return nil, err
		}
	}
	p.step = w.journey.Current(facts(p.flow, p.member))
	return p, nil
}

// facts reads the journey's facts from the flow and, in the personalisation, from the member: a journey left half-way
// goes on where it was, in another flow.
func facts(f *db.Flow, m *db.Member) journey.Facts {
	return f.Facts(m != nil && !m.ContactsConfirmedAt.IsZero())
}

// url is where the person should be.
func (w *wizard) url(p *place) string { return w.journey.URL(p.step) }

// get shows the step named in the URL, if it is where the person stands.
func (w *wizard) get(c echo.Context) error {
	p, err := w.place(c)
	if err != nil {
		return err
	}
	if p.step.Name != c.Param("step") {
		return &away{w.url(p)}
	}
	return w.show(c, p, http.StatusOK, nil)
}

// post takes the entry of the step named in the URL. A form of another state changes nothing and leads to where the
// person is: the second of two clicks, an old tab.
func (w *wizard) post(c echo.Context) error {
	return w.take(c, func(s step) func(echo.Context, *place) error { return s.submit })
}

// button takes one of a screen's other buttons.
func (w *wizard) button(c echo.Context) error {
	return w.take(c, func(s step) func(echo.Context, *place) error { return s.more[c.Param("button")] })
}

func (w *wizard) take(c echo.Context, choose func(step) func(echo.Context, *place) error) error {
	p, err := w.place(c)
	if err != nil {
		return err
	}
	if _, known := w.journey.Step(c.Param("step")); !known {
		return echo.ErrNotFound
	}
	here := w.steps[p.step.Name]
	act := choose(here)
	stale := c.FormValue("version") != p.version()
	if p.step.Name != c.Param("step") || stale && (here.pending == nil || !here.pending(p)) {
		return &away{w.url(p)}
	}
	if act == nil {
		return echo.ErrNotFound
	}
	if err := act(c, p); err != nil && !errors.Is(err, errStale) {
		return w.refused(c, p, err)
	}
	// What was done decides where the person stands now.
	if p, err = w.place(c); err != nil {
		return err
	}
	return w.app.redirect(c, w.url(p))
}

// refused shows the step again with what is to be mended.
func (w *wizard) refused(c echo.Context, p *place, err error) error {
	var (
		refused *refusal
		many    *tooMany
		again   *redraw
	)
	switch {
	case errors.As(err, &again):
		return w.show(c, p, http.StatusOK, again.change)
	case errors.As(err, &refused):
		return w.show(c, p, http.StatusUnprocessableEntity, func(s *views.Screen) {
			s.Errors = refused.fields
			if refused.change != nil {
				refused.change(s)
			}
		})
	case errors.As(err, &many):
		w.app.retryAfter(c.Response(), many.until)
		return w.show(c, p, http.StatusTooManyRequests, func(s *views.Screen) {
			s.Errors = []views.FieldError{{Message: many.message}}
			if many.change != nil {
				many.change(s)
			}
		})
	}
	return err
}

func (w *wizard) show(c echo.Context, p *place, status int, change func(*views.Screen)) error {
	// A refused entry may have moved the flow (a try was counted): show what is true now.
	if status != http.StatusOK {
		fresh, err := w.place(c)
		if err != nil {
			return err
		}
		if fresh.step.Name != p.step.Name {
			return &away{w.url(fresh)}
		}
		p = fresh
	}
	s, err := w.steps[p.step.Name].show(c, p)
	if err != nil {
		return err
	}
	s.Template = w.journey.Name + "/" + p.step.Name
	s.Step, s.Steps = p.step.Number, w.journey.Total()
	s.Base, s.Action, s.Version = w.journey.Path, w.url(p), p.version()
	if status != http.StatusOK {
		s.Values = typed(c, s.Values)
	}
	if change != nil {
		change(&s)
	}
	return w.app.render(c, status, s)
}

// typed is what the person had entered, over what the screen would show, without its secrets.
func typed(c echo.Context, values map[string]string) map[string]string {
	kept := map[string]string{}
	for name, value := range values {
		kept[name] = value
	}
	for name, value := range c.Request().PostForm {
		if !secretFields[name] && len(value) > 0 {
			kept[name] = value[0]
		}
	}
	return kept
}

// previous goes back to the row that « Précédent » names; undo takes back the fact that the row had established.
func (w *wizard) previous(c echo.Context) error {
	p, err := w.place(c)
	if err != nil {
		return err
	}
	if c.FormValue("version") != p.version() || p.step.Back == "" {
		return &away{w.url(p)}
	}
	if p.step.Back == w.journey.Steps[0].Name && w.journey.Name != journey.Personalisation.Name {
		return &away{w.journey.Path}
	}
	if back := w.steps[p.step.Name].more["precedent"]; back != nil {
		if err := back(c, p); err != nil && !errors.Is(err, errStale) {
			return w.refused(c, p, err)
		}
	}
	if p, err = w.place(c); err != nil {
		return err
	}
	return w.app.redirect(c, w.url(p))
}

// abandon ends the journey on the server too.
func (w *wizard) abandon(c echo.Context) error {
	ctx := c.Request().Context()
	if id := w.app.sessions.PopBytes(ctx, keyFlow+w.journey.Name); len(id) > 0 {
		now := w.app.Now()
		if err := w.app.DB.InTx(ctx, func(t *db.Tx) error { return t.EndFlow(ctx, id, now) }); err != nil {
			return err
		}
	}
	return w.app.redirect(c, w.leave)
}

// begin writes a new flow of this journey, ending the one it replaces, and ties it to the browser.
func (w *wizard) begin(c echo.Context, f *db.Flow, also func(*db.Tx) error) error {
	ctx := c.Request().Context()
	now := w.app.Now()
	f.ID = make([]byte, 16)
	rand.Read(f.ID) //nolint:errcheck // never fails (crypto/rand)
	f.Journey, f.CreatedAt, f.ExpiresAt = w.journey.Name, now, now.Add(w.app.Limits.JourneyTTL)
	former := w.app.sessions.GetBytes(ctx, keyFlow+w.journey.Name)
	err := w.app.DB.InTx(ctx, func(t *db.Tx) error {
		if len(former) > 0 {
			if err := t.EndFlow(ctx, former, now); err != nil {
				return err
			}
		}
		if err := t.CreateFlow(ctx, f); err != nil {
			return err
		}
		if also != nil {
			return also(t)
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.app.sessions.Put(ctx, keyFlow+w.journey.Name, f.ID)
	return nil
}

// entry draws or refuses a journey's first step, which needs no flow: a GET must not write one.
func (w *wizard) entry(c echo.Context, status int, s views.Screen, err error) error {
	var (
		refused *refusal
		many    *tooMany
	)
	switch {
	case errors.As(err, &refused):
		status, s.Errors = http.StatusUnprocessableEntity, refused.fields
		if refused.change != nil {
			refused.change(&s)
		}
	case errors.As(err, &many):
		w.app.retryAfter(c.Response(), many.until)
		status, s.Errors = http.StatusTooManyRequests, []views.FieldError{{Message: many.message}}
	case err != nil:
		return err
	}
	first := w.journey.Steps[0]
	s.Template = w.journey.Name + "/" + first.Name
	s.Step, s.Steps = first.Number, w.journey.Total()
	s.Base, s.Action = w.journey.Path, w.journey.Path
	if status != http.StatusOK {
		s.Values = typed(c, s.Values)
	}
	if c.QueryParam("etat") == "fin" && s.Notice == "" {
		s.Notice = "Votre demande est restée trop longtemps sans suite. Vous pouvez la recommencer ici."
	}
	return w.app.render(c, status, s)
}

// errStale: somebody else wrote first; the guard sends the person to where that led.
var errStale = errors.New("the flow has moved on")

// save writes the flow in the transaction, or errStale.
func save(c echo.Context, t *db.Tx, f *db.Flow) error {
	ok, err := t.SaveFlow(c.Request().Context(), f)
	if err == nil && !ok {
		return errStale
	}
	return err
}

// commit runs a step's transaction and wakes the courier.
func (a *App) commit(c echo.Context, f func(*db.Tx) error) error {
	err := a.DB.InTx(c.Request().Context(), f)
	if err == nil {
		a.Wake()
	}
	return err
}

// home leads from the journey's own URL to the step where the person stands.
func (w *wizard) home(c echo.Context) error {
	p, err := w.place(c)
	if err != nil {
		return err
	}
	return w.app.redirect(c, w.url(p))
}
