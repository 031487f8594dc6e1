package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"sesame/courier/transport"
	"sesame/db"
	"sesame/doctor"
	"sesame/handlers/openid"
	"sesame/handlers/web"
)

// doctor runs « sesame doctor », which checks the configuration and the service's surroundings, and changes nothing. It
// prints one line per check; the exit status is 1 if one fails.
func (p *program) doctor(ctx context.Context, args []string) int {
	c, _, err := p.configure(args, options{command: "doctor", settings: func(setting) bool { return true }, serving: true})
	var wrong faults
	if errors.As(err, &wrong) {
		fmt.Fprintf(p.stdout, "ÉCHEC  configuration : %s\n", ended(err.Error()))
		return exitRefused
	}
	if err != nil {
		return p.refuse(err)
	}
	d, err := p.surroundings(c)
	if err != nil {
		return p.fail(err)
	}
	exists, err := p.database(c).Exists()
	switch {
	case err != nil:
		d.DBFault = err
	case exists:
		if d.DB, d.DBFault = p.database(c).Open(ctx, false); d.DBFault == nil {
			defer d.DB.Close() //nolint:errcheck // nothing was written
		}
	default:
		if wrong := p.database(c).Faults(); len(wrong) > 0 { // the first start could not create database or key
			d.DBFault = wrong[0]
		}
	}
	status := exitDone
	fmt.Fprintln(p.stdout, "ok     configuration")
	for _, w := range c.warnings {
		fmt.Fprintf(p.stdout, "%-6s configuration : %s\n", stateWords[doctor.Attention], ended(w))
	}
	for _, line := range d.Look(ctx) {
		fmt.Fprintf(p.stdout, "%-6s %s\n", stateWords[line.State], line.Sentence())
		if line.Head != "" {
			fmt.Fprintln(p.stdout, line.Head)
		}
		if line.State == doctor.OK {
			continue
		}
		fmt.Fprintf(p.stdout, "       attendu ensuite : %s\n", line.Then)
		if line.State == doctor.Failed {
			status = exitRefused
		}
	}
	return status
}

// stateWords begin the lines of the command; capitals make a failure stand out.
var stateWords = map[doctor.State]string{doctor.OK: "ok", doctor.Attention: "attention", doctor.Failed: "ÉCHEC"}

// surroundings returns a Doctor with everything that the checks look at, except the database.
func (p *program) surroundings(c *config) (*doctor.Doctor, error) {
	d := &doctor.Doctor{
		Caisse: c.Caisse, Limits: c.Limits,
		DBPath: c.DB, KeyPath: c.keyPath(),
		Issuer: c.FranceConnect.Issuer, Events: c.Events, Authorities: c.Authorities,
		BaseURL: c.BaseURL, AgentURL: c.AgentURL, CertificateFile: c.TLSCert, MetricsListen: c.MetricsListen, ProxyMissing: c.proxyMissing(),
		Clocks: c.clocks(), Secrets: c.secretFiles, BackupDir: c.BackupDir,
		Now: p.now, Location: p.zone,
	}
	if c.encrypts() {
		d.TLSListen = c.Listen
	}
	if c.TLSKey != "" {
		d.Unstartable = func() string { return c.pairFault(p) }
		d.Secrets = append(d.Secrets[:len(d.Secrets):len(d.Secrets)], c.TLSKey)
	}
	var err error
	if d.Replica, err = c.replica(p.now()); err != nil {
		return nil, err
	}
	if c.SMTPURL != "" { // not in the demonstration
		if d.Relay, err = c.relay(); err != nil {
			return nil, err
		}
	}
	if d.Gateway, err = c.gateway(); err != nil {
		return nil, err
	}
	if own := c.directory(); own != nil {
		d.Directory, d.DirectoryIssuer = func(ctx context.Context) error { return unanswered(own.Check(ctx, p.now)) }, own.Issuer
	}
	f, err := c.franceConnect()
	if f != nil {
		d.FranceConnect = func(ctx context.Context) error { return unanswered(f.Check(ctx, p.now)) }
	}
	return d, err
}

// watch returns the Watch that repeats the checks in the running service.
func (p *program) watch(c *config, database *db.DB, proxies *web.Proxies, log *slog.Logger) (*doctor.Watch, error) {
	d, err := p.around(c, database, proxies)
	return &doctor.Watch{Doctor: d, Log: log}, err
}

// around returns the Doctor of the running service, with its database and its proxies.
func (p *program) around(c *config, database *db.DB, proxies *web.Proxies) (*doctor.Doctor, error) {
	d, err := p.surroundings(c)
	if err == nil {
		d.DB, d.Proxies = database, c.proxyFaults(proxies)
	}
	return d, err
}

// proxyFaults returns a function that says which proxies of the running service hide the addresses of their users.
func (c *config) proxyFaults(proxies *web.Proxies) func(time.Time) string {
	return func(now time.Time) string {
		undeclared, unreadable := proxies.Faults(now)
		return doctor.ProxyFaults(c.behindProxy() && len(proxies.Trusted()) == 0, undeclared, unreadable)
	}
}

// clocks returns the root addresses of the web servers on other computers that the configuration names; their answers tell
// the time.
func (c *config) clocks() (all []*url.URL) {
	named := []string{c.FranceConnect.Issuer, c.Directory.Issuer}
	if len(c.ACMEDomains) > 0 {
		named = append(named, c.ACMEDirectory)
	}
	for _, kind := range []string{"json+", "kannel+"} {
		if address, found := strings.CutPrefix(c.SMSURL, kind); found {
			named = append(named, address)
		}
	}
	for _, address := range named {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || isThisComputer(u.Hostname()) {
			continue
		}
		all = append(all, &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/"}) // without the token or password of a path or query
	}
	return all
}

// unanswered says in French why FranceConnect or the agents' directory does not answer like an OpenID Connect provider; nil
// for nil.
func unanswered(err error) error {
	var (
		status  openid.StatusError
		other   *oidc.IssuerMismatchError
		sending *url.Error
	)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &status):
		return fmt.Errorf("la réponse est l'erreur %d", int(status))
	case errors.As(err, &other):
		return errors.New("son document de découverte est celui d'une autre adresse")
	case errors.Is(err, openid.ErrPage):
		return errors.New("ce qui répond est une page")
	case errors.As(err, &sending), errors.Is(err, context.DeadlineExceeded):
		return errors.New(transport.Unanswered(err))
	}
	return errors.New("son document de découverte ou ses clés de signature ne se lisent pas, ou ne sont pas complets")
}
