package courier

import (
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
)

// Explain is Cause for a failure that has just been met: it also knows what is wrong with a certificate.
func Explain(err error) string {
	f := failureOf(err)
	whose, setting := "du relais", "SESAME_SMTP_URL"
	if strings.HasPrefix(f.Class, "sms-") {
		whose, setting = "de la passerelle", "SESAME_SMS_URL"
	}
	var (
		unknown x509.UnknownAuthorityError
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
	)
	switch {
	case errors.As(f.cause, &unknown):
		signer := ""
		if unknown.Cert != nil {
			signer = " « " + unknown.Cert.Issuer.CommonName + " »"
		}
		return fmt.Sprintf("le certificat %s est signé par une autorité inconnue ici%s : ajoutez-la à celles de cet ordinateur", whose, signer)
	case errors.As(f.cause, &name):
		return fmt.Sprintf("le certificat %s n'est pas au nom de « %s » : écrivez dans %s le nom qu'il porte (%s)", whose, name.Host, setting,
			strings.Join(name.Certificate.DNSNames, ", "))
	case errors.As(f.cause, &invalid) && invalid.Reason == x509.Expired:
		return fmt.Sprintf("le certificat %s a expiré le %s : demandez à qui le tient de le renouveler", whose, invalid.Cert.NotAfter.Format("02/01/2006"))
	}
	return Cause(f.Class)
}

// Cause says in French, to whoever runs the service, what a class of failure means and what mends it. Empty for a class
// that says nothing of relay or gateway.
func Cause(class string) string {
	word, code, _ := strings.Cut(class, " ")
	cause := causes[word]
	if cause == "" || code == "" {
		return cause
	}
	what, mend, _ := strings.Cut(cause, " : ")
	return what + " (" + code + ") : " + mend
}

// causes are a cause and its mend each.
var causes = map[string]string{
	"smtp-nom":                      "le nom du relais ne se trouve pas : vérifiez l'hôte de SESAME_SMTP_URL et le DNS",
	"smtp-connexion":                "le relais n'accepte pas la connexion : vérifiez l'hôte et le port de SESAME_SMTP_URL, et le pare-feu",
	"smtp-delai":                    "le relais ne répond pas à temps : vérifiez l'hôte et le port de SESAME_SMTP_URL, et le pare-feu",
	"smtp-coupure":                  "le relais coupe la connexion : vérifiez le port et « tls= » de SESAME_SMTP_URL, puis le journal du relais",
	"smtp-protocole":                "ce qui répond ne parle pas comme un relais de messagerie : vérifiez le port et « tls= » de SESAME_SMTP_URL",
	"smtp-tls":                      "la liaison chiffrée avec le relais ne s'établit pas : vérifiez « tls= » et le port de SESAME_SMTP_URL, et le certificat du relais",
	"smtp-tls-absent":               "le relais ne propose pas STARTTLS : choisissez « tls=implicit » et son port, ou « tls=none » s'il est sur cet ordinateur",
	"smtp-tls-exige":                "le relais exige une liaison chiffrée : mettez « tls=starttls » dans SESAME_SMTP_URL",
	"smtp-accueil":                  "le relais ne sert pas cet ordinateur : demandez à qui le tient d'autoriser son adresse",
	"smtp-ehlo":                     "le relais refuse le nom que donne EHLO : mettez dans SESAME_SMTP_URL « helo= » et un nom que le DNS connaît",
	"smtp-authentification":         "le relais ne nous reconnaît pas : vérifiez l'utilisateur et le mot de passe de SESAME_SMTP_URL",
	"smtp-authentification-absente": "le relais ne propose aucune authentification que nous puissions employer : retirez l'utilisateur de SESAME_SMTP_URL, ou chiffrez la liaison",
	"smtp-expediteur":               "le relais refuse notre expéditeur : vérifiez SESAME_SMTP_FROM, et que ce compte peut écrire sous ce nom",
	"smtp-relais":                   "le relais refuse de transmettre nos messages : demandez à qui le tient de nous y autoriser",
	"smtp-contenu":                  "le relais refuse le contenu de nos messages : demandez-en la raison à qui le tient",
	"smtp-attente":                  "le relais remet nos messages à plus tard : voyez son journal si cela dure",
	"smtp-refus":                    "le relais refuse toutes les adresses : voyez son journal",
	"sms-nom":                       "le nom de la passerelle ne se trouve pas : vérifiez l'hôte de SESAME_SMS_URL et le DNS",
	"sms-connexion":                 "la passerelle n'accepte pas la connexion : vérifiez l'hôte et le port de SESAME_SMS_URL, et le pare-feu",
	"sms-delai":                     "la passerelle ne répond pas à temps : vérifiez SESAME_SMS_URL et le réseau",
	"sms-coupure":                   "la passerelle coupe la connexion : vérifiez SESAME_SMS_URL, puis le journal de la passerelle",
	"sms-protocole":                 "ce qui répond ne parle pas HTTP : vérifiez le port de SESAME_SMS_URL",
	"sms-tls":                       "la liaison chiffrée avec la passerelle ne s'établit pas : vérifiez le port de SESAME_SMS_URL et le certificat de la passerelle",
	"sms-acces":                     "la passerelle ne nous reconnaît pas : vérifiez le jeton ou le mot de passe de SESAME_SMS_URL",
	"sms-credit":                    "la passerelle veut être payée : vérifiez le crédit de la caisse chez elle",
	"sms-adresse":                   "la passerelle n'est pas à cette adresse : vérifiez le chemin de SESAME_SMS_URL",
	"sms-attente":                   "la passerelle remet nos messages à plus tard : voyez chez elle si cela dure",
	"sms-reponse":                   "la passerelle répond, et dit dans sa réponse que rien n'est parti : voyez chez elle le crédit et l'expéditeur",
	"sms-refus":                     "la passerelle refuse tous les numéros : vérifiez SESAME_SMS_SENDER et le chemin de SESAME_SMS_URL",
	"inconnue":                      "une panne que le programme ne connaît pas : voyez son journal",
}
