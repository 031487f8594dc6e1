package agent

import (
	"cmp"
	"context"
	"errors"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/account/gauge"
	"sesame/account/keys"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// deskStates maps the state in a redirect's query to the message on the agents' login page.
var deskStates = map[string]string{
	"deconnecte": texts.AgentLoggedOut,
	"fin":        texts.SessionEnded,
	"saisie":     texts.EntryKept,
	"trop-tard":  texts.FactorTooLate,

	web.StateMissing: texts.AgentSessionMissing,
}

// loginWizard serves the login by password and second factor.
func (a *Pages) loginWizard() *web.Wizard {
	return &web.Wizard{App: a.Base, Sessions: a.Desk, Journey: journey.Login, Lost: journey.Login.Start + "?etat=trop-tard", Load: a.halfAgent,
		Steps: map[string]web.Step{
			"connexion":      {Show: a.showDeskLogin, Submit: a.submitDeskLogin},
			"second-facteur": {Show: a.showSecondFactor, Submit: a.submitSecondFactor},
		}}
}

// halfAgent loads the agent whose password was verified. The login begins again if the agent was disabled, invited again
// or has another password since.
func (a *Pages) halfAgent(c echo.Context, p *web.Place) (err error) {
	if p.Flow == nil {
		return nil
	}
	if p.Flow.Outcome != "" {
		if page := a.LedTo(c, a.Desk); page != "" { // the second of two clicks
			return &web.Away{URL: page}
		}
		return nil
	}
	if p.Agent, err = a.DB.Agent(c.Request().Context(), p.Flow.AgentID); err != nil {
		return err
	}
	if !a.Acts.LoginStands(p.Flow, p.Agent) {
		return &web.Away{URL: journey.Login.Start + "?etat=trop-tard"}
	}
	return nil
}

// outside redirects an agent who is already logged in to the page that they were going to, or to the agents' home.
func (a *Pages) outside(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		d, err := a.findAgent(c)
		if err != nil {
			return err
		}
		if d != nil {
			return a.Redirect(c, a.wayIn(c))
		}
		return next(c)
	}
}

// wayIn returns where a logged-in agent goes on.
func (a *Pages) wayIn(c echo.Context) string { return cmp.Or(a.LedTo(c, a.Desk), web.AgentPath) }

func (a *Pages) showDeskLogin(c echo.Context, _ *web.Place) (views.Screen, error) {
	d := views.DeskLoginData{}
	if a.directory != nil {
		state := c.QueryParam("etat")
		d.Directory, d.Only = directoryStart, a.directory.Only
		if state == "deconnecte" || directoryStates[state] != "" && state != directoryDown {
			d.Directory += "?compte=autre" // otherwise the directory would log in the same person again
		}
	}
	return views.Screen{Notice: deskNotice(c), Data: d}, nil
}

// tryAgent runs an authentication attempt by an agent, once for a form that is sent twice. A wrong one is refused with the given
// sentence; after too many, the error says when to try again.
func (a *Pages) tryAgent(c echo.Context, try *acts.Try, field, sentence string, check func(context.Context) (bool, error)) error {
	return a.tryOnce(c, func() (echo.HandlerFunc, error) { return nil, a.attempt(c, try, field, sentence, check) })
}

// attempt is tryAgent without the protection against a form sent twice.
func (a *Pages) attempt(c echo.Context, try *acts.Try, field, sentence string, check func(context.Context) (bool, error)) error {
	err := a.Acts.TryAgent(c.Request().Context(), a.Actor(c), try, check)
	var wrong *acts.Refused
	if errors.As(err, &wrong) && wrong.Why == acts.WrongFactor {
		return web.Refuse(field, sentence)
	}
	return a.Explain(err)
}

func agentLogin(c echo.Context) string {
	return account.NormaliseAgentLogin(c.FormValue("agent"))
}

// passwordsOf says whether the agent may log in by a password. Where the directory is the only login method, supervisors still
// may, in case it is down.
func (a *Pages) passwordsOf(agent *db.Agent) bool {
	return a.directory == nil || !a.directory.Only || agent.Role == db.RoleSupervisor
}

// submitDeskLogin asks for the second factor once the password is correct, except for an agent who is logged in already. An unknown
// login costs the same.
func (a *Pages) submitDeskLogin(c echo.Context, _ *web.Place) error {
	login, password := agentLogin(c), c.FormValue("mot_de_passe")
	refused := &web.Refusal{}
	if login == "" {
		refused.Fields = append(refused.Fields, views.FieldError{Field: "agent", Message: account.ErrEmpty.Message})
	}
	if password == "" {
		refused.Fields = append(refused.Fields, views.FieldError{Field: "mot_de_passe", Message: account.ErrEmpty.Message})
	}
	if web.TooLong(password) {
		refused.Fields = append(refused.Fields, views.FieldError{Field: "mot_de_passe", Message: keys.ErrPasswordTooLong.Message})
	}
	if len(refused.Fields) > 0 {
		return refused
	}
	ctx := c.Request().Context()
	agent, err := a.DB.AgentByLogin(ctx, login)
	if err != nil && !web.IsNotFound(err) {
		return err
	}
	hash := ""
	if agent != nil && agent.Enrolled() && !agent.Disabled() && a.passwordsOf(agent) {
		hash = agent.PasswordHash
	}
	try := &acts.Try{Of: db.AgentFailures, Login: login, Agent: agent, Event: events.AgentLogin, Details: acts.Tried(events.ByPassword, agent), Stranger: true}
	err = a.tryAgent(c, try, "", texts.AgentLoginIncorrect, func(ctx context.Context) (bool, error) {
		return a.Acts.Compare(ctx, hash, gauge.NormalisePassword(password))
	})
	if err != nil {
		return err
	}
	d, err := a.findAgent(c)
	if err != nil {
		return err
	}
	if d != nil && d.Agent.ID == agent.ID { // the form is sent again from a page to which the browser went back
		return &web.Away{URL: a.wayIn(c)}
	}
	asked, err := a.askPasskey(c, agent)
	if err != nil {
		return err
	}
	if err := a.Desk.RenewToken(ctx); err != nil {
		return err
	}
	return a.journeys[journey.Login.Name].Begin(c, func(ctx context.Context, t *db.Tx, former []byte) (*db.Flow, error) {
		return a.Acts.BeginLogin(ctx, t, agent, asked, former)
	})
}
