package web

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// Wizard serves a journey: one guard for back, reload, typed URLs, stale tabs and finished journeys.
type Wizard struct {
	App     *Base
	Journey journey.Journey
	Steps   map[string]Step
	// Leave is where « Abandonner » leads.
	Leave string
	// Load completes the place with what the journey needs, or says where to go instead. Before the journey has begun the
	// place has no flow.
	Load func(echo.Context, *Place) error
}

// Act is what a button does.
type Act = func(echo.Context, *Place) error

// Step is what a row of the table does: draw itself, and take an entry.
type Step struct {
	Show   func(echo.Context, *Place) (views.Screen, error)
	Submit Act
	// Pending says that the entry was accepted and its outcome is still to come: a second click then goes on with it.
	Pending func(*Place) bool
	// Undo takes back the fact that the step before had established: « Précédent » leads there.
	Undo Act
	// More are the other buttons of the screen, by the last part of their URL.
	More map[string]Act
}

// Place is where a person stands.
type Place struct {
	Flow    *db.Flow   // nil at the step that opens the journey
	Visitor *Visitor   // who is logged in; nil in « oubli » and « inscription »
	Member  *db.Member // whose journey it is; nil for a decoy
	Step    journey.Step
}

// secretFields are never shown back.
var secretFields = map[string]bool{
	"mot_de_passe": true, "nouveau": true, "confirmation": true, "actuel": true, "mot_de_passe_actuel": true, "code": true, "reponse": true, "secret": true, "version": true,
}

// version ties a form to its journey and to the state in which it was shown; empty before there is any.
func (p *Place) version() string {
	if p.Flow == nil {
		return ""
	}
	return fmt.Sprintf("%s-%d", hex.EncodeToString(p.Flow.ID[:4]), p.Flow.Revision)
}

