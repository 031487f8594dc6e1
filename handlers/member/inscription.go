package member

import (
	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
)

func (a *Pages) registrationWizard() *web.Wizard {
	w := &web.Wizard{App: a.Base, Journey: journey.Registration, Leave: "/connexion"}
	w.Steps = map[string]web.Step{
		"identifiant":  {Show: showNothing, Submit: a.submitIdentifier(w)},
		"question":     {Show: a.showQuestion, Submit: a.submitRegistrationQuestion},
		"canal":        {Show: a.showChannel, Submit: a.submitRegistrationChannel},
		"confirmation": {Show: a.showForgottenEnd},
	}
	return w
}

// registrationPath is the path of an inscription: never a code, the question for whoever the caisse knows a fact about.
func registrationPath(s subject) account.Path {
	if s.question && s.path != account.ByLetter {
		return account.ByQuestion
	}
	return account.ByLetter
}

func (a *Pages) submitRegistrationQuestion(c echo.Context, p *web.Place) error {
	r, err := parseReply(c, p.Flow.Category)
	if err != nil {
		return err
	}
	ctx, f, now := c.Request().Context(), p.Flow, a.Now()
	right, err := a.isRight(ctx, p.Member, r)
	if err != nil {
		return err
	}
	return a.DB.InTx(c.Request().Context(), func(t *db.Tx) error {
		right, err := a.answerOnce(c, t, f.SubjectKey, right, now)
		if err != nil {
			return err
		}
		f.ProvedAt, f.AnswerRight = now, right
		return web.Save(c, t, f)
	})
}

func (a *Pages) submitRegistrationChannel(c echo.Context, p *web.Place) error {
	channel, err := a.parseChannel(c)
	if err != nil {
		return err
	}
	ctx, f, now := c.Request().Context(), p.Flow, a.Now()
	f.Channel = channel
	if f.Path == account.ByLetter {
		return a.sendLetter(c, p)
	}
	secret, hash, err := a.NewTemporary(ctx)
	if err != nil {
		return err
	}
	return a.DB.InTx(c.Request().Context(), func(t *db.Tx) error {
		if err := a.deliver(c, t, f, p.Member, secret, hash, now); err != nil {
			return err
		}
		return web.Save(c, t, f)
	})
}
