package texts

// SuspectSubject is the subject of a message about a mail that somebody else sent in the caisse's name.
const SuspectSubject = "Signaler un message suspect"

// TooManyMessages is said to who has written often enough for a day.
func TooManyMessages(from, phone string) string {
	return "Vous nous avez déjà beaucoup écrit aujourd'hui. Vous pourrez nous écrire de nouveau " + from + ". Vous pouvez aussi nous appeler au " + phone + "."
}

// AnswerWithin says when who has written may expect an answer; nothing where the caisse does not say.
func AnswerWithin(days int) string {
	if days == 0 {
		return ""
	}
	return "Votre caisse vous répond sous " + Counted(days, "jour ouvré", "jours ouvrés") + "."
}

// ErasureSubject is the subject of a message by which a member asks that what is held about them be erased.
const ErasureSubject = "Demander l'effacement de mes données"
