package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/journey"
	"sesame/views"
)

// showIdentifier is the first step of « oubli » and of « inscription ». It is always open: who comes again starts again.
func (a *App) showIdentifier(name string) echo.HandlerFunc {
	return func(c echo.Context) error {
		return a.journeys[name].entry(c, http.StatusOK, views.Screen{}, nil)
	}
}

func (a *App) submitIdentifier(name string) echo.HandlerFunc {
	return func(c echo.Context) error {
		w := a.journeys[name]
		id, err := account.ParseIdentifier(c.FormValue("identifiant"))
		if err != nil {
			return w.entry(c, 0, views.Screen{}, refuseField("identifiant", err))
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
		err = w.begin(c, f, func(t *db.Tx) error { return a.admitted(c, t, w.journey.Name, s.key) })
		if err != nil {
			return w.entry(c, 0, views.Screen{}, err)
		}
		return a.redirect(c, w.url(&place{flow: f, step: w.journey.Current(facts(f, s.member))}))
	}
}

// admitted refuses yet another identifier from an address that has tried many.
func (a *App) admitted(c echo.Context, t *db.Tx, journey string, key []byte) error {
	until, err := a.admit(c.Request().Context(), t, a.origin(c), key, a.Now())
	if err != nil {
		return err
	}
	if until.IsZero() {
		return a.audit(c, t, eventJourneyBegun, key, db.ResultOK, journey)
	}
	return &tooMany{until: until, message: "Trop de demandes sont venues de votre connexion à internet. Vous pourrez réessayer " + a.from(until) +
		", ou appeler votre caisse au " + a.Caisse.Phone + "."}
}
