package agent

import (
	"errors"

	"github.com/labstack/echo/v4"

	"sesame/account/gauge"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/views"
)

// deskPersonal is what an agent's password must not be made of.
func (a *Pages) deskPersonal(agent *db.Agent) gauge.Personal {
	p := a.Acts.Personal(nil)
	if agent != nil {
		p.Words = append(p.Words, agent.Login, "agent")
	}
	return p
}

// deskGauge judges a password while it is typed, for an agent who enrols or who is logged in.
func (a *Pages) deskGauge(c echo.Context) error {
	var agent *db.Agent
	if d, err := a.findAgent(c); err != nil {
		return err
	} else if d != nil {
		agent = d.Agent
	} else {
		p, err := a.journeys[journey.Enrolment.Name].Where(c)
		var away *web.Away
		if err != nil && !errors.As(err, &away) {
			return err
		}
		if p != nil {
			agent = p.Agent
		}
	}
	return a.Views.Gauge(c.Response(), c.Request(), gauge.Judge(c.Request().PostFormValue("nouveau"), a.deskPersonal(agent)))
}

func showEnrolmentPassword(_ echo.Context, p *web.Place) (views.Screen, error) {
	return views.Screen{Username: p.Agent.Login, Data: views.PasswordData{}}, nil
}

// submitEnrolmentPassword stores the password's hash, an authenticator's secret and a passkey's challenge in the flow.
func (a *Pages) submitEnrolmentPassword(c echo.Context, p *web.Place) error {
	hash, err := a.NewPassword(c, a.deskPersonal(p.Agent), "", "")
	if err != nil {
		return err
	}
	asked, err := a.askNewPasskey(c, p.Agent)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		return a.Acts.ChooseAgentPassword(ctx, t, p.Flow, hash, newTOTPSecret(), asked)
	})
}
