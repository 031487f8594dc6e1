package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"sesame/account"
	"sesame/courier"
)

// settings is the whole configuration: parsing, `sesame serve --help` and docs/configuration.md come from here.
var settings = append([]setting{
	{name: "SESAME_LISTEN", fallback: ":8080", help: "Adresse où le service écoute.",
		set: func(c *config, v string) error { return setAddress(&c.Listen, v) }},
	{name: "SESAME_BASE_URL", required: true, help: "Adresse du service pour les adhérents, comme https://espace.example ; http:// pour localhost seulement.",
		set: setBaseURL},
	{name: "SESAME_DB", fallback: "sesame.db", help: "Fichier de la base.",
		set: func(c *config, v string) error { return setText(&c.DB, v) }},
	{name: "SESAME_KEY_FILE", help: "Fichier de la clé, créé au premier démarrage ; à côté de la base si rien n'est dit.",
		set: func(c *config, v string) error { c.KeyFile = v; return nil }},
	{name: "SESAME_ACME_DOMAINS", help: "Noms pour lesquels obtenir un certificat par ACME, séparés par des virgules ; rien derrière un mandataire.",
		set: setDomains},
	{name: "SESAME_ACME_DIRECTORY", fallback: "https://acme-v02.api.letsencrypt.org/directory", help: "Annuaire du serveur ACME.",
		set: func(c *config, v string) error { return setURL(&c.ACMEDirectory, v, "https") }},
	{name: "SESAME_ACME_EMAIL", help: "Adresse email donnée au serveur ACME.",
		set: func(c *config, v string) error { return setEmail(&c.ACMEEmail, v) }},
	{name: "SESAME_TLS_CERT", help: "Fichier du certificat (PEM), si le service chiffre lui-même.",
		set: func(c *config, v string) error { c.TLSCert = v; return nil }},
	{name: "SESAME_TLS_KEY", help: "Fichier de la clé du certificat (PEM).",
		set: func(c *config, v string) error { c.TLSKey = v; return nil }},
	{name: "SESAME_TRUSTED_PROXIES", help: "Réseaux des mandataires dont l'en-tête X-Forwarded-For est cru, comme 10.0.0.0/8, séparés par des virgules.",
		set: func(c *config, v string) error { return setNetworks(&c.TrustedProxies, v) }},
	{name: "SESAME_EXEMPT_SITES", fallback: "127.0.0.0/8,::1/128", help: "Réseaux que beaucoup d'adhérents partagent, comme un point France services : pas de limite par adresse. Par défaut cet ordinateur, d'où tous semblent venir derrière un mandataire non déclaré.",
		set: func(c *config, v string) error { return setNetworks(&c.ExemptSites, v) }},
	{name: "SESAME_AGENT_LISTEN", help: "Adresse où écoute l'espace des agents, comme 127.0.0.1:8081 ; sans elle il est à /agent, à l'adresse du service.",
		set: func(c *config, v string) error {
			if v == "" {
				return nil
			}
			return setAddress(&c.AgentListen, v)
		}},
	{name: "SESAME_AGENT_URL", help: "Adresse de l'espace des agents telle qu'ils la tapent, comme https://agents.caisse.example, quand il a une adresse d'écoute à lui ; les clés d'accès y sont liées. Sans elle : localhost et le port d'écoute.",
		set: setAgentURL},
	{name: "SESAME_METRICS_LISTEN", fallback: "127.0.0.1:9090", help: "Adresse de /metrics, /healthz et /readyz.",
		set: func(c *config, v string) error { return setAddress(&c.MetricsListen, v) }},
	{name: "SESAME_SMTP_URL", required: true, secret: true, help: "Relais des e-mails, comme smtp://utilisateur:motdepasse@relais:587?tls=starttls (starttls, implicit ou none) ; helo= donne un autre nom que celui de SESAME_BASE_URL.",
		set: func(c *config, v string) error { c.SMTPURL = v; return nil }},
	{name: "SESAME_SMTP_FROM", required: true, help: "Expéditeur des e-mails, comme Mon espace privé <ne-pas-repondre@example>.",
		set: func(c *config, v string) error { c.SMTPFrom = v; return nil }},
	{name: "SESAME_SMS_URL", fallback: "off:", secret: true, help: "Passerelle des SMS, comme json+https://passerelle/chemin?token=… ou kannel+http://…, avec ok= ou echec= sur sa réponse ; off: n'en propose pas.",
		set: func(c *config, v string) error { c.SMSURL = v; return nil }},
	{name: "SESAME_SMS_SENDER", fallback: "MSA", help: "Expéditeur des SMS.",
		set: func(c *config, v string) error { return setText(&c.SMSSender, v) }},
	{name: "SESAME_SMS_COST", fallback: "0", help: "Prix d'un SMS en centimes d'euro, comme 4,5, pour les statistiques ; 0 ne montre pas de coût.",
		set: setCost},
	{name: "SESAME_FC_ISSUER", help: "Adresse de FranceConnect, comme https://app.franceconnect.gouv.fr/api/v2 ; sans elle FranceConnect n'est pas proposé.",
		set: func(c *config, v string) error { c.FranceConnect.Issuer = v; return nil }},
	{name: "SESAME_FC_CLIENT_ID", help: "Identifiant que FranceConnect a donné à la caisse (client_id).",
		set: func(c *config, v string) error { c.FranceConnect.ClientID = v; return nil }},
	{name: "SESAME_FC_CLIENT_SECRET", secret: true, help: "Secret que FranceConnect a donné à la caisse (client_secret).",
		set: func(c *config, v string) error { c.FranceConnect.ClientSecret = v; return nil }},
	{name: "SESAME_CAISSE_NAME", fallback: "MSA de démonstration", help: "Nom de la caisse.",
		set: func(c *config, v string) error { return setText(&c.Caisse.Name, v) }},
	{name: "SESAME_CAISSE_PHONE", fallback: "01 99 00 12 34", help: "Téléphone de la caisse, comme on le lit.",
		set: setPhone},
	{name: "SESAME_CAISSE_HOURS", fallback: "du lundi au vendredi, de 9 h à 16 h 30", help: "Horaires de la caisse.",
		set: func(c *config, v string) error { return setText(&c.Caisse.Hours, v) }},
	{name: "SESAME_CAISSE_ADDRESS", fallback: "1 place de l'Exemple, 86000 Poitiers", help: "Adresse postale de la caisse, sur une ligne.",
		set: func(c *config, v string) error { return setText(&c.Caisse.Address, v) }},
	{name: "SESAME_CAISSE_SITE", fallback: "https://www.caisse.example", help: "Site de la caisse.",
		set: func(c *config, v string) error { return setURL(&c.Caisse.Site, v, "https", "http") }},
	{name: "SESAME_CAISSE_CONTACT_EMAIL", fallback: "contact@caisse.example", help: "Boîte qui reçoit le formulaire de contact.",
		set: func(c *config, v string) error { return setEmail(&c.Caisse.ContactEmail, v) }},
	{name: "SESAME_CAISSE_COLOR", fallback: "#1b5e3a", help: "Couleur de la caisse ; assombrie si le blanc ne s'y lit pas.",
		set: setColor},
	{name: "SESAME_INSCRIPTION_URL", help: "Page d'inscription de la caisse ; la page du service si rien n'est dit.",
		set: func(c *config, v string) error { return setURL(&c.InscriptionURL, v, "https", "http") }},
}, limitSettings...)

