package texts

import "fmt"

// What a member is in the middle of: sentences about the journeys in progress, and the last refusal.

// UnderWay says since when a journey has been in progress, and at which step it is. demand is its number; empty for none.
func UnderWay(journey, since, step, demand string) string {
	if demand != "" {
		demand = " (demande " + demand + ")"
	}
	return fmt.Sprintf("« %s » en cours depuis %s%s, à l'étape « %s ».", journey, since, demand, step)
}

// CodeUnderWay describes the newest code: where it was sent, its delivery, the number of wrong tries, and its validity.
func CodeUnderWay(to, fate string, tries, most int, until string) string {
	return fmt.Sprintf("Code parti %s, %s ; %s sur %d, valable jusqu'%s.", to, fate, Counted(tries, "essai faux", "essais faux"), most, until)
}

// CodeUnderWayLate says since when the newest code has been invalid.
func CodeUnderWayLate(since string) string {
	return "Son dernier code est périmé depuis " + since + "."
}

// LastRefusal says what was last refused, and when.
func LastRefusal(when, what string) string { return "Dernier refus, " + when + " : " + what + "." }

// RefusedBefore says what was refused before a limit was reached.
func RefusedBefore(what string) string { return "Avant cela : " + what + "." }

// RefusedAgain adds how many times in a row it was refused.
func RefusedAgain(what string, times int) string {
	if times < 2 {
		return what
	}
	return fmt.Sprintf("%s, %d fois de suite", what, times)
}

// What was refused, by cause.
const (
	RefusedPassword      = "connexion avec un mot de passe faux"
	RefusedCapitals      = "connexion avec un mot de passe faux, écrit tout en majuscules"
	RefusedUnknownTemp   = "connexion avec un mot de passe temporaire inconnu ou mal recopié"
	RefusedFranceConnect = "connexion par FranceConnect"
	RefusedCode          = "code de confirmation faux"
	RefusedFormerCode    = "code d'un message plus ancien de la même demande"
	RefusedOthersCode    = "code d'une autre demande"
	RefusedLateCode      = "code de confirmation tapé trop tard"
	RefusedTriesUsed     = "code de confirmation, après trop d'essais faux"
	RefusedHardened      = "code trop court, parti avant le mode renforcé"
	RefusedClosedCode    = "code qui avait déjà servi ou été annulé"
	RefusedAnswer        = "réponse fausse à la question de sécurité"
	RefusedAnswerUsed    = "réponse à la question de sécurité, fermée par une réponse fausse"
	RefusedCurrent       = "mot de passe actuel faux, dans « Mon compte »"
	RefusedTooMany       = "trop d'essais, arrêtés par une limite"
	RefusedCookies       = "son navigateur refuse les cookies"
	RefusedCodesMany     = "code demandé, mais trop de codes en peu de temps"
)

// RefusedExpired says that a correct temporary password had expired.
func RefusedExpired(since string) string {
	if since != "" {
		since = " depuis " + since
	}
	return "connexion avec le bon mot de passe temporaire, mais périmé" + since
}

// RefusedReplaced says which temporary password was typed, and which one is valid in its place; newest is empty if there is
// none.
func RefusedReplaced(demand, newest string) string {
	said := "connexion avec un mot de passe temporaire remplacé"
	if demand != "" {
		said += ", celui de la demande " + demand
	}
	if newest != "" {
		said += " ; celui qui compte est de la demande " + newest
	}
	return said
}

// RefusedUsed says that the temporary password had been used.
func RefusedUsed(demand string) string {
	if demand != "" {
		demand = ", celui de la demande " + demand
	}
	return "connexion avec un mot de passe temporaire qui a déjà servi" + demand
}

// RefusedMessage says that a message was refused or came back; provider is the mail provider, empty if it is not one of the
// large ones.
func RefusedMessage(by, provider, why string) string {
	said := "message " + by + " refusé"
	if provider != "" {
		said += " par " + provider
	}
	if why != "" {
		said += " : " + why
	}
	return said
}

// RefusedLetter says that a letter came back.
func RefusedLetter(why string) string { return "courrier revenu : " + why }

// What the agent should say to the member, or do, by cause. The quoted sentences are read aloud.
const (
	AdvisePassword    = "Dites-lui : « Affichez ce que vous écrivez avec l'œil, et vérifiez les majuscules. » S'il ne s'en souvient plus, réinitialisez."
	AdviseCapitals    = "Dites-lui : « La touche Verr. Maj. est peut-être enfoncée. Affichez ce que vous écrivez avec l'œil. »"
	AdviseUnknownTemp = "Dites-lui : « Relisez votre mot de passe temporaire signe par signe. » Demandez-lui le numéro de la demande, qui est écrit avec le mot de passe, et cherchez-le : il dit à qui le message ou le courrier était destiné."
	AdviseNewest      = "Dites-lui : « Prenez le mot de passe de la demande la plus récente, les autres ne marchent plus. »"
	AdviseOwn         = "Dites-lui : « Le mot de passe du message ne sert qu'une fois. Tapez celui que vous avez choisi. » S'il l'a oublié, réinitialisez."
	AdviseExpired     = "Réinitialisez : un nouveau mot de passe temporaire partira."
	AdviseLastCode    = "Dites-lui : « Prenez le code du dernier message reçu, et regardez le numéro de la demande. »"
	AdviseNewCode     = "Dites-lui : « Demandez un nouveau code sur la même page, et tapez-le dans les 30 minutes. »"
	AdviseCode        = "Dites-lui : « Relisez le code chiffre par chiffre dans le dernier message. »"
	AdviseAnswer      = "Un courrier est la voie suivante. S'il est au guichet ou au téléphone, prouvez autrement qui il est, puis réinitialisez."
	AdviseContact     = "Vérifiez ce moyen avec lui, corrigez-le s'il le faut, puis réinitialisez par une autre voie."
	AdviseWait        = "Attendez l'heure dite plus haut, ou levez le blocage si c'est bien lui."
	AdviseCookies     = "Dites-lui : « Autorisez les cookies dans les réglages de votre appareil, ou prenez un autre navigateur. » S'il a ouvert la page dans une application (Facebook, Messenger), qu'il l'ouvre dans son navigateur."
	AdviseSpam        = "Dites-lui : « Le message est parti. Regardez dans les indésirables (spam), puis attendez cinq minutes. »"
	AdviseSMS         = "Dites-lui : « Le SMS est parti. Vérifiez que le téléphone capte et qu'il n'est pas plein. »"
)
