package texts

// What is said of messages of the contact form.
const (
	MessageTaken        = "Vous vous occupez de ce message."
	MessageAnswered     = "Votre réponse est en route. Elle est écrite plus bas, avec ce qu'elle devient."
	MessageClosed       = "Ce message est classé."
	MessageChooseReason = "Dites pourquoi ce message est classé sans réponse."
)

// What an answer must not hold.
const (
	AnswerTooLong    = "Cette réponse est trop longue : 5000 caractères au plus."
	AnswerIdentifier = "Cette réponse contient un numéro qui ressemble à un identifiant (13, 14 ou 15 chiffres). Aucun identifiant ne part par e-mail : retirez-le."
	AnswerPassword   = "Cette réponse contient ce qui ressemble à un mot de passe temporaire. Aucun mot de passe ne part dans une réponse : réinitialisez-le depuis la fiche de l'adhérent."
	AnswerLink       = "Cette réponse contient un lien. Nos messages n'en contiennent aucun, pour que personne ne suive un faux : dites plutôt où aller, avec le nom de la page."
)

// What became of an answer, as it follows « Écrite par jmartin, »; the template ends the sentence.
const (
	AnswerWaits      = "en attente de départ"
	AnswerTriedAgain = "pas encore partie, nous réessayons"
	AnswerExpired    = "jamais partie : le serveur de messagerie n'a pas répondu pendant 7 jours"
	AnswerLongAgo    = "partie il y a plus d'un an"
)

// AnswerAccepted says when the relay took an answer.
func AnswerAccepted(at string) string { return "acceptée par le serveur de messagerie " + at }

// AnswerRefused says why the relay did not; why is empty or begins with its own punctuation.
func AnswerRefused(why string) string {
	return "refusée par le serveur de messagerie" + why + ". Vérifiez l'adresse avec la personne"
}

// MessageChanged says what somebody did to a message since the page was opened, as « jmartin a répondu le 3 mars ».
func MessageChanged(done string) string {
	return "Ce message a changé depuis que cette page a été ouverte : " + done + ". Rien n'a été fait ; voici où il en est."
}
