package texts

// What « Mot de passe oublié » and « S'inscrire » say, beside what is wrong with a field.
const (
	JourneyExpired  = "Votre demande est restée trop longtemps sans suite. Vous pouvez la recommencer ici."
	ChooseChannel   = "Choisissez comment recevoir votre mot de passe temporaire."
	ChooseQuestion  = "Choisissez l'information que vous allez nous donner."
	AmountUnread    = "Ce montant n'est pas lisible. Saisissez-le en euros et centimes, par exemple 1 234,56."
	AmountOfNothing = "Le montant doit être supérieur à zéro. Saisissez-le en euros et centimes, par exemple 1 234,56."
)

// TooManyRequests is said to who has asked for too many identifiers from one line.
func TooManyRequests(from, phone string) string {
	return "Trop de demandes sont venues de votre connexion à internet. Vous pourrez réessayer " + from + ", ou appeler votre caisse au " + phone + "."
}
