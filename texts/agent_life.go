package texts

// Messages to agents about an account that is suspended or closed.
const (
	StateSuspended  = "accès suspendu"
	StateDuplicate  = "fermé en double : mène au compte gardé"
	NextSuspended   = "S'il appelle, dites-lui pourquoi. Quand la raison n'existe plus, rétablissez l'accès."
	NextClosedHere  = "S'il demande un accès, voyez avec lui pourquoi l'espace est fermé."
	NextClosedKept  = "Aidez cet adhérent avec le compte qui est gardé."
	FileSaysOpen    = "Le fichier du système de gestion, lui, ne le ferme pas."
	MemberSuspended = "L'accès est suspendu. Ses sessions sont fermées, ses messages et courriers en attente sont arrêtés."
	MemberResumed   = "L'accès est rétabli. Les mots de passe sont les mêmes qu'avant."
	MemberClosed    = "L'espace privé est fermé."
	MemberReopened  = "L'espace privé est rouvert. Les mots de passe sont les mêmes qu'avant, les mots de passe temporaires exceptés."
	ClosingAsked    = "Un second agent doit donner son accord : la demande est dans « Accords ». Rien n'est fermé d'ici là."

	ErasureAsked = "Un second agent doit donner son accord : la demande est dans « Accords ». Rien n'est effacé d'ici là."
	MemberErased = "L'adhérent est effacé. Les copies de sauvegarde d'avant le gardent jusqu'à leur propre fin. Le prochain fichier d'adhérents le fait revenir s'il le nomme encore."

	ErasureWaitsForFile   = "Rien n'est effacé : un fichier du système de gestion est au travail. Recommencez quand il sera chargé ou retiré."
	ErasureLacksColleague = "Aucun collègue n'a d'accès pour donner cet accord. Qui tient le serveur peut effacer l'adhérent : « sesame member erase »."

	SuspendedForActs = "L'accès de cet adhérent est suspendu : rien n'a été fait. Rétablissez d'abord l'accès."
	SuspendedForPage = "L'accès de cet adhérent est suspendu : rétablissez-le d'abord."
	SuspendedAlready = "L'accès est déjà suspendu : rien d'autre n'a été fait."
	ClosedAlready    = "Cet espace privé est déjà fermé : rien d'autre n'a été fait."
	OpenAlready      = "Cet espace privé est ouvert : il n'y a rien à rouvrir."
	ClosedForPage    = "Cet espace privé est fermé : ce que vous vouliez faire ne peut plus l'être."
	OpenForPage      = "L'accès est ouvert : il n'y a rien à rétablir ni à rouvrir."
	NotSuspended     = "L'accès n'est pas suspendu : il n'y a rien à rétablir."
	NotClosedHere    = "Cet espace privé n'a pas été fermé ici : il n'y a rien à rouvrir. Si le fichier l'a fermé, faites changer la date de fin dans le système de gestion."
	ClosedForGood    = "Cet espace privé est fermé depuis trop longtemps : son mot de passe et ses coordonnées sont effacés. Il ne peut plus être rouvert."
	NoSurvivor       = "Ce compte ne peut pas être gardé : personne n'a cet identifiant, ou son espace est fermé, ou c'est le compte à fermer."
	ChooseCause      = "Choisissez pourquoi l'espace privé est fermé."
)

// ClosingCauses are the causes of a closing, as agents choose them.
var ClosingCauses = map[string]string{
	"death": "Décès", "left": "Départ vers une autre caisse", "duplicate": "Compte en double", "wish": "Demande de la personne", "other": "Autre raison",
}

// ClosedBecause maps the cause of a closing to the sentence in the notice to the member.
var ClosedBecause = map[string]string{
	"left":      "Vous ne dépendez plus de votre caisse.",
	"duplicate": "Vous aviez deux espaces privés. Vous gardez l'autre, avec son identifiant.",
	"wish":      "Cette fermeture a été demandée en votre nom.",
}

// ClosedInSpace is that sentence for a member who has closed the account themselves.
const ClosedInSpace = "La demande a été faite dans Mon espace privé, avec votre mot de passe."

// SuspendedSince says since when, and by whom, an access has been suspended.
func SuspendedSince(when, by string) string {
	return "L'accès est suspendu " + when + " par " + by + " : cet adhérent n'entre pas, et rien ne lui est envoyé."
}

// ClosedHere says when, by whom and why an account was closed.
func ClosedHere(when, by, cause string) string {
	return "Espace privé fermé " + when + " par " + by + " : " + cause + ". Pour l'adhérent il n'existe plus."
}

// ReopensUntil says until when a closed account can be reopened.
func ReopensUntil(until string) string {
	return "Il peut être rouvert jusqu'" + until + ". Ensuite son mot de passe et ses coordonnées sont effacés."
}

// ClosedElsewhere names the account that is kept, or one that was closed for it.
func ClosedElsewhere(name, identifier string) string { return name + ", " + identifier }

// OfFormerAccount marks an event of an account that was closed as a duplicate.
func OfFormerAccount(what string) string { return what + " (compte fermé en double)" }
