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
	"sesame/db"
	"sesame/doctor"
	"sesame/replica"
)

// Bounds for browsers. Pages are small and rural connections slow: 64 KiB at 4 kB/s. The cookies of all that the caisse has under
// its domain come along with each request.
const (
	headerTime   = 10 * time.Second
	readTime     = 30 * time.Second
	writeTime    = 60 * time.Second
	idleTime     = 2 * time.Minute
	headerBytes  = 64 << 10
	shutdownTime = 20 * time.Second // maximum duration of pending requests after shutdown begins
)

// Options configures a server.
type Options struct {
	DB      *db.DB
	Courier *courier.Courier
	// Programs tells other programs when a login has ended.
	Programs *courier.Programs
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

// Run serves until ctx ends or a listener fails, then completes pending requests and messages.
func (s *Server) Run(ctx context.Context, sites ...Site) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	follow := func() error { return s.options.DB.FollowMembers(ctx, s.options.Now()) }
	if err := follow(); err != nil { // decoys stay where they are
		s.options.Log.Error("have decoys follow the members", "error", err)
	}
	var background sync.WaitGroup
	background.Go(func() { s.options.Courier.Run(ctx) })
	background.Go(func() { s.options.Programs.Run(ctx) })
	background.Go(func() { s.options.Certificate.Run(ctx) })
	if s.options.Watch != nil {
		background.Go(func() { s.options.Watch.Run(ctx) })
	}
	background.Go(func() {
		s.every(ctx, time.Minute, "close accounts", func() error { return s.options.DB.CloseEnded(ctx, s.options.Now()) })
	})
	background.Go(func() {
		s.every(ctx, time.Minute, "finish imports", func() error { return s.options.DB.FinishImports(ctx, s.options.Now()) })
	})
	background.Go(func() {
		s.every(ctx, time.Hour, "purge", func() error { return s.options.DB.Purge(ctx, s.options.Now()) })
	})
	background.Go(func() {
		s.every(ctx, time.Hour, "look through the agents' lists", func() error { return s.options.DB.LookThroughLists(ctx, s.options.Now()) })
	})
	background.Go(func() { s.every(ctx, 24*time.Hour, "have decoys follow the members", follow) })
	background.Go(func() {
		s.every(ctx, 24*time.Hour, "compare accounts", func() error { return s.options.DB.FindLikenesses(ctx, s.options.Now()) })
	})
	background.Go(func() {
		s.every(ctx, time.Hour, "count e-mail domains", func() error { return s.options.DB.CountDomains(ctx) })
	})
	background.Go(func() { s.watchdog(ctx) })
	failed := make(chan error, len(sites))
	var ends []func(context.Context) error
	for _, site := range sites {
		guests := newGuests()
		server := &http.Server{
			Handler: site.Handler, TLSConfig: site.TLS,
			ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
			MaxHeaderBytes: headerBytes, ConnState: guests.note,
			ErrorLog: newErrorLog(s.options.Log), DisableGeneralOptionsHandler: true, // its answer has none of the site's headers
		}
		served := make(chan struct{})
		ends = append(ends, func(ctx context.Context) error {
			_ = site.Listener.Close() // Serve ends with it, once it has counted whom it accepted
			<-served
			guests.drain(ctx, server)
			return server.Shutdown(ctx)
		})
		go func() {
			serve := func() error { return server.Serve(site.Listener) }
			if site.TLS != nil {
				serve = func() error { return server.ServeTLS(site.Listener, "", "") }
			}
			err := serve()
			close(served)
			failed <- err
		}()
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

// every runs a task periodically, beginning at the start.
func (s *Server) every(ctx context.Context, period time.Duration, name string, task func() error) {
	every := time.NewTicker(period)
	defer every.Stop()
	for {
		if err := task(); err != nil && ctx.Err() == nil {
			s.options.Log.Error(name, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}
