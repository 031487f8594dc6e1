package texts

import "fmt"

// Faults of an identifier.
const (
	IdentifierKey = "La clé de votre numéro de sécurité sociale (les 2 derniers chiffres) n'est pas la bonne. " +
		"Vérifiez le numéro, ou écrivez seulement les 13 premiers caractères."
	IdentifierTooLong   = "Cet identifiant est trop long. Écrivez votre numéro de sécurité sociale, votre SIRET ou le numéro donné par votre caisse."
	IdentifierSigns     = "L'identifiant ne contient que des chiffres et des lettres sans accent. Vérifiez ce que vous avez écrit."
	IdentifierIsNoEmail = "Votre identifiant n'est pas votre adresse e-mail. " + identifierIs
)

// Faults of an identifier that a caisse may nevertheless have given to a tiers.
const (
	IdentifierMonth          = "Le mois de naissance (les 4e et 5e chiffres) n'est pas possible. Vérifiez votre numéro de sécurité sociale."
	IdentifierPlace          = "Le département de naissance (les 6e et 7e caractères) n'est pas possible. Vérifiez votre numéro de sécurité sociale."
	IdentifierFirstDigit     = "Un numéro de sécurité sociale commence par 1 ou 2. Vérifiez ce que vous avez écrit."
	IdentifierSIRETWrong     = "Ce SIRET n'existe pas : l'un de ses 14 chiffres est faux. Vérifiez ce que vous avez écrit."
	IdentifierFourteen       = "Vous avez écrit 14 chiffres. Un SIRET en a 14, mais l'un des vôtres est faux. Un numéro de sécurité sociale en a 13, ou 15 avec sa clé. Vérifiez ce que vous avez écrit."
	IdentifierSIRENAlone     = "Vous avez écrit 9 chiffres, comme un SIREN. Écrivez le SIRET entier : 14 chiffres."
	IdentifierIsNoPhone      = "Votre identifiant n'est pas votre numéro de téléphone. " + identifierIs
	IdentifierConfirm        = "C'est un numéro donné par ma caisse : continuer"
	IdentifierWithoutDigits  = "Votre identifiant n'est pas votre nom. " + identifierIs
	IdentifierWordsAround    = "Écrivez votre numéro seul, sans mot avant ni après."
	IdentifierLetterForDigit = "Il y a une lettre dans votre numéro, à la place d'un chiffre : B ressemble à 8, S à 5, Z à 2, G à 6. Vérifiez ce que vous avez écrit."
	IdentifierIsVAT          = "C'est un numéro de TVA. Écrivez votre SIRET : 14 chiffres."
	IdentifierIsNoBirthDate  = "Votre identifiant n'est pas votre date de naissance. " + identifierIs
	IdentifierIsSerial       = "C'est le numéro de série de votre carte Vitale. Écrivez votre numéro de sécurité sociale : il est aussi sur la carte, et commence par 1 ou 2."

	identifierIs = "C'est votre numéro de sécurité sociale, votre SIRET ou le numéro donné par votre caisse."
)

// IdentifierLength says how many characters an identifier has, and how many were typed.
func IdentifierLength(typed int) string {
	return fmt.Sprintf("Un numéro de sécurité sociale a 13 chiffres, ou 15 avec sa clé. Un SIRET en a 14. Vous en avez écrit %d. Vérifiez ce que vous avez écrit.", typed)
}
