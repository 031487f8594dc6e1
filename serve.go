package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"sync"
	"time"

	"sesame/account/keys"
	"sesame/courier"
	"sesame/db"
	"sesame/handlers"
	"sesame/views"
)

// How long a browser may take. Pages are small and lines in the country are slow: 64 KiB at 4 kB/s.
const (
	headerTime   = 10 * time.Second
	readTime     = 30 * time.Second
	writeTime    = 60 * time.Second
	idleTime     = 2 * time.Minute
	headerBytes  = 16 << 10
	shutdownTime = 20 * time.Second // what requests under way may still take once the service is told to stop
	purgeEvery   = time.Hour
)

// serve is the service.
func (p *program) serve(ctx context.Context, args []string) int {
	c, _, err := p.configure(args, options{command: "serve", settings: func(setting) bool { return true }, serving: true})
	if err != nil {
		return p.refuse(err)
	}
	log := slog.New(slog.NewTextHandler(p.stderr, nil))
	// The sockets are taken first: a second service on the same machine ends here, without a key or a database made.
	addresses := []string{c.Listen, c.MetricsListen}
	if c.AgentListen != "" {
		addresses = append(addresses, c.AgentListen)
	}
	listeners, err := listen(addresses...)
	if err != nil {
		return p.fail(err)
	}
	defer closeAll(listeners)
	encryption, err := c.tlsConfig()
	if err != nil {
		return p.fail(err)
	}
	database, err := p.openMigrated(ctx, c)
	if err != nil {
		return p.fail(err)
	}
	defer database.Close() //nolint:errcheck // what was committed is on the disk
	mailer, err := courier.NewSMTP(c.SMTPURL, c.SMTPFrom, c.BaseURL.Hostname())
	if err != nil {
		return p.fail(err)
	}
	texter, err := courier.NewSMS(c.SMSURL, c.SMSSender)
	if err != nil {
		return p.fail(err)
	}
	s := &service{config: c, db: database, log: log, now: p.now, started: p.now()}
	s.courier = courier.New(database, mailer, texter, courier.Options{Caisse: c.Caisse, Location: paris(), Clock: p.now, Log: log})
	s.agentURL = c.BaseURL
	if c.AgentListen != "" {
		s.agentURL = c.agentSite(listeners[2].Addr())
	}
	if s.pages, s.desk, err = s.handler(texter != nil, nil, s.courier.Wake); err != nil {
		return p.fail(err)
	}
	if c.Caisse.Host != "" && !c.given["SESAME_CAISSE_NAME"] {
		log.Warn("SESAME_CAISSE_NAME n'est pas réglé : les écrans portent le nom d'une caisse de démonstration")
	}
	metrics := s.metrics()
	servers := []*http.Server{
		{Handler: metrics.observed(s.pages), TLSConfig: encryption},
		{Handler: s.health(metrics)},
	}
	if c.AgentListen != "" {
		servers = append(servers, &http.Server{Handler: metrics.observed(s.desk), TLSConfig: encryption}) //nolint:gosec // G112: run sets the times of all
	}
	log.Info("sesame is ready", "listen", listeners[0].Addr().String(), "metrics", listeners[1].Addr().String(), "url", c.BaseURL.String(), "agents", s.agentURL.String()+"/agent")
	if err := s.run(ctx, servers, listeners); err != nil {
		return p.fail(err)
	}
	log.Info("sesame has stopped")
	return exitDone
}

// service is what runs until it is told to stop.
type service struct {
	config  *config
	db      *db.DB
	courier *courier.Courier
	pages   http.Handler
	desk    http.Handler // the agents', where they have a listener of their own

	agentURL *url.URL
	log      *slog.Logger
	now      func() time.Time
	started  time.Time
	tasks    tasks
}

// tasks are what outlives the request that began it. They are told to end with the service, and waited for.
type tasks struct {
	mu     sync.Mutex
	ended  bool
	life   context.Context
	cancel context.CancelFunc
	group  sync.WaitGroup
}

func (t *tasks) run(task func(context.Context)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.life == nil {
		t.life, t.cancel = context.WithCancel(context.Background())
	}
	if t.ended {
		t.cancel() // it begins, sees that it is over, and notes so
	}
	t.group.Go(func() { task(t.life) })
}

func (t *tasks) end() {
	t.mu.Lock()
	t.ended = true
	if t.cancel != nil {
		t.cancel()
	}
	t.mu.Unlock()
	t.group.Wait()
}

// handler draws and answers. demo is nil but in the demonstration.
func (s *service) handler(sms bool, demo *handlers.Demo, wake func()) (members, agents http.Handler, err error) {
	drawn, err := views.New(views.Options{Caisse: s.config.Caisse, Demo: demo != nil})
	if err != nil {
		return nil, nil, err
	}
	provider, err := s.config.franceConnect()
	if err != nil {
		return nil, nil, err
	}
	return handlers.NewApart(handlers.Options{
		DB: s.db, Views: drawn, Hasher: keys.NewHasher(runtime.GOMAXPROCS(0), s.config.Limits.HashQueue),
		Caisse: s.config.Caisse, Limits: s.config.Limits, BaseURL: s.config.BaseURL, AgentURL: s.agentURL, AgentsApart: s.config.AgentListen != "", SMS: sms, SMSCost: s.config.SMSCost, InscriptionURL: s.config.InscriptionURL,
		TrustedProxies: s.config.TrustedProxies, ExemptSites: s.config.ExemptSites, Now: s.now, Location: paris(), Wake: wake, Background: s.tasks.run, Log: s.log, FranceConnect: provider, Demo: demo,
	})
}

// run serves until ctx ends or a listener fails, then lets requests and messages under way come to their end.
func (s *service) run(ctx context.Context, servers []*http.Server, listeners []net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var background sync.WaitGroup
	background.Go(func() { s.courier.Run(ctx) })
	background.Go(func() { s.purge(ctx) })
	failed := make(chan error, len(servers))
	for i, server := range servers {
		server.ReadHeaderTimeout, server.ReadTimeout = headerTime, readTime
		server.WriteTimeout, server.IdleTimeout = writeTime, idleTime
		server.MaxHeaderBytes = headerBytes
		server.ErrorLog = slog.NewLogLogger(s.log.Handler(), slog.LevelDebug) // a stranger's broken handshakes are no news
		go func() {
			if server.TLSConfig != nil {
				failed <- server.ServeTLS(listeners[i], "", "")
				return
			}
			failed <- server.Serve(listeners[i])
		}()
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	end, stop := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer stop()
	for _, server := range servers {
		if e := server.Shutdown(end); e != nil {
			err = errors.Join(err, fmt.Errorf("des requêtes n'ont pas pu finir : %w", e))
		}
	}
	cancel()
	s.tasks.end()
	background.Wait()
	return err
}

// purge keeps out of the database what is no longer needed, from the start on.
func (s *service) purge(ctx context.Context) {
	every := time.NewTicker(purgeEvery)
	defer every.Stop()
	for {
		if err := s.db.Purge(ctx, s.now()); err != nil && ctx.Err() == nil {
			s.log.Error("purge", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}
