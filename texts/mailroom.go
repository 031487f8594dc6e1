package texts

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The mail that tests, while others wait, whether the relay answers again. It goes to the sender's own address.
const (
	ProbeSubject = "Essai du serveur de messagerie"
	ProbeText    = "Le service vérifie que le serveur de messagerie répond de nouveau. Il n'y a rien à faire de ce message."
)

// Outages of messages, as parts of a sentence for the lines of a report. Sentence turns one into a whole sentence.

// EmailsStuck says that no e-mail is being sent, since when (after « depuis »), how many wait, and why.
func EmailsStuck(since string, waiting int, reason string) string {
	return "les e-mails ne partent pas depuis " + since + ", " + waits(waiting) + " : " + reason
}

// SMSStuck is EmailsStuck for SMS.
func SMSStuck(since string, waiting int, reason string) string {
	return "les SMS ne partent pas depuis " + since + ", " + waits(waiting) + " : " + reason
}

// ProviderRefuses says that a mailbox provider, « La Poste » or a domain, accepts none of our messages.
func ProviderRefuses(provider, since string, waiting int) string {
	whose := "de " + provider
	switch {
	case strings.Contains(provider, "."):
		whose = "du domaine " + provider
	case provider != "" && strings.Contains("AEIOUH", provider[:1]):
		whose = "d'" + provider
	}
	return "la boîte " + whose + " refuse nos messages depuis " + since + ", " + waits(waiting)
}

// EmailsLate tells all visitors that e-mails are delayed, since when (after « depuis »).
func EmailsLate(since string) string {
	return "Les e-mails partent avec retard depuis " + since + " : le vôtre partira dès que possible."
}

// SMSLate is EmailsLate for SMS.
func SMSLate(since string) string {
	return "Les SMS partent avec retard depuis " + since + " : le vôtre partira dès que possible."
}

// ProvidersLate tells all visitors which large mailbox providers refuse our e-mails, as « La Poste et Orange ».
func ProvidersLate(providers []string) string {
	boxes := providers[0]
	if last := len(providers) - 1; last > 0 {
		boxes = strings.Join(providers[:last], ", ") + " et " + providers[last]
	}
	return "Les boîtes " + boxes + " reçoivent nos e-mails avec retard en ce moment."
}

// WayStuck warns an agent who chooses a channel; provider is empty if the whole channel is out of order.
func WayStuck(sms bool, provider, since string) string {
	what := "L'e-mail est en panne"
	switch {
	case sms:
		what = "Le SMS est en panne"
	case provider != "":
		what = "Cette boîte refuse nos messages"
	}
	return what + " depuis " + since + " : choisissez une autre voie, ou le message attendra."
}

func waits(n int) string {
	switch n {
	case 0:
		return "aucun n'attend"
	case 1:
		return "un seul attend"
	}
	return fmt.Sprintf("%d attendent", n)
}

// Sentence gives a part of a sentence a capital and a full stop. An empty text stays empty.
func Sentence(piece string) string {
	if piece == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(piece)
	return string(unicode.ToUpper(first)) + piece[size:] + "."
}
