package texts

import (
	"fmt"
	"time"
)

// Messages about a confirmation code.
const (
	CodeRight          = "Votre code est bon. Appuyez sur « Valider » pour recevoir votre mot de passe temporaire."
	CodeSpent          = "Ce code ne peut plus servir. Demandez un nouveau code."
	CodeAddressChanged = "Votre adresse e-mail vient de changer. Demandez un nouveau code."
)

// CodeHint describes the length of a code and its validity.
func CodeHint(digits, minutes int) string {
	return fmt.Sprintf("Il a %d chiffres et reste valable %s.", digits, Lasting(time.Duration(minutes)*time.Minute))
}

// CodeShape refuses an entry that cannot be a code; it does not count as a try.
func CodeShape(digits int) string {
	return fmt.Sprintf("Le code a %d chiffres. Recopiez-le comme il est dans le message.", digits)
}

// CodeWrong says how many tries are left.
func CodeWrong(left int) string {
	if left == 0 {
		return "Ce code n'est pas le bon, et il ne peut plus servir. Demandez un nouveau code."
	}
	return "Ce code n'est pas le bon. Regardez le dernier message reçu : " + triesLeft(left)
}

// CodeReplaced says that the typed code was replaced by a newer one of the same demand.
func CodeReplaced(wanted string, left int) string {
	return "Ce code a été remplacé par un plus récent. " + lookFor(wanted, left)
}

// CodeOfAnother says that the typed code belongs to another demand.
func CodeOfAnother(typed, wanted string, left int) string {
	return "Ce code est celui de la demande " + typed + ". " + lookFor(wanted, left)
}

// lookFor says in which message the valid code is, or that a new one is needed.
func lookFor(wanted string, left int) string {
	if left == 0 {
		return "Vous n'avez plus d'essai. Demandez un nouveau code."
	}
	return "Cherchez le message de la demande " + wanted + " : " + triesLeft(left)
}

func triesLeft(left int) string {
	return "il vous reste " + Plural(left, "un essai", "%d essais") + "."
}

// CodeLate says that the code has expired.
func CodeLate(minutes int) string {
	return "Il est trop tard pour ce code : il était valable " + Lasting(time.Duration(minutes)*time.Minute) + ". Demandez un nouveau code."
}

// CodeResent says that another code was sent, at a time such as « 20 h 25 ».
func CodeResent(hour string) string {
	return "Un nouveau code est parti à " + hour + ". Le précédent ne sert plus."
}

// CodeTooSoon says from when another code may be requested.
func CodeTooSoon(from string) string {
	return "Un code vient de vous être envoyé. Vous pourrez en demander un nouveau " + from + "."
}

// TooManyCodes says from when a code may be tried again.
func TooManyCodes(from string) string {
	return "Trop de codes incorrects. Vous pourrez réessayer " + from + "."
}
