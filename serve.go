package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"syscall"
	"time"

	"sesame/account/keys"
	"sesame/courier"
	"sesame/courier/webhook"
	"sesame/db"
	"sesame/doctor"
	"sesame/files"
	"sesame/handlers"
	"sesame/handlers/web"
	"sesame/logging"
	"sesame/server"
	"sesame/signing"
	"sesame/views"
)

var serveOptions = options{command: "serve", settings: func(setting) bool { return true }, serving: true, starting: true, asCaller: true}

// ownMemory is the heap size up to which garbage is collected only when the heap has doubled, and above which it is
// collected more often. 500 clients at once stay below it. The memory of SQLite and of password hashing is not counted.
const ownMemory = 64 << 20

// garbage is the GC percentage once the service has started. Compared to Go's default of 100, pages and codes take a tenth less
// processor time, for 8 to 15 MB more under load.
const garbage = 200

// serve runs « sesame serve », the service.
func (p *program) serve(ctx context.Context, args []string) int {
	c, _, err := p.configure(args, serveOptions)
	if err != nil {
		return p.refuse(err)
	}
	if c.proxyMissing() {
		c.warnings = append(c.warnings, doctor.ProxyFaults(true, nil, nil))
	}
	for _, w := range c.warnings {
		p.warn(w)
	}
	signal.Ignore(syscall.SIGPIPE) // the log's reader may end: the service goes on
	hangUps := make(chan os.Signal, 1)
	signal.Notify(hangUps, syscall.SIGHUP) // a SIGHUP during the start reloads after it
	defer signal.Stop(hangUps)
	log, form := p.newLog(c.Log)
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(ownMemory))
	// The sockets are opened first: a second service on the same machine ends here, before it creates a key or a database.
	listeners, err := c.listen()
	if err != nil {
		return p.fail(err)
	}
	defer server.CloseAll(slices.Collect(maps.Values(listeners)))
	certificate, err := c.certificate(log, p.now)
	if err != nil {
		return p.fail(err)
	}
	if f := (&doctor.Doctor{DBPath: c.DB, KeyPath: c.keyPath(), Secrets: c.secretFiles, BackupDir: c.BackupDir}).Private(); f.State != doctor.OK {
		p.warn(doctor.Line{Name: "fichiers", Finding: f}.Sentence())
	}
	if err := p.become(c, true); err != nil { // after the sockets, because ports below 1024 may need root
		return p.fail(err)
	}
	release, err := p.database(c).Hold(p.now())
	if err != nil {
		return p.fail(err)
	}
	defer release()
	p.tellLonelyKey(c)
	database, err := p.openServed(ctx, c)
	if err != nil {
		return p.fail(err)
	}
	defer database.Close() //nolint:errcheck // what was committed is on the disk
	departures, err := courier.OpenDepartures(database.Path() + "-left")
	if err != nil {
		return p.fail(fmt.Errorf("ce qui part ne peut pas être noté à côté de la base : %s", files.WriteReason(err)))
	}
	defer departures.Close() //nolint:errcheck // each count was written at once
	if err := p.serveOpened(ctx, opened{args, c, log, form, hangUps, listeners, certificate, database, departures}); err != nil {
		return p.fail(err)
	}
	log.Info("sesame has stopped")
	return exitDone
}

// newLog returns the log of a command, which writes to stderr.
func (p *program) newLog(form logging.Form) (*slog.Logger, *logging.Handler) {
	return logging.New(p.stderr, valueIn(p.env, "JOURNAL_STREAM"), form)
}

// warn prints a warning that does not keep the service from starting.
func (p *program) warn(sentence string) {
	fmt.Fprintf(p.stderr, "sesame : attention : %s\n", ended(sentence))
}

// opened holds what a start has read and opened, in this order, before the first page is served.
type opened struct {
	args        []string
	config      *config
	log         *slog.Logger
	form        *logging.Handler
	hangUps     <-chan os.Signal // each SIGHUP reloads the configuration
	listeners   map[string]net.Listener
	certificate *server.Certificate
	database    *db.DB
	departures  *courier.Departures
}

