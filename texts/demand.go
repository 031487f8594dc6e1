package texts

// Messages on the page « Où en est ma demande ? ».
const (
	DemandNumberShape    = "Un numéro de demande a trois lettres et trois chiffres, comme KTR-482. Il n'a jamais de voyelle, ni de 0, ni de 1. Relisez-le."
	DemandUnknown        = "Nous ne trouvons pas cette demande. Vérifiez le numéro et l'identifiant. Une demande n'est plus visible un jour après sa fin."
	DemandCodeWhere      = "Écrivez-le sur l'écran où vous avez fait la demande."
	DemandWaits          = "Votre SMS attend l'accord d'un agent de votre caisse. Pour aller plus vite, appelez votre caisse."
	DemandOver           = "Il n'est plus valable. Vous pouvez faire une autre demande."
	DemandReplaced       = "Une autre demande a suivi. Seul le dernier mot de passe temporaire reçu fonctionne."
	DemandNotPrinted     = "Votre caisse n'a pas encore imprimé ses lettres."
	DemandLetterDeclined = "Aucune lettre n'est partie : votre caisse n'a pas donné son accord. Appelez votre caisse."
)

// DemandNumber says that a demand continues under another number.
func DemandNumber(number string) string {
	return "Cette demande porte à présent le numéro " + number + "."
}

// DemandCode says when a code was sent and until when it is valid: « hier à 14 h 05 », « par SMS », « 14 h 35 ».
func DemandCode(when, channel, until string) string {
	return "Un code est parti " + when + " " + channel + ". Il est valable jusqu'à " + until + "."
}

// DemandCodeLate says when a code was sent that is no longer valid.
func DemandCodeLate(when, channel string) string {
	return "Un code est parti " + when + " " + channel + ". Il n'est plus valable. Vous pouvez faire une autre demande."
}

// DemandLapsed says when a demand expired that was not continued.
func DemandLapsed(when string) string {
	return "Cette demande est restée sans suite. Elle a pris fin " + when + ". Vous pouvez en faire une autre."
}

// DemandEnded says when a demand was cancelled.
func DemandEnded(when string) string {
	return "Cette demande a été arrêtée " + when + ". Vous pouvez en faire une autre."
}

// DemandSent says when a temporary password was sent.
func DemandSent(when, channel string) string {
	return "Un mot de passe temporaire est parti " + when + " " + channel + "."
}

// DemandGood says until when a temporary password is valid.
func DemandGood(until string) string {
	return "S'il n'a pas servi, il est valable jusqu'à " + until + "."
}

// DemandLetter says when a letter was requested, and by which day it should arrive.
func DemandLetter(when, by string) string {
	return "Une lettre a été demandée " + when + ". Vous devriez la recevoir d'ici " + by + ". Sinon, appelez votre caisse."
}

// DemandPrinted says on which day letters were printed.
func DemandPrinted(day string) string { return "Votre caisse a imprimé ses lettres " + day + "." }

// DemandLetterBefore says that an earlier letter replaces this demand's.
func DemandLetterBefore(day string) string {
	return "Une lettre a déjà été demandée " + day + ". Aucune autre ne part pour cette demande."
}

// DemandLetterWaits says since when a letter has been waiting for an agent.
func DemandLetterWaits(day string) string {
	return "Une lettre demandée " + day + " attend l'accord d'un agent de votre caisse. Pour aller plus vite, appelez votre caisse."
}

// DemandLetterLately says when a letter was last requested for the identifier, if the demand is unknown.
func DemandLetterLately(day string) string {
	return "Une lettre a été demandée pour cet identifiant " + day + "."
}

// DemandAccepted says when the message was accepted by the mail provider or operator.
func DemandAccepted(when string) string {
	return "Le message a été accepté " + when + " par votre messagerie ou votre opérateur."
}

// DemandRefused says when the message was refused by the mail provider or operator.
func DemandRefused(when string) string {
	return "Le message a été refusé " + when + " par votre messagerie ou votre opérateur. Appelez votre caisse."
}
