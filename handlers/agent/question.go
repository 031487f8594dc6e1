package agent

import (
	"context"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
)

// answerToAgent checks what the member answers to the identity question, at the counter or on the telephone. The agent reads
// right or wrong, and nothing else.
func (a *Pages) answerToAgent(c echo.Context, m *db.Member, place acts.Place, wrong string) error {
	reply, err := web.ParseReply(c, web.ReplyFields{Serial: "reponse", Amount: "reponse"}, m.Category)
	if err != nil {
		return err
	}
	var refused *acts.Refused
	err = a.onMember(c, m, events.Grounds{}, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) (err error) {
		refused, err = a.Acts.AnswerToAgent(ctx, t, who, d, place, reply)
		return err
	})
	if err != nil || refused == nil {
		return err
	}
	if refused.Why == acts.QuestionClosed {
		return web.Refuse("reponse", texts.SlipQuestionClosed(a.From(refused.Until)))
	}
	return web.Refuse("reponse", wrong)
}

// submitCallAnswer checks what the member answers on the telephone.
func (a *Pages) submitCallAnswer(c echo.Context, m *db.Member) error {
	if err := a.answerToAgent(c, m, acts.OnTelephone, texts.QuestionWrong); err != nil {
		return a.again(c, m, err, a.callScreen)
	}
	return a.Redirect(c, memberURL(m.ID)+"/telephone?etat=juste")
}

// submitCounterAnswer checks what the member answers at the counter.
func (a *Pages) submitCounterAnswer(c echo.Context, m *db.Member) error {
	if err := a.answerToAgent(c, m, acts.AtCounter, texts.SlipAnswerWrong); err != nil {
		return a.again(c, m, err, a.counterScreen)
	}
	return a.Redirect(c, memberURL(m.ID)+"/guichet?etat=juste")
}