// serveOpened serves until ctx ends. The caller closes the resources of o.
func (p *program) serveOpened(ctx context.Context, o opened) error {
	c, log, database, listeners, certificate := o.config, o.log, o.database, o.listeners, o.certificate
	postman, sms, err := p.postman(c, database, o.departures, log)
	if err != nil {
		return err
	}
	if err := database.SendEvents(ctx, c.Events != nil); err != nil {
		return err
	}
	webhooks := p.webhooks(c, database, log)
	proxies := new(web.Proxies)
	watch, err := p.watch(c, database, proxies, log)
	if err != nil {
		return err
	}
	copied, err := c.replica(p.now())
	if err != nil {
		return err
	}
	agentURL := c.BaseURL
	if c.AgentListen != "" {
		agentURL = c.agentSite(listeners[server.Agents].Addr())
	}
	hasher := p.hasher(c)
	version, commit := build()
	service := server.New(server.Options{DB: database, Courier: postman, Webhooks: webhooks, Certificate: certificate, Log: log, Proxies: c.proxyFaults(proxies),
		Hosts: []string{c.BaseURL.Hostname(), agentURL.Hostname()}, Watch: watch, Replica: copied,
		HashQueue: hasher.Queue, Reinforced: p.reinforced(c, database), Limits: c.Limits, Now: p.now, Location: p.zone, Version: version, Commit: commit})
	pages, desk, err := p.pages(c, handlers.Options{Options: web.Options{DB: database, Hasher: hasher, AgentURL: agentURL, SMS: sms, Wake: func() { postman.Wake(); webhooks.Wake() }, Background: service.Background, Beside: service.Background,
		LookAround: lookAround(service, watch), Observed: service.Observed, Proxies: proxies, Log: log}})
	if err != nil {
		return err
	}
	sites := []server.Site{
		{Listener: listeners[server.Members], Handler: pages, TLS: certificate.Config()},
		{Listener: listeners[server.Metrics], Handler: service.Health()},
	}
	if agents := listeners[server.Agents]; agents != nil {
		sites = append(sites, server.Site{Listener: agents, Handler: desk, TLS: certificate.Config()})
	}
	if plain := listeners[server.HTTP]; plain != nil {
		sites = append(sites, server.Site{Listener: plain, Handler: certificate.Redirect(c.sites(agentURL))})
	}
	anew := &reloading{program: p, args: o.args, started: c, log: log, form: o.form, database: database, certificate: certificate, postman: postman, watch: watch, proxies: proxies}
	service.Background(func(ctx context.Context) { anew.onHangUps(ctx, o.hangUps) })
	p.tend(service, c, database, log)
	log.Info("sesame is ready", "listen", listeners[server.Members].Addr().String(), "metrics", listeners[server.Metrics].Addr().String(), "url", c.BaseURL.String(), "agents", agentURL.String()+"/agent")
	defer debug.SetGCPercent(debug.SetGCPercent(garbage)) // not before: the garbage of the start would stay in memory
	return service.Run(ctx, sites...)
}

// tellLonelyKey warns of a key file without its database: the disk of the database may not be mounted, and a new database is
// about to be created in its place.
func (p *program) tellLonelyKey(c *config) {
	if exists, err := p.database(c).Exists(); err != nil || exists {
		return
	}
	if _, err := os.Stat(c.keyPath()); err == nil {
		p.warn(fmt.Sprintf("la base %s n'existe pas, alors que sa clé %s est là : une base neuve est créée, sans adhérent ni agent. S'il y en avait une, arrêtez le service et remettez-la en place (disque non monté, « sesame restore FICHIER »).", c.DB, c.keyPath()))
	}
}

// listen opens the sockets of the service, and returns them by name.
func (c *config) listen() (map[string]net.Listener, error) {
	addresses := c.addresses()
	listeners, err := server.Listen(addresses...)
	if err != nil {
		return nil, err
	}
	named := map[string]net.Listener{}
	for i, a := range addresses {
		named[a.Name] = listeners[i]
	}
	return named, nil
}

// addresses are the addresses on which the service listens.
func (c *config) addresses() []server.Address {
	all := []server.Address{{Name: server.Members, Address: c.Listen}, {Name: server.Metrics, Address: c.MetricsListen}}
	if c.AgentListen != "" {
		all = append(all, server.Address{Name: server.Agents, Address: c.AgentListen})
	}
	if c.HTTPListen != "" {
		all = append(all, server.Address{Name: server.HTTP, Address: c.HTTPListen})
	}
	return all
}

// openServed opens and migrates the service's database. It refuses one that the demonstration has filled.
func (p *program) openServed(ctx context.Context, c *config) (*db.DB, error) {
	opened := server.Starting("ouvre sa base, et la met à jour s'il le faut")
	database, err := p.database(c).OpenMigrated(ctx, p.stdout)
	opened()
	if err != nil {
		return nil, err
	}
	invented, err := database.Demonstration(ctx)
	if err == nil && invented {
		err = fmt.Errorf("la base %s a été remplie par la démonstration, dont les mots de passe sont publics. Donnez un autre fichier à SESAME_DB : s'il n'existe pas, une base neuve y est créée", c.DB)
	}
	if err != nil {
		return nil, errors.Join(err, database.Close())
	}
	return database, nil
}

// postman returns the courier that sends the outbox; sms says whether it has an SMS gateway.
func (p *program) postman(c *config, database *db.DB, departures *courier.Departures, log *slog.Logger) (_ *courier.Courier, sms bool, err error) {
	mailer, err := c.relay()
	if err != nil {
		return nil, false, err
	}
	texter, err := c.gateway()
	if err != nil {
		return nil, false, err
	}
	return courier.New(database, mailer, texter, courier.Options{Caisse: c.Caisse, Location: p.zone, Clock: p.now, Log: log, Departures: departures}), texter != nil, nil
}

