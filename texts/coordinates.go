package texts

// Messages about e-mail addresses and telephone numbers, and on the pages of the account.
const (
	EmailMalformed = "Cette adresse e-mail n'est pas valable. Elle s'écrit comme nom@exemple.fr, sans espace."
	EmailAccented  = "Le début d'une adresse e-mail s'écrit sans accent. Vérifiez ce que vous avez écrit."
	EmailTooLong   = "Cette adresse e-mail est trop longue. Vérifiez ce que vous avez écrit."
	EmailSeveral   = "Écrivez une seule adresse e-mail. Elle s'écrit comme nom@exemple.fr."
	EmailKeep      = "Oui, c'est bien mon adresse"
	EmailYours     = "C'est déjà votre adresse e-mail, et elle est vérifiée."
	PhoneMalformed = "Ce numéro de téléphone n'est pas valable. Écrivez ses 10 chiffres, comme 06 12 34 56 78. " +
		"Pour un autre pays, commencez par son code, comme +32 470 12 34 56."
	PhoneWithoutSMS = "Ce numéro ne reçoit pas de SMS. Écrivez un numéro de portable, comme 06 12 34 56 78."
	PhoneSeveral    = "Il y a plusieurs numéros dans ce champ. Gardez-en un seul."
	PhonesSaved     = "Vos numéros ont été enregistrés."
)

// EmailKeepTheirs replaces EmailKeep where an agent types a member's address.
const EmailKeepTheirs = "Oui, c'est bien cette adresse"

// EmailMeant asks whether another address was meant.
func EmailMeant(address string) string { return "Vouliez-vous dire " + address + " ?" }

// EmailCorrect is the label of the button that accepts the address of EmailMeant.
func EmailCorrect(address string) string { return "Corriger : " + address }
