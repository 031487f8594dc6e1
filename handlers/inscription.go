package handlers

import (
	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/journey"
)

func (a *App) registrationWizard() *wizard {
	return &wizard{app: a, journey: journey.Registration, start: journey.Registration.Path, leave: "/connexion",
		steps: map[string]step{
			"question":     {show: a.showQuestion, submit: a.submitRegistrationQuestion},
			"canal":        {show: a.showChannel, submit: a.submitRegistrationChannel},
			"confirmation": {show: a.showForgottenEnd},
		}}
}

// registrationPath is the path of an inscription: never a code, the question for whoever the caisse knows a fact about.
func registrationPath(s subject) account.Path {
	if s.question && s.path != account.ByLetter {
		return account.ByQuestion
	}
	return account.ByLetter
}

func (a *App) submitRegistrationQuestion(c echo.Context, p *place) error {
	r, err := parseReply(c, p.flow.Category)
	if err != nil {
		return err
	}
	ctx, f, now := c.Request().Context(), p.flow, a.Now()
	right, err := a.isRight(ctx, p.member, r)
	if err != nil {
		return err
	}
	return a.commit(c, func(t *db.Tx) error {
		right, err := a.answerOnce(c, t, f.SubjectKey, right, now)
		if err != nil {
			return err
		}
		f.ProvedAt, f.AnswerRight = now, right
		return save(c, t, f)
	})
}

func (a *App) submitRegistrationChannel(c echo.Context, p *place) error {
	channel, err := a.parseChannel(c)
	if err != nil {
		return err
	}
	ctx, f, now := c.Request().Context(), p.flow, a.Now()
	f.Channel = channel
	if f.Path == account.ByLetter {
		return a.sendLetter(c, p)
	}
	secret, hash, err := a.newTemporary(ctx)
	if err != nil {
		return err
	}
	return a.commit(c, func(t *db.Tx) error {
		if err := a.deliver(c, t, f, p.member, secret, hash, now); err != nil {
			return err
		}
		return save(c, t, f)
	})
}
