package main

import (
	"slices"
	"strings"

	"sesame/courier"
	"sesame/courier/webhook"
	"sesame/files"
	"sesame/logging"
)

// setting is one setting of the operator: an environment variable and a flag.
type setting struct {
	name     string // of the variable, like SESAME_SMTP_URL
	former   string // name in an earlier version, still accepted; "" for none
	fallback string // default, in the setting's own syntax
	required bool   // serve does not start without it
	demo     string // value in the demonstration, which serve refuses
	prose    bool   // text for people: typographic characters are allowed
	secret   bool   // may come from a file, named by NAME_FILE; never shown
	path     bool   // path of a file or folder
	help     string
	set      func(*config, string) error // parses the value; the error is a sentence without the value of a secret
}

// flagName returns the name of the flag: smtp-url for SESAME_SMTP_URL.
func (s setting) flagName() string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(s.name, "SESAME_")), "_", "-")
}

// variableOf is the inverse of flagName: SESAME_SMTP_URL for smtp-url.
func variableOf(flagName string) string {
	return "SESAME_" + strings.ToUpper(strings.ReplaceAll(flagName, "-", "_"))
}

// demoMarks are parts of the demonstration's values, in lower case without spaces: its words, its host name, and
// telephone numbers that are never assigned.
var demoMarks = []string{"démonstration", "placedel'exemple", "caisse.example", "019900"}

// isDemo says whether a value comes from the demonstration, whatever its case, spaces and apostrophes.
func (s setting) isDemo(v string) bool {
	bare := strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(v, "’", "'")), ""))
	return s.demo != "" && slices.ContainsFunc(demoMarks, func(mark string) bool { return strings.Contains(bare, mark) })
}

