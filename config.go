package main

import (
	"crypto/x509"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"sesame/account"
	"sesame/account/gauge"
	"sesame/courier"
	"sesame/courier/webhook"
	"sesame/files"
	"sesame/handlers/agent/directory"
	"sesame/handlers/member"
	"sesame/logging"
	"sesame/replica"
)

// config holds the operator's settings, parsed.
type config struct {
	Listen         string
	HTTPListen     string // empty: no listener without encryption
	BaseURL        *url.URL
	DB             string
	KeyFile        string // empty: beside the database (keyPath)
	BackupDir      string // empty: no daily backups
	BackupKeep     files.Keep
	ACMEDomains    []string
	ACMEDirectory  string
	ACMEEmail      string
	TLSCert        string
	TLSKey         string
	TrustedProxies []netip.Prefix
	ExemptSites    []netip.Prefix
	AgentListen    string   // empty: on the members' listener
	AgentURL       *url.URL // nil: BaseURL, or localhost if AgentListen is set
	MetricsListen  string
	Log            logging.Form
	SMTPURL        string
	SMTPFrom       string
	SMSURL         string
	SMSSender      string
	SMSCost        int                        // price of one SMS, in tenths of a cent
	FranceConnect  member.FranceConnectConfig // zero value: not offered
	Directory      directory.Config           // directory of the agents; zero value: they have passwords here
	Caisse         account.Caisse
	InscriptionURL string
	PortalURL      *url.URL
	TiersDigits    []int // lengths of the all-digit identifiers that the caisse assigns to tiers
	Limits         account.Limits
	Words          gauge.Local           // local words for the password gauge; nil: none
	Authorities    *x509.CertPool        // trusted certificate authorities; nil: the system's
	Events         *webhook.EventAddress // nil: events are not sent
	ReplicaSocket  string                // socket of Litestream; empty: no copy on a second host is watched

	given    map[string]bool   // names of the settings that the operator gave
	values   map[string]string // text of each setting, given or default
	warnings []string          // allowed, but probably a mistake
	// secretFiles are the files read that hold secrets: the configuration file and the files of single secrets.
	secretFiles []string
}

// replica returns the watch on the database's copy on a second host; nil if none is configured.
func (c *config) replica(now time.Time) (*replica.Watch, error) {
	if c.ReplicaSocket == "" {
		return nil, nil
	}
	return replica.New(c.ReplicaSocket, c.DB, now)
}

// relay returns the client of the mail relay.
func (c *config) relay() (*courier.SMTP, error) {
	s, err := courier.NewSMTP(c.SMTPURL, c.SMTPFrom, c.BaseURL.Hostname())
	if err == nil {
		s.Trust(c.Authorities)
	}
	return s, err
}

// gateway returns the client of the SMS gateway; nil if SMS are not offered.
func (c *config) gateway() (courier.Gateway, error) {
	g, err := courier.NewSMS(c.SMSURL, c.SMSSender, c.BaseURL)
	if g != nil {
		g.Trust(c.Authorities)
	}
	return g, err
}

// franceConnect returns the client of FranceConnect; nil if none of its settings is given.
func (c *config) franceConnect() (*member.FranceConnect, error) {
	if c.FranceConnect == (member.FranceConnectConfig{}) {
		return nil, nil
	}
	registered := c.FranceConnect
	registered.Authorities = c.Authorities
	return member.NewFranceConnect(registered)
}

// keyPath returns the path of the key file: the configured one, or one beside the database (sesame.db → sesame.key).
func (c *config) keyPath() string {
	if c.KeyFile != "" {
		return c.KeyFile
	}
	return strings.TrimSuffix(c.DB, filepath.Ext(c.DB)) + ".key"
}

// database returns the database's file with the key file that decrypts it.
func (p *program) database(c *config) files.Database {
	return files.Database{Path: c.DB, KeyPath: c.keyPath(), Location: p.zone}
}
