package agent

import (
	"errors"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/views"
)

func (a *Pages) showEnrolmentFactor(_ echo.Context, p *web.Place) (views.Screen, error) {
	d, err := a.newFactorData(p)
	d.QR = journey.Enrolment.Path + "/qr.png"
	return views.Screen{Data: d}, err
}

// submitEnrolmentFactor stores password, second factor and recovery codes together, and opens the session. The recovery
// codes are shown once.
func (a *Pages) submitEnrolmentFactor(c echo.Context, p *web.Place) error {
	return a.enterOnce(c, p, journey.Enrolment, func() (login int64, then echo.HandlerFunc, err error) {
		codes := a.journeys[journey.RecoveryCodes.Name]
		login, shown, err := a.enrol(c, p, codes)
		return login, func(c echo.Context) error {
			codes.Follow(c, shown.ID)
			return nil
		}, err
	})
}

// enrol verifies the new second factor and ends the enrolment with it.
func (a *Pages) enrol(c echo.Context, p *web.Place, codes *web.Wizard) (login int64, shown *db.Flow, err error) {
	e := db.Enrolment{RecoveryCodes: newRecoveryCodes()}
	how, err := a.newFactor(c, p, &e)
	if err != nil {
		return 0, nil, err
	}
	ctx := c.Request().Context()
	err = a.DB.InTx(ctx, func(t *db.Tx) (err error) {
		if login, err = a.Acts.Enrol(ctx, t, a.Actor(c), p.Flow, p.Agent, e, how); err != nil {
			return err
		}
		shown, err = a.Acts.ShowOnce(ctx, t, p.Agent, codes.Journey, e.RecoveryCodes, codes.Former(c))
		return err
	})
	if errors.Is(err, db.ErrNotFound) { // somebody else has used the secret meanwhile
		err = &web.Away{URL: journey.Enrolment.Start}
	}
	return login, shown, err
}