func setText(to *string, v string) error {
	if strings.TrimSpace(v) == "" {
		return errors.New("la valeur est vide")
	}
	if strings.ContainsAny(v, "\r\n\x00") {
		return errors.New("la valeur tient sur une ligne")
	}
	*to = v
	return nil
}

var costForm = regexp.MustCompile(`^(\d{1,3})(?:[.,](\d))?$`)

func setCost(c *config, v string) error {
	parts := costForm.FindStringSubmatch(v)
	if parts == nil {
		return fmt.Errorf("« %s » n'est pas un prix en centimes comme 4,5", v)
	}
	c.SMSCost, _ = strconv.Atoi(parts[1] + (parts[2] + "0")[:1]) // digits
	return nil
}

func setAddress(to *string, v string) error {
	host, port, err := net.SplitHostPort(v)
	if err != nil {
		return fmt.Errorf("« %s » n'est pas une adresse comme 127.0.0.1:8080 ou :8080", v)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("le port « %s » n'existe pas", port)
	}
	if host != "" && host != "localhost" {
		if _, err := netip.ParseAddr(host); err != nil {
			return fmt.Errorf("« %s » n'est pas une adresse de cet ordinateur : donnez une adresse IP, ou seulement « :%s »", host, port)
		}
	}
	*to = v
	return nil
}

