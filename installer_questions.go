package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"sesame/courier"
	"sesame/files"
)

// question is a question of the installer. Most are about one setting, whose own parser checks the answer.
type question struct {
	setting string
	asks    string
	due     func(*installation) bool           // whether to ask; nil: always
	offers  func(*installation) string         // default if the file has no value; nil: the setting's default
	check   func(*config) error                // in addition to the setting's own parser
	choose  func(*installation, string) error  // applies the answer of a question about several settings
	chosen  func(*installation) (offer string) // the answer that the current settings amount to

	explains string // help of a question about several settings
}

// questions are asked in this order.
var questions = slices.Concat(serviceQuestions, directoryQuestions)

// serviceQuestions are about the caisse, the address of the service, its messages and its database.
var serviceQuestions = []question{
	{setting: "SESAME_BASE_URL", asks: "Adresse du service, comme les adhérents la tapent (https://espace.caisse.fr)"},
	{setting: "SESAME_CAISSE_NAME", asks: "Nom de la caisse"},
	{setting: "SESAME_CAISSE_PHONE", asks: "Téléphone de la caisse, comme on le lit"},
	{setting: "SESAME_CAISSE_HOURS", asks: "Horaires du téléphone (du lundi au vendredi, de 9 h à 16 h 30)"},
	{setting: "SESAME_CAISSE_ADDRESS", asks: "Adresse postale de la caisse, sur une ligne"},
	{setting: "SESAME_CAISSE_SITE", asks: "Site de la caisse (https://www.caisse.fr)"},
	{setting: "SESAME_CAISSE_CONTACT_EMAIL", asks: "Boîte qui reçoit le formulaire de contact"},
	{asks: "Qui chiffre ? 1 un mandataire (nginx, Caddy, Apache…), 2 Sésame, avec un certificat obtenu par ACME, 3 Sésame, avec un certificat donné",
		due: encrypts, choose: chooseEncryption, chosen: encryption,
		explains: "Derrière un mandataire, Sésame n'écoute que sur cet ordinateur. Sinon il écoute sur les ports 443 et 80, pour ACME comme pour un certificat donné."},
	{setting: "SESAME_TRUSTED_PROXIES", asks: "Adresse du mandataire ; 127.0.0.1 s'il est sur cet ordinateur",
		due:    func(i *installation) bool { return encrypts(i) && encryption(i) == byProxy },
		offers: func(*installation) string { return "127.0.0.1" },
		check: func(c *config) error {
			if len(c.TrustedProxies) == 0 {
				return errors.New("sans elle, tous les adhérents sembleraient venir du même endroit, et les limites par adresse ne retiendraient personne")
			}
			return nil
		}},
	{setting: "SESAME_TLS_CERT", asks: "Fichier du certificat, au format PEM", due: givenCertificate, check: func(c *config) error { return readable(c.TLSCert) }},
	{setting: "SESAME_TLS_KEY", asks: "Fichier de la clé du certificat, au format PEM", due: givenCertificate, check: func(c *config) error { return readable(c.TLSKey) }},
	{setting: "SESAME_SMTP_URL", asks: "Relais des e-mails (smtp://utilisateur:motdepasse@relais.caisse.fr:587?tls=starttls)"},
	{setting: "SESAME_SMTP_FROM", asks: "Expéditeur des e-mails (Mon espace privé <ne-pas-repondre@caisse.fr>)"},
	{setting: "SESAME_SMS_URL", asks: "Passerelle des SMS (json+https://passerelle/chemin?token=…) ; off: n'envoie pas de SMS",
		check: func(c *config) error {
			if c.SMSURL == noSMS {
				return nil
			}
			return courier.CheckSMS(c.Caisse)
		}},
	{setting: "SESAME_SMS_SENDER", asks: "Expéditeur des SMS, 11 lettres et chiffres au plus",
		due: func(i *installation) bool { v := i.values["SESAME_SMS_URL"]; return v != "" && v != noSMS }},
	{setting: "SESAME_DB", asks: "Fichier de la base ; la clé se met à côté", offers: func(*installation) string { return packaged["SESAME_DB"] },
		check: func(c *config) error {
			if folder := filepath.Dir(c.DB); !isFolder(folder) {
				return fmt.Errorf("le dossier %s n'existe pas", folder)
			}
			return nil
		}},
}

