package texts

import "fmt"

// What is wrong with an identifier.
const (
	IdentifierKey = "La clé de votre numéro de sécurité sociale (les 2 derniers chiffres) ne correspond pas. " +
		"Vérifiez votre saisie, ou ne saisissez que les 13 premiers caractères."
	IdentifierTooLong   = "Cet identifiant est trop long. Saisissez votre numéro de sécurité sociale, votre SIRET ou le numéro que votre caisse vous a donné."
	IdentifierSigns     = "L'identifiant ne contient que des chiffres et des lettres sans accent. Vérifiez votre saisie."
	IdentifierIsNoEmail = "Votre identifiant n'est pas votre adresse email. " + identifierIs
)

// What is wrong with an identifier that a caisse may still have given to a tiers.
const (
	IdentifierMonth         = "Le mois de naissance (les 4e et 5e chiffres) n'est pas possible. Vérifiez votre numéro de sécurité sociale."
	IdentifierPlace         = "Le département de naissance (les 6e et 7e caractères) n'est pas possible. Vérifiez votre numéro de sécurité sociale."
	IdentifierFirstDigit    = "Un numéro de sécurité sociale commence par 1 ou 2. Vérifiez votre saisie."
	IdentifierSIRETWrong    = "Ce SIRET n'existe pas : l'un de ses 14 chiffres est faux. Vérifiez votre saisie."
	IdentifierFourteen      = "Vous avez saisi 14 chiffres : un SIRET en a 14, mais l'un de ceux-ci est faux. Un numéro de sécurité sociale en a 13, ou 15 avec sa clé. Vérifiez votre saisie."
	IdentifierSIRENAlone    = "Vous avez saisi 9 chiffres, comme un SIREN. Saisissez le SIRET entier : 14 chiffres."
	IdentifierIsNoPhone     = "Votre identifiant n'est pas votre numéro de téléphone. " + identifierIs
	IdentifierConfirm       = "C'est un numéro donné par ma caisse : continuer"
	IdentifierWithoutDigits = "Votre identifiant n'est pas votre nom. " + identifierIs

	identifierIs = "C'est votre numéro de sécurité sociale, votre SIRET ou le numéro que votre caisse vous a donné."
)

// IdentifierLength says how many characters an identifier has, and how many were typed.
func IdentifierLength(typed int) string {
	return fmt.Sprintf("Un numéro de sécurité sociale a 13 chiffres, ou 15 avec sa clé ; un SIRET en a 14. Vous en avez saisi %d. Vérifiez votre saisie.", typed)
}
