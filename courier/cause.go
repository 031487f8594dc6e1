package courier

import (
	"strings"

	"sesame/courier/transport"
)

// Explain describes in French a failure that has just occurred, with the remedy. It can also describe a certificate
// error.
func Explain(err error) string {
	f := failureOf(err)
	whose, setting := "du serveur de messagerie", "SESAME_SMTP_URL"
	if strings.HasPrefix(f.Class, "sms-") {
		whose, setting = "de la passerelle", "SESAME_SMS_URL"
	}
	if says := transport.Certificate(f.cause, whose, setting); says != "" {
		return says
	}
	return cause(f.Class)
}

// Reason describes a failure class in French: « le serveur de messagerie refuse notre expéditeur (553 5.7.1) ». It is
// empty for a class that does not concern a relay or gateway.
func Reason(class string) string {
	reason, _ := reasonAndMend(class)
	return reason
}

// Mend returns the remedy for a failure class, in French, for the operator.
func Mend(class string) string {
	_, mend := reasonAndMend(class)
	return mend
}

// cause joins Reason and Mend.
func cause(class string) string {
	reason, mend := reasonAndMend(class)
	if reason == "" {
		return ""
	}
	return reason + " : " + mend
}

func reasonAndMend(class string) (reason, mend string) {
	word, code, _ := strings.Cut(class, " ")
	reason, mend, _ = strings.Cut(causes[word], " : ")
	if reason != "" && code != "" {
		reason += " (" + code + ")"
	}
	return reason, mend
}

// causes maps each class to a reason and a remedy.
var causes = map[string]string{ //nolint:gosec // G101: words about passwords, none of them one
	"smtp-nom":                      "le nom du serveur de messagerie ne se trouve pas : vérifiez l'hôte de SESAME_SMTP_URL et le DNS",
	"smtp-connexion":                "le serveur de messagerie ne répond pas : vérifiez l'hôte et le port de SESAME_SMTP_URL, et le pare-feu",
	"smtp-delai":                    "le serveur de messagerie n'a pas répondu à temps : vérifiez l'hôte et le port de SESAME_SMTP_URL, et le pare-feu",
	"smtp-muet":                     "le serveur de messagerie accepte la connexion et ne dit rien : si ce port chiffre d'emblée, comme 465, mettez « tls=implicit » dans SESAME_SMTP_URL ; sinon voyez son journal",
	"smtp-sans-reponse":             "le serveur de messagerie reçoit le message et ne répond pas ensuite : voyez son journal, et ce qui y examine les messages (antispam, antivirus) ; un message peut arriver plusieurs fois",
	"smtp-tls-clair":                "le serveur de messagerie parle en clair sur ce port : mettez « tls=starttls » dans SESAME_SMTP_URL, ou le port qui chiffre d'emblée",
	"smtp-anonyme":                  "le serveur de messagerie ne transmet que pour qui s'authentifie : donnez l'utilisateur et le mot de passe dans SESAME_SMTP_URL",
	"smtp-coupure":                  "le serveur de messagerie a coupé la communication : vérifiez le port et « tls= » de SESAME_SMTP_URL, puis son journal",
	"smtp-protocole":                "ce qui répond ne parle pas comme un serveur de messagerie : vérifiez le port et « tls= » de SESAME_SMTP_URL",
	"smtp-tls":                      "la liaison chiffrée avec le serveur de messagerie n'a pas pu s'établir : vérifiez le port et « tls= » de SESAME_SMTP_URL, et son certificat",
	"smtp-tls-absent":               "le serveur de messagerie ne propose pas de liaison chiffrée (STARTTLS) : choisissez « tls=implicit » et son port, ou « tls=none » s'il est sur cet ordinateur",
	"smtp-tls-exige":                "le serveur de messagerie exige une liaison chiffrée : mettez « tls=starttls » dans SESAME_SMTP_URL",
	"smtp-accueil":                  "le serveur de messagerie ne sert pas cet ordinateur : demandez à qui le tient d'autoriser son adresse",
	"smtp-ehlo":                     "le serveur de messagerie refuse le nom que donne EHLO : mettez dans SESAME_SMTP_URL « helo= » et un nom que le DNS connaît",
	"smtp-authentification":         "le serveur de messagerie n'a pas reconnu notre compte : vérifiez l'utilisateur et le mot de passe de SESAME_SMTP_URL",
	"smtp-authentification-absente": "le serveur de messagerie ne propose aucune authentification que nous puissions employer : retirez l'utilisateur de SESAME_SMTP_URL, ou chiffrez la liaison",
	"smtp-expediteur":               "le serveur de messagerie refuse notre expéditeur : vérifiez SESAME_SMTP_FROM, et que notre compte peut écrire sous ce nom",
	"smtp-relais":                   "le serveur de messagerie refuse de transmettre nos messages : demandez à qui le tient de nous y autoriser",
	"smtp-contenu":                  "le serveur de messagerie refuse le contenu du message : demandez-en la raison à qui le tient",
	"smtp-attente":                  "le serveur de messagerie a demandé d'attendre : voyez son journal si cela dure",
	"smtp-refus":                    "le serveur de messagerie n'a pas voulu du message : voyez son journal",
	"sms-nom":                       "le nom de la passerelle ne se trouve pas : vérifiez l'hôte de SESAME_SMS_URL et le DNS",
	"sms-connexion":                 "la passerelle ne répond pas : vérifiez l'hôte et le port de SESAME_SMS_URL, et le pare-feu",
	"sms-delai":                     "la passerelle n'a pas répondu à temps : vérifiez SESAME_SMS_URL et le réseau",
	"sms-coupure":                   "la passerelle a coupé la communication : vérifiez SESAME_SMS_URL, puis le journal de la passerelle",
	"sms-protocole":                 "ce qui répond n'est pas une passerelle : vérifiez le port de SESAME_SMS_URL",
	"sms-tls":                       "la liaison chiffrée avec la passerelle n'a pas pu s'établir : vérifiez le port de SESAME_SMS_URL et le certificat de la passerelle",
	"sms-acces":                     "la passerelle n'a pas reconnu notre compte : vérifiez le jeton ou le mot de passe de SESAME_SMS_URL",
	"sms-credit":                    "la passerelle veut être payée : vérifiez le crédit de la caisse chez elle",
	"sms-adresse":                   "la passerelle n'est pas à l'adresse configurée : vérifiez le chemin de SESAME_SMS_URL",
	"sms-page":                      "ce qui répond est une page et non la passerelle : vérifiez l'adresse de SESAME_SMS_URL, et le mandataire par lequel sort cet ordinateur",
	"sms-attente":                   "la passerelle a demandé d'attendre : voyez chez elle si cela dure",
	"sms-reponse":                   "la passerelle a répondu que rien n'est parti : voyez chez elle le crédit et l'expéditeur",
	"sms-refus":                     "la passerelle n'a pas voulu de ce numéro ou de ce message : vérifiez SESAME_SMS_SENDER et le chemin de SESAME_SMS_URL",
	"inconnue":                      "la panne est inconnue : voyez le journal du service",
}
