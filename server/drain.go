package server

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	newcomerTime = time.Second // time to wait for the request of a connection that was accepted just before shutdown
	drainPoll    = 5 * time.Millisecond
)

// connections tracks the connections of an HTTP server that have no request yet, or wait for a response. http.Server.Shutdown
// drops a connection that was accepted before it and whose request arrives after it; drain answers those first.
type connections struct {
	mu   sync.Mutex
	new  map[net.Conn]bool // accepted, without a request yet
	busy map[net.Conn]bool
}

func newConnections() *connections {
	return &connections{new: map[net.Conn]bool{}, busy: map[net.Conn]bool{}}
}

// note is the server's ConnState function.
func (c *connections) note(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.new, conn)
	delete(c.busy, conn)
	switch state {
	case http.StateNew:
		c.new[conn] = true
	case http.StateActive:
		c.busy[conn] = true
	}
}

func (c *connections) waiting() (newcomers, busy int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.new), len(c.busy)
}

// drain answers every accepted connection, and returns when none waits or ctx ends. Browsers open connections in advance, so
// one that sends nothing is waited for only newcomerTime.
func (c *connections) drain(ctx context.Context, server *http.Server) {
	server.SetKeepAlivesEnabled(false)
	patience := time.After(newcomerTime)
	every := time.NewTicker(drainPoll)
	defer every.Stop()
	late := false
	for {
		if newcomers, busy := c.waiting(); busy == 0 && (newcomers == 0 || late) {
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
