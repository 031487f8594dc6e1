package texts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// JourneyBegunAgain is shown on the form of a journey to a person who has sent a form of the one before it.
const JourneyBegunAgain = "Vous avez recommencé dans un autre onglet. Ce que vous venez d'envoyer ici n'a pas été fait."

// Messages in « Mot de passe oublié » and « S'inscrire », beside those about a field.
const (
	JourneyExpired  = "Vous avez attendu trop longtemps. Pour votre sécurité, il faut recommencer."
	JourneyMissing  = "Nous ne retrouvons pas ce que vous aviez commencé. C'est ainsi quand on ferme le navigateur, quand on efface ses cookies, ou après une longue attente. Il faut recommencer. Un code déjà reçu ne sert plus."
	JourneyEnded    = "Cette demande est arrêtée, ici ou dans un autre onglet. Vous pouvez recommencer. Un code déjà reçu ne sert plus."
	JourneyFinished = "Votre demande est finie : ce que vous aviez confirmé est enregistré. Vous pouvez en faire une autre."
	DemandFinished  = "Votre demande est finie. Si vous avez reçu un mot de passe temporaire, connectez-vous avec lui."
	ChooseChannel   = "Choisissez comment recevoir votre mot de passe temporaire."
	ChooseQuestion  = "Choisissez l'information que vous allez nous donner."
	AmountUnread    = "Ce n'est pas un montant. Écrivez-le avec les centimes, comme 1 234,56."
	AmountOfNothing = "Le montant doit être plus grand que zéro. Écrivez-le avec les centimes, comme 1 234,56."

	AmountWithoutCents = "Écrivez le montant avec les centimes : deux chiffres après la virgule, comme 1 234,56 ou 152,00."
	AmountIsSerial     = "Ce n'est pas un montant : ce numéro est trop long. Écrivez le montant avec les centimes, comme 1 234,56."
	SerialIsAmount     = "C'est un montant, non le numéro de série de votre carte Vitale. Choisissez l'information que vous donnez."
	SerialIsNIR        = "C'est un numéro de sécurité sociale. Le numéro de série de la carte Vitale est un autre numéro, plus long."
)

// JourneyUntil says until when a journey lasts, after a request for more time.
func JourneyUntil(at string) string {
	return fmt.Sprintf("Vous avez jusqu'à %s pour finir cette démarche.", at)
}

// ShowSerial formats a serial number in groups of four.
func ShowSerial(serial string) string {
	var groups []string
	for group := range slices.Chunk([]rune(serial), 4) {
		groups = append(groups, string(group))
	}
	return strings.Join(groups, " ")
}

// ShowAmount formats cents as « 1 204,00 € ».
func ShowAmount(cents int64) string {
	euros := strconv.FormatInt(cents/100, 10)
	for i := len(euros) - 3; i > 0; i -= 3 {
		euros = euros[:i] + " " + euros[i:]
	}
	return fmt.Sprintf("%s,%02d €", euros, cents%100)
}

// SerialLength says that a serial number of a carte Vitale cannot have this many characters.
func SerialLength(typed int) string {
	return fmt.Sprintf("Le numéro de série de la carte Vitale a une vingtaine de chiffres. Vous en avez écrit %d. Recopiez-le en entier.", typed)
}

// NoRoom tells strangers that the disk is almost full.
func NoRoom(phone string) string {
	return "Le service manque de place. Il ne prend plus de nouvelle demande pour le moment. Vous pouvez vous connecter si vous avez un mot de passe. Sinon, réessayez dans une heure, ou appelez votre caisse au " + phone + "."
}

// TooManyRequests says from when requests are accepted again, after too many from one network address.
func TooManyRequests(from, phone string) string {
	return "Trop de demandes sont venues de chez vous. Vous pourrez réessayer " + from + ", ou appeler votre caisse au " + phone + "."
}
