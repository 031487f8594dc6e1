package courier

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"sesame/courier/transport"
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

// Trust sets the authorities that verify the relay's certificate; nil for the system's.
func (s *SMTP) Trust(authorities *x509.CertPool) { s.config.RootCAs = authorities }

// NewSMTP parses SESAME_SMTP_URL (smtp://user:password@host:port?tls=starttls|implicit|none&helo=name; default
// STARTTLS; default port 587, 465 or 25) and SESAME_SMTP_FROM. site is the host of the service, used in EHLO unless
// helo= is set. Its errors are those of CheckRelay and CheckSender.
func NewSMTP(address, from, site string) (*SMTP, error) {
	s, err := parseRelay(address)
	if err != nil {
		return nil, err
	}
	if s.helo == "" {
		s.helo = heloName(site)
	}
	sender, err := parseSender(from)
	if err != nil {
		return nil, err
	}
	s.from = *sender
	s.connect, s.idle = new(net.Dialer).DialContext, make(chan *relayConn, carriers)
	s.config = &tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12}
	return s, nil
}

const (
	relayName = "SESAME_SMTP_URL"
	relayForm = "smtp://utilisateur:motdepasse@relais:587?tls=starttls"
)

// CheckRelay returns all faults of SESAME_SMTP_URL: sentences for the operator, joined, without the password.
func CheckRelay(address string) error {
	_, err := parseRelay(address)
	return err
}

// CheckSender returns the fault of SESAME_SMTP_FROM, in a sentence for the operator.
func CheckSender(from string) error {
	_, err := parseSender(from)
	return err
}

func parseSender(from string) (*mail.Address, error) {
	const form = "Mon espace privé <ne-pas-repondre@domaine>"
	if strings.HasPrefix(from, "smtp:") {
		return nil, errors.New("SESAME_SMTP_FROM : c'est l'adresse du relais, qui va dans SESAME_SMTP_URL ; l'expéditeur a la forme " + form)
	}
	sender, err := mail.ParseAddress(from)
	if err != nil {
		return nil, errors.New("SESAME_SMTP_FROM : adresse illisible ; elle a la forme " + form)
	}
	if _, domain, _ := strings.Cut(sender.Address, "@"); !heloForm.MatchString(domain) {
		return nil, fmt.Errorf("SESAME_SMTP_FROM : le domaine « %s » n'en est pas un ; l'adresse a la forme %s", domain, form)
	}
	return sender, nil
}

// The usual mode of encryption of each port.
var (
	usualPorts = map[string]string{tlsStartTLS: "587", tlsImplicit: "465", tlsNone: "25"}
	usualModes = map[string]string{"465": tlsImplicit, "587": tlsStartTLS}
)

// relayURL parses an address, and refuses one that is not a relay's.
func relayURL(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, errors.New(relayName + " : adresse illisible ; elle a la forme " + relayForm + ", et les signes « : », « @ », « / », « ? », « # » et « % » du mot de passe s'y écrivent %3A, %40, %2F, %3F, %23 et %25")
	case u.Scheme == "" && strings.Contains(address, "@"):
		return nil, errors.New(relayName + " : c'est une adresse e-mail, qui va dans SESAME_SMTP_FROM ; celle du relais a la forme " + relayForm)
	case strings.HasPrefix(u.Scheme, "json+"), strings.HasPrefix(u.Scheme, "kannel+"):
		return nil, errors.New(relayName + " : c'est l'adresse d'une passerelle de SMS, qui va dans SESAME_SMS_URL ; celle du relais a la forme " + relayForm)
	case u.Scheme == "smtps":
		return nil, errors.New(relayName + " : écrivez smtp:// au lieu de smtps://, et ?tls=implicit à la fin")
	case u.Scheme != "smtp":
		return nil, fmt.Errorf("%s : l'adresse doit commencer par smtp:// ; elle a la forme %s", relayName, relayForm)
	}
	return u, nil
}

func parseRelay(address string) (*SMTP, error) {
	u, err := relayURL(address)
	if err != nil {
		return nil, err
	}
	var wrong []error
	add := func(format string, args ...any) {
		wrong = append(wrong, fmt.Errorf(relayName+" : "+format, args...))
	}
	s := &SMTP{host: u.Hostname(), port: u.Port(), tls: tlsStartTLS}
	if s.host == "" {
		add("le nom du relais manque ; l'adresse a la forme %s", relayForm)
	}
	if u.Path != "" && u.Path != "/" || u.Fragment != "" {
		add("rien n'est attendu après le port ; un « / », « ? » ou « # » du mot de passe s'écrit %%2F, %%3F ou %%23")
	}
	query := u.Query()
	for _, key := range slices.Sorted(maps.Keys(query)) {
		value := query.Get(key)
		switch {
		case len(query[key]) > 1:
			add("« %s= » y est plusieurs fois : gardez-en un", key)
		case key == "tls" && usualPorts[value] == "":
			add("« tls=%s » inconnu ; choisissez starttls, implicit ou none", value)
		case key == "tls":
			s.tls = value
		case key == "helo" && !heloForm.MatchString(value):
			add("« helo=%s » n'est pas un nom d'ordinateur comme espace.example, ni une adresse comme [192.0.2.1]", value)
		case key == "helo":
			s.helo = value
		default:
			add("réglage « %s » inconnu ; « tls » et « helo » existent", key)
		}
	}
	if s.port == "" {
		s.port = usualPorts[s.tls]
	}
	if err := checkPort(s.port); err != nil {
		add("%w", err)
	}
	if usual := usualModes[s.port]; usual != "" && usual != s.tls {
		add("le port %s va avec tls=%s, et non tls=%s : changez l'un des deux", s.port, usual, s.tls)
	}
	if s.port == "25" && s.tls == tlsImplicit {
		add("le port 25 va avec tls=starttls ou tls=none, et non tls=implicit : changez l'un des deux")
	}
	s.user = u.User.Username()
	s.password, _ = u.User.Password()
	if (s.user == "") != (s.password == "") {
		add("l'utilisateur et le mot de passe vont ensemble : donnez les deux, ou aucun")
	}
	if s.password != "" && s.tls == tlsNone && !transport.Loopback(s.host) {
		add("avec tls=none, le mot de passe irait en clair jusqu'à %s : écrivez tls=starttls ou tls=implicit", s.host)
	}
	return s, errors.Join(wrong...)
}
