package agent

import (
	"context"
	"strings"

	"github.com/go-webauthn/webauthn/webauthn"
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

func (a *Pages) showSecondFactor(_ echo.Context, p *web.Place) (views.Screen, error) {
	_, options, err := web.ReadPasskeyAsked(p.Flow.Secrets.Passkey)
	return views.Screen{Data: views.DeskFactorData{Login: p.Agent.Login, Passkey: options, TOTP: p.Agent.HasTOTP, Host: a.AgentURL.Hostname()}}, err
}

// submitSecondFactor takes a passkey's answer, an authenticator's code or a recovery code, and opens the session.
func (a *Pages) submitSecondFactor(c echo.Context, p *web.Place) error {
	if c.FormValue("reponse") == "" && account.NormaliseCode(c.FormValue("code")) == "" {
		return web.RefuseField("code", account.ErrEmpty)
	}
	return a.enterOnce(c, p, journey.Login, func() (login int64, then echo.HandlerFunc, err error) {
		how, login, err := a.passFactor(c, p)
		return login, func(c echo.Context) error {
			if how == events.ByRecoveryCode { // the journey's last page says how many are left
				return nil
			}
			if page := a.PageLeft(c, a.Desk); page != "" {
				return &web.Away{URL: page}
			}
			return nil
		}, err
	})
}

// passFactor verifies the second factor and opens the login.
func (a *Pages) passFactor(c echo.Context, p *web.Place) (how events.Way, login int64, err error) {
	agent, answer, code := p.Agent, c.FormValue("reponse"), account.NormaliseCode(c.FormValue("code"))
	ctx := c.Request().Context()
	how = events.ByCode
	field, sentence := "code", texts.FactorCodeWrong
	var asked *webauthn.SessionData
	if answer != "" {
		how, field, sentence = events.ByPasskey, "", texts.PasskeyUnrecognised
		next, err := a.askPasskey(c, agent)
		if err != nil {
			return "", 0, err
		}
		if asked, err = a.takeChallenge(c, p, next); err != nil {
			return "", 0, err
		}
	}
	// A code is marked as used in a transaction of its own: a crash after it costs the agent a code, and never allows a
	// second use.
	try := &acts.Try{Of: db.AgentFactors, Login: agent.Login, Agent: agent, Event: events.AgentLogin, Details: acts.Tried(how, agent)}
	err = a.attempt(c, try, field, sentence, func(ctx context.Context) (right bool, err error) {
		if answer != "" {
			return a.provePasskey(c, agent, asked, answer)
		}
		how, right, err = a.proveCode(ctx, agent, code)
		try.Details.Way = how
		return right, err
	})
	if err != nil {
		return "", 0, err
	}
	err = a.DB.InTx(ctx, func(t *db.Tx) (err error) {
		login, err = a.Acts.EndLogin(ctx, t, a.Actor(c), p.Flow, agent, how)
		return err
	})
	if web.IsNotFound(err) { // disabled, or invited again, while the second factor was verified
		err = &web.Away{URL: journey.Login.Start + "?etat=fin"}
	}
	return how, login, err
}

// proveCode treats six digits as an authenticator's code and anything else as a recovery code.
func (a *Pages) proveCode(ctx context.Context, agent *db.Agent, code string) (how events.Way, right bool, err error) {
	if step, known, err := a.totpStep(ctx, agent, code); err != nil || known {
		if err != nil {
			return events.ByTOTP, false, err
		}
		err = a.DB.InTx(ctx, func(t *db.Tx) error {
			right, err = t.SpendTOTP(ctx, agent, step)
			return err
		})
		return events.ByTOTP, right, err
	}
	err = a.DB.InTx(ctx, func(t *db.Tx) error {
		right, err = t.SpendRecoveryCode(ctx, agent, strings.ToLower(code))
		return err
	})
	return events.ByRecoveryCode, right, err
}
