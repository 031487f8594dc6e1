package main

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"sesame/account"
	"sesame/account/gauge"
	"sesame/courier"
	"sesame/files"
	"sesame/handlers/member"
)

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

var tenthsForm = regexp.MustCompile(`^(\d{1,3})(?:[.,](\d))?$`)

// tenths reads a number such as « 4,5 » as tenths: 45.
func tenths(v string) (n int, ok bool) {
	parts := tenthsForm.FindStringSubmatch(v)
	if parts == nil {
		return 0, false
	}
	n, _ = strconv.Atoi(parts[1] + (parts[2] + "0")[:1]) // only digits
	return n, true
}

func setCost(c *config, v string) error {
	cost, ok := tenths(v)
	if !ok {
		return fmt.Errorf("« %s » n'est pas un prix en centimes comme 4,5", v)
	}
	c.SMSCost = cost
	return nil
}

func setTiersDigits(c *config, v string) error {
	c.TiersDigits = nil
	for _, s := range list(v) {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > account.MaxTiers {
			return fmt.Errorf("« %s » n'est pas une longueur de 1 à %d, comme 7", s, account.MaxTiers)
		}
		c.TiersDigits = append(c.TiersDigits, n)
	}
	return nil
}

func setAddress(to *string, v string) error {
	host, port, err := net.SplitHostPort(v)
	_, number := strconv.Atoi(v)
	_, alone := netip.ParseAddr(v)
	switch {
	case strings.Contains(v, "://"):
		return fmt.Errorf("« %s » : une adresse où écouter s'écrit sans http:// ni https://, comme 127.0.0.1:8080 ou :8080", v)
	case number == nil:
		return fmt.Errorf("« %s » est un port seul : écrivez « :%s », ou 127.0.0.1:%s pour cet ordinateur seulement", v, v, v)
	case err != nil && strings.Count(v, ":") > 1:
		return fmt.Errorf("« %s » : une adresse IPv6 s'écrit entre crochets, et son port derrière, comme [::1]:8080", v)
	case alone == nil, err == nil && port == "":
		v = strings.TrimSuffix(v, ":")
		return fmt.Errorf("« %s » : il manque le port, comme %s:8080", v, v)
	case err != nil:
		return fmt.Errorf("« %s » n'est pas une adresse comme 127.0.0.1:8080 ou :8080", v)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("le port « %s » n'existe pas : donnez un nombre de 1 à 65535", port)
	}
	if host != "" && host != "localhost" {
		if _, err := netip.ParseAddr(host); err != nil {
			return fmt.Errorf("« %s » n'est pas une adresse de cet ordinateur : donnez une adresse IP, ou seulement « :%s »", host, port)
		}
	}
	*to = v
	return nil
}

func setOptionalAddress(to *string, v string) error {
	if v == "" {
		return nil
	}
	return setAddress(to, v)
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

// setAuthorities adds the certificates of the file to the system's authorities.
func setAuthorities(c *config, v string) error {
	if v == "" {
		return nil
	}
	text, err := files.Read(v)
	if err != nil {
		return errors.New(files.Reason(err))
	}
	if c.Authorities, err = x509.SystemCertPool(); err != nil {
		c.Authorities = x509.NewCertPool() // a machine without authorities of its own
	}
	if !c.Authorities.AppendCertsFromPEM(text) {
		return fmt.Errorf("%s ne contient aucun certificat au format PEM", v)
	}
	return nil
}

// mostWords is the maximum number of local words for the gauge: enough for every village, club and fair of some
// départements.
const mostWords = 50_000

func setWords(c *config, v string) error {
	if v == "" {
		return nil
	}
	text, err := files.Read(v)
	if err != nil {
		return errors.New(files.Reason(err))
	}
	if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
		return fmt.Errorf("%s n'est pas du texte en UTF-8", v)
	}
	all := strings.FieldsFunc(string(text), func(r rune) bool { return strings.ContainsRune("\n\r\t;,|\"", r) })
	if len(all) > mostWords {
		return fmt.Errorf("%s a plus de %d mots", v, mostWords)
	}
	c.Words = gauge.NewLocal(all)
	return nil
}

// setBaseURL also sets the caisse's host, to which the codes sent by SMS are bound.
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

func setPortalURL(c *config, v string) error {
	if v == "" {
		return nil
	}
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return fmt.Errorf("« %s » n'est pas une adresse comme https://portail.example/", v)
	}
	if u.Scheme == "http" && !isThisComputer(u.Hostname()) {
		return fmt.Errorf("« %s » : sans chiffrement, seuls localhost, 127.0.0.1 et [::1] sont admis ; écrivez https://", v)
	}
	c.PortalURL = u
	return nil
}

func setFranceConnect(c *config, v string) error {
	c.FranceConnect.Issuer = v
	_, err := member.NewFranceConnect(member.FranceConnectConfig{Issuer: v, ClientID: "-", ClientSecret: "-"})
	if v == "" || err == nil {
		return nil
	}
	return err
}

func isThisComputer(host string) bool {
	return host == "localhost" || host == "127.0.0.1" || host == "::1"
}

