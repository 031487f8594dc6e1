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

// submitEnrolmentFactor stores password, second factor and recovery codes together, and opens the session.
func (a *Pages) submitEnrolmentFactor(c echo.Context, p *web.Place) error {
	e := db.Enrolment{RecoveryCodes: newRecoveryCodes()}
	how, err := a.newFactor(c, p, &e)
	if err != nil {
		return err
	}
	entry := p.Flow.Secrets.Directory
	ctx, codes := c.Request().Context(), a.journeys[journey.RecoveryCodes.Name]
	var (
		login int64
		shown *db.Flow
	)
	err = a.DB.InTx(ctx, func(t *db.Tx) (err error) {
		if login, err = a.Acts.Enrol(ctx, t, a.Actor(c), p.Flow, p.Agent, e, how); err != nil {
			return err
		}
		shown, err = a.Acts.ShowOnce(ctx, t, p.Agent, codes.Journey, e.RecoveryCodes, codes.Former(c))
		return err
	})
	if errors.Is(err, db.ErrNotFound) { // somebody else has used the secret meanwhile
		return &web.Away{URL: journey.Enrolment.Start}
	}
	if err != nil {
		return err
	}
	if err := a.enterDesk(c, p.Agent, login); err != nil {
		return err
	}
	a.keepDirectory(c, entry)
	a.journeys[journey.Enrolment.Name].Follow(c, p.Flow.ID)
	codes.Follow(c, shown.ID)
	return nil
}
