package handlers

import (
	"context"
	"strings"

	"sesame/db"
	"sesame/views"
)

// listed is how many messages, letters and contact messages a member's page shows of each.
const listed = 15

// messageWords say a kind of message as an agent reads it.
var messageWords = map[string]string{
	db.KindCode: "code de confirmation", db.KindEmailCode: "code de vérification de l'adresse", db.KindTemporary: "mot de passe temporaire",
	db.KindLetterNotice: "annonce d'un courrier", db.KindPasswordChanged: "avis de changement du mot de passe", db.KindEmailChanged: "avis de changement de l'adresse email",
	db.KindPhoneChanged: "avis de changement de téléphone", db.KindReset: "avis de réinitialisation", db.KindCallWords: "mots à entendre au téléphone",
	db.KindCallCode: "code à dire au téléphone",
}

func (a *App) messagesOf(ctx context.Context, m *db.Member) ([]views.DeskSent, error) {
	sent, err := a.DB.MessagesOfMember(ctx, m.ID, listed)
	if err != nil {
		return nil, err
	}
	var shown []views.DeskSent
	for _, s := range sent {
		what := messageWords[s.Kind]
		if what == "" {
			what = "message"
		}
		fate, bad := a.messageFate(s)
		row := views.DeskSent{When: a.moment(s.CreatedAt), What: what + " " + channelWords[s.Channel], Fate: fate, Bad: bad}
		if s.Request != "" {
			row.What += ", demande " + s.Request
		}
		shown = append(shown, row)
	}
	return shown, nil
}

// messageFate says what became of a message, and whether that is bad news.
func (a *App) messageFate(s db.SentMessage) (fate string, bad bool) {
	switch s.State {
	case "sent":
		return "accepté par " + relayWords[s.Channel] + " " + a.moment(s.DoneAt), false
	case "refused":
		return "refusé : " + failureWords(s.Failure), true
	case "expired":
		if s.Failure != "" {
			return "jamais parti à temps : " + failureWords(s.Failure), true
		}
		return "jamais parti à temps", true
	case "waiting":
		if s.Tries > 0 {
			return plural(s.Tries, "un essai", "%d essais") + ", le suivant " + a.from(s.NextTryAt) + " : " + failureWords(s.Failure), true
		}
		return "en train de partir", false
	}
	return "", false
}

var relayWords = map[string]string{"email": "le serveur de messagerie", "sms": "l'opérateur de SMS"}

// failures say a class of failure in plain words; the first beginning that fits counts.
var failures = []struct{ class, words string }{
	{"smtp-refus 550 5.1", "cette adresse email n'existe pas"},
	{"smtp-refus 552", "la boîte aux lettres est pleine"},
	{"smtp-refus 550 5.2", "la boîte aux lettres n'accepte plus rien"},
	{"smtp-refus 550 5.7", "le serveur de l'adhérent prend le message pour un indésirable"},
	{"smtp-refus", "le serveur de messagerie l'a refusé pour de bon ; vérifiez l'adresse"},
	{"smtp-adresse", "cette adresse email n'est pas écrite correctement"},
	{"smtp-attente 452", "la boîte aux lettres est pleine"},
	{"smtp-attente", "le serveur de messagerie demande d'attendre"},
	{"smtp-delai", "le serveur de messagerie ne répond pas"},
	{"smtp-connexion", "le serveur de messagerie est injoignable"},
	{"smtp-tls", "la connexion au serveur de messagerie n'est pas sûre ; prévenez qui s'occupe du service"},
	{"smtp-authentification", "le serveur de messagerie ne reconnaît pas le service ; prévenez qui s'occupe du service"},
	{"sms-refus", "l'opérateur de SMS l'a refusé pour de bon ; vérifiez le numéro"},
	{"sms-non-configure", "le service n'envoie pas de SMS"},
	{"sms-delai", "l'opérateur de SMS ne répond pas"},
	{"sms-connexion", "l'opérateur de SMS est injoignable"},
	{"sms", "l'opérateur de SMS demande d'attendre"},
}

func failureWords(class string) string {
	for _, f := range failures {
		if strings.HasPrefix(class, f.class) {
			return f.words
		}
	}
	return "une panne du service"
}

func (a *App) lettersOf(ctx context.Context, m *db.Member) ([]views.DeskSent, error) {
	letters, err := a.DB.LettersOfMember(ctx, m.ID, listed)
	if err != nil {
		return nil, err
	}
	var shown []views.DeskSent
	for _, l := range letters {
		row := views.DeskSent{When: a.moment(l.CreatedAt), What: "mot de passe temporaire, demande " + l.Request, Fate: a.letterFate(l), Bad: l.State == db.LetterReturned}
		shown = append(shown, row)
	}
	return shown, nil
}

var returnWords = map[db.LetterReason]string{
	db.ReturnedUnknown: "destinataire inconnu à l'adresse", db.ReturnedAccess: "adresse inaccessible ou mal écrite",
	db.ReturnedRefused: "pli refusé", db.ReturnedUnclaimed: "pli avisé et non réclamé",
}

// letterFate says how far a letter has come.
func (a *App) letterFate(l db.LetterRow) string {
	switch l.State {
	case db.LetterWaiting:
		return "il attend d'être imprimé"
	case db.LetterPrinted:
		return "imprimé " + a.moment(l.DoneAt) + ", pas encore posté"
	case db.LetterPosted:
		return "posté " + a.moment(l.PostedAt)
	case db.LetterReturned:
		return "revenu " + a.moment(l.DoneAt) + " : " + returnWords[l.Reason]
	case db.LetterRenewed:
		return "remplacé par un autre courrier"
	}
	switch l.Reason {
	case db.LeftUsed:
		return "arrivé : son mot de passe a servi"
	case db.LeftSuperseded:
		return "annulé : un autre mot de passe a pris sa place"
	}
	return "périmé"
}