func setURL(to *string, v string, schemes ...string) error {
	if v == "" {
		*to = ""
		return nil
	}
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.User != nil {
		return fmt.Errorf("« %s » n'est pas une adresse comme https://exemple.fr/page", v)
	}
	for _, s := range schemes {
		if u.Scheme == s {
			*to = v
			return nil
		}
	}
	return fmt.Errorf("« %s » doit commencer par %s://", v, strings.Join(schemes, ":// ou "))
}

// setBaseURL also gives the caisse the host that codes sent by SMS are tied to.
func setBaseURL(c *config, v string) (err error) {
	if c.BaseURL, err = siteURL(v); err == nil {
		c.Caisse.Host = c.BaseURL.Hostname()
	}
	return err
}

func setAgentURL(c *config, v string) (err error) {
	if v != "" {
		c.AgentURL, err = siteURL(v)
	}
	return err
}

// siteURL is the address of a whole site: a scheme and a host.
func siteURL(v string) (*url.URL, error) {
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.User != nil {
		return nil, fmt.Errorf("« %s » n'est pas une adresse comme https://espace.example", v)
	}
	if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("« %s » : rien ne doit suivre le nom du site", v)
	}
	switch host := u.Hostname(); {
	case u.Scheme == "https":
	case u.Scheme != "http":
		return nil, fmt.Errorf("« %s » doit commencer par https://", v)
	case host != "localhost" && host != "127.0.0.1" && host != "::1":
		return nil, fmt.Errorf("« %s » : sans chiffrement, seuls localhost, 127.0.0.1 et [::1] sont admis ; écrivez https://", v)
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}, nil
}

var domainName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$`)

func setDomains(c *config, v string) error {
	for _, d := range list(v) {
		d = strings.ToLower(d)
		if !domainName.MatchString(d) {
			return fmt.Errorf("« %s » n'est pas un nom comme espace.example", d)
		}
		c.ACMEDomains = append(c.ACMEDomains, d)
	}
	return nil
}

func setNetworks(to *[]netip.Prefix, v string) error {
	*to = nil
	for _, s := range list(v) {
		p, err := netip.ParsePrefix(s)
		if addr, addrErr := netip.ParseAddr(s); addrErr == nil {
			p, err = netip.PrefixFrom(addr, addr.BitLen()), nil
		}
		if err != nil {
			return fmt.Errorf("« %s » n'est pas un réseau comme 10.0.0.0/8", s)
		}
		*to = append(*to, p.Masked())
	}
	return nil
}

func setEmail(to *string, v string) error {
	if v == "" {
		return nil
	}
	address, err := account.ParseEmail(v)
	if err != nil {
		return fmt.Errorf("« %s » n'est pas une adresse comme nom@exemple.fr", v)
	}
	*to = address
	return nil
}

func setPhone(c *config, v string) error {
	if _, err := account.ParsePhone(v); err != nil && !shortPhone.MatchString(v) {
		return fmt.Errorf("« %s » n'est pas un numéro de téléphone", v)
	}
	if _, err := courier.Septets(v); err != nil {
		return fmt.Errorf("« %s » : %w", v, err)
	}
	c.Caisse.Phone = v
	return nil
}

// shortPhone are the numbers of four digits that French services have, and blocks that nobody has, kept for examples.
var shortPhone = regexp.MustCompile(`^(3\d ?\d\d|0[1-9]( ?\d\d){4})$`)

var hexColor = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

func setColor(c *config, v string) error {
	if !hexColor.MatchString(v) {
		return fmt.Errorf("« %s » n'est pas une couleur comme #1b5e3a", v)
	}
	c.Caisse.Color = v
	return nil
}

// list splits at commas and leaves out what is empty.
func list(v string) (items []string) {
	for _, s := range strings.Split(v, ",") {
		if s = strings.TrimSpace(s); s != "" {
			items = append(items, s)
		}
	}
	return items
}
