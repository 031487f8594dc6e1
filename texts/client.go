package texts

import (
	"fmt"
	"strings"
)

// Faults in the description of a client of the OpenID provider.
const (
	ClientRedirectMissing = "Donnez au moins une adresse de retour : c'est là que l'adhérent revient, une fois connecté."
	ClientNameSigns       = "Le nom contient un signe qui ne s'affiche pas. Tapez-le de nouveau, sans le copier."
)

// ClientNameLong says that a name exceeds the maximum length.
func ClientNameLong(most int) string {
	return fmt.Sprintf("Ce nom est trop long : %d caractères au plus.", most)
}

// ClientURLLong says that an address is too long.
func ClientURLLong(most int) string {
	return fmt.Sprintf("Cette adresse est trop longue : %d caractères au plus.", most)
}

// ClientURLSigns says that an address contains characters that addresses cannot have.
func ClientURLSigns(typed string) string {
	return "« " + typed + " » contient une espace, un accent ou une barre inverse : écrivez l'adresse telle que le navigateur l'envoie, encodée."
}

// ClientURLMalformed says that the text is not an address.
func ClientURLMalformed(typed string) string {
	return "« " + typed + " » n'est pas une adresse complète, comme https://portail.example/retour."
}

// ClientURLFragment says that an address contains a fragment.
func ClientURLFragment(typed string) string {
	return "« " + typed + " » contient un « # » : donnez l'adresse sans lui ni ce qui le suit."
}

// ClientURLUser says that an address contains a user name.
func ClientURLUser(typed string) string {
	return "« " + typed + " » contient un nom d'utilisateur devant « @ » : donnez l'adresse sans lui."
}

// ClientURLWildcard says that an address contains a wildcard.
func ClientURLWildcard(typed string) string {
	return "« " + typed + " » contient une étoile : chaque adresse est comparée en entier, donnez-les toutes."
}

// ClientURLScheme says that an address is not encrypted.
func ClientURLScheme(typed string) string {
	return "« " + typed + " » doit commencer par https:// (http:// n'est admis que pour localhost, 127.0.0.1 et [::1])."
}

// ClientScopeUnknown says that a scope is unknown, and lists the known ones.
func ClientScopeUnknown(scope string, known []string) string {
	return "La portée « " + scope + " » n'existe pas. Choisissez parmi : " + strings.Join(known, ", ") + "."
}

// ClientSignatureUnknown says that a signature algorithm is unknown, and lists the known ones.
func ClientSignatureUnknown(known []string) string {
	return "Cette signature n'existe pas. Choisissez : " + strings.Join(known, " ou ") + "."
}
