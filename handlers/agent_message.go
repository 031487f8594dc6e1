package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/views"
)

// messageStates are the sentences that follow an act.
var messageStates = map[string]string{
	"prise":      "Vous vous occupez de ce message.",
	"reponse":    "Votre réponse est en route. Elle est écrite plus bas, avec ce qu'elle devient.",
	"classement": "Ce message est classé.",
}

// contactOf is the message of the address, or the page that says that there is none.
func (a *App) contactOf(c echo.Context) (db.ContactMessage, error) {
	m, err := a.DB.ContactMessage(c.Request().Context(), c.Param("number"))
	if isNotFound(err) {
		return m, echo.ErrNotFound
	}
	return m, err
}

func (a *App) showMessage(c echo.Context) error {
	m, err := a.contactOf(c)
	if err != nil {
		return err
	}
	return a.messageScreen(c, m, nil)
}

// backToMessage: without JavaScript the address of a form stands in the browser after a refused entry.
func (a *App) backToMessage(c echo.Context) error {
	return a.redirect(c, messagesPath+"/"+c.Param("number"))
}

// contactTarget is the account that a message is about, for the audit log; nil where none is known.
func (a *App) contactTarget(c echo.Context, m db.ContactMessage) ([]byte, error) {
	if m.MemberID == 0 {
		return nil, nil
	}
	member, err := a.DB.Member(c.Request().Context(), m.MemberID)
	if isNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return member.IdentifierKey, nil
}

