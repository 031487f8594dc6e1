package agent

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// actOnMessage does something to the message as the page showed it, in one transaction, and says what happened. done: it
// was done already by the same hand, as by a second click.
func (a *Pages) actOnMessage(c echo.Context, etat string, done func(t *db.Tx, m db.ContactMessage) (bool, error), act func(t *db.Tx, m db.ContactMessage) error) error {
	ctx, number := c.Request().Context(), c.Param("number")
	err := a.inDesk(c, func(t *db.Tx) error {
		m, err := t.ContactMessage(ctx, number)
		if err != nil {
			return err
		}
		if c.FormValue("version") == strconv.FormatInt(m.Revision, 10) {
			return act(t, m)
		}
		if again, err := done(t, m); err != nil || again {
			return err
		}
		return web.Refuse("", a.overtaken(c, m))
	})
	if web.IsNotFound(err) {
		return echo.ErrNotFound
	}
	var refused *web.Refusal
	if errors.As(err, &refused) {
		m, e := a.contactOf(c)
		if e != nil {
			return e
		}
		return a.messageScreen(c, m, err)
	}
	if err != nil {
		return err
	}
	return a.Redirect(c, messagesPath+"/"+number+"?etat="+etat)
}

// overtaken says what somebody has done to a message since it was shown.
func (a *Pages) overtaken(c echo.Context, m db.ContactMessage) string {
	subject := who(c, m.Actor)
	did := map[db.ContactState]string{db.ContactTaken: " s'en occupe depuis ", db.ContactAnswered: " a répondu ", db.ContactClosed: " a classé ce message "}[m.State]
	if subject == "vous" {
		subject = "Vous"
		did = map[db.ContactState]string{db.ContactTaken: " vous en occupez depuis ", db.ContactAnswered: " avez répondu ", db.ContactClosed: " avez classé ce message "}[m.State]
	}
	when := a.Moment(m.ChangedAt)
	if m.State == db.ContactTaken {
		when = strings.TrimPrefix(when, "le ")
		did = strings.TrimSuffix(did, "depuis ") + "depuis le "
	}
	return texts.MessageChanged(subject + did + when)
}

// auditContact notes an act on a message.
func (a *Pages) auditContact(c echo.Context, t *db.Tx, kind events.Kind, m db.ContactMessage, reason string) error {
	target, err := a.contactTarget(c, m)
	if err != nil {
		return err
	}
	return a.Audit(c, t, kind.OK(target, events.Details{Request: m.Number, Cause: events.Cause(reason)}))
}

// takeMessage is « Je m'en occupe », also of one that another agent looks after, or that was put away.
func (a *Pages) takeMessage(c echo.Context) error {
	actor := visitor(c).agent.Actor()
	mine := func(_ *db.Tx, m db.ContactMessage) (bool, error) {
		return m.State == db.ContactTaken && m.Actor == actor, nil
	}
	return a.actOnMessage(c, "prise", mine, func(t *db.Tx, m db.ContactMessage) error {
		if _, err := t.TakeContact(c.Request().Context(), m, actor, a.Now()); err != nil {
			return err
		}
		return a.auditContact(c, t, events.ContactTaken, m, "")
	})
}

// closeMessage puts a message away without an answer.
func (a *Pages) closeMessage(c echo.Context) error {
	actor, reason := visitor(c).agent.Actor(), c.FormValue("motif")
	mine := func(_ *db.Tx, m db.ContactMessage) (bool, error) {
		return m.State == db.ContactClosed && m.Actor == actor && m.Reason == reason, nil
	}
	return a.actOnMessage(c, "classement", mine, func(t *db.Tx, m db.ContactMessage) error {
		if !slices.ContainsFunc(contactReasons, func(r views.DeskChoice) bool { return r.Value == reason }) {
			return web.Refuse("motif", texts.MessageChooseReason)
		}
		if m.State != db.ContactNew && (m.State != db.ContactTaken || m.Actor != actor) {
			return web.Refuse("", a.overtaken(c, m))
		}
		if _, err := t.CloseContact(c.Request().Context(), m, actor, reason, a.Now()); err != nil {
			return err
		}
		return a.auditContact(c, t, events.ContactClosed, m, reason)
	})
}

// answerMessage sends an agent's words to who wrote, once however often the button is pressed.
func (a *Pages) answerMessage(c echo.Context) error {
	ctx, actor, now := c.Request().Context(), visitor(c).agent.Actor(), a.Now()
	words := strings.TrimSpace(strings.ReplaceAll(c.FormValue("texte"), "\r\n", "\n"))
	sent := func(t *db.Tx, m db.ContactMessage) (bool, error) {
		if m.State != db.ContactAnswered || m.Actor != actor {
			return false, nil
		}
		answers, err := t.ContactAnswers(ctx, m.ID)
		return len(answers) > 0 && answers[len(answers)-1].Words == words, err
	}
	return a.actOnMessage(c, "reponse", sent, func(t *db.Tx, m db.ContactMessage) error {
		if err := account.CheckAnswer(words); err != nil {
			return web.RefuseField("texte", err)
		}
		if m.State == db.ContactClosed || m.State == db.ContactTaken && m.Actor != actor {
			return web.Refuse("", a.overtaken(c, m))
		}
		_, err := t.AnswerContact(ctx, m, actor, words, db.Message{
			Kind: db.KindContactAnswer, Channel: account.Email, To: m.Email, Request: m.Number, At: m.CreatedAt, Detail: words,
			Fields: map[string]string{"message": m.Message, "identifier": m.Identifier},
		}, now, now.Add(web.NoticeLife))
		if err != nil {
			return err
		}
		return a.auditContact(c, t, events.ContactAnswered, m, "")
	})
}
