package texts

import "fmt"

// Where an import stands.
const (
	ImportChecking    = "Vérification en cours. Rien n'est chargé pour l'instant."
	ImportChecked     = "Le fichier est vérifié. Rien n'est chargé pour l'instant : décidez."
	ImportLoading     = "Chargement en cours."
	ImportLoaded      = "Le fichier est chargé."
	ImportHeld        = "Rien n'a été chargé, car des lignes sont refusées. Corrigez le fichier et envoyez-le de nouveau, ou gardez les bonnes lignes."
	ImportUnasked     = "Rien n'a été chargé, car personne n'a donné son accord à ce que le fichier change. Envoyez-le de nouveau."
	ImportFailed      = "Rien n'a été chargé."
	ImportCancelled   = "Cet import a été annulé : rien n'a été changé."
	ImportInterrupted = "Cet import a été interrompu par l'arrêt du service : rien n'a été changé. Envoyez le fichier de nouveau."
	ImportDropped     = "Personne n'a décidé dans les 30 minutes : le fichier n'est plus gardé, et rien n'a été changé. Envoyez-le de nouveau."
)

// What the pages of imports refuse or report.
const (
	ImportDecided     = "Rien de plus n'a été fait : cet import n'attendait plus de décision."
	ImportRejectsGone = "Les lignes refusées ne sont plus gardées. Envoyez le fichier de nouveau pour les retrouver : ce qui est chargé ne change pas."
	ImportChooseLines = "Choisissez ce qui doit être chargé."
	ImportAgree       = "Ce fichier efface beaucoup, ou change beaucoup de personnes. Regardez les lignes ci-dessous, puis cochez la case, ou abandonnez ce fichier."
	ImportBusy        = "Un autre fichier est en cours d'import : un seul à la fois. Attendez qu'il soit fini, ou abandonnez-le."
	ImportCutShort    = "Le fichier n'est pas arrivé en entier. Recommencez."
	ImportDiskFull    = "Le disque du service n'a plus assez de place pour ce fichier. Prévenez qui s'occupe du service."
	ImportChooseKind  = "Dites ce que contient le fichier."
	ImportChooseFile  = "Choisissez un fichier."
	ImportUnreadable  = "Le service n'a pas pu lire ou charger le fichier. Réessayez, puis prévenez qui s'occupe du service."
)

// ImportTooLarge refuses a file of more gigabytes than the service takes.
func ImportTooLarge(gigabytes int) string {
	return fmt.Sprintf("Ce fichier est trop gros : %d Go au plus. Coupez-le en plusieurs, chacun avec sa ligne de titres.", gigabytes)
}
