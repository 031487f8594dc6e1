package texts

import "fmt"

// What is said of a confirmation code.
const (
	CodeRight          = "Votre code est bon. Appuyez sur « Valider » pour recevoir votre mot de passe temporaire."
	CodeSpent          = "Ce code ne peut plus servir. Demandez un nouveau code."
	CodeAddressChanged = "Votre adresse email a été modifiée entre-temps. Demandez un nouveau code."
)

// CodeHint says what a code looks like and how long it lives.
func CodeHint(digits, minutes int) string {
	return fmt.Sprintf("Il a %d chiffres et reste valable %d minutes.", digits, minutes)
}

// CodeShape refuses what cannot be a code; it costs no try.
func CodeShape(digits int) string {
	return fmt.Sprintf("Le code comporte %d chiffres. Recopiez-le tel qu'il est dans le message.", digits)
}

// CodeWrong says how many tries are left.
func CodeWrong(left int) string {
	switch left {
	case 0:
		return "Ce code n'est pas le bon, et il ne peut plus servir. Demandez un nouveau code."
	case 1:
		return "Ce code n'est pas le bon. Vérifiez le dernier message reçu : il vous reste un essai."
	}
	return fmt.Sprintf("Ce code n'est pas le bon. Vérifiez le dernier message reçu : il vous reste %d essais.", left)
}

// CodeResent says that another code left, at an hour such as « 20 h 25 ».
func CodeResent(hour string) string {
	return "Un nouveau code est parti à " + hour + ". Le précédent ne sert plus."
}

// CodeTooSoon says from when another code may be asked for.
func CodeTooSoon(from string) string {
	return "Un code vient de vous être envoyé. Vous pourrez en demander un nouveau " + from + "."
}

// TooManyCodes says from when a code may be tried again.
func TooManyCodes(from string) string {
	return "Trop de codes incorrects. Vous pourrez réessayer " + from + "."
}
