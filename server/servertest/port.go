// Package servertest helps tests that start programs with listeners.
package servertest

import (
	"fmt"
	"net"
	"os"
	"sync/atomic"
	"testing"
)

// The ports are below those that Linux assigns for « any port » and for outgoing connections (32,768 and above,
// unless configured otherwise), so that no program gets one without requesting it.
const (
	firstPort = 20_000
	ports     = 12_768
)

// tried counts the ports that this process has tried. Another process begins elsewhere.
var tried atomic.Int64

// FreePort returns a TCP port of 127.0.0.1 on which nothing listens. No other test, of this process or of another,
// gets it before this test ends, even if the program that uses it starts to listen later: an abstract socket with
// its number is held meanwhile.
func FreePort(t testing.TB) int {
	t.Helper()
	for range ports {
		port := firstPort + int((int64(os.Getpid())*101+tried.Add(1))%ports)
		held, err := net.Listen("unix", reservation(port))
		if err != nil {
			continue
		}
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			_ = held.Close()
			continue
		}
		_ = listener.Close()
		t.Cleanup(func() { _ = held.Close() })
		return port
	}
	t.Fatalf("no port from %d on is free", firstPort)
	return 0
}

// reservation returns the abstract socket that reserves a port for a test.
func reservation(port int) string { return fmt.Sprintf("@test-port-%d", port) }
