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

// answerToAgent checks the member's answer to the identity question, at the counter or on the telephone. After a correct one it
// redirects to the address right; otherwise draw renders the page again. The agent learns only whether the answer is correct.
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

// SubmitCallAnswer checks an answer given on the telephone.
func (a *Pages) SubmitCallAnswer(c echo.Context, m *db.Member) error {
	return a.answerToAgent(c, m, acts.OnTelephone, texts.QuestionWrong, "/telephone?etat=juste", a.callScreen)
}

// SubmitCounterAnswer checks an answer given at the counter.
func (a *Pages) SubmitCounterAnswer(c echo.Context, m *db.Member) error {
	return a.answerToAgent(c, m, acts.AtCounter, texts.SlipAnswerWrong, "/guichet?etat=juste", a.counterScreen)
}
