package agent

import (
	"errors"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/views"
)

// deskChoice returns the data against which an agent's new password is judged; former is the current one, if it was just
// entered.
func (a *Pages) deskChoice(agent *db.Agent, former string) web.Choice {
	choice := web.Choice{Personal: a.Acts.Personal(nil), Former: former}
	if agent != nil {
		choice.Personal.Names, choice.Agent = []string{agent.Login, "agent"}, agent.Login
	}
	return choice
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
	return a.Gauge(c, a.deskChoice(agent, ""))
}

func showEnrolmentPassword(_ echo.Context, p *web.Place) (views.Screen, error) {
	return views.Screen{Username: p.Agent.Login, Data: views.PasswordData{}}, nil
}

// submitEnrolmentPassword stores the password's hash, an authenticator's secret and a passkey's challenge in the flow.
func (a *Pages) submitEnrolmentPassword(c echo.Context, p *web.Place) error {
	hash, err := a.NewPassword(c, a.deskChoice(p.Agent, ""), "")
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