// opening is the place of whoever comes to the journey's first URL, whatever they have begun before.
func (w *Wizard) opening(c echo.Context) (*Place, error) {
	p := &Place{Step: w.Journey.Steps[0]}
	if w.Load != nil {
		if err := w.Load(c, p); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// asked is the place that a request is about and the step that its URL names.
func (w *Wizard) asked(c echo.Context) (p *Place, step string, err error) {
	if step = c.Param("step"); step == "" {
		p, err = w.opening(c)
		return p, w.Journey.Steps[0].Name, err
	}
	p, err = w.place(c)
	return p, step, err
}

// place finds where the browser stands in this journey; *away when it is in none.
func (w *Wizard) place(c echo.Context) (*Place, error) {
	ctx, id := c.Request().Context(), w.Former(c)
	if len(id) == 0 {
		return nil, &Away{w.Journey.Start}
	}
	f, err := w.App.DB.Flow(ctx, id)
	if errors.Is(err, db.ErrNotFound) {
		return nil, &Away{w.Journey.Start + "?etat=fin"}
	}
	if err != nil {
		return nil, err
	}
	now := w.App.Now()
	finished := f.Outcome != "" && now.Before(f.ExpiresAt)
	if !f.Alive(now) && !finished {
		if f.EndedAt.IsZero() {
			return nil, &Away{w.Journey.Start + "?etat=fin"}
		}
		return nil, &Away{w.Journey.Start}
	}
	p := &Place{Flow: f}
	m, known, err := w.App.DB.MemberOrNeighbour(ctx, f.SubjectKey, now) // the neighbour of nobody is read for the time it takes
	if err != nil && !IsNotFound(err) {
		return nil, err
	}
	if known && m.ID == f.MemberID {
		p.Member = m
	}
	if w.Load != nil {
		if err := w.Load(c, p); err != nil {
			return nil, err
		}
	}
	p.Step = w.Journey.Current(Facts(p.Flow, p.Member))
	return p, nil
}

// Facts reads the journey's facts from the flow and, in the personalisation, from the member: a journey left half-way
// goes on where it was, in another flow.
func Facts(f *db.Flow, m *db.Member) journey.Facts {
	return f.Facts(m != nil && !m.ContactsConfirmedAt.IsZero())
}

// URL is where the person should be.
func (w *Wizard) URL(p *Place) string { return w.Journey.URL(p.Step) }

// Get shows the step named in the URL, if it is where the person stands.
func (w *Wizard) Get(c echo.Context) error {
	p, step, err := w.asked(c)
	if err != nil {
		return err
	}
	if p.Step.Name != step {
		return &Away{w.URL(p)}
	}
	return w.show(c, p, http.StatusOK, nil)
}

// Post takes the entry of the step named in the URL. A form of another state changes nothing and leads to where the
// person is: the second of two clicks, an old tab.
func (w *Wizard) Post(c echo.Context) error {
	return w.take(c, func(s Step) Act { return s.Submit })
}

// Button takes one of a screen's other buttons.
func (w *Wizard) Button(c echo.Context) error {
	return w.take(c, func(s Step) Act { return s.More[c.Param("button")] })
}

func (w *Wizard) take(c echo.Context, choose func(Step) Act) error {
	p, step, err := w.asked(c)
	if err != nil {
		return err
	}
	if _, known := w.Journey.Step(step); !known {
		return echo.ErrNotFound
	}
	here := w.Steps[p.Step.Name]
	act := choose(here)
	stale := c.FormValue("version") != p.version()
	if p.Step.Name != step || stale && (here.Pending == nil || !here.Pending(p)) {
		return &Away{w.URL(p)}
	}
	if act == nil {
		return echo.ErrNotFound
	}
	if err := act(c, p); err != nil && !errors.Is(err, acts.ErrStale) {
		return w.refused(c, p, err)
	}
	// What was done decides where the person stands now.
	if p, err = w.place(c); err != nil {
		return err
	}
	return w.App.Redirect(c, w.URL(p))
}

// refused shows the step again with what is to be mended.
func (w *Wizard) refused(c echo.Context, p *Place, err error) error {
	var (
		refused *Refusal
		many    *TooMany
		again   *Redraw
	)
	err = w.App.Said(err)
	switch {
	case errors.As(err, &again):
		return w.show(c, p, http.StatusOK, again.Change)
	case errors.As(err, &refused):
		return w.show(c, p, http.StatusUnprocessableEntity, func(s *views.Screen) {
			s.Errors = refused.Fields
			if refused.Change != nil {
				refused.Change(s)
			}
		})
	case errors.As(err, &many):
		w.App.RetryAfter(c.Response(), many.Until)
		return w.show(c, p, http.StatusTooManyRequests, func(s *views.Screen) {
			s.Errors = []views.FieldError{{Message: many.Message}}
			if many.change != nil {
				many.change(s)
			}
		})
	}
	return err
}

func (w *Wizard) show(c echo.Context, p *Place, status int, change func(*views.Screen)) error {
	// A refused entry may have moved the flow (a try was counted): show what is true now.
	if status != http.StatusOK && p.Flow != nil {
		fresh, err := w.place(c)
		if err != nil {
			return err
		}
		if fresh.Step.Name != p.Step.Name {
			return &Away{w.URL(fresh)}
		}
		p = fresh
	}
	s, err := w.Steps[p.Step.Name].Show(c, p)
	if err != nil {
		return err
	}
	s.Template = w.Journey.Name + "/" + p.Step.Name
	s.Step, s.Steps = p.Step.Number, w.Journey.Total()
	s.Base, s.Back, s.Action, s.Version = w.Journey.Path, p.Step.Back != "", w.URL(p), p.version()
	if p.Step.Opens && c.QueryParam("etat") == "fin" && s.Notice == "" {
		s.Notice = texts.JourneyExpired
	}
	if status != http.StatusOK {
		s.Values = Typed(c, s.Values)
	}
	if change != nil {
		change(&s)
	}
	return w.App.Render(c, status, s)
}

// Typed is what the person had entered, over what the screen would show, without its secrets.
func Typed(c echo.Context, values map[string]string) map[string]string {
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

// Previous goes back to the row that « Précédent » names.
func (w *Wizard) Previous(c echo.Context) error {
	p, err := w.place(c)
	if err != nil {
		return err
	}
	back, _ := w.Journey.Step(p.Step.Back)
	if c.FormValue("version") != p.version() || p.Step.Back == "" {
		return &Away{w.URL(p)}
	}
	if back.Opens {
		return &Away{w.Journey.URL(back)}
	}
	if err := w.Steps[p.Step.Name].Undo(c, p); err != nil && !errors.Is(err, acts.ErrStale) {
		return w.refused(c, p, err)
	}
	return w.Home(c)
}

// Abandon ends the journey on the server too.
func (w *Wizard) Abandon(c echo.Context) error {
	ctx := c.Request().Context()
	if id := w.App.Sessions.PopBytes(ctx, keyFlow+w.Journey.Name); len(id) > 0 {
		now := w.App.Now()
		if err := w.App.DB.InTx(ctx, func(t *db.Tx) error { return t.EndFlow(ctx, id, now) }); err != nil {
			return err
		}
	}
	return w.App.Redirect(c, w.Leave)
}

// Begin has begin write a new flow of this journey, ending the one that the browser was in, and ties it to the browser.
func (w *Wizard) Begin(c echo.Context, begin func(ctx context.Context, t *db.Tx, former []byte) (*db.Flow, error)) error {
	ctx := c.Request().Context()
	var f *db.Flow
	err := w.App.DB.InTx(ctx, func(t *db.Tx) (err error) {
		f, err = begin(ctx, t, w.Former(c))
		return err
	})
	if err == nil {
		w.Follow(c, f)
	}
	return err
}

// Former is the flow of this journey that the browser is in; nil for none.
func (w *Wizard) Former(c echo.Context) []byte {
	return w.App.Sessions.GetBytes(c.Request().Context(), keyFlow+w.Journey.Name)
}

// Follow ties a flow that was begun to the browser.
func (w *Wizard) Follow(c echo.Context, f *db.Flow) {
	w.App.Sessions.Put(c.Request().Context(), keyFlow+w.Journey.Name, f.ID)
}

// Home leads from the journey's own URL to the step where the person stands.
func (w *Wizard) Home(c echo.Context) error {
	p, err := w.place(c)
	if err != nil {
		return err
	}
	return w.App.Redirect(c, w.URL(p))
}
