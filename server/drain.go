package server

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	newcomerTime = time.Second // for the request of a connection that was accepted just before shutdown
	drainPoll    = 5 * time.Millisecond
)

// guests are the connections of an HTTP server that wait for an answer. http.Server.Shutdown drops a connection that was
// accepted before it and whose request arrives after it; drain answers those first.
type guests struct {
	mu   sync.Mutex
	new  map[net.Conn]bool // accepted, without a request yet
	busy map[net.Conn]bool
}

func newGuests() *guests {
	return &guests{new: map[net.Conn]bool{}, busy: map[net.Conn]bool{}}
}

// note is the server's ConnState.
func (g *guests) note(c net.Conn, state http.ConnState) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.new, c)
	delete(g.busy, c)
	switch state {
	case http.StateNew:
		g.new[c] = true
	case http.StateActive:
		g.busy[c] = true
	}
}

func (g *guests) waiting() (newcomers, busy int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.new), len(g.busy)
}

// drain answers every accepted connection, and returns when none waits or ctx ends. Browsers open connections ahead of need, so
// one that sends nothing is waited for only newcomerTime.
func (g *guests) drain(ctx context.Context, server *http.Server) {
	server.SetKeepAlivesEnabled(false)
	patience := time.After(newcomerTime)
	every := time.NewTicker(drainPoll)
	defer every.Stop()
	late := false
	for {
		if newcomers, busy := g.waiting(); busy == 0 && (newcomers == 0 || late) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-patience:
			late = true
		case <-every.C:
		}
	}
}