// messageScreen shows a message, or shows it again with what was refused. Only agents learn whether the identifier was right.
func (a *App) messageScreen(c echo.Context, m db.ContactMessage, refused error) error {
	ctx, agent := c.Request().Context(), deskVisitor(c).agent
	target, err := a.contactTarget(c, m)
	if err != nil {
		return err
	}
	if err := a.auditAlone(c, eventContactRead, target, db.ResultOK, m.Number); err != nil {
		return err
	}
	mine := m.Actor == agent.Actor()
	d := views.DeskMessageData{
		Number: m.Number, When: a.moment(m.CreatedAt), Subject: m.Subject, Name: m.Name, Email: m.Email, Message: m.Message,
		State: a.contactState(c, m), Changed: a.moment(m.ChangedAt), Reasons: contactReasons,
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
	if rightFind.of(agent.Role) {
		d.Identifier = m.Identifier
		if target != nil {
			d.Member = fmt.Sprintf("%s/adherents/%d", deskPath, m.MemberID)
		}
	}
	answers, err := a.DB.ContactAnswers(ctx, m.ID)
	if err != nil {
		return err
	}
	for _, s := range answers {
		d.Answers = append(d.Answers, views.DeskAnswer{When: a.moment(s.CreatedAt), Who: who(c, s.Actor), Words: s.Words, Fate: a.answerFate(s)})
	}
	others, err := a.DB.OtherContactMessages(ctx, m, otherMessages)
	if err != nil {
		return err
	}
	d.Others = views.DeskMessageList{Caption: "De la même adresse e-mail, ou du même adhérent", Rows: a.messageRows(c, others)}
	return a.deskScreen(c, http.StatusOK, views.Screen{Template: "agent/message", Action: messagesPath + "/" + m.Number,
		Version: strconv.FormatInt(m.Revision, 10), Notice: messageStates[c.QueryParam("etat")], Data: d}, refused)
}

// answerFate says what became of an answer.
func (a *App) answerFate(s db.ContactAnswer) string {
	switch s.State {
	case "waiting":
		if s.Failure != "" {
			return "pas encore partie : le serveur de messagerie ne l'a pas prise (" + s.Failure + "), nous réessayons"
		}
		return "en attente de départ"
	case "sent":
		return "acceptée par le serveur de messagerie " + a.moment(s.DoneAt)
	case "refused":
		return "refusée par le serveur de messagerie (" + s.Failure + ") : vérifiez l'adresse avec la personne"
	case "expired":
		return "jamais partie : le serveur de messagerie n'a pas répondu pendant 7 jours"
	}
	return "partie il y a plus d'un an"
}

// actOnMessage does something to the message as the page showed it, in one transaction, and says what happened. done: it
// was done already by the same hand, as by a second click.
func (a *App) actOnMessage(c echo.Context, etat string, done func(t *db.Tx, m db.ContactMessage) (bool, error), act func(t *db.Tx, m db.ContactMessage) error) error {
	ctx, number := c.Request().Context(), c.Param("number")
	err := a.commit(c, func(t *db.Tx) error {
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
		return refuse("", a.overtaken(c, m))
	})
	if isNotFound(err) {
		return echo.ErrNotFound
	}
	var refused *refusal
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
	return a.redirect(c, messagesPath+"/"+number+"?etat="+etat)
}

// overtaken says what somebody has done to a message since it was shown.
func (a *App) overtaken(c echo.Context, m db.ContactMessage) string {
	subject := who(c, m.Actor)
	did := map[db.ContactState]string{db.ContactTaken: " s'en occupe depuis ", db.ContactAnswered: " a répondu ", db.ContactClosed: " a classé ce message "}[m.State]
	if subject == "vous" {
		subject = "Vous"
		did = map[db.ContactState]string{db.ContactTaken: " vous en occupez depuis ", db.ContactAnswered: " avez répondu ", db.ContactClosed: " avez classé ce message "}[m.State]
	}
	when := a.moment(m.ChangedAt)
	if m.State == db.ContactTaken {
		when = strings.TrimPrefix(when, "le ")
		did = strings.TrimSuffix(did, "depuis ") + "depuis le "
	}
	return "Ce message a changé depuis que cette page a été ouverte : " + subject + did + when + ". Rien n'a été fait ; voici où il en est."
}

// auditContact notes an act on a message.
func (a *App) auditContact(c echo.Context, t *db.Tx, event string, m db.ContactMessage, reason string) error {
	target, err := a.contactTarget(c, m)
	if err != nil {
		return err
	}
	if reason != "" {
		reason = ", " + reason
	}
	return a.audit(c, t, event, target, db.ResultOK, m.Number+reason)
}

// takeMessage is « Je m'en occupe », also of one that another agent looks after, or that was put away.
func (a *App) takeMessage(c echo.Context) error {
	actor := deskVisitor(c).agent.Actor()
	mine := func(_ *db.Tx, m db.ContactMessage) (bool, error) {
		return m.State == db.ContactTaken && m.Actor == actor, nil
	}
	return a.actOnMessage(c, "prise", mine, func(t *db.Tx, m db.ContactMessage) error {
		if _, err := t.TakeContact(c.Request().Context(), m, actor, a.Now()); err != nil {
			return err
		}
		return a.auditContact(c, t, eventContactTaken, m, "")
	})
}

// closeMessage puts a message away without an answer.
func (a *App) closeMessage(c echo.Context) error {
	actor, reason := deskVisitor(c).agent.Actor(), c.FormValue("motif")
	mine := func(_ *db.Tx, m db.ContactMessage) (bool, error) {
		return m.State == db.ContactClosed && m.Actor == actor && m.Reason == reason, nil
	}
	return a.actOnMessage(c, "classement", mine, func(t *db.Tx, m db.ContactMessage) error {
		if !slices.ContainsFunc(contactReasons, func(r views.DeskChoice) bool { return r.Value == reason }) {
			return refuse("motif", "Dites pourquoi ce message est classé sans réponse.")
		}
		if m.State != db.ContactNew && (m.State != db.ContactTaken || m.Actor != actor) {
			return refuse("", a.overtaken(c, m))
		}
		if _, err := t.CloseContact(c.Request().Context(), m, actor, reason, a.Now()); err != nil {
			return err
		}
		return a.auditContact(c, t, eventContactClosed, m, reason)
	})
}

// answerMessage sends an agent's words to who wrote, once however often the button is pressed.
func (a *App) answerMessage(c echo.Context) error {
	ctx, actor, now := c.Request().Context(), deskVisitor(c).agent.Actor(), a.Now()
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
			return refuseField("texte", err)
		}
		if m.State == db.ContactClosed || m.State == db.ContactTaken && m.Actor != actor {
			return refuse("", a.overtaken(c, m))
		}
		_, err := t.AnswerContact(ctx, m, actor, words, db.Message{
			Kind: db.KindContactAnswer, Channel: "email", To: m.Email, Request: m.Number, At: m.CreatedAt, Detail: words,
			Fields: map[string]string{"message": m.Message, "identifier": m.Identifier},
		}, now, now.Add(noticeLife))
		if err != nil {
			return err
		}
		return a.auditContact(c, t, eventContactAnswered, m, "")
	})
}
