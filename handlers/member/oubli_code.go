package member

import (
	"errors"
	"slices"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// codeAccepted says that the code was correct and the temporary password has not been sent yet.
func codeAccepted(p *web.Place) bool { return !p.Flow.ProvedAt.IsZero() }

func (a *Pages) showForgottenCode(c echo.Context, p *web.Place) (views.Screen, error) {
	s, err := a.CodeScreen(c.Request().Context(), p.Flow, p.Flow.Channel, "")
	if err != nil {
		return s, err
	}
	d := s.Data.(views.CodeData)
	wait, err := a.Acts.WaitOf(c.Request().Context(), p.Flow)
	if err != nil {
		return s, err
	}
	if d.Waits, d.Answered = wait.Waits, wait.Answered; d.Waits { // the notice about the waiting SMS says more than SMSWait
		if _, asked := account.QuestionFor(p.Flow.Category); asked && !wait.NoMore {
			d.Category = p.Flow.Category
		}
		d.Late = slices.DeleteFunc(d.Late, func(said string) bool { return said == texts.SMSWait })
	}
	if a.SMS && !d.NoMore {
		d.Other = string(p.Flow.Channel.Other())
	}
	s.Data = d
	if codeAccepted(p) {
		s.Notice = texts.CodeRight
	}
	return s, err
}

// submitForgottenCode sends a temporary password after a correct code; it gives no access. If the code was correct
// before and the password was not sent, « Valider » sends it.
func (a *Pages) submitForgottenCode(c echo.Context, p *web.Place) error {
	ctx, who := c.Request().Context(), a.Actor(c)
	if codeAccepted(p) {
		return a.Acts.EndForgotten(ctx, who, p.Flow)
	}
	code, err := a.ParseCode(c, p.Flow)
	if err != nil {
		return err
	}
	return a.Acts.TryForgotten(ctx, who, p.Flow, code)
}

// resendForgottenCode sends another code after its waiting time. After the journey's last code, or when a limit is
// reached, it leads to the step « impasse ».
func (a *Pages) resendForgottenCode(c echo.Context, p *web.Place) error {
	return a.Acts.ResendForgotten(c.Request().Context(), a.Actor(c), p.Flow, p.Member)
}

// switchChannel sends another code by the other channel.
func (a *Pages) switchChannel(c echo.Context, p *web.Place) error {
	err := a.Acts.SwitchChannel(c.Request().Context(), a.Actor(c), p.Flow, p.Member)
	var no *acts.Refused
	if errors.As(err, &no) && no.Why == acts.NoSMS { // no button offers it without an SMS gateway
		return echo.ErrNotFound
	}
	return err
}

// answerHeld takes an answer to the identity question while an SMS is held back. The screen does not say whether the answer
// is right.
func (a *Pages) answerHeld(c echo.Context, p *web.Place) error {
	chooseByEntry(c, p.Flow.Category)
	r, err := web.ParseReply(c, replyFields, p.Flow.Category)
	if err != nil {
		return err
	}
	return a.Acts.AnswerHeld(c.Request().Context(), a.Actor(c), p.Flow, p.Member, r)
}

// letterForCodes sends a letter instead of the code that the person does not want to wait for.
func (a *Pages) letterForCodes(c echo.Context, p *web.Place) error {
	return a.Acts.SendTemporary(c.Request().Context(), a.Actor(c), p.Flow, p.Member)
}
