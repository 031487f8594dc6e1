package member

import (
	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/events"
	"sesame/texts"
)

// submitIdentifier begins « oubli » or « inscription » for whoever the identifier stands for.
func (a *Pages) submitIdentifier(w *web.Wizard) web.Act {
	return func(c echo.Context, _ *web.Place) error {
		id, err := account.ParseIdentifier(c.FormValue("identifiant"))
		if err != nil {
			return web.RefuseField("identifiant", err)
		}
		s, err := a.lookUp(c.Request().Context(), id)
		if err != nil {
			return err
		}
		if w.Journey.Name == journey.Registration.Name {
			s.path = registrationPath(s)
		}
		f := &db.Flow{SubjectKey: s.key, Path: s.path, Category: s.category}
		if s.member != nil {
			f.MemberID = s.member.ID
		}
		return w.Begin(c, f, func(t *db.Tx) error { return a.admitted(c, t, w.Journey.Name, s.key) })
	}
}

// admitted refuses yet another identifier from an address that has tried many.
func (a *Pages) admitted(c echo.Context, t *db.Tx, journey string, key []byte) error {
	until, err := a.Admit(c.Request().Context(), t, a.Origin(c), key, a.Now())
	if err != nil {
		return err
	}
	if until.IsZero() {
		return a.Audit(c, t, events.JourneyBegun.OK(key, events.Details{Journey: journey}))
	}
	return &web.TooMany{Until: until, Message: texts.TooManyRequests(a.From(until), a.Caisse.Phone)}
}
