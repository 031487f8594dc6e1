package member

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// showIdentifier is the first step of « oubli » and of « inscription ». It is always open: who comes again starts again.
func (a *Pages) showIdentifier(name string) echo.HandlerFunc {
	return func(c echo.Context) error {
		return a.journeys[name].Entry(c, http.StatusOK, views.Screen{}, nil)
	}
}

func (a *Pages) submitIdentifier(name string) echo.HandlerFunc {
	return func(c echo.Context) error {
		w := a.journeys[name]
		id, err := account.ParseIdentifier(c.FormValue("identifiant"))
		if err != nil {
			return w.Entry(c, 0, views.Screen{}, web.RefuseField("identifiant", err))
		}
		s, err := a.lookUp(c.Request().Context(), id)
		if err != nil {
			return err
		}
		if name == journey.Registration.Name {
			s.path = registrationPath(s)
		}
		f := &db.Flow{SubjectKey: s.key, Path: s.path, Category: s.category}
		if s.member != nil {
			f.MemberID = s.member.ID
		}
		err = w.Begin(c, f, func(t *db.Tx) error { return a.admitted(c, t, w.Journey.Name, s.key) })
		if err != nil {
			return w.Entry(c, 0, views.Screen{}, err)
		}
		return a.Redirect(c, w.URL(&web.Place{Flow: f, Step: w.Journey.Current(web.Facts(f, s.member))}))
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
