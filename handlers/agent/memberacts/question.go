package memberacts

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

// answerToAgent checks what the member answers to the identity question, at the counter or on the telephone, and goes on to the state
// of the page that draw shows. The agent reads right or wrong, and nothing else.
func (a *Pages) answerToAgent(c echo.Context, m *db.Member, place acts.Place, wrong, right string, draw func(echo.Context, *db.Member, error) error) error {
	c.Set(desk.KeyAsked, "representant_question")
	reply, err := web.ParseReply(c, web.ReplyFields{Serial: "reponse", Amount: "reponse"}, m.Category)
	if err != nil {
		return a.Again(c, m, err, draw)
	}
	var refused *acts.Refused
	err = a.OnMember(c, m, events.Grounds{}, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) (err error) {
		refused, err = a.Acts.AnswerToAgent(ctx, t, who, d, place, reply)
		return err
	})
	switch {
	case err != nil:
		return a.Again(c, m, err, draw)
	case refused == nil:
		a.KeepRest(c, "nature")
		return a.Redirect(c, desk.MemberURL(m.ID)+right)
	case refused.Why == acts.QuestionClosed:
		return a.RefusedTry(c, m, web.Refuse("reponse", texts.SlipQuestionClosed(a.From(refused.Until))), draw)
	}
	return a.RefusedTry(c, m, web.Refuse("reponse", wrong), draw)
}

// SubmitCallAnswer checks what the member answers on the telephone.
func (a *Pages) SubmitCallAnswer(c echo.Context, m *db.Member) error {
	return a.answerToAgent(c, m, acts.OnTelephone, texts.QuestionWrong, "/telephone?etat=juste", a.callScreen)
}

// SubmitCounterAnswer checks what the member answers at the counter.
func (a *Pages) SubmitCounterAnswer(c echo.Context, m *db.Member) error {
	return a.answerToAgent(c, m, acts.AtCounter, texts.SlipAnswerWrong, "/guichet?etat=juste", a.counterScreen)
}
