package texts

// Messages about the messages of the contact form.
const (
	MessageTaken        = "Vous vous occupez de ce message."
	MessageAnswered     = "Votre réponse est en route. Elle est écrite plus bas, avec ce qu'elle devient."
	MessageClosed       = "Ce message est classé."
	MessageAssigned     = "Ce message est confié. Votre collègue le voit sur son accueil."
	MessageNoted        = "Votre note est gardée. Seuls les agents la lisent."
	MessageCalled       = "C'est noté : la personne a été rappelée."
	MessageFilled       = "La réponse type est dans le champ. Relisez-la et complétez-la avant de l'envoyer."
	MessageChooseReason = "Dites pourquoi ce message est classé sans réponse."
	MessageChooseAgent  = "Choisissez un agent de la liste."
	MessageChooseReady  = "Choisissez une réponse type dans la liste."
	MessageSearchEmpty  = "Écrivez un numéro, un nom, une adresse e-mail ou des mots du sujet."
)

// AnswerSoonAgain asks for confirmation before a second answer; done is « jmartin a répondu à 15 h 05 ».
func AnswerSoonAgain(done string) string {
	return done + ". Relisez cette réponse plus bas, puis cochez la case pour en envoyer une autre."
}

// AnswerOthers asks for confirmation before an answer to a message that is assigned to a colleague.
func AnswerOthers(colleague string) string {
	return colleague + " s'occupe de ce message. Voyez avec votre collègue, ou cochez la case pour répondre quand même."
}

// NoteBy says who wrote a note; the template ends the sentence.
func NoteBy(who string) string { return "Écrite par " + who + ", jamais envoyée" }

// CalledBy says who called the sender back; the template ends the sentence.
func CalledBy(who string) string { return "Rappelée par " + who + ", note jamais envoyée" }

// What a note must not contain.
const (
	NoteTooLong  = "Cette note est trop longue : 2000 caractères au plus."
	NotePassword = "Cette note contient ce qui ressemble à un mot de passe temporaire. Retirez-le : personne ne doit le connaître."
)

// Messages about ready answers.
const (
	ReadyKept             = "La réponse type est enregistrée."
	ReadyRemoved          = "La réponse type est supprimée."
	ReadyTaken            = "Une autre réponse type a déjà ce titre. Choisissez-en un autre."
	ReadyLong             = "Ce titre est trop long : 80 caractères au plus."
	ReadyChanged          = "Cette réponse type a changé depuis que vous avez ouvert la page. Rien n'a été fait ; la voici comme elle est."
	ReadyChangedMeanwhile = "Cette réponse type a changé depuis que vous avez ouvert la page. Rien n'a été fait. Elle est montrée ci-dessous ; ce que vous avez écrit la remplacera si vous enregistrez."
)

// ReadyPlaceUnknown names a placeholder that does not exist.
func ReadyPlaceUnknown(place string) string {
	return "Rien ne remplace " + place + ". Les repères sont {nom}, {numero}, {caisse} et {telephone}."
}

// Warnings about a reply that came by e-mail.
const (
	ReplyOther    = "Ce message vient d'une autre adresse que celle à qui la caisse répond : ce n'est peut-être pas la même personne."
	ReplyByNumber = "Ce message ne cite pas le nôtre. Il a été reconnu par son numéro et son adresse, qui peuvent être imités."
)

// ReplyDropped names the attachments that were not stored.
func ReplyDropped(names string) string {
	return "Pièces jointes non gardées : " + names + ". Elles sont dans la boîte aux lettres de la caisse."
}

// What an answer must not contain.
const (
	AnswerTooLong    = "Cette réponse est trop longue : 5000 caractères au plus."
	AnswerIdentifier = "Cette réponse contient un numéro qui ressemble à un identifiant (13, 14 ou 15 chiffres). Aucun identifiant ne part par e-mail : retirez-le."
	AnswerPassword   = "Cette réponse contient ce qui ressemble à un mot de passe temporaire. Aucun mot de passe ne part dans une réponse : réinitialisez-le depuis la fiche de l'adhérent."
	AnswerLink       = "Cette réponse contient un lien. Nos messages n'en contiennent aucun, pour que personne ne suive un faux : dites plutôt où aller, avec le nom de la page."
)

// The delivery of an answer, after « Écrite par jmartin, »; the template ends the sentence.
const (
	AnswerWaits      = "en attente de départ"
	AnswerTriedAgain = "pas encore partie, nous réessayons"
	AnswerExpired    = "jamais partie : le serveur de messagerie n'a pas répondu pendant 7 jours"
	AnswerLongAgo    = "partie il y a plus d'un an"
)

// AnswerAccepted says when the relay accepted an answer.
func AnswerAccepted(at string) string { return "acceptée par le serveur de messagerie " + at }

// AnswerRefused says that the relay refused an answer; why is empty or begins with its own punctuation.
func AnswerRefused(why string) string {
	return "refusée par le serveur de messagerie" + why + ". Vérifiez l'adresse avec la personne"
}

// AnswerBounced says that an answer came back; why is empty or begins with its own punctuation.
func AnswerBounced(at, why string) string {
	return "revenue " + at + why + ". Vérifiez l'adresse avec la personne"
}

// MessageChanged says what was done to a message since the page was opened: « jmartin a répondu le 3 mars ».
func MessageChanged(done string) string {
	return "Ce message a changé depuis que cette page a été ouverte : " + done + ". Rien n'a été fait ; voici où il en est."
}
