// Package server runs the service: it opens listeners, serves until shutdown, runs the courier and the purge, and
// exposes /metrics, /healthz and /readyz. The handlers are passed to it.
package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"sesame/account"
	"sesame/courier"
	"sesame/courier/webhook"
	"sesame/db"
	"sesame/doctor"
	"sesame/replica"
)

// Limits for browsers. Pages are small and rural connections slow: 64 KiB at 4 kB/s. The cookies of all of the caisse's services
// under its domain are sent with each request.
const (
	headerTime  = 10 * time.Second
	readTime    = 30 * time.Second
	writeTime   = 60 * time.Second
	idleTime    = 2 * time.Minute
	headerBytes = 64 << 10
	// A page and its files are a dozen requests. One HTTP/2 connection should not cause more concurrent work than a few browsers
	// do: with net/http's 250 streams, twenty connections that cancel their requests (CVE-2023-44487) delay all others for
	// seconds.
	streams      = 32
	shutdownTime = 20 * time.Second // time limit for pending requests after shutdown begins
)

// Options configures a server.
type Options struct {
	DB      *db.DB
	Courier *courier.Courier
	// Webhooks notifies clients when a login has ended, and sends events.
	Webhooks *webhook.Sender
	// Certificate is the service's own; nil behind a proxy.
	Certificate *Certificate
	Log         *slog.Logger
	// Proxies returns the faults of proxies that hide the addresses of their users; empty for none.
	Proxies func(now time.Time) string
	// Hosts are the host names of the service; the metrics listener accepts them beside this computer's.
	Hosts []string
	// Watch checks the surroundings; nil for none.
	Watch *doctor.Watch

	// For the metrics; nil if they are not available.
	HashQueue  func() (running, waiting int)
	Reinforced func(context.Context) (bool, error)
	Limits     account.Limits // with the ceilings of the budgets

	// Replica watches the copy on the second host; nil if there is none.
	Replica *replica.Watch

	Now      func() time.Time
	Location *time.Location // time zone of displayed times

	Version, Commit string // for the metrics
}

// Server is the running service.
type Server struct {
	options Options
	jumps   doctor.Jumps // of the clock
	metrics *metrics
	tasks   tasks
}

// New creates a server.
func New(o Options) *Server {
	s := &Server{options: o}
	_ = s.jumps.Fault(o.Now()) // the first check, with which later ones are compared
	s.metrics = newMetrics(o)
	return s
}

// Background runs a task that outlives its request. Shutdown cancels it and waits for it.
func (s *Server) Background(task func(context.Context)) { s.tasks.run(task) }

// Site is a listener with its handler.
type Site struct {
	Listener net.Listener
	Handler  http.Handler
	TLS      *tls.Config // nil means no encryption
}

// Run serves until ctx ends or a listener fails. It then completes pending requests, for at most 20 seconds, and the message
// attempts in progress. It returns the listener's error, and those of requests that could not be completed in time.
func (s *Server) Run(ctx context.Context, sites ...Site) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.attempt(ctx, followMembers, s.options.DB.FollowMembers) // before the first page, because strangers may request pages about members and decoys at once
	var background sync.WaitGroup
	s.tend(ctx, &background)
	failed := make(chan error, len(sites))
	var ends []func(context.Context) error
	for _, site := range sites {
		ends = append(ends, s.serve(site, failed))
	}
	tell(daemon.SdNotifyReady, status(serves))
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	tell(daemon.SdNotifyStopping, status("s'arrête : les demandes en cours finissent"))
	end, stop := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer stop()
	for _, ended := range ends {
		if e := ended(end); e != nil {
			err = errors.Join(err, fmt.Errorf("des requêtes n'ont pas pu finir : %w", e))
		}
	}
	cancel()
	s.tasks.end()
	background.Wait()
	return err
}

// tend starts the background tasks, which run until ctx ends.
func (s *Server) tend(ctx context.Context, background *sync.WaitGroup) {
	background.Go(func() { s.options.Courier.Run(ctx) })
	background.Go(func() { s.options.Webhooks.Run(ctx) })
	background.Go(func() { s.options.Certificate.Run(ctx) })
	if s.options.Watch != nil {
		background.Go(func() { s.options.Watch.Run(ctx) })
	}
	background.Go(func() { s.watchdog(ctx) })
	d := s.options.DB
	for _, task := range []struct {
		period time.Duration
		name   string
		run    func(context.Context, time.Time) error
	}{
		{time.Minute, "close accounts", d.CloseEnded},
		{time.Minute, "finish imports", d.FinishImports},
		{time.Hour, "purge", d.Purge},
		{time.Hour, "look through the agents' lists", d.LookThroughLists},
		{time.Hour, "count e-mail domains", func(ctx context.Context, _ time.Time) error { return d.CountDomains(ctx) }},
		{24 * time.Hour, "compare accounts", d.FindLikenesses},
	} {
		background.Go(func() {
			s.attempt(ctx, task.name, task.run)
			s.every(ctx, task.period, task.name, task.run)
		})
	}
	background.Go(func() { s.every(ctx, 24*time.Hour, followMembers, d.FollowMembers) }) // the first run is in Run
}

// followMembers names the task that makes decoys follow the members' behaviour.
const followMembers = "have decoys follow the members"

// serve starts serving a site. When the site stops serving, serve sends the error to failed. end closes the listener and
// waits for the requests in progress until its context ends.
func (s *Server) serve(site Site, failed chan<- error) (end func(context.Context) error) {
	conns := newConnections()
	server := &http.Server{
		Handler: site.Handler, TLSConfig: site.TLS,
		ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: headerBytes, HTTP2: &http.HTTP2Config{MaxConcurrentStreams: streams}, ConnState: conns.note,
		ErrorLog: newErrorLog(s.options.Log), DisableGeneralOptionsHandler: true, // its response would lack the site's headers
	}
	served := make(chan struct{})
	go func() {
		serve := func() error { return server.Serve(site.Listener) }
		if site.TLS != nil {
			serve = func() error { return server.ServeTLS(site.Listener, "", "") }
		}
		err := serve()
		close(served)
		failed <- err
	}()
	return func(ctx context.Context) error {
		_ = site.Listener.Close() // Serve returns once it has recorded the connections that it accepted
		<-served
		conns.drain(ctx, server)
		return server.Shutdown(ctx)
	}
}

// every runs a task once per period, the first time after one period.
func (s *Server) every(ctx context.Context, period time.Duration, name string, task func(context.Context, time.Time) error) {
	every := time.NewTicker(period)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
			s.attempt(ctx, name, task)
		}
	}
}

// attempt runs a task with the current time, and logs its error.
func (s *Server) attempt(ctx context.Context, name string, task func(context.Context, time.Time) error) {
	if err := task(ctx, s.options.Now()); err != nil && ctx.Err() == nil {
		s.options.Log.Error(name, "error", err)
	}
}
