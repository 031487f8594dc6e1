// Package server runs the service: it takes the addresses, serves until it is told to stop, keeps the outbox and the
// purge going, and tells how it fares at /metrics, /healthz and /readyz. What is served is given to it.
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

// Options are what a server keeps going and what it tells of.
type Options struct {
	DB      *db.DB
	Courier *courier.Courier
	Log     *slog.Logger
	// Proxies are those that the configuration does not name, and those whose X-Forwarded-For cannot be read.
	Proxies func(now time.Time) (undeclared, unreadable []netip.Addr)

	Now      func() time.Time
	Location *time.Location // where the hours that people read are counted

	Version, Commit string // of the program, for the metrics
}

// Server is the service under way.
type Server struct {
	options Options
	started time.Time
	metrics *metrics
	tasks   tasks
}

// New notes the hour of the start.
func New(o Options) *Server {
	s := &Server{options: o, started: o.Now()}
	s.metrics = newMetrics(o)
	return s
}

// Background runs a task that outlives the request that began it. It is told to end with the service, and waited for.
func (s *Server) Background(task func(context.Context)) { s.tasks.run(task) }

// Site is what answers at one listener.
type Site struct {
	Listener net.Listener
	Handler  http.Handler
	TLS      *tls.Config // nil: without encryption
}

// Run serves until ctx ends or a listener fails, then lets requests and messages under way come to their end.
func (s *Server) Run(ctx context.Context, sites ...Site) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var background sync.WaitGroup
	background.Go(func() { s.options.Courier.Run(ctx) })
	background.Go(func() { s.purge(ctx) })
	failed := make(chan error, len(sites))
	var servers []*http.Server
	for _, site := range sites {
		server := &http.Server{
			Handler: site.Handler, TLSConfig: site.TLS,
			ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
			MaxHeaderBytes: headerBytes,
			ErrorLog:       slog.NewLogLogger(s.options.Log.Handler(), slog.LevelDebug), // a stranger's broken handshakes are no news
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

// purge keeps out of the database what is no longer needed, from the start on.
func (s *Server) purge(ctx context.Context) {
	every := time.NewTicker(purgeEvery)
	defer every.Stop()
	for {
		if err := s.options.DB.Purge(ctx, s.options.Now()); err != nil && ctx.Err() == nil {
			s.options.Log.Error("purge", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}