// noSMS is the value of SESAME_SMS_URL for « no SMS ».
const noSMS = "off:"

// Answers to the question about who encrypts.
const (
	byProxy = "1"
	byACME  = "2"
	byFile  = "3"
)

// encrypts says whether anything terminates TLS: an address of this computer alone needs no certificate.
func encrypts(i *installation) bool {
	return strings.HasPrefix(i.values["SESAME_BASE_URL"], "https://")
}

func givenCertificate(i *installation) bool { return encrypts(i) && encryption(i) == byFile }

// encryption returns the answer that the current settings amount to.
func encryption(i *installation) string {
	switch {
	case i.values["SESAME_ACME_DOMAINS"] != "":
		return byACME
	case i.file || i.values["SESAME_TLS_CERT"] != "":
		return byFile
	}
	return byProxy
}

// chooseEncryption sets the settings that go with the choice, and removes those of the other choices.
func chooseEncryption(i *installation, answer string) error {
	own := map[string]string{"SESAME_LISTEN": ":443", "SESAME_HTTP_LISTEN": ":80"}
	var forgotten []string
	switch answer {
	case byProxy:
		own = map[string]string{"SESAME_LISTEN": packaged["SESAME_LISTEN"]}
		forgotten = []string{"SESAME_HTTP_LISTEN", "SESAME_ACME_DOMAINS", "SESAME_ACME_DIRECTORY", "SESAME_ACME_EMAIL", "SESAME_TLS_CERT", "SESAME_TLS_KEY"}
	case byACME:
		c, _ := i.config()
		own["SESAME_ACME_DOMAINS"] = c.BaseURL.Hostname()
		forgotten = []string{"SESAME_TLS_CERT", "SESAME_TLS_KEY", "SESAME_TRUSTED_PROXIES"}
	case byFile:
		forgotten = []string{"SESAME_ACME_DOMAINS", "SESAME_ACME_DIRECTORY", "SESAME_ACME_EMAIL", "SESAME_TRUSTED_PROXIES"}
	default:
		return errors.New("répondez 1, 2 ou 3")
	}
	changed := answer != encryption(i)
	i.file = answer == byFile
	for _, name := range forgotten {
		delete(i.values, name)
	}
	for name, v := range own {
		if changed || i.values[name] == "" {
			i.values[name] = v
		}
	}
	return nil
}

func readable(path string) error {
	if path == "" {
		return errors.New("donnez un fichier")
	}
	if _, err := files.ReadRegular(path); err != nil {
		return errors.New(files.Reason(err))
	}
	return nil
}

func (q question) of() setting { return byName(settings)[q.setting] }

// proposed returns the answer that Enter stands for.
func (q question) proposed(i *installation) string {
	if q.chosen != nil {
		return q.chosen(i)
	}
	if v, given := i.values[q.setting]; given {
		return v
	}
	if q.offers != nil {
		return q.offers(i)
	}
	return q.of().fallback
}

func (q question) shown(v string) string { return q.of().shown(v) }

func (q question) help() string {
	if q.choose != nil {
		return q.explains
	}
	return q.setting + " : " + q.of().help
}

var errAnswerMissing = errors.New("cette réponse est exigée")

// take keeps a valid answer, and restores the previous one otherwise.
func (q question) take(i *installation, answer string) error {
	if q.choose != nil {
		return q.choose(i, answer)
	}
	s := q.of()
	if answer == "" && s.required {
		return errAnswerMissing
	}
	former, given := i.values[s.name]
	i.values[s.name] = answer
	err := q.fits(i, s, answer)
	if err == nil {
		return nil
	}
	if i.values[s.name] = former; !given {
		delete(i.values, s.name)
	}
	return err
}

func (q question) fits(i *installation, s setting, answer string) error {
	if err := s.unfit(answer); err != nil {
		return err
	}
	c, wrong := i.config()
	if err := wrong[s.name]; err != nil {
		return err
	}
	if q.check == nil {
		return nil
	}
	return q.check(c)
}
