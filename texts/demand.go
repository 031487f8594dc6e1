package texts

// What the page « Où en est ma demande ? » says.
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

// DemandNumber says under which number a demand goes on.
func DemandNumber(number string) string {
	return "Cette demande porte à présent le numéro " + number + "."
}

// DemandCode says when a code left and until when it is good: « hier à 14 h 05 », « par SMS », « 14 h 35 ».
func DemandCode(when, channel, until string) string {
	return "Un code est parti " + when + " " + channel + ". Il est valable jusqu'à " + until + "."
}

// DemandCodeLate says when a code left that is good no longer.
func DemandCodeLate(when, channel string) string {
	return "Un code est parti " + when + " " + channel + ". Il n'est plus valable. Vous pouvez faire une autre demande."
}

// DemandLapsed says when a demand ended with which nobody went on.
func DemandLapsed(when string) string {
	return "Cette demande est restée sans suite. Elle a pris fin " + when + ". Vous pouvez en faire une autre."
}

// DemandEnded says when a demand was ended by somebody.
func DemandEnded(when string) string {
	return "Cette demande a été arrêtée " + when + ". Vous pouvez en faire une autre."
}

// DemandSent says when a temporary password left.
func DemandSent(when, channel string) string {
	return "Un mot de passe temporaire est parti " + when + " " + channel + "."
}

// DemandGood says how long a temporary password is good.
func DemandGood(until string) string {
	return "S'il n'a pas servi, il est valable jusqu'à " + until + "."
}

// DemandLetter says when a letter was asked for, and by which day it should have come.
func DemandLetter(when, by string) string {
	return "Une lettre a été demandée " + when + ". Vous devriez la recevoir d'ici " + by + ". Sinon, appelez votre caisse."
}

// DemandPrinted says on which day letters were printed.
func DemandPrinted(day string) string { return "Votre caisse a imprimé ses lettres " + day + "." }

// DemandLetterBefore says that an earlier letter stands in the place of this demand's.
func DemandLetterBefore(day string) string {
	return "Une lettre a déjà été demandée " + day + ". Aucune autre ne part pour cette demande."
}

// DemandLetterWaits says since when a letter waits for an agent.
func DemandLetterWaits(day string) string {
	return "Une lettre demandée " + day + " attend l'accord d'un agent de votre caisse. Pour aller plus vite, appelez votre caisse."
}

// DemandLetterLately says of a demand that is not known any more when a letter was asked for.
func DemandLetterLately(day string) string {
	return "Une lettre a été demandée pour cet identifiant " + day + "."
}

// DemandAccepted says when the message was taken by who carries it on.
func DemandAccepted(when string) string {
	return "Le message a été accepté " + when + " par votre messagerie ou votre opérateur."
}

// DemandRefused says that the message was refused there.
func DemandRefused(when string) string {
	return "Le message a été refusé " + when + " par votre messagerie ou votre opérateur. Appelez votre caisse."
}
