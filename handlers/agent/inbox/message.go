package inbox

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// messageStates maps acts to their confirmation.
var messageStates = map[string]string{
	"prise":      texts.MessageTaken,
	"reponse":    texts.MessageAnswered,
	"classement": texts.MessageClosed,
}

// contactOf returns the message named in the URL, or renders a page that says that there is none.
func (a *Pages) contactOf(c echo.Context) (db.ContactMessage, error) {
	m, err := a.DB.ContactMessage(c.Request().Context(), c.Param("number"))
	if web.IsNotFound(err) {
		return m, echo.ErrNotFound
	}
	return m, err
}

// ShowMessage draws one message with its answers.
func (a *Pages) ShowMessage(c echo.Context) error {
	m, err := a.contactOf(c)
	if err != nil {
		return err
	}
	return a.messageScreen(c, m, nil)
}

// BackToMessage: without JavaScript the address of a form stands in the browser after a refused entry.
func (a *Pages) BackToMessage(c echo.Context) error {
	return a.Redirect(c, MessagesPath+"/"+c.Param("number"))
}

// messageScreen renders a message, or renders it again with a refusal. Only agents learn whether the identifier exists.
func (a *Pages) messageScreen(c echo.Context, m db.ContactMessage, refused error) error {
	ctx, agent := c.Request().Context(), desk.VisitorOf(c).Agent
	target, err := acts.ContactTarget(ctx, a.DB.Reader, m)
	if err != nil {
		return err
	}
	if err := a.AuditAlone(c, events.ContactRead.OK(target, events.Details{Request: m.Number})); err != nil {
		return err
	}
	mine := m.Actor == agent.Actor()
	d := views.DeskMessageData{
		Number: m.Number, When: a.Moment(m.CreatedAt), Subject: m.Subject, Name: m.Name, Email: account.ShowEmail(m.Email), Message: m.Message,
		State: a.contactState(c, m), Changed: a.Moment(m.ChangedAt), Reasons: contactReasons,
		Answer: m.State == db.ContactNew || m.State == db.ContactAnswered || m.State == db.ContactTaken && mine,
		Close:  m.State == db.ContactNew || m.State == db.ContactTaken && mine,
	}
	switch {
	case m.State == db.ContactNew:
		d.Take = "Je m'en occupe"
	case m.State == db.ContactTaken && !mine:
		d.Take = "Reprendre ce message"
	case m.State == db.ContactClosed:
		d.Take = "Rouvrir ce message"
	}
	if acts.MayFind.Of(agent.Role) {
		d.Identifier = m.Identifier
		if target != nil {
			d.Member = fmt.Sprintf("%s/adherents/%d", web.AgentPath, m.MemberID)
		}
	}
	answers, err := a.DB.ContactAnswers(ctx, m.ID)
	if err != nil {
		return err
	}
	for _, s := range answers {
		d.Answers = append(d.Answers, views.DeskAnswer{When: a.Moment(s.CreatedAt), Who: Who(c, s.Actor), Words: s.Words, Fate: a.answerFate(s)})
	}
	others, err := a.DB.OtherContactMessages(ctx, m, otherMessages)
	if err != nil {
		return err
	}
	d.Others = views.DeskMessageList{Caption: "De la même adresse e-mail, ou du même adhérent", Rows: a.messageRows(c, others)}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/message", Action: MessagesPath + "/" + m.Number,
		Version: strconv.FormatInt(m.Revision, 10), Notice: messageStates[c.QueryParam("etat")], Data: d}, refused)
}

// answerFate describes the delivery status of an answer.
func (a *Pages) answerFate(s db.ContactAnswer) string {
	switch s.State {
	case "waiting":
		if s.Failure != "" {
			return texts.AnswerTriedAgain + desk.Because(s.Failure)
		}
		return texts.AnswerWaits
	case "sent":
		return texts.AnswerAccepted(a.Moment(s.DoneAt))
	case "refused":
		return texts.AnswerRefused(desk.Because(s.Failure))
	case "expired":
		return texts.AnswerExpired
	}
	return texts.AnswerLongAgo
}
