package web

import (
	"cmp"
	"crypto/rand"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// secretFields are never shown again after a refused entry.
var secretFields = map[string]bool{
	"mot_de_passe": true, "nouveau": true, "confirmation": true, "actuel": true, "mot_de_passe_actuel": true, "code": true, "reponse": true, "secret": true, "version": true,
}

// Get shows the step named in the URL, if it is the person's current step.
func (w *Wizard) Get(c echo.Context) error {
	p, step, err := w.asked(c)
	if err != nil {
		return err
	}
	if c.QueryParam(timeParam) != "" && p.inProgress() {
		return w.prolong(c, p, step)
	}
	if p.Step.Name != step {
		return &Away{w.URL(p)}
	}
	return w.show(c, p, http.StatusOK, nil)
}

// Post takes the entry of the step named in the URL. A form of another state, from a second click or an old tab,
// changes nothing and leads to the current step. If the flow was replaced and shows the same step, the page says that nothing
// was done.
func (w *Wizard) Post(c echo.Context) error {
	return w.take(c, func(s Step) (Act, bool) { return s.Submit, !s.Memberless })
}

// Button runs the action of one of a screen's other buttons.
func (w *Wizard) Button(c echo.Context) error {
	return w.take(c, func(s Step) (Act, bool) { return s.More[c.Param("button")], true })
}

// take runs the action that choose picks from the person's current step. It reads the member first if choose asks for it.
func (w *Wizard) take(c echo.Context, choose func(Step) (act Act, withMember bool)) error {
	p, step, err := w.asked(c)
	if err != nil {
		return err
	}
	if _, known := w.Journey.Step(step); !known {
		return echo.ErrNotFound
	}
	here := w.Steps[p.Step.Name]
	act, withMember := choose(here)
	stale := c.FormValue("version") != p.version()
	if p.Step.Name != step || stale && (here.Pending == nil || !here.Pending(p)) {
		if p.Step.Name == step && p.replaces(c.FormValue("version")) {
			return w.show(c, p, http.StatusOK, func(s *views.Screen) { s.Notice = texts.JourneyBegunAgain })
		}
		return &Away{w.URL(p)}
	}
	if act == nil {
		return echo.ErrNotFound
	}
	if w.Sessions == nil && withMember {
		if err := w.readMember(c, p); err != nil {
			return err
		}
	}
	if err := act(c, p); err != nil && !errors.Is(err, acts.ErrStale) {
		return w.refused(c, p, err)
	}
	// The act has changed the flow, so its current step is determined again.
	opened := p.Flow == nil
	if p, err = w.Where(c); err != nil {
		return err
	}
	if opened {
		return w.App.RedirectKept(c, w.URL(p), subject(p.Flow))
	}
	return w.App.Redirect(c, w.URL(p))
}

// subject returns the key of the identifier that a flow is about; nil for none.
func subject(f *db.Flow) []byte {
	if f == nil {
		return nil
	}
	return f.SubjectKey
}

// refused shows the step again with the errors to correct. It returns errors that are not the user's to correct.
func (w *Wizard) refused(c echo.Context, p *Place, err error) error {
	var (
		refused *Refusal
		many    *TooMany
		again   *Redraw
		act     *acts.Refused
	)
	read := errors.As(err, &act) && act.Read
	err = w.App.Said(err)
	switch {
	case errors.As(err, &again):
		return w.show(c, p, http.StatusOK, again.Change)
	case errors.As(err, &refused):
		return w.showAfter(c, p, read, http.StatusUnprocessableEntity, refused.Apply)
	case errors.As(err, &many):
		w.App.RetryAfter(c.Response(), many.Until)
		return w.showAfter(c, p, read, http.StatusTooManyRequests, func(s *views.Screen) {
			s.Errors = []views.FieldError{{Message: many.Message}}
			if many.change != nil {
				many.change(s)
			}
		})
	}
	return err
}

// showAfter shows the current state after a refused entry, which may have changed the flow, for instance by counting a try.
// read says that the act has already read the flow again.
func (w *Wizard) showAfter(c echo.Context, p *Place, read bool, status int, change func(*views.Screen)) error {
	if p.Flow == nil {
		return w.show(c, p, status, change)
	}
	now := &Place{Flow: p.Flow, demand: p.demand, other: p.other} // without the member, who is unknown to a screen without a login
	if !read {
		if err := w.find(c, now); err != nil {
			return err
		}
	}
	if err := w.stand(c, now); err != nil {
		return err
	}
	if now.Step.Name != p.Step.Name {
		return &Away{w.URL(now)}
	}
	return w.show(c, now, status, change)
}

func (w *Wizard) show(c echo.Context, p *Place, status int, change func(*views.Screen)) error {
	s, err := w.Steps[p.Step.Name].Show(c, p)
	if err != nil {
		return err
	}
	s.Template = w.Journey.Template(p.Step)
	s.Step, s.Steps = p.Step.Number, w.Journey.Total()
	s.Base, s.Back, s.Action, s.Version = w.Journey.Path, p.Step.Back != "", w.Journey.URL(p.Step), p.version()
	s.Demand, s.Other = p.demand, w.otherDemand(p)
	if p.Flow != nil {
		s.Typed = p.Flow.Secrets.Typed
	}
	if w.Sessions == w.App.Desk {
		s.Page = rand.Text()
	}
	if p.inProgress() {
		s.JourneyEnds = w.ends(p)
	}
	if p.Step.Opens {
		s.Advice = InAppAdvice(c)
	}
	if p.Step.Opens && status == http.StatusOK {
		s.Notice = cmp.Or(s.Notice, journeyStates[c.QueryParam("etat")])
	}
	if status != http.StatusOK {
		s.Values = Typed(c, s.Values)
	}
	if change != nil {
		change(&s)
	}
	return w.App.Render(c, status, s)
}

// Typed returns the values to show in a form: those entered, except secrets, in place of those that the screen would show.
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

// Previous goes back to the step that « Précédent » names.
func (w *Wizard) Previous(c echo.Context) error {
	p, err := w.Where(c)
	if err != nil {
		return err
	}
	back, _ := w.Journey.Step(p.Step.Back)
	if c.FormValue("version") != p.version() || p.Step.Back == "" {
		return &Away{w.URL(p)}
	}
	if back.Opens && w.Sessions == nil { // the first screen begins another flow
		if err := w.End(c); err != nil {
			return err
		}
		w.App.carry(c, p.Flow.Secrets.Typed)
	}
	if back.Opens {
		return &Away{w.Journey.URL(back)}
	}
	if err := w.Steps[p.Step.Name].Undo(c, p); err != nil && !errors.Is(err, acts.ErrStale) {
		return w.refused(c, p, err)
	}
	return w.Home(c)
}

// Home redirects from the journey's own URL to the person's current step.
func (w *Wizard) Home(c echo.Context) error {
	p, err := w.Where(c)
	if err != nil {
		return err
	}
	return w.App.Redirect(c, w.URL(p))
}
