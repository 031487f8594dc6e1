package inbox

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
)

// actOnMessage runs an act on a message at the revision shown on the page, in one transaction, and confirms it.
func (a *Pages) actOnMessage(c echo.Context, etat string, act func(ctx context.Context, t *db.Tx, who acts.Actor, number string, revision int64) error) error {
	number := c.Param("number")
	revision, err := strconv.ParseInt(c.FormValue("version"), 10, 64)
	if err != nil {
		revision = -1 // matches no message
	}
	err = a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error { return act(ctx, t, who, number, revision) })
	if web.IsNotFound(err) {
		return echo.ErrNotFound
	}
	var (
		moved     *acts.Refused
		malformed *account.FieldError
		refused   *web.Refusal
	)
	switch {
	case errors.As(err, &moved) && moved.Why == acts.MessageMoved, errors.As(err, &malformed), errors.As(err, &refused):
		m, e := a.contactOf(c)
		if e != nil {
			return e
		}
		if moved != nil {
			err = web.Refuse("", a.overtaken(c, m))
		}
		return a.messageScreen(c, m, web.RefuseField("texte", err))
	case err != nil:
		return err
	}
	return a.Redirect(c, MessagesPath+"/"+number+"?etat="+etat)
}

// overtaken says what has changed in a message since it was shown.
func (a *Pages) overtaken(c echo.Context, m db.ContactMessage) string {
	subject := Who(c, m.Actor)
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

// TakeMessage is « Je m'en occupe ».
func (a *Pages) TakeMessage(c echo.Context) error {
	return a.actOnMessage(c, "prise", a.Acts.TakeContact)
}

// CloseMessage closes a message without an answer.
func (a *Pages) CloseMessage(c echo.Context) error {
	return a.actOnMessage(c, "classement", func(ctx context.Context, t *db.Tx, who acts.Actor, number string, revision int64) error {
		return a.Acts.CloseContact(ctx, t, who, number, revision, c.FormValue("motif"))
	})
}

// AnswerMessage sends an agent's answer to the author.
func (a *Pages) AnswerMessage(c echo.Context) error {
	words := strings.TrimSpace(strings.ReplaceAll(c.FormValue("texte"), "\r\n", "\n"))
	return a.actOnMessage(c, "reponse", func(ctx context.Context, t *db.Tx, who acts.Actor, number string, revision int64) error {
		return a.Acts.AnswerContact(ctx, t, who, number, revision, words)
	})
}
