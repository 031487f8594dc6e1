package agent

import (
	"context"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
)

// submitCounterAnswer checks what the member answers to the identity question at the counter.
func (a *Pages) submitCounterAnswer(c echo.Context, m *db.Member) error {
	reply, err := a.ParseReply(c, web.ReplyFields{Serial: "reponse", Amount: "reponse"}, m.Category, m.IdentifierKey)
	if err != nil {
		return a.again(c, m, err, a.counterScreen)
	}
	var refused *acts.Refused
	err = a.onMember(c, m, events.Grounds{}, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) (err error) {
		refused, err = a.Acts.AnswerAtCounter(ctx, t, who, d, reply)
		return err
	})
	if err == nil && refused != nil {
		err = web.Refuse("reponse", texts.SlipAnswerWrong)
		if refused.Why == acts.QuestionClosed {
			err = web.Refuse("reponse", texts.SlipQuestionClosed(a.From(refused.Until)))
		}
	}
	if err != nil {
		return a.again(c, m, err, a.counterScreen)
	}
	return a.Redirect(c, memberURL(m.ID)+"/guichet?etat=juste")
}

// askAtCounter asks a second agent to agree to a slip.
func (a *Pages) askAtCounter(c echo.Context, m *db.Member) error {
	reason, err := desk.ParseNote(c, "motif_accord", m.Profile)
	if err == nil {
		err = a.onMember(c, m, events.Grounds{Motive: events.MotiveCounter, Note: reason}, a.Acts.AskAtCounter)
	}
	if err != nil {
		return a.again(c, m, err, a.counterScreen)
	}
	return a.Redirect(c, memberURL(m.ID)+"/guichet")
}
