package courier

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
)

// heloForm matches a host name, or an address in brackets (RFC 5321, section 4.1.3).
var heloForm = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*|\[(IPv6:)?[0-9A-Fa-f:.]+\])$`)

// heloName formats a site's host for EHLO.
func heloName(site string) string {
	ip, err := netip.ParseAddr(site)
	switch {
	case site == "":
		return "localhost"
	case err != nil:
		return site
	case ip.Is4():
		return "[" + site + "]"
	}
	return "[IPv6:" + site + "]"
}

// Trust sets the authorities by which the relay's certificate is verified; nil for the system's.
func (s *SMTP) Trust(authorities *x509.CertPool) { s.config.RootCAs = authorities }

// NewSMTP parses SESAME_SMTP_URL (smtp://user:password@host:port?tls=starttls|implicit|none&helo=name; default
// STARTTLS; default port 587, 465 or 25) and SESAME_SMTP_FROM. site is the host of the service, used in EHLO unless
// helo= is set. Its errors are sentences for the operator, without the password.
func NewSMTP(address, from, site string) (*SMTP, error) {
	const name = "SESAME_SMTP_URL"
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New(name + " : adresse illisible ; elle a la forme smtp://utilisateur:motdepasse@relais:587?tls=starttls")
	}
	if u.Scheme != "smtp" {
		return nil, fmt.Errorf("%s : schéma « %s » inconnu, attendu « smtp »", name, u.Scheme)
	}
	if u.Hostname() == "" {
		return nil, errors.New(name + " : le nom du relais manque")
	}
	if u.Path != "" && u.Path != "/" || u.Fragment != "" {
		return nil, errors.New(name + " : rien n'est attendu après le port ; un « / », « ? » ou « # » du mot de passe s'écrit %2F, %3F ou %23")
	}
	s := &SMTP{host: u.Hostname(), port: u.Port(), helo: heloName(site), tls: tlsStartTLS, connect: new(net.Dialer).DialContext, idle: make(chan *relayConn, carriers)}
	for key, values := range u.Query() {
		value := values[len(values)-1]
		switch key {
		case "tls":
			s.tls = value
		case "helo":
			if !heloForm.MatchString(value) {
				return nil, fmt.Errorf("%s : « helo=%s » n'est pas un nom d'ordinateur comme espace.example, ni une adresse comme [192.0.2.1]", name, value)
			}
			s.helo = value
		default:
			return nil, fmt.Errorf("%s : réglage « %s » inconnu ; « tls » et « helo » existent", name, key)
		}
	}
	ports := map[string]string{tlsStartTLS: "587", tlsImplicit: "465", tlsNone: "25"}
	if ports[s.tls] == "" {
		return nil, fmt.Errorf("%s : « tls=%s » inconnu ; choisissez starttls, implicit ou none", name, s.tls)
	}
	if s.port == "" {
		s.port = ports[s.tls]
	}
	if n, err := strconv.Atoi(s.port); err != nil || n < 1 || n > 65535 {
		return nil, fmt.Errorf("%s : le port « %s » n'existe pas", name, s.port)
	}
	s.user = u.User.Username()
	s.password, _ = u.User.Password()
	if (s.user == "") != (s.password == "") {
		return nil, errors.New(name + " : l'utilisateur et le mot de passe vont ensemble")
	}
	sender, err := mail.ParseAddress(from)
	if err != nil {
		return nil, errors.New("SESAME_SMTP_FROM : adresse illisible ; elle a la forme Mon espace privé <ne-pas-repondre@domaine>")
	}
	s.from = *sender
	s.config = &tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12}
	return s, nil
}
