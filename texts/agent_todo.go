package texts

// The lists of « À voir », and what they show.
const (
	TodoNever            = "Jamais venus depuis 60 jours"
	TodoNeverMeans       = "Un mot de passe temporaire leur est parti il y a plus de 60 jours, et il n'a pas servi."
	TodoReturned         = "Courriers revenus"
	TodoReturnedMeans    = "Leur dernier courrier est revenu, et rien d'autre ne les a joints depuis."
	TodoEmail            = "E-mails refusés"
	TodoEmailMeans       = "Leur adresse e-mail refuse ce qu'on lui envoie. Demandez-leur la bonne."
	TodoSMS              = "SMS refusés"
	TodoSMSMeans         = "Leur téléphone portable refuse ce qu'on lui envoie. Demandez-leur le bon numéro."
	TodoClosing          = "Comptes qui se ferment bientôt"
	TodoClosingMeans     = "Le fichier du système de gestion ferme leur compte dans les 30 jours."
	TodoShared           = "Coordonnées partagées"
	TodoSharedMeans      = "Plusieurs comptes ont la même adresse e-mail ou le même portable : une famille, ou une erreur. Les comptes sont comparés une fois par jour."
	TodoDuplicates       = "Doublons probables"
	TodoDuplicatesMeans  = "Plusieurs comptes ont les mêmes nom et naissance, les mêmes nom et adresse, ou le même SIREN. Les comptes sont comparés une fois par jour."
	TodoDifferences      = "Différences avec le fichier"
	TodoDifferencesMeans = "Le fichier donne une autre coordonnée que celle d'ici."
	TodoLeftOut          = "Valeurs laissées de côté"
	TodoLeftOutMeans     = "Le fichier a des valeurs qui n'ont pas pu être lues."
)

// What the accounts of a group have in common.
const (
	SameEmail  = "Même adresse e-mail"
	SameMobile = "Même portable"
	SameBirth  = "Mêmes nom et naissance"
	SameStreet = "Mêmes nom et adresse"
	SameSIREN  = "Même SIREN"
)

// Refusals of an act for many members.
const (
	TodoNobody        = "Cochez au moins une ligne, ou prenez toute la page."
	TodoNoGroup       = "Cochez au moins une ligne."
	TodoChooseAct     = "Dites ce qu'il faut faire."
	TodoCloseTicked   = "Pour fermer des espaces privés, cochez-les un par un."
	TodoAskedAlready  = "une demande attend déjà un accord."
	TodoOver          = "la ligne n'est plus dans la liste, ou c'est déjà fait."
	TodoAsksColleague = "la coordonnée a changé depuis moins de 48 heures ou n'est pas prouvée : passez par la fiche."
	TodoLetterHeld    = "le courrier serait retenu, car le nom ou l'adresse ne convient pas, ou un courrier en est revenu : corrigez-les dans le fichier."
	TodoClosed        = "le compte est fermé."
	TodoSuspended     = "l'accès est suspendu : rétablissez-le d'abord."
	TodoRepresented   = "quelqu'un agit pour cet adhérent : demandez qui est là, puis passez par la fiche."
	TodoNoEmail       = "aucune adresse e-mail n'est connue."
	TodoNoMobile      = "aucun portable n'est connu."
	TodoLetterLately  = "un courrier est déjà parti depuis moins d'une semaine."
)

// Messages about a letter that never arrived.
const (
	LostLetterRenewed = "Le courrier est refait avec un autre mot de passe : il attend d'être imprimé. L'ancien ne marche plus."
	LostLetterNone    = "Aucun courrier posté n'est à refaire. Réinitialisez le mot de passe par lettre : un courrier revenu ne compte pas dans les délais."
	LostLetterMoved   = "Ce courrier n'est plus à refaire : quelqu'un d'autre vient d'agir, ou il est revenu. Regardez la fiche."
)

// Messages about a letter with the identifier only.
const (
	IdentifierSent     = "La lettre avec son identifiant attend d'être imprimée."
	IdentifierUnderWay = "Une lettre avec son identifiant est déjà en route : rien d'autre n'est parti."
)

// The content of a letter, in lists.
const (
	CarriesPassword   = "mot de passe temporaire"
	CarriesAnswer     = "réponse à un message"
	CarriesIdentifier = "identifiant seul"
)

// LostLetterEarly says that the letter may still arrive; from is « le 27 novembre 2026 à 9 h ».
func LostLetterEarly(from string) string {
	return "La poste peut encore l'apporter : il pourra être refait " + from + "."
}

// TodoPartly says how far an act for many members came before an error.
func TodoPartly(done, of int) string {
	return "C'est fait pour " + Thousands(done) + " sur " + Thousands(of) + ", puis tout s'est arrêté. Ce qui reste à faire est encore dans la liste."
}