// settings is the whole configuration. The parser, `sesame serve --help` and docs/configuration.md are made from it.
var settings = slices.Concat([]setting{
	{name: "SESAME_LISTEN", fallback: ":8080", help: "Adresse où le service écoute.",
		set: func(c *config, v string) error { return setAddress(&c.Listen, v) }},
	{name: "SESAME_HTTP_LISTEN", help: "Adresse où répondre sans chiffrement à qui tape le nom sans https://, comme :80 : mène à la même page de SESAME_BASE_URL, et répond au serveur ACME. Rien derrière un mandataire.",
		set: func(c *config, v string) error { return setOptionalAddress(&c.HTTPListen, v) }},
	{name: "SESAME_BASE_URL", required: true, help: "Adresse du service pour les adhérents, comme https://espace.example ; http:// pour localhost seulement.",
		set: setBaseURL},
	{name: "SESAME_DB", path: true, fallback: "sesame.db", help: "Fichier de la base.",
		set: func(c *config, v string) error { c.DB = v; return nil }},
	{name: "SESAME_KEY_FILE", path: true, help: "Fichier de la clé, créé au premier démarrage ; à côté de la base si rien n'est dit.",
		set: func(c *config, v string) error { c.KeyFile = v; return nil }},
	{name: "SESAME_BACKUP_DIR", path: true, help: "Dossier des copies de chaque jour, faites et vérifiées par le service ou par « sesame backup », comme /var/backups/sesame ; sans lui, aucune ne se fait toute seule.",
		set: func(c *config, v string) error { c.BackupDir = v; return nil }},
	{name: "SESAME_BACKUP_KEEP", fallback: "7d 4w 12m", help: "Copies gardées dans SESAME_BACKUP_DIR : la dernière de chaque jour (d), semaine (w) et mois (m) où il y en a une.",
		set: func(c *config, v string) (err error) { c.BackupKeep, err = files.ParseKeep(v); return err }},
	{name: "SESAME_REPLICA_SOCKET", path: true, help: "Prise de commande (socket) de Litestream, qui copie la base sur une seconde machine, comme /run/sesame-litestream/litestream.sock ; sans elle, aucune copie n'est surveillée.",
		set: func(c *config, v string) error { c.ReplicaSocket = v; return nil }},
	{name: "SESAME_ACME_DOMAINS", help: "Noms pour lesquels obtenir un certificat par ACME, séparés par des virgules ; rien derrière un mandataire.",
		set: setDomains},
	{name: "SESAME_ACME_DIRECTORY", fallback: "https://acme-v02.api.letsencrypt.org/directory", help: "Annuaire du serveur ACME.",
		set: func(c *config, v string) error { return setURL(&c.ACMEDirectory, v, "https") }},
	{name: "SESAME_ACME_EMAIL", help: "Adresse e-mail donnée au serveur ACME.",
		set: func(c *config, v string) error { return setEmail(&c.ACMEEmail, v) }},
	{name: "SESAME_TLS_CERT", path: true, help: "Fichier du certificat (PEM), si le service chiffre lui-même.",
		set: func(c *config, v string) error { c.TLSCert = v; return nil }},
	{name: "SESAME_TLS_KEY", path: true, help: "Fichier de la clé du certificat (PEM).",
		set: func(c *config, v string) error { c.TLSKey = v; return nil }},
	{name: "SESAME_TRUSTED_PROXIES", help: "Réseaux des mandataires dont l'en-tête X-Forwarded-For est cru, comme 10.0.0.0/8, séparés par des virgules.",
		set: func(c *config, v string) error { return setNetworks(&c.TrustedProxies, v) }},
	{name: "SESAME_EXEMPT_SITES", fallback: "127.0.0.0/8,::1/128", help: "Réseaux que beaucoup d'adhérents partagent, comme un point France services : pas de limite par adresse. Par défaut cet ordinateur, d'où tous semblent venir derrière un mandataire non déclaré.",
		set: func(c *config, v string) error { return setNetworks(&c.ExemptSites, v) }},
	{name: "SESAME_AGENT_LISTEN", help: "Adresse où écoute l'espace des agents, comme 127.0.0.1:8081 ; sans elle il est à /agent, à l'adresse du service.",
		set: func(c *config, v string) error { return setOptionalAddress(&c.AgentListen, v) }},
	{name: "SESAME_AGENT_URL", help: "Adresse de l'espace des agents telle qu'ils la tapent, comme https://agents.caisse.example, quand il a une adresse d'écoute à lui ; les clés d'accès y sont liées. Sans elle : localhost et le port d'écoute.",
		set: setAgentURL},
	{name: "SESAME_METRICS_LISTEN", fallback: "127.0.0.1:9090", help: "Adresse de /metrics, /healthz et /readyz.",
		set: func(c *config, v string) error { return setAddress(&c.MetricsListen, v) }},
	{name: "SESAME_LOG", fallback: "text:info", help: "Forme du journal, text ou json, et le niveau à partir duquel on y écrit : debug, info, warn ou error. Une ligne par requête est de niveau info : text:warn les retire.",
		set: func(c *config, v string) (err error) { c.Log, err = logging.ParseForm(v); return err }},
	{name: "SESAME_SMTP_URL", required: true, secret: true, help: "Relais des e-mails, comme smtp://utilisateur:motdepasse@relais:587?tls=starttls (starttls, implicit ou none) ; helo= donne un autre nom que celui de SESAME_BASE_URL.",
		set: func(c *config, v string) error { c.SMTPURL = v; return courier.CheckRelay(v) }},
	{name: "SESAME_SMTP_FROM", required: true, prose: true, help: "Expéditeur des e-mails, comme Mon espace privé <ne-pas-repondre@example>.",
		set: func(c *config, v string) error { c.SMTPFrom = v; return courier.CheckSender(v) }},
	{name: "SESAME_SMS_URL", fallback: "off:", secret: true, help: "Passerelle des SMS, comme json+https://passerelle/chemin?token=… ou kannel+http://…, avec ok= ou echec= sur sa réponse ; off: n'en propose pas.",
		set: func(c *config, v string) error { c.SMSURL = v; return courier.CheckGateway(v) }},
	{name: "SESAME_SMS_SENDER", fallback: "MSA", help: "Expéditeur des SMS : 11 lettres et chiffres au plus, ou un numéro.",
		set: func(c *config, v string) error { c.SMSSender = v; return courier.CheckSMSSender(v) }},
	{name: "SESAME_SMS_COST", fallback: "0", help: "Prix d'un SMS en centimes d'euro, comme 4,5, pour les statistiques ; 0 ne montre pas de coût.",
		set: setCost},
	{name: "SESAME_FC_ISSUER", help: "Adresse de FranceConnect, comme https://app.franceconnect.gouv.fr/api/v2 ; sans elle FranceConnect n'est pas proposé.",
		set: func(c *config, v string) error { return setFranceConnect(c, v) }},
	{name: "SESAME_FC_CLIENT_ID", help: "Identifiant que FranceConnect a donné à la caisse (client_id).",
		set: func(c *config, v string) error { c.FranceConnect.ClientID = v; return nil }},
	{name: "SESAME_FC_CLIENT_SECRET", secret: true, help: "Secret que FranceConnect a donné à la caisse (client_secret).",
		set: func(c *config, v string) error { c.FranceConnect.ClientSecret = v; return nil }},
	{name: "SESAME_EVENTS_URL", secret: true, help: "Adresse qui reçoit les événements, signés à la manière de Standard Webhooks, comme json+https://portail.example/evenements?secret=whsec_… ; avec identifiants=1 ils portent l'identifiant de l'adhérent. Sans elle aucun événement ne part.",
		set: func(c *config, v string) (err error) { c.Events, err = webhook.NewEventAddress(v); return err }},
	{name: "SESAME_CA_FILE", path: true, help: "Fichier (PEM) d'autorités de certification de plus que celles de cet ordinateur, pour le relais, la passerelle, FranceConnect, l'annuaire des agents et les services qui s'ouvrent par une connexion ici.",
		set: setAuthorities},
	{name: "SESAME_WORDS_FILE", path: true, help: "Fichier de mots du pays, un par ligne ou séparés comme dans un CSV, que la jauge des mots de passe prend pour courants : villages, coopératives, fêtes. Lu au démarrage.",
		set: setWords},
	{name: "SESAME_CAISSE_NAME", required: true, prose: true, demo: "MSA de démonstration", help: "Nom de la caisse, comme MSA Poitou.",
		set: func(c *config, v string) error { return setText(&c.Caisse.Name, v) }},
	{name: "SESAME_CAISSE_PHONE", required: true, prose: true, demo: "01 99 00 12 34", help: "Téléphone de la caisse, comme on le lit : 05 49 00 00 00.",
		set: setPhone},
	{name: "SESAME_CAISSE_HOURS", required: true, prose: true, demo: "du lundi au vendredi, de 9 h à 16 h 30", help: "Horaires de la caisse, comme du lundi au vendredi, de 9 h à 16 h 30.",
		set: func(c *config, v string) error { return setText(&c.Caisse.Hours, v) }},
	{name: "SESAME_CAISSE_ADDRESS", required: true, prose: true, demo: "1 place de l'Exemple, 86000 Poitiers", help: "Adresse postale de la caisse, sur une ligne.",
		set: func(c *config, v string) error { return setText(&c.Caisse.Address, v) }},
	{name: "SESAME_CAISSE_SITE", required: true, demo: "https://www.caisse.example", help: "Site de la caisse, comme https://www.msa-poitou.fr.",
		set: func(c *config, v string) error { return setURL(&c.Caisse.Site, v, "https", "http") }},
	{name: "SESAME_CAISSE_CONTACT_EMAIL", required: true, demo: "contact@caisse.example", help: "Boîte qui reçoit le formulaire de contact.",
		set: func(c *config, v string) error { return setEmail(&c.Caisse.ContactEmail, v) }},
	{name: "SESAME_CAISSE_COLOR", fallback: "#1b5e3a", help: "Couleur de la caisse ; assombrie si le blanc ne s'y lit pas.",
		set: setColor},
	{name: "SESAME_TIERS_DIGITS", help: "Longueurs des numéros, tout en chiffres, que la caisse donne à des tiers, comme 7 ou 7,8. Les autres suites de chiffres que personne ne peut avoir pour identifiant sont signalées avant de compter ; l'adhérent peut passer outre.",
		set: setTiersDigits},
	{name: "SESAME_INSCRIPTION_URL", help: "Page d'inscription de la caisse ; la page du service si rien n'est dit.",
		set: func(c *config, v string) error { return setURL(&c.InscriptionURL, v, "https", "http") }},
	{name: "SESAME_PORTAL_URL", help: "Adresse du portail de la caisse, comme https://portail.example/, où mène une connexion qui ne venait de nulle part ; sans elle, la page « Mon espace privé » du service.",
		set: setPortalURL},
}, directorySettings, legalSettings, limitSettings)
