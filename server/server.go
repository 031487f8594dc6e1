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
	"net/netip"
	"sync"
	"time"

	"sesame/courier"
	"sesame/db"
)

// Timeouts for browsers. Pages are small and rural connections slow: 64 KiB at 4 kB/s.
const (
	headerTime   = 10 * time.Second
	readTime     = 30 * time.Second
	writeTime    = 60 * time.Second
	idleTime     = 2 * time.Minute
	headerBytes  = 16 << 10
	shutdownTime = 20 * time.Second // maximum duration of pending requests after shutdown begins
)

// Options configures a server.
type Options struct {
	DB      *db.DB
	Courier *courier.Courier
	// Programs tells other programs when a login has ended.
	Programs *courier.Programs
	Log      *slog.Logger
	// Proxies returns the proxies that the configuration does not declare, and those whose X-Forwarded-For is
	// unreadable.
	Proxies func(now time.Time) (undeclared, unreadable []netip.Addr)

	Now      func() time.Time
	Location *time.Location // time zone of displayed times

	Version, Commit string // for the metrics
}

// Server is the running service.
type Server struct {
	options Options
	started time.Time
	metrics *metrics
	tasks   tasks
}

// New creates a server and records the start time.
func New(o Options) *Server {
	s := &Server{options: o, started: o.Now()}
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
	var background sync.WaitGroup
	background.Go(func() { s.options.Courier.Run(ctx) })
	background.Go(func() { s.options.Programs.Run(ctx) })
	background.Go(func() {
		s.every(ctx, time.Minute, "close accounts", func() error { return s.options.DB.CloseEnded(ctx, s.options.Now()) })
	})
	background.Go(func() {
		s.every(ctx, time.Hour, "purge", func() error { return s.options.DB.Purge(ctx, s.options.Now()) })
	})
	background.Go(func() {
		s.every(ctx, time.Hour, "count e-mail domains", func() error { return s.options.DB.CountDomains(ctx) })
	})
	failed := make(chan error, len(sites))
	var servers []*http.Server
	for _, site := range sites {
		server := &http.Server{
			Handler: site.Handler, TLSConfig: site.TLS,
			ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
			MaxHeaderBytes: headerBytes,
			ErrorLog:       slog.NewLogLogger(s.options.Log.Handler(), slog.LevelDebug), // failed TLS handshakes by strangers are noise
		}
		servers = append(servers, server)
		go func() {
			if site.TLS != nil {
				failed <- server.ServeTLS(site.Listener, "", "")
				return
			}
			failed <- server.Serve(site.Listener)
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
