package texts

// What is wrong with an identifier.
const (
	IdentifierKey = "La clé de votre numéro de sécurité sociale (les 2 derniers chiffres) ne correspond pas. " +
		"Vérifiez votre saisie, ou ne saisissez que les 13 premiers caractères."
	IdentifierTooLong = "Cet identifiant est trop long. Saisissez votre numéro de sécurité sociale, votre SIRET ou le numéro que votre caisse vous a donné."
	IdentifierSigns   = "L'identifiant ne contient que des chiffres et des lettres sans accent. Vérifiez votre saisie."
)
