package main

import (
	"fmt"
	"net"
	"net/netip"
	"slices"

	"sesame/courier"
)

// rule is a condition between several settings, with the sentence that tells of its breach.
type rule struct {
	names  []string
	broken func(*config) bool
	says   func(*config) string
}

func always(says string) func(*config) string { return func(*config) string { return says } }

// rules are checked once each of their settings is valid by itself.
var rules = []rule{
	{[]string{"SESAME_TLS_CERT", "SESAME_TLS_KEY"}, func(c *config) bool { return (c.TLSCert == "") != (c.TLSKey == "") },
		always("SESAME_TLS_CERT et SESAME_TLS_KEY vont ensemble : donnez les deux")},
	{[]string{"SESAME_TLS_CERT", "SESAME_ACME_DOMAINS"}, func(c *config) bool { return c.TLSCert != "" && len(c.ACMEDomains) > 0 },
		always("SESAME_TLS_CERT et SESAME_ACME_DOMAINS s'excluent : gardez l'un des deux")},
	{[]string{"SESAME_ACME_DOMAINS", "SESAME_ACME_DIRECTORY", "SESAME_ACME_EMAIL"}, func(c *config) bool {
		return len(c.ACMEDomains) == 0 && (c.given["SESAME_ACME_DIRECTORY"] || c.given["SESAME_ACME_EMAIL"])
	}, always("SESAME_ACME_DOMAINS : ce réglage manque ; sans lui SESAME_ACME_DIRECTORY et SESAME_ACME_EMAIL ne servent à rien")},
	{[]string{"SESAME_BASE_URL", "SESAME_TLS_CERT", "SESAME_ACME_DOMAINS"}, func(c *config) bool { return c.BaseURL.Scheme == "http" && c.encrypts() },
		always("SESAME_BASE_URL : l'adresse doit commencer par https:// puisqu'un certificat est configuré")},
	{[]string{"SESAME_BASE_URL", "SESAME_HTTP_LISTEN"}, func(c *config) bool { return c.BaseURL.Scheme == "http" && c.HTTPListen != "" },
		always("SESAME_HTTP_LISTEN mène à SESAME_BASE_URL, qui doit alors commencer par https://")},
	{[]string{"SESAME_ACME_DOMAINS", "SESAME_BASE_URL"}, func(c *config) bool {
		return len(c.ACMEDomains) > 0 && !slices.Contains(c.ACMEDomains, c.BaseURL.Hostname())
	}, func(c *config) string {
		return "SESAME_ACME_DOMAINS : le nom de SESAME_BASE_URL (" + c.BaseURL.Hostname() + ") n'y est pas : ajoutez-le"
	}},
	{[]string{"SESAME_LISTEN", "SESAME_METRICS_LISTEN"}, func(c *config) bool { return collide(c.Listen, c.MetricsListen) },
		always("SESAME_METRICS_LISTEN : c'est l'adresse de SESAME_LISTEN ; choisissez un autre port")},
	{[]string{"SESAME_LISTEN", "SESAME_METRICS_LISTEN", "SESAME_AGENT_LISTEN"}, func(c *config) bool {
		return collide(c.AgentListen, c.Listen) || collide(c.AgentListen, c.MetricsListen)
	}, always("SESAME_AGENT_LISTEN : cette adresse est déjà celle du service ou des mesures ; choisissez un autre port")},
	{[]string{"SESAME_LISTEN", "SESAME_METRICS_LISTEN", "SESAME_AGENT_LISTEN", "SESAME_HTTP_LISTEN"}, func(c *config) bool {
		return collide(c.HTTPListen, c.Listen) || collide(c.HTTPListen, c.MetricsListen) || collide(c.HTTPListen, c.AgentListen)
	}, always("SESAME_HTTP_LISTEN : cette adresse est déjà celle du service, des agents ou des mesures ; choisissez un autre port, comme :80")},
	{[]string{"SESAME_AGENT_URL", "SESAME_AGENT_LISTEN"}, func(c *config) bool { return c.AgentListen == "" && c.AgentURL != nil },
		always("SESAME_AGENT_URL : sans SESAME_AGENT_LISTEN, l'espace des agents est à l'adresse du service, sous /agent")},
	{[]string{"SESAME_AGENT_URL", "SESAME_BASE_URL"}, func(c *config) bool { return c.AgentURL != nil && c.AgentURL.Host == c.BaseURL.Host },
		always("SESAME_AGENT_URL : c'est l'adresse de SESAME_BASE_URL ; donnez aux agents un nom ou un port à eux")},
	{[]string{"SESAME_DB", "SESAME_KEY_FILE"}, func(c *config) bool { return c.KeyFile == c.DB },
		always("SESAME_KEY_FILE : c'est le fichier de SESAME_DB ; donnez à la clé un fichier à elle")},
	{[]string{"SESAME_TLS_KEY", "SESAME_KEY_FILE"}, func(c *config) bool { return c.KeyFile != "" && c.KeyFile == c.TLSKey },
		always("SESAME_KEY_FILE : c'est le fichier de SESAME_TLS_KEY, la clé du certificat ; celle de la base est une autre, faite par le service au premier démarrage")},
	{[]string{"SESAME_FC_ISSUER", "SESAME_FC_CLIENT_ID", "SESAME_FC_CLIENT_SECRET"}, func(c *config) bool {
		f := c.FranceConnect
		return (f.Issuer == "") != (f.ClientID == "") || (f.ClientID == "") != (f.ClientSecret == "")
	}, always("SESAME_FC_ISSUER, SESAME_FC_CLIENT_ID et SESAME_FC_CLIENT_SECRET vont ensemble : donnez les trois, ou aucun")},
	auditRule,
	{[]string{"SESAME_SMS_URL", "SESAME_BASE_URL", "SESAME_CAISSE_PHONE"}, func(c *config) bool { return c.tooLongSMS() != "" }, (*config).tooLongSMS},
}

