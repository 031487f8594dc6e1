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

// actOnMessage runs an act on a message at the revision shown on the page, in one transaction, and confirms it. An error in
// an entry is shown at its field; the entries in the page's other fields are kept.
func (a *Pages) actOnMessage(c echo.Context, etat, field string, act func(ctx context.Context, t *db.Tx, who acts.Actor, number string, revision int64) error) error {
	number, revision := c.Param("number"), versionOf(c)
	err := a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error { return act(ctx, t, who, number, revision) })
	if err == nil {
		used := []string{field}
		if field == "texte" {
			used = append(used, "voie", "attend", "insere", "modele")
		}
		return a.ShowDone(c, func(c echo.Context) error {
			a.KeepRest(c, used...)
			return a.Redirect(c, MessagesPath+"/"+number+"?etat="+etat)
		})
	}
	if web.IsNotFound(err) {
		return echo.ErrNotFound
	}
	var (
		why       *acts.Refused
		malformed *account.FieldError
		refused   *web.Refusal
	)
	if !errors.As(err, &why) && !errors.As(err, &malformed) && !errors.As(err, &refused) {
		return err
	}
	m, e := a.contactOf(c)
	if e != nil {
		return e
	}
	if why != nil {
		if err, e = a.refusal(c, m, why, err); e != nil {
			return e
		}
	}
	return a.messageScreen(c, m, nil, web.RefuseField(field, err))
}

// refusal explains why an act on a message was refused; for a reason that does not concern messages it returns otherwise.
func (a *Pages) refusal(c echo.Context, m db.ContactMessage, why *acts.Refused, otherwise error) (refused, err error) {
	entries, err := a.DB.ContactEntries(c.Request().Context(), m.ID)
	if err != nil {
		return nil, err
	}
	switch why.Why {
	case acts.MessageMoved:
		return web.Refuse("", a.overtaken(c, m, entries)), nil
	case acts.AnsweredLately:
		return web.Refuse("malgre", a.answeredLately(c, entries)), nil
	case acts.OthersMessage:
		return web.Refuse("malgre", texts.AnswerOthers(Who(c, m.Assignee))), nil
	case acts.UnknownColleague:
		return web.Refuse("agent", texts.MessageChooseAgent), nil
	}
	return otherwise, nil
}

// overtaken describes the last change of a message.
func (a *Pages) overtaken(c echo.Context, m db.ContactMessage, entries []db.ContactEntry) string {
	if len(entries) == 0 {
		return texts.MessageChanged("reçu " + a.Moment(m.CreatedAt))
	}
	last := entries[len(entries)-1]
	return texts.MessageChanged(did(c, last) + " " + a.Moment(last.CreatedAt))
}

// TakeMessage assigns a message to the agent: « Je m'en occupe ».
func (a *Pages) TakeMessage(c echo.Context) error {
	return a.actOnMessage(c, "prise", "", a.Acts.TakeContact)
}

// AssignMessage assigns a message to a colleague.
func (a *Pages) AssignMessage(c echo.Context) error {
	return a.actOnMessage(c, "attribution", "agent", func(ctx context.Context, t *db.Tx, who acts.Actor, number string, revision int64) error {
		return a.Acts.AssignContact(ctx, t, who, number, revision, c.FormValue("agent"))
	})
}

// CloseMessage closes a message without an answer.
func (a *Pages) CloseMessage(c echo.Context) error {
	return a.actOnMessage(c, "classement", "motif", func(ctx context.Context, t *db.Tx, who acts.Actor, number string, revision int64) error {
		return a.Acts.CloseContact(ctx, t, who, number, revision, c.FormValue("motif"))
	})
}

// NoteMessage adds an internal note, which only agents see.
func (a *Pages) NoteMessage(c echo.Context) error {
	return a.actOnMessage(c, "note", "note", func(ctx context.Context, t *db.Tx, who acts.Actor, number string, revision int64) error {
		return a.Acts.NoteContact(ctx, t, who, number, revision, written(c, "note"))
	})
}

// CallMessage records that the sender was called back.
func (a *Pages) CallMessage(c echo.Context) error {
	return a.actOnMessage(c, "rappel", "note", func(ctx context.Context, t *db.Tx, who acts.Actor, number string, revision int64) error {
		return a.Acts.CallContact(ctx, t, who, number, revision, written(c, "note"))
	})
}

// AnswerMessage sends an agent's answer to the author.
func (a *Pages) AnswerMessage(c echo.Context) error {
	ready, _ := strconv.ParseInt(c.FormValue("insere"), 10, 64) // anything but a number means no ready answer
	answer := acts.ContactAnswer{Words: written(c, "texte"), Waits: c.FormValue("attend") == "oui", Despite: c.FormValue("malgre") == "oui", Letter: c.FormValue("voie") == "lettre", Ready: ready}
	return a.actOnMessage(c, "reponse", "texte", func(ctx context.Context, t *db.Tx, who acts.Actor, number string, revision int64) error {
		return a.Acts.AnswerContact(ctx, t, who, number, revision, answer)
	})
}

// FillMessage inserts a ready answer below the agent's text. It stores nothing.
func (a *Pages) FillMessage(c echo.Context) error {
	m, err := a.contactOf(c)
	if err != nil {
		return err
	}
	id, _ := strconv.ParseInt(c.FormValue("modele"), 10, 64) // anything but a number means no ready answer
	r, err := a.DB.ReadyAnswer(c.Request().Context(), id)
	if web.IsNotFound(err) {
		return a.messageScreen(c, m, nil, web.Refuse("modele", texts.MessageChooseReady))
	}
	if err != nil {
		return err
	}
	words := account.FilledAnswer(r.Words, m.Name, m.Number, a.Caisse.Name, a.Caisse.Phone)
	if typed := written(c, "texte"); typed != "" {
		words = typed + "\n\n" + words
	}
	filled := map[string]string{"texte": words, "insere": strconv.FormatInt(r.ID, 10), "modele": strconv.FormatInt(r.ID, 10),
		"attend": c.FormValue("attend"), "malgre": c.FormValue("malgre"), "voie": c.FormValue("voie"), "note": c.FormValue("note"), "agent": c.FormValue("agent"), "motif": c.FormValue("motif")}
	return a.messageScreen(c, m, filled, nil)
}

func written(c echo.Context, field string) string {
	return strings.TrimSpace(strings.ReplaceAll(c.FormValue(field), "\r\n", "\n"))
}
