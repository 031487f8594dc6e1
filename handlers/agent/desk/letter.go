package desk

import (
	"cmp"

	"sesame/db"
	"sesame/journey/events"
	"sesame/texts"
)

// LetterEnd describes why a letter ended, for a list.
func LetterEnd(reason db.LetterReason) string {
	return cmp.Or(events.Cause(reason).Words(), texts.DeadLate)
}

// Deaths explains why a letter's password is no longer valid.
var Deaths = map[db.LetterReason]string{
	db.LeftUsed: texts.DeadUsed, db.LeftSuperseded: texts.DeadReplaced, db.DeadLate: texts.DeadLate, db.DeadClosed: texts.DeadClosed,
}

// Dead adds to the fate of a letter that its password is no longer valid, and why.
func (a *Common) Dead(l db.LetterRow, fate string) string {
	if why := a.DB.LetterDeath(l, a.Now()); why != "" && l.Kind == db.PasswordLetter {
		return texts.PasswordDead(fate, Deaths[why])
	}
	return fate
}

// LetterState describes the state of a letter for a list.
func (a *Common) LetterState(l db.LetterRow) string {
	switch l.State {
	case db.LetterWaiting:
		return a.Dead(l, "à imprimer")
	case db.LetterPrinted:
		return a.Dead(l, "imprimé, pas encore posté")
	case db.LetterPosted:
		return a.Dead(l, "posté "+a.Moment(l.PostedAt))
	case db.LetterReturned:
		return "revenu " + a.Moment(l.DoneAt) + " : " + LetterEnd(l.Reason)
	case db.LetterRenewed:
		return "refait " + a.Moment(l.DoneAt) + " : " + LetterEnd(l.Reason)
	}
	return "sans suite : " + LetterEnd(l.Reason)
}

// LetterFate describes the state of a letter within a sentence.
func (a *Common) LetterFate(l db.LetterRow) string {
	switch l.State {
	case db.LetterWaiting:
		return "il attend d'être imprimé"
	case db.LetterPrinted:
		return "imprimé " + a.Moment(l.DoneAt) + ", pas encore posté"
	case db.LetterPosted:
		return "posté " + a.Moment(l.PostedAt)
	case db.LetterReturned:
		return "revenu " + a.Moment(l.DoneAt) + " : " + LetterEnd(l.Reason)
	case db.LetterRenewed:
		return "remplacé par un autre courrier"
	}
	switch l.Reason {
	case db.LeftUsed:
		return "arrivé : son mot de passe a servi"
	case db.LeftSuperseded:
		return "annulé : un autre mot de passe a pris sa place"
	}
	return "périmé"
}
