package texts

// SuspectSubject is the subject of a message that reports an e-mail sent by somebody else in the caisse's name.
const SuspectSubject = "Signaler un message suspect"

// TooManyMessages tells a person who has written too often in a day when they may write again.
func TooManyMessages(from, phone string) string {
	return "Vous nous avez déjà beaucoup écrit aujourd'hui. Vous pourrez nous écrire de nouveau " + from + ". Vous pouvez aussi nous appeler au " + phone + "."
}

// AnswerWithin says when an answer can be expected; empty if the caisse has not configured it.
func AnswerWithin(days int) string {
	if days == 0 {
		return ""
	}
	return "Votre caisse vous répond sous " + Counted(days, "jour ouvré", "jours ouvrés") + "."
}

// ErasureSubject is the subject of a message in which a member requests the erasure of their data.
const ErasureSubject = "Demander l'effacement de mes données"
