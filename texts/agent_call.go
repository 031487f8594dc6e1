package texts

import "fmt"

// Messages on the page of a call.
const (
	CallBegun         = "L'appel a commencé. Dites d'abord les deux mots."
	CallMessageSent   = "Le message est parti."
	CallChooseSending = "Choisissez ce qu'il faut envoyer."
	CallCodeWrong     = "Ce code n'est pas le bon. Faites-le relire, chiffre par chiffre."
	CallCodeSpent     = "Ce code ne peut plus servir. Envoyez-en un autre."
	CallUnknown       = "la caisse ne le connaît pas."
	CallNotBegun      = "commencez d'abord l'appel, ci-dessus."
	CallFresh         = "Changé depuis moins de 48 heures : preuve faible."
	CallSpelling      = "Jamais vérifié : le code montre que ce moyen est bien écrit, pas qui parle."
	CallKnown         = "Preuve forte."
	CallFormer        = "C'est là qu'il était joint avant le dernier changement. Preuve forte."
)

// CallCodeSent says when a code was sent and until when it is valid: « à 14 h 15 ».
func CallCodeSent(when, until string) string {
	return "Un code est parti " + when + ", valable jusqu'" + until + "."
}

// CallCodeShape refuses an entry that cannot be a code of a call.
func CallCodeShape(digits int) string { return fmt.Sprintf("Le code comporte %d chiffres.", digits) }

// CallTooManyCodes says from when a code may be tried again for this member.
func CallTooManyCodes(from string) string {
	return "Trop de codes faux ont été donnés pour cet adhérent. Vous pourrez réessayer " + from + "."
}

// CallTooManyMessages says from when another message may be sent.
func CallTooManyMessages(from string) string {
	return "Trop de messages sont déjà partis là. Un autre pourra partir " + from + "."
}