// siteURL parses the address of a whole site, and returns scheme and host in the form that browsers use.
func siteURL(v string) (*url.URL, error) {
	if !strings.Contains(v, "://") {
		return nil, fmt.Errorf("« %s » : l'adresse doit commencer par https://, comme https://espace.example", v)
	}
	u, err := url.Parse(v)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("« %s » n'est pas une adresse comme https://espace.example", v)
	}
	host, port := strings.TrimSuffix(strings.ToLower(u.Hostname()), "."), u.Port()
	ascii, err := idna.Lookup.ToASCII(host)
	_, ip := netip.ParseAddr(host)
	switch n, wrong := strconv.Atoi(port); {
	case strings.ContainsAny(v, ", ;"):
		return nil, fmt.Errorf("« %s » : donnez une seule adresse, comme https://espace.example", v)
	case u.User != nil:
		return nil, errors.New("l'adresse ne porte ni utilisateur ni mot de passe, comme https://espace.example")
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("« %s » : rien ne doit suivre le nom du site ; écrivez %s://%s", v, u.Scheme, u.Host)
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("« %s » doit commencer par https://", v)
	case u.Scheme == "http" && !isThisComputer(host):
		return nil, fmt.Errorf("« %s » : sans chiffrement, seuls localhost, 127.0.0.1 et [::1] sont admis ; écrivez https://", v)
	case port != "" && (wrong != nil || n < 1 || n > 65535):
		return nil, fmt.Errorf("le port « %s » n'existe pas : donnez un nombre de 1 à 65535", port)
	case ip != nil && err != nil:
		return nil, fmt.Errorf("« %s » n'est pas un nom de site comme espace.example", host)
	case ip != nil:
		host = ascii
	case strings.Contains(host, ":"):
		host = "[" + host + "]"
	}
	if port != "" && port != map[string]string{"https": "443", "http": "80"}[u.Scheme] {
		host += ":" + port
	}
	return &url.URL{Scheme: u.Scheme, Host: host}, nil
}

var domainName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$`)

func setDomains(c *config, v string) error {
	var wrong []error
	c.ACMEDomains = nil
	for _, d := range list(v) {
		d = strings.ToLower(d)
		_, ip := netip.ParseAddr(d)
		switch {
		case strings.Contains(d, "://"):
			wrong = append(wrong, fmt.Errorf("« %s » : un nom s'écrit sans https://, comme espace.example", d))
		case strings.HasPrefix(d, "*."):
			wrong = append(wrong, fmt.Errorf("« %s » : le service ne demande pas de certificat pour tous les noms d'un domaine ; donnez chaque nom", d))
		case ip == nil:
			wrong = append(wrong, fmt.Errorf("« %s » est une adresse IP ; donnez un nom comme espace.example", d))
		case strings.ContainsAny(d, " ;"):
			wrong = append(wrong, fmt.Errorf("« %s » : les noms se séparent par des virgules", d))
		case !domainName.MatchString(d):
			wrong = append(wrong, fmt.Errorf("« %s » n'est pas un nom comme espace.example", d))
		case slices.Contains(c.ACMEDomains, d):
			wrong = append(wrong, fmt.Errorf("« %s » y est deux fois", d))
		}
		c.ACMEDomains = append(c.ACMEDomains, d)
	}
	return errors.Join(wrong...)
}

// setNetworks reads networks and single addresses. It refuses a network of all addresses, which would defeat the setting.
func setNetworks(to *[]netip.Prefix, v string) error {
	var wrong []error
	*to = nil
	for _, s := range list(v) {
		p, err := netip.ParsePrefix(s)
		if addr, addrErr := netip.ParseAddr(s); addrErr == nil {
			p, err = netip.PrefixFrom(addr, addr.BitLen()), nil
		}
		switch {
		case err != nil && strings.ContainsAny(s, " ;"):
			wrong = append(wrong, fmt.Errorf("« %s » : les réseaux se séparent par des virgules", s))
		case err != nil:
			wrong = append(wrong, fmt.Errorf("« %s » n'est pas un réseau comme 10.0.0.0/8, ni une adresse comme 10.0.0.1", s))
		case p.Bits() == 0:
			wrong = append(wrong, fmt.Errorf("« %s » est tout Internet : donnez les seules adresses qui en sont", s))
		}
		*to = append(*to, p.Masked())
	}
	return errors.Join(wrong...)
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
		return fmt.Errorf("« %s » n'est pas un numéro de téléphone comme 05 49 00 00 00", v)
	}
	if _, err := courier.Septets(v); err != nil {
		return fmt.Errorf("« %s » : %w", v, err)
	}
	c.Caisse.Phone = v
	return nil
}

// shortPhone matches the four-digit numbers of French services, and numbers of ten digits that account.ParsePhone refuses:
// blocks that are never assigned, kept for examples.
var shortPhone = regexp.MustCompile(`^(3\d ?\d\d|0[1-9]( ?\d\d){4})$`)

var hexColor = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

func setColor(c *config, v string) error {
	if !hexColor.MatchString(v) {
		return fmt.Errorf("« %s » n'est pas une couleur comme #1b5e3a", v)
	}
	c.Caisse.Color = v
	return nil
}

// list splits a text at commas and drops empty items.
func list(v string) (items []string) {
	for _, s := range strings.Split(v, ",") {
		if s = strings.TrimSpace(s); s != "" {
			items = append(items, s)
		}
	}
	return items
}
