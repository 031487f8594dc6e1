package agent

import (
	"context"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// enrolmentWizard serves the enrolment of an invited agent. The one-time secret stays valid until the last step.
func (a *Pages) enrolmentWizard() *web.Wizard {
	return &web.Wizard{App: a.Base, Sessions: a.Desk, Journey: journey.Enrolment, Load: a.invitedAgent,
		Steps: map[string]web.Step{
			"secret":         {Show: showNothing, Submit: a.submitEnrolment},
			"mot-de-passe":   {Show: showEnrolmentPassword, Submit: a.submitEnrolmentPassword},
			"second-facteur": {Show: a.showEnrolmentFactor, Submit: a.submitEnrolmentFactor},
		}}
}

// invitedAgent loads the agent who enrols, as long as the invitation is valid.
func (a *Pages) invitedAgent(c echo.Context, p *web.Place) (err error) {
	if p.Flow == nil || p.Flow.Outcome != "" {
		return nil
	}
	ctx := c.Request().Context()
	if p.Agent, err = a.DB.Agent(ctx, p.Flow.AgentID); err != nil {
		return err
	}
	if ok, err := a.DB.Invited(ctx, p.Agent, p.Flow.Secrets.Basis, a.Now()); err != nil || ok {
		return err
	}
	return &web.Away{URL: journey.Enrolment.Start}
}

// showNothing is a screen without data of its own.
func showNothing(echo.Context, *web.Place) (views.Screen, error) { return views.Screen{}, nil }

// submitEnrolment verifies the one-time secret, which is not used up before the last step.
func (a *Pages) submitEnrolment(c echo.Context, _ *web.Place) error {
	login, secret := agentLogin(c), account.NormaliseTemporary(c.FormValue("secret"))
	refused := &web.Refusal{}
	if login == "" {
		refused.Fields = append(refused.Fields, views.FieldError{Field: "agent", Message: account.ErrEmpty.Message})
	}
	if secret == "" {
		refused.Fields = append(refused.Fields, views.FieldError{Field: "secret", Message: account.ErrEmpty.Message})
	}
	if len(refused.Fields) > 0 {
		return refused
	}
	ctx := c.Request().Context()
	agent, err := a.DB.AgentByLogin(ctx, login)
	if err != nil && !web.IsNotFound(err) {
		return err
	}
	try := &acts.Try{Of: db.AgentSecrets, Login: login, Agent: agent, Event: events.AgentLogin, Details: acts.Tried(events.BySecret, agent), Stranger: true}
	if agent == nil || !a.passwordsOf(agent) { // costs the same as for an invited agent
		agent = &db.Agent{Handle: make([]byte, 32)}
	}
	var key []byte
	err = a.tryAgent(c, try, "secret", texts.EnrolmentSecretWrong, func(ctx context.Context) (bool, error) {
		key = a.DB.InvitationKey(agent, secret)
		return a.DB.Invited(ctx, agent, key, a.Now())
	})
	if err != nil {
		return err
	}
	if err := a.Desk.RenewToken(ctx); err != nil {
		return err
	}
	return a.journeys[journey.Enrolment.Name].Begin(c, func(ctx context.Context, t *db.Tx, former []byte) (*db.Flow, error) {
		return a.Acts.BeginEnrolment(ctx, t, agent, key, former)
	})
}
