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

// config is what the operator decides.
type config struct {
	Listen         string
	HTTPListen     string // empty: nobody answers without encryption
	BaseURL        *url.URL
	DB             string
	KeyFile        string // empty: beside the database
	BackupDir      string // empty: no daily backups
	BackupKeep     files.Keep
	ACMEDomains    []string
	ACMEDirectory  string
	ACMEEmail      string
	TLSCert        string
	TLSKey         string
	TrustedProxies []netip.Prefix
	ExemptSites    []netip.Prefix
	AgentListen    string   // empty: with the members' pages
	AgentURL       *url.URL // nil: as BaseURL, or localhost where AgentListen is set
	MetricsListen  string
	Log            logging.Form
	SMTPURL        string
	SMTPFrom       string
	SMSURL         string
	SMSSender      string
	SMSCost        int                        // of one, in tenths of a cent
	FranceConnect  member.FranceConnectConfig // zero: not offered
	Directory      directory.Config           // of agents; zero: they have passwords here
	Caisse         account.Caisse
	InscriptionURL string
	PortalURL      *url.URL
	TiersDigits    []int // lengths of the all-digit numbers that the caisse assigns to tiers
	Limits         account.Limits
	Words          gauge.Local           // of the place; nil: none
	Authorities    *x509.CertPool        // nil: the system's
	Events         *webhook.EventAddress // nil: events go nowhere
	ReplicaSocket  string                // of Litestream; empty: no copy on a second host is watched

	given    map[string]bool   // settings that the operator gave, by name
	values   map[string]string // of each setting, given or by default
	warnings []string          // what is allowed and seldom meant
	// secretFiles are those that were read: the configuration and the files of secrets.
	secretFiles []string
}

// replica watches the copy on a second host; nil where there is none.
func (c *config) replica(now time.Time) (*replica.Watch, error) {
	if c.ReplicaSocket == "" {
		return nil, nil
	}
	return replica.New(c.ReplicaSocket, c.DB, now)
}

// relay is the client of the mail relay.
func (c *config) relay() (*courier.SMTP, error) {
	s, err := courier.NewSMTP(c.SMTPURL, c.SMTPFrom, c.BaseURL.Hostname())
	if err == nil {
		s.Trust(c.Authorities)
	}
	return s, err
}

// gateway is the client of the SMS gateway; nil where no SMS are offered.
func (c *config) gateway() (courier.Gateway, error) {
	g, err := courier.NewSMS(c.SMSURL, c.SMSSender, c.BaseURL)
	if g != nil {
		g.Trust(c.Authorities)
	}
	return g, err
}

// franceConnect is nil where none of its settings is given.
func (c *config) franceConnect() (*member.FranceConnect, error) {
	if c.FranceConnect == (member.FranceConnectConfig{}) {
		return nil, nil
	}
	registered := c.FranceConnect
	registered.Authorities = c.Authorities
	return member.NewFranceConnect(registered)
}

// keyPath is the path of the key file: the configured one, else one beside the database: sesame.db → sesame.key.
func (c *config) keyPath() string {
	if c.KeyFile != "" {
		return c.KeyFile
	}
	return strings.TrimSuffix(c.DB, filepath.Ext(c.DB)) + ".key"
}

// database is the file of the database, and the key file that opens it.
func (p *program) database(c *config) files.Database {
	return files.Database{Path: c.DB, KeyPath: c.keyPath(), Location: p.zone}
}
