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

// Bounds for browsers. Pages are small and rural connections slow: 64 KiB at 4 kB/s. The cookies of all that the caisse has under
// its domain come along with each request.
const (
	headerTime  = 10 * time.Second
	readTime    = 30 * time.Second
	writeTime   = 60 * time.Second
	idleTime    = 2 * time.Minute
	headerBytes = 64 << 10
	// A page and its files are a dozen requests. One connection of HTTP/2 gives no more work at once than a few browsers do: with
	// net/http's 250, twenty that cancel what they ask (CVE-2023-44487) keep all others waiting for seconds.
	streams      = 32
	shutdownTime = 20 * time.Second // maximum duration of pending requests after shutdown begins
)

// Options configures a server.
type Options struct {
	DB      *db.DB
	Courier *courier.Courier
	// Webhooks tells other programs when a login has ended.
	Webhooks *webhook.Sender
	// Certificate is the service's own; nil behind a proxy.
	Certificate *Certificate
	Log         *slog.Logger
	// Proxies says which proxies hide the addresses of their users; empty for none.
	Proxies func(now time.Time) string
	// Hosts are the names of the service, under which its health may be asked, beside this computer's.
	Hosts []string
	// Watch looks at the surroundings; nil for none.
	Watch *doctor.Watch

	// For the metrics; nil where they have none.
	HashQueue  func() (running, waiting int)
	Reinforced func(context.Context) (bool, error)
	Limits     account.Limits // with the ceilings of budgets

	// Replica watches the copy on a second host; nil where there is none.
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
	_ = s.jumps.Fault(o.Now()) // the first look, by which later ones are judged
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

// Run serves until ctx ends or a listener fails, then completes pending requests, for 20 seconds at most, and the message of each
// attempt in progress. It returns the listener's fault, and those of requests that could not end in time.
func (s *Server) Run(ctx context.Context, sites ...Site) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.attempt(ctx, followMembers, s.options.DB.FollowMembers) // before the first page: strangers may ask it for both
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

// tend starts what runs beside the pages until ctx ends.
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
	background.Go(func() { s.every(ctx, 24*time.Hour, followMembers, d.FollowMembers) }) // begins in Run
}

// followMembers names the task by which decoys do as members do.
const followMembers = "have decoys follow the members"

// serve begins to serve a site. It sends to failed once the site serves no more, and returns what closes the listener and
// waits for the requests in progress until its context ends.
func (s *Server) serve(site Site, failed chan<- error) (end func(context.Context) error) {
	conns := newConnections()
	server := &http.Server{
		Handler: site.Handler, TLSConfig: site.TLS,
		ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: headerBytes, HTTP2: &http.HTTP2Config{MaxConcurrentStreams: streams}, ConnState: conns.note,
		ErrorLog: newErrorLog(s.options.Log), DisableGeneralOptionsHandler: true, // its answer has none of the site's headers
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
		_ = site.Listener.Close() // Serve returns once it has noted the connections that it accepted
		<-served
		conns.drain(ctx, server)
		return server.Shutdown(ctx)
	}
}

// every runs a task once in each period, from the end of the first one on.
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

// attempt runs a task, which is given the time at which it begins, and logs its error.
func (s *Server) attempt(ctx context.Context, name string, task func(context.Context, time.Time) error) {
	if err := task(ctx, s.options.Now()); err != nil && ctx.Err() == nil {
		s.options.Log.Error(name, "error", err)
	}
}
