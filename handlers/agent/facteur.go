package agent

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

func (a *Pages) showSecondFactor(c echo.Context) error {
	agent, err := a.halfAgent(c)
	if err != nil {
		return err
	}
	if agent == nil {
		return a.Redirect(c, web.AgentPath+"/connexion?etat=trop-tard")
	}
	return a.factorScreen(c, agent, nil)
}

func (a *Pages) factorScreen(c echo.Context, agent *db.Agent, refused error) error {
	options, err := a.passkeyOptions(c)
	if err != nil {
		return err
	}
	return a.deskScreen(c, http.StatusOK, views.Screen{Template: "agent/second-facteur", Action: web.AgentPath + "/second-facteur",
		Data: views.DeskFactorData{Login: agent.Login, Passkey: options, TOTP: agent.HasTOTP, Host: a.AgentURL.Hostname()}}, refused)
}

// submitSecondFactor takes a passkey's answer, an authenticator's code or a recovery code, and opens the session.
func (a *Pages) submitSecondFactor(c echo.Context) error {
	agent, err := a.halfAgent(c)
	if err != nil {
		return err
	}
	if agent == nil {
		return a.Redirect(c, web.AgentPath+"/connexion?etat=trop-tard")
	}
	answer, code := c.FormValue("reponse"), account.NormaliseCode(c.FormValue("code"))
	if answer == "" && code == "" {
		return a.factorScreen(c, agent, web.RefuseField("code", account.ErrEmpty))
	}
	ctx := c.Request().Context()
	how, field, sentence := events.ByPasskey, "", texts.PasskeyUnrecognised
	if answer == "" {
		how, field, sentence = events.ByCode, "code", texts.FactorCodeWrong
	}
	// What is spent is spent in a transaction of its own: a crash after it costs the agent a code, never lets one in twice.
	try := &acts.Try{Of: db.AgentFactors, Login: agent.Login, Event: events.AgentLogin, Details: acts.Tried(how, agent)}
	err = a.tryAgent(c, try, field, sentence, func(ctx context.Context) (right bool, err error) {
		if answer != "" {
			return a.provePasskey(c, agent, answer)
		}
		how, right, err = a.proveCode(ctx, agent, code)
		try.Details.Way = how
		return right, err
	})
	if err != nil {
		var wrong *web.Refusal
		if errors.As(err, &wrong) {
			if err := a.askPasskey(c, agent); err != nil { // a challenge is answered once
				return err
			}
		}
		return a.factorScreen(c, agent, err)
	}
	var login int64
	if err := a.DB.InTx(ctx, func(t *db.Tx) (err error) {
		login, err = a.Acts.OpenSession(ctx, t, a.Actor(c), agent, how)
		return err
	}); web.IsNotFound(err) { // kept out, or invited anew, while the second factor was looked at
		return a.Redirect(c, web.AgentPath+"/connexion?etat=fin")
	} else if err != nil {
		return err
	}
	if err := a.enterDesk(c, login); err != nil {
		return err
	}
	if how == events.ByRecoveryCode {
		return a.Redirect(c, web.AgentPath+"?etat=secours")
	}
	return a.Redirect(c, web.AgentPath)
}

// proveCode takes six digits for an authenticator's code, anything else for a recovery code.
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
		right, err = t.SpendRecoveryCode(ctx, agent, strings.ToLower(code), a.Now())
		return err
	})
	return events.ByRecoveryCode, right, err
}
