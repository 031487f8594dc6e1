package texts

import "fmt"

// The states of an import.
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

// Refusals and messages on the pages of imports.
const (
	ImportDecided     = "Rien de plus n'a été fait : cet import n'attendait plus de décision."
	ImportRejectsGone = "Les lignes refusées ne sont plus gardées. Envoyez le fichier de nouveau pour les retrouver : ce qui est chargé ne change pas."
	ImportChooseLines = "Choisissez ce qui doit être chargé."
	ImportAgree       = "Ce fichier efface beaucoup, change beaucoup de personnes ou ferme beaucoup d'espaces privés. Regardez les lignes ci-dessous, puis cochez la case, ou abandonnez ce fichier."
	ImportBusy        = "Un autre fichier est en cours d'import : un seul à la fois. Attendez qu'il soit fini, ou abandonnez-le."
	ImportCutShort    = "Le fichier n'est pas arrivé en entier. Recommencez."
	ImportDiskFull    = "Le disque du service n'a plus assez de place pour ce fichier. Prévenez qui s'occupe du service."
	ImportChooseKind  = "Dites ce que contient le fichier."
	ImportChooseFile  = "Choisissez un fichier."
	ImportUnreadable  = "Le service n'a pas pu lire ou charger le fichier. Réessayez, puis prévenez qui s'occupe du service."
)

// ImportTooLarge says that a file exceeds the maximum size in gigabytes.
func ImportTooLarge(gigabytes int) string {
	return fmt.Sprintf("Ce fichier est trop gros : %d Go au plus. Coupez-le en plusieurs, chacun avec sa ligne de titres.", gigabytes)
}

// ImportStateUndone says in a list that an import was undone.
const ImportStateUndone = "remis comme avant"

// Why an import cannot be undone.
const (
	ImportElsewhere    = "Un autre fichier est en cours de chargement ou de retrait : un seul à la fois. Réessayez quand il sera fini."
	ImportLeaving      = "Remis comme avant. Le service finit de retirer ce que le fichier avait écrit."
	ImportUndoNothing  = "Cet import n'a rien changé : il n'y a rien à remettre comme avant."
	ImportUndoneBefore = "Cet import est déjà remis comme avant."
	ImportUndoLate     = "Plus de 24 heures ont passé : ce qui était là avant n'est plus gardé. Chargez un fichier corrigé."
)

// ImportUndoNewer names the later import that must be undone first.
func ImportUndoNewer(number int64) string {
	return fmt.Sprintf("L'import %d a été chargé depuis : remettez-le d'abord comme avant.", number)
}

// ImportUndone counts the members restored, the members deleted, and the values kept because they were changed since.
func ImportUndone(restored, removed, kept int) string {
	said := "Remis comme avant : " + Counted(restored, "adhérent rétabli", "adhérents rétablis") + ", " + Counted(removed, "retiré", "retirés") + "."
	if kept > 0 {
		said += " " + Counted(kept, "autre reste, car quelqu'un l'a changé ici depuis.", "autres restent, car quelqu'un les a changés ici depuis.")
	}
	return said
}

// ImportUndonePayments counts the payments deleted.
func ImportUndonePayments(removed int) string {
	return "Remis comme avant : " + Counted(removed, "paiement retiré", "paiements retirés") + "."
}
