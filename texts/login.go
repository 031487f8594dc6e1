package texts

import "fmt"

// Messages on the login page.
const (
	LoggedOut        = "Vous avez quitté Mon espace privé."
	SessionEnded     = "Par sécurité, il faut vous connecter de nouveau pour continuer."
	SessionMissing   = "Le navigateur a été fermé, ou ses cookies ont été effacés. Il faut vous connecter de nouveau pour continuer."
	EntryKept        = "Par sécurité, il faut vous connecter de nouveau. Ce que vous avez écrit vous attend pendant une heure."
	EntryBack        = "Ce que vous aviez écrit est de nouveau là. Relisez-le : rien n'est encore enregistré."
	EntryNotSent     = "Il fallait vous connecter de nouveau : ce que vous avez demandé n'a pas été fait. Recommencez."
	PageOfAColleague = "Cette page avait été ouverte par un autre agent : rien n'a été fait. Relisez-la : ce que vous envoyez d'ici est noté à votre nom."
	JourneyAbandoned = "Vous avez arrêté. Ce qui restait à faire n'est pas enregistré."

	DemandAbandoned        = "Vous avez arrêté cette demande. Rien n'a changé."
	JourneyAbandonedChosen = "Vous avez arrêté. Votre nouveau mot de passe est enregistré : connectez-vous avec lui pour finir."
	LoginIncorrect         = "Identifiant ou mot de passe incorrect."
	TemporaryLate          = "Ce mot de passe temporaire n'est plus valable. Faites une nouvelle demande, c'est gratuit."
	TemporaryUsed          = "Ce mot de passe temporaire ne sert plus. Un mot de passe a été choisi depuis, ou la demande a été annulée. Connectez-vous avec votre mot de passe, ou demandez-en un nouveau."
)

// ServiceNotOpen is shown when a client sends a request that does not match its registration.
const ServiceNotOpen = "Le service que vous vouliez ouvrir n'est plus ouvert, ou n'est pas connu ici. Revenez à la page d'où vous venez, ou allez dans Mon espace privé."

// Messages on the login page about FranceConnect.
const (
	FranceConnectLoggedOut = "Vous avez quitté Mon espace privé. Vous allez quitter aussi FranceConnect."
	FranceConnectStays     = "Vous avez quitté Mon espace privé, mais peut-être pas FranceConnect, qui ne répond pas. Si d'autres personnes utilisent cet appareil, fermez toutes les fenêtres du navigateur."
	FranceConnectClosed    = "Votre espace privé est fermé. Vous allez quitter aussi FranceConnect."
	FranceConnectLeaving   = "Vous allez quitter FranceConnect."
	FranceConnectDenied    = "Vous avez quitté FranceConnect avant la fin. Recommencez quand vous voulez, ou connectez-vous avec votre identifiant et votre mot de passe."
	FranceConnectExpired   = "Votre passage par FranceConnect a duré plus de 10 minutes, a été fait deux fois, ou ce navigateur a perdu ses cookies. " +
		"Recommencez, ou connectez-vous avec votre identifiant et votre mot de passe."
	FranceConnectOther = "La personne identifiée par FranceConnect n'est pas celle de cet espace. Recommencez avec votre propre compte."
	FranceConnectDown  = "FranceConnect ne répond pas en ce moment. Réessayez dans quelques minutes, ou connectez-vous avec votre identifiant et votre mot de passe."
	FranceConnectFault = "La connexion par FranceConnect n'a pas abouti. Recommencez. Si cela se répète, connectez-vous avec votre identifiant et votre mot de passe."
)

// TemporaryReplaced says which temporary password is valid: that of a demand, by a channel such as « par e-mail ».
func TemporaryReplaced(request, channel string) string {
	return "Ce mot de passe a été remplacé par celui de la demande " + request + ", donné plus tard " + channel + ". Écrivez celui-là."
}

// TemporaryWrong says that the temporary password is not that of the demand.
func TemporaryWrong(request string) string {
	return "Ce n'est pas le mot de passe temporaire de la demande " + request + ". Recopiez-le tel qu'il est dans le message."
}

// TemporaryFirstUsed says in which browser, such as « Firefox sur Windows », and when a temporary password was first used.
func TemporaryFirstUsed(device, moment string) string {
	return "Ce mot de passe temporaire a déjà été utilisé " + moment + " : " + device + "."
}

// FranceConnectSubject is shown to a person whose FranceConnect account differs from the one of their first login by it.
func FranceConnectSubject(phone, hours string) string {
	return fmt.Sprintf("FranceConnect vous présente sous un autre compte que la première fois. Votre espace reste fermé par ce chemin. "+
		"Connectez-vous avec votre identifiant et votre mot de passe, ou appelez votre caisse au %s, %s.", phone, hours)
}

// FranceConnectUnknown is shown to a person whom FranceConnect has identified and whom the caisse does not find.
func FranceConnectUnknown(phone, hours string) string {
	return fmt.Sprintf("FranceConnect n'a pas permis d'ouvrir votre espace. Connectez-vous avec votre identifiant et votre mot de passe. "+
		"Si vous n'en avez pas, choisissez « J'ai oublié mon mot de passe », ou appelez votre caisse au %s, %s.", phone, hours)
}

// WithReference adds the reference to tell the caisse on the telephone, so that the cause can be found in the log.
func WithReference(sentence, reference string) string {
	return sentence + " Si vous nous appelez, donnez cette référence : " + reference + "."
}

// AccountSuspended is shown to a person who has proved, by FranceConnect, to be the holder of a suspended account.
func AccountSuspended(phone, hours string) string {
	return "Votre accès est suspendu. Appelez votre caisse au " + phone + ". Nous répondons " + hours + "."
}
