package desk

import (
	"fmt"
	"regexp"
	"strings"

	"sesame/account"
	"sesame/courier"
	"sesame/db"
	"sesame/texts"
)

// Fate describes the delivery of a message: « remis au serveur de messagerie le … », « refusé le … : l'adresse n'existe
// pas (5.1.1) », « revenu le … : la boîte est pleine (5.2.2) », « en attente depuis …, 3 essais ».
func (a *Common) Fate(m db.SentMessage) string {
	to := "remis au serveur de messagerie "
	if m.Channel == account.SMS {
		to = "remis à la passerelle SMS "
	}
	switch m.Fate {
	case db.FateBounced:
		return "revenu " + a.Moment(m.FateAt) + Because(m.FateCode)
	case db.FateDelivered:
		return "arrivé " + a.Moment(m.FateAt)
	case db.FateDelayed:
		return to + a.Moment(m.DoneAt) + ", retardé en chemin" + Because(m.FateCode)
	}
	switch m.State {
	case db.MessageWaiting:
		if !m.HeldAt.IsZero() {
			return texts.HeldWaits + " depuis " + a.Moment(m.HeldAt)
		}
		return "en attente depuis " + a.Moment(m.CreatedAt) + attempts(m) + Because(m.Failure)
	case db.MessageSent:
		return to + a.Moment(m.DoneAt)
	case db.MessageRefused:
		return "refusé " + a.Moment(m.DoneAt) + Because(m.Failure)
	case db.MessageExpired:
		if said := withdrawn[m.Failure]; said != "" {
			return said + " " + a.Moment(m.DoneAt)
		}
		return "pas parti à temps, abandonné " + a.Moment(m.DoneAt) + attempts(m) + Because(m.Failure)
	}
	return "rien n'est parti"
}

// withdrawn says why a message was withdrawn before it left.
var withdrawn = map[string]string{
	db.WithdrawnReplaced: "pas parti : un message plus récent l'a remplacé",
	db.WithdrawnClosed:   "pas parti : l'espace privé est fermé, arrêté",
	db.HeldDeclined:      texts.HeldRefused,
	db.HeldTooLong:       texts.HeldForgotten,
	db.HeldUseless:       texts.HeldUseless,
}

func attempts(m db.SentMessage) string {
	if m.Tries == 0 {
		return ""
	}
	return ", " + texts.Plural(m.Tries, "un essai", "%d essais")
}

// enhanced matches a status code of RFC 3463, alone or in a failure class.
var enhanced = regexp.MustCompile(`\b[245]\.\d{1,3}\.\d{1,3}\b`)

// Because explains a failure class or a status code: « : la boîte est pleine (5.2.2) »; empty without a failure.
func Because(failure string) string {
	if failure == "" {
		return ""
	}
	class, _, _ := strings.Cut(failure, " ")
	// A refusal of our server says nothing about the mailbox.
	if status := enhanced.FindString(failure); status != "" && (class == status || class == "smtp-refus" || class == "smtp-attente") {
		if reason := mailReason(status); reason != "" {
			return fmt.Sprintf(" : %s (%s)", reason, status)
		}
	}
	if reason := courier.Reason(failure); reason != "" {
		return " : " + reason
	}
	if reason := fateReasons[class]; reason != "" {
		return " : " + reason
	}
	return fmt.Sprintf(" (%s)", failure)
}

// mailReason is the meaning of a status code of RFC 3463 with the later entries of IANA's registry: of the complete
// code if it has its own, otherwise of its subject. Empty for an unspecific code (x.0.y).
func mailReason(status string) string {
	_, detail, _ := strings.Cut(status, ".")
	if reason := mailDetails[detail]; reason != "" {
		return reason
	}
	subject, _, _ := strings.Cut(detail, ".")
	return mailSubjects[subject]
}

var mailDetails = map[string]string{
	"1.1":  "l'adresse n'existe pas",
	"1.2":  "le domaine de l'adresse n'existe pas",
	"1.3":  "l'adresse est mal écrite",
	"1.4":  "l'adresse désigne plusieurs boîtes",
	"1.6":  "la boîte a déménagé sans laisser d'adresse",
	"1.7":  "l'adresse de la caisse est mal écrite",
	"1.8":  "le domaine de la caisse n'est pas reconnu",
	"1.10": "le domaine de l'adresse ne reçoit pas d'e-mails",
	"2.1":  "la boîte est fermée",
	"2.2":  "la boîte est pleine",
	"2.3":  "le message est trop gros pour cette boîte",
	"2.4":  "la liste de diffusion ne répond pas",
	"3.1":  "le serveur du destinataire est plein",
	"3.2":  "le serveur du destinataire ne prend pas de message en ce moment",
	"3.4":  "le message est trop gros pour le serveur du destinataire",
	"4.1":  "le serveur du destinataire ne répond pas",
	"4.2":  "la liaison avec le serveur du destinataire a été coupée",
	"4.3":  "le nom du serveur du destinataire ne se trouve pas",
	"4.4":  "aucun chemin ne mène au serveur du destinataire",
	"4.5":  "le réseau est encombré",
	"4.6":  "le message a tourné en rond",
	"4.7":  "le serveur du destinataire n'a pas répondu à temps",
	"5.3":  "trop de destinataires",
	"7.1":  "le serveur du destinataire n'accepte pas nos messages",
	"7.20": "le serveur du destinataire exige une signature DKIM",
	"7.23": "le serveur du destinataire n'accepte pas notre expéditeur (SPF)",
	"7.26": "le serveur du destinataire n'a reconnu ni signature ni expéditeur (SPF, DKIM)",
	"7.28": "le serveur du destinataire trouve nos messages trop nombreux",
}

var mailSubjects = map[string]string{
	"1": "l'adresse n'est pas acceptée",
	"2": "la boîte ne prend pas le message",
	"3": "le serveur du destinataire ne peut pas prendre le message",
	"4": "le réseau ou le chemin ne permet pas de livrer le message",
	"5": "les deux serveurs ne s'entendent pas",
	"6": "le contenu du message n'est pas accepté",
	"7": "le serveur du destinataire refuse par sécurité, ou prend le message pour indésirable",
}

// fateReasons describes failures that come from this service, and codes in a gateway's reports about SMS.
var fateReasons = map[string]string{
	"smtp-adresse":      "l'adresse est mal écrite",
	"sms-non-configure": "l'envoi de SMS n'est pas configuré",
	"sms-non-remis":     "le téléphone n'a pas reçu le message",
	"sms-rejete":        "l'opérateur a rejeté le message",
	"texte":             "le message n'a pas pu être composé",
	"base":              "la base n'a pas pu être écrite",
}
