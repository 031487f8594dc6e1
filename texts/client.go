package texts

import (
	"fmt"
	"strings"
)

// What is wrong with the description of a program that is to open by a login here.
const (
	ClientRedirectMissing = "Donnez au moins une adresse de retour : c'est là que l'adhérent revient, une fois connecté."
	ClientNameSigns       = "Le nom contient un signe qui ne s'affiche pas. Tapez-le de nouveau, sans le copier."
)

// ClientNameLong says that a name is too long to be shown.
func ClientNameLong(most int) string {
	return fmt.Sprintf("Ce nom est trop long : %d caractères au plus.", most)
}

// ClientURLLong says that an address is too long.
func ClientURLLong(most int) string {
	return fmt.Sprintf("Cette adresse est trop longue : %d caractères au plus.", most)
}

// ClientURLSigns says that an address has signs that addresses do not have.
func ClientURLSigns(typed string) string {
	return "« " + typed + " » contient une espace, un accent ou une barre inverse : écrivez l'adresse telle que le navigateur l'envoie, encodée."
}

// ClientURLMalformed says that something is no address.
func ClientURLMalformed(typed string) string {
	return "« " + typed + " » n'est pas une adresse complète, comme https://portail.example/retour."
}

// ClientURLFragment says that an address has a fragment.
func ClientURLFragment(typed string) string {
	return "« " + typed + " » contient un « # » : donnez l'adresse sans lui ni ce qui le suit."
}

// ClientURLUser says that an address has a user name.
func ClientURLUser(typed string) string {
	return "« " + typed + " » contient un nom d'utilisateur devant « @ » : donnez l'adresse sans lui."
}

// ClientURLWildcard says that an address stands for many.
func ClientURLWildcard(typed string) string {
	return "« " + typed + " » contient une étoile : chaque adresse est comparée en entier, donnez-les toutes."
}

// ClientURLScheme says that an address is not encrypted.
func ClientURLScheme(typed string) string {
	return "« " + typed + " » doit commencer par https:// (http:// n'est admis que pour localhost, 127.0.0.1 et [::1])."
}

// ClientScopeUnknown says that a scope is unknown, and which ones there are.
func ClientScopeUnknown(scope string, known []string) string {
	return "La portée « " + scope + " » n'existe pas. Choisissez parmi : " + strings.Join(known, ", ") + "."
}

// ClientSignatureUnknown says which signatures there are.
func ClientSignatureUnknown(known []string) string {
	return "Cette signature n'existe pas. Choisissez : " + strings.Join(known, " ou ") + "."
}
