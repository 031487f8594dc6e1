package texts

// Messages to agents about values in the back office's files that could not be read.
const (
	LeftOutTask      = "Valeurs laissées de côté par les fichiers : à regarder"
	DifferencesTask  = "Différences avec le fichier : à régler"
	LeftOutDismissed = "La valeur est écartée : elle ne reviendra que si le fichier dit autre chose."
)

// AccountClosed says since which day an account has been closed: « 3 novembre 2026 ».
func AccountClosed(day string) string {
	return "Espace privé fermé depuis le " + day + ", d'après le fichier du système de gestion : pour l'adhérent il n'existe plus."
}

// AccountCloses says on which day an account will be closed.
func AccountCloses(day string) string {
	return " L'espace privé se ferme le " + day + ", d'après le fichier."
}

// StateClosed marks a closed account in a list.
const StateClosed = "espace privé fermé"

// ClosedForActs refuses an act on a closed account.
const ClosedForActs = "Cet espace privé est fermé : plus rien ne peut y être fait. Sa fiche dit pourquoi, et s'il peut être rouvert."

// NextClosed says what to do for a member whose account is closed.
const NextClosed = "Si c'est une erreur, faites changer la date de fin dans le système de gestion : le prochain fichier rouvre l'espace."
