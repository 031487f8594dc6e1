package inbox

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

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
	"prise":       texts.MessageTaken,
	"reponse":     texts.MessageAnswered,
	"classement":  texts.MessageClosed,
	"attribution": texts.MessageAssigned,
	"note":        texts.MessageNoted,
	"rappel":      texts.MessageCalled,
}

// contactOf returns the message named in the URL, or a 404.
func (a *Pages) contactOf(c echo.Context) (db.ContactMessage, error) {
	m, err := a.DB.ContactMessage(c.Request().Context(), c.Param("number"))
	if web.IsNotFound(err) {
		return m, echo.ErrNotFound
	}
	return m, err
}

// ShowMessage shows one message with its thread.
func (a *Pages) ShowMessage(c echo.Context) error {
	m, err := a.contactOf(c)
	if err != nil {
		return err
	}
	return a.messageScreen(c, m, nil, nil)
}

// BackToMessage redirects from the address of a form, which remains in the browser after a refused entry without JavaScript.
func (a *Pages) BackToMessage(c echo.Context) error {
	return a.Redirect(c, MessagesPath+"/"+c.Param("number"))
}

// messageScreen renders a message, or renders it again with a refusal or with filled values. Only agents with the right to
// search members learn whether the identifier exists.
func (a *Pages) messageScreen(c echo.Context, m db.ContactMessage, filled map[string]string, refused error) error {
	ctx, agent := c.Request().Context(), desk.VisitorOf(c).Agent
	target, err := acts.ContactTarget(ctx, a.DB.Reader, m)
	if err != nil {
		return err
	}
	if err := a.AuditAlone(c, events.ContactRead.OK(target, events.Details{Request: m.Number})); err != nil {
		return err
	}
	entries, err := a.DB.ContactEntries(ctx, m.ID)
	if err != nil {
		return err
	}
	d := views.DeskMessageData{
		Number: m.Number, When: a.Moment(m.CreatedAt), Subject: m.Subject, Name: m.Name, Email: account.ShowEmail(m.Email), Message: m.Message,
		State: a.contactState(c, m), Changed: a.Moment(m.ChangedAt), Reasons: contactReasons, Entries: a.thread(c, entries),
		Answer: m.State != db.ContactClosed, Close: acts.MayPutAway(m, agent.Actor()), Proved: m.Proved,
		Again: slices.ContainsFunc(entries, func(e db.ContactEntry) bool { return e.Kind == db.EntryAnswer }),
	}
	others := m.State.Open() && m.Assignee != "" && m.Assignee != agent.Actor()
	if others {
		d.Despite = texts.AnswerOthers(Who(c, m.Assignee))
	} else if lately, err := acts.AnsweredSince(ctx, a.DB.Reader, m, a.Now()); err != nil {
		return err
	} else if lately {
		d.Despite = a.answeredLately(c, entries)
	}
	switch {
	case m.State == db.ContactClosed:
		d.Take = "Rouvrir ce message"
	case others:
		d.Take = "Reprendre ce message"
	case m.State.Open() && m.State != db.ContactTaken:
		d.Take = "Je m'en occupe"
	}
	if acts.MayFind.Of(agent.Role) {
		d.Identifier = m.Identifier
		if target != nil {
			d.Member = desk.MemberURL(m.MemberID)
		}
	}
	if d.ByLetter, d.LetterNotes, err = a.letterWay(ctx, m); err != nil {
		return err
	}
	if d.Colleagues, err = a.colleagues(ctx, agent); err != nil {
		return err
	}
	if d.Ready, err = a.readyChoices(ctx); err != nil {
		return err
	}
	same, err := a.DB.OtherContactMessages(ctx, m, otherMessages)
	if err != nil {
		return err
	}
	d.Others = views.DeskMessageList{Caption: "De la même adresse e-mail, ou du même adhérent", Rows: a.messageRows(c, same)}
	s := views.Screen{Template: "agent/message", Action: MessagesPath + "/" + m.Number, Version: strconv.FormatInt(m.Revision, 10),
		Notice: messageStates[c.QueryParam("etat")], Values: filled, Data: d}
	if filled != nil {
		s.Notice, s.Version = texts.MessageFilled, c.FormValue("version") // with the version of the form: changes made meanwhile are reported when the answer is sent
	}
	return a.Show(c, http.StatusOK, s, refused)
}

// answeredLately returns the question before another answer: who has answered last, and when.
func (a *Pages) answeredLately(c echo.Context, entries []db.ContactEntry) string {
	for _, e := range slices.Backward(entries) {
		if e.Kind == db.EntryAnswer {
			return texts.AnswerSoonAgain(beginning(did(c, e)) + " " + strings.TrimSpace(a.Moment(e.CreatedAt)))
		}
	}
	return ""
}

// colleagues returns the other agents to whom messages can be assigned.
func (a *Pages) colleagues(ctx context.Context, agent *db.Agent) (choices []views.DeskChoice, err error) {
	all, err := a.DB.Agents(ctx)
	for _, other := range all {
		if other.ID != agent.ID && acts.MayBeAssigned(other) {
			choices = append(choices, views.DeskChoice{Value: other.Login, Label: other.Called()})
		}
	}
	return choices, err
}

// readyChoices returns the ready answers to choose from.
func (a *Pages) readyChoices(ctx context.Context) (choices []views.DeskChoice, err error) {
	all, err := a.DB.ReadyAnswers(ctx)
	for _, r := range all {
		choices = append(choices, views.DeskChoice{Value: strconv.FormatInt(r.ID, 10), Label: r.Title})
	}
	return choices, err
}

// letterWay says whether a message can be answered by letter, and what to consider before.
func (a *Pages) letterWay(ctx context.Context, m db.ContactMessage) (offered bool, notes []string, err error) {
	member, err := a.Acts.AnswersTo(ctx, a.DB.Reader, m)
	if err != nil || member == nil {
		return false, nil, err
	}
	hold, err := a.DB.HoldOf(ctx, member)
	if hold.Held() {
		notes = append(notes, texts.AnswerByLetterHeld)
	}
	if !m.Proved {
		notes = append(notes, texts.AnswerByLetterUnproved)
	}
	return true, notes, err
}