// together checks the rules between settings.
func (c *config) together(told *faultList) {
	for _, r := range slices.Concat(rules, directoryRules, limitRules) {
		if told.fine(r.names...) && r.broken(c) {
			told.add(r.says(c), r.names...)
		}
	}
	if err := c.Limits.Validate(); err != nil && len(told.told) == 0 { // what the rules do not cover
		told.add("les limites ne vont pas ensemble (" + err.Error() + ")")
	}
}

// encrypts says whether the service itself terminates TLS.
func (c *config) encrypts() bool { return c.TLSCert != "" || len(c.ACMEDomains) > 0 }

// behindProxy says whether a proxy must terminate TLS for the service.
func (c *config) behindProxy() bool { return c.BaseURL.Scheme == "https" && !c.encrypts() }

func (c *config) proxyMissing() bool { return c.behindProxy() && len(c.TrustedProxies) == 0 }

// tooLongSMS says which text makes an SMS too long; empty if all fit, or if SMS are not offered.
func (c *config) tooLongSMS() string {
	if g, err := c.gateway(); err != nil || g == nil {
		return ""
	}
	if err := courier.CheckSMS(c.Caisse); err != nil {
		return err.Error()
	}
	return ""
}

// collide says whether two listening addresses conflict. An empty one never does.
func collide(a, b string) bool {
	hostA, portA, errA := net.SplitHostPort(a)
	hostB, portB, errB := net.SplitHostPort(b)
	if errA != nil || errB != nil || portA != portB || portA == "0" {
		return false
	}
	return hostA == hostB || everywhere(hostA) || everywhere(hostB)
}

// everywhere says whether a host means all addresses of this machine.
func everywhere(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "" || err == nil && ip.IsUnspecified()
}

// doubts returns warnings about settings that are allowed but probably a mistake.
func (c *config) doubts() (told []string) {
	told = c.relative()
	host, _, _ := net.SplitHostPort(c.MetricsListen) // already validated
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback() && !ip.IsPrivate()) {
		told = append(told, fmt.Sprintf("SESAME_METRICS_LISTEN : les mesures sont lisibles par tous à %s ; écrivez 127.0.0.1, ou protégez ce port par un pare-feu", c.MetricsListen))
	}
	_, port, _ := net.SplitHostPort(c.Listen)
	_, plain, _ := net.SplitHostPort(c.HTTPListen)
	if len(c.ACMEDomains) > 0 && port != "443" && plain != "80" {
		told = append(told, "SESAME_ACME_DOMAINS : l'autorité vient vérifier au port 443 ou 80, et le service écoute au port "+port+" : écrivez SESAME_LISTEN=:443 ou SESAME_HTTP_LISTEN=:80, ou faites mener le port 443 au sien")
	}
	if port == "443" && !c.encrypts() {
		told = append(told, "SESAME_LISTEN : le port 443 est celui du chiffrement, et le service n'a pas de certificat : réglez SESAME_ACME_DOMAINS ou SESAME_TLS_CERT")
	}
	return told
}
