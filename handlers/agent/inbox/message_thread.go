package inbox

import (
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/texts"
	"sesame/views"
)

// thread formats the entries of a message, oldest first.
func (a *Pages) thread(c echo.Context, entries []db.ContactEntry) (rows []views.DeskEntry) {
	for _, e := range entries {
		row := views.DeskEntry{When: a.Moment(e.CreatedAt), Words: e.Words}
		who := Who(c, e.Actor)
		switch e.Kind {
		case db.EntryAnswer:
			row.Title, row.Said = "Réponse", "Écrite par "+who+", "+a.answerFate(e)
		case db.EntryNote:
			row.Title, row.Said, row.Note = "Note interne", texts.NoteBy(who), true
		case db.EntryCall:
			row.Title, row.Said, row.Note = "Personne rappelée", texts.CalledBy(who), true
		case db.EntryReply:
			row.Title, row.Said, row.Cited = "Réponse reçue", "De "+account.ShowEmail(e.From), e.Cited
			if e.Other {
				row.Doubts = append(row.Doubts, texts.ReplyOther)
			}
			if e.Known == db.ByNumber {
				row.Doubts = append(row.Doubts, texts.ReplyByNumber)
			}
			if len(e.Dropped) > 0 {
				row.Doubts = append(row.Doubts, texts.ReplyDropped(strings.Join(e.Dropped, ", ")))
			}
		default:
			row.Act = beginning(did(c, e)) + ", " + row.When
		}
		rows = append(rows, row)
	}
	return rows
}

// did describes an entry: « jmartin a répondu » or « vous avez répondu ».
func did(c echo.Context, e db.ContactEntry) string {
	if e.Kind == db.EntryReply {
		return "une réponse est arrivée"
	}
	who := Who(c, e.Actor)
	has := who + " a "
	if who == "vous" {
		has = "vous avez "
	}
	switch e.Kind {
	case db.EntryAnswer:
		return has + "répondu"
	case db.EntryNote:
		return has + "écrit une note"
	case db.EntryCall:
		return has + "rappelé la personne"
	case db.EntryAssigned:
		if to := Who(c, e.Detail); to != "vous" {
			return has + "confié ce message à " + to
		}
		return who + " vous a confié ce message"
	case db.EntryClosed:
		return has + "classé ce message"
	}
	return has + "pris ce message"
}

// beginning capitalises a description by did for the beginning of a sentence. An agent's login is not changed.
func beginning(s string) string {
	if strings.HasPrefix(s, "vous ") || strings.HasPrefix(s, "une ") {
		return strings.ToUpper(s[:1]) + s[1:]
	}
	return s
}

// answerFate describes the delivery status of an answer.
func (a *Pages) answerFate(e db.ContactEntry) string {
	if e.ByLetter {
		if e.Letter == nil {
			return texts.AnswerLetterGone
		}
		return texts.AnswerLetter(a.LetterState(*e.Letter))
	}
	if e.Fate == db.FateBounced {
		return texts.AnswerBounced(a.Moment(e.FateAt), desk.Because(e.FateCode))
	}
	switch e.State {
	case "waiting":
		if e.Failure != "" {
			return texts.AnswerTriedAgain + desk.Because(e.Failure)
		}
		return texts.AnswerWaits
	case "sent":
		return texts.AnswerAccepted(a.Moment(e.DoneAt))
	case "refused":
		return texts.AnswerRefused(desk.Because(e.Failure))
	case "expired":
		return texts.AnswerExpired
	}
	return texts.AnswerLongAgo
}