// tend starts the periodic tasks: closed accounts, budgets, backups.
func (p *program) tend(service *server.Server, c *config, database *db.DB, log *slog.Logger) {
	service.Background(func(ctx context.Context) { emptyClosed(ctx, p.budgets(c, database, log), log) })
	service.Background(func(ctx context.Context) { tendBudgets(ctx, p.budgets(c, database, log), log) })
	if c.BackupDir != "" {
		service.Background(func(ctx context.Context) { backUpDaily(ctx, p.backups(c, database), log) })
	}
}

// webhooks returns the sender that tells other programs that a login has ended, and that sends them events.
func (p *program) webhooks(c *config, database *db.DB, log *slog.Logger) *webhook.Sender {
	return webhook.New(database, webhook.Options{Issuer: c.BaseURL.String(), Sign: (&signing.Keys{DB: database, Now: p.now}).Sign, Events: c.Events, Authorities: c.Authorities, Clock: p.now, Log: log})
}

// lookAround returns a function that runs the doctor's checks in the background, so that they outlive the request that
// started them.
func lookAround(service *server.Server, watch *doctor.Watch) func() <-chan struct{} {
	return func() <-chan struct{} {
		kept := make(chan struct{})
		service.Background(func(ctx context.Context) {
			defer close(kept)
			<-watch.Look(ctx)
		})
		return kept
	}
}

// hasher returns the password hasher. It computes at most one hash per processor at a time.
func (p *program) hasher(c *config) *keys.Hasher {
	return keys.NewHasher(runtime.GOMAXPROCS(0), c.Limits.HashQueue)
}

// reinforced returns a function that says whether the reinforced mode is on, for the metrics.
func (p *program) reinforced(c *config, database *db.DB) func(context.Context) (bool, error) {
	a := p.acts(database)
	a.Limits = c.Limits
	return func(ctx context.Context) (bool, error) { return a.Reinforced(ctx, database.Reader) }
}

// pages returns the handler of the members' pages, and that of the agents' pages if they have a listener of their own.
// It adds the configuration to o.
func (p *program) pages(c *config, o handlers.Options) (members, agents http.Handler, err error) {
	if o.Views, err = views.New(views.Options{Caisse: c.Caisse, Demo: o.Demo != nil}); err != nil {
		return nil, nil, err
	}
	if o.FranceConnect, err = c.franceConnect(); err != nil {
		return nil, nil, err
	}
	o.Directory = c.directory()
	o.Caisse, o.Limits, o.Words = c.Caisse, c.Limits, c.Words
	o.BaseURL, o.AgentsApart, o.InscriptionURL = c.BaseURL, c.AgentListen != "", c.InscriptionURL
	o.PortalURL, o.Aliases = c.PortalURL, c.ACMEDomains
	o.TrustedProxies, o.ExemptSites, o.SMSCost = c.TrustedProxies, c.ExemptSites, c.SMSCost
	o.TiersDigits = c.TiersDigits
	if c.BackupDir != "" {
		o.BackupsKept = c.BackupKeep.Longest()
	}
	o.Now, o.Location = p.now, p.zone
	return handlers.New(o)
}

// certificate returns the service's certificate, whose ACME cache is beside the database; nil behind a proxy.
func (c *config) certificate(log *slog.Logger, now func() time.Time) (*server.Certificate, error) {
	return server.NewCertificate(server.CertificateOptions{File: c.TLSCert, KeyFile: c.TLSKey, Host: c.BaseURL.Hostname(), Now: now, Location: paris(), Log: log,
		Domains: c.ACMEDomains, Directory: c.ACMEDirectory, Email: c.ACMEEmail, Cache: filepath.Join(filepath.Dir(c.DB), "acme"), Authorities: c.Authorities})
}

// sites are the sites to which unencrypted requests are redirected, by the host name of the request.
func (c *config) sites(agents *url.URL) map[string]*url.URL {
	sites := map[string]*url.URL{agents.Hostname(): agents}
	for _, name := range c.ACMEDomains {
		sites[name] = c.BaseURL
	}
	sites[c.BaseURL.Hostname()] = c.BaseURL
	return sites
}

// agentSite returns the address of the agents' own site: the configured one, or the service's host if it
// terminates TLS, or localhost, at the port of the agents' listener.
func (c *config) agentSite(at net.Addr) *url.URL {
	if c.AgentURL != nil {
		return c.AgentURL
	}
	_, port, _ := net.SplitHostPort(at.String()) // a listener's address always has a port
	if c.encrypts() {
		return &url.URL{Scheme: "https", Host: net.JoinHostPort(c.BaseURL.Hostname(), port)}
	}
	return &url.URL{Scheme: "http", Host: net.JoinHostPort("localhost", port)}
}
