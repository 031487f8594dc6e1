// Package servertest is for tests that start programs which listen.
package servertest

import (
	"fmt"
	"net"
	"os"
	"sync/atomic"
	"testing"
)

// Ports are below those from which Linux takes one for « any port » and for outgoing connections (32,768 and above,
// unless the computer is set otherwise): nobody gets one of them without asking for it.
const (
	firstPort = 20_000
	ports     = 12_768
)

// tried counts the ports that this process has tried. Another process begins elsewhere.
var tried atomic.Int64

// FreePort is a TCP port of 127.0.0.1 on which nobody listens. No other test, of this process or of another, gets
// it before this one ends, although a program that the test starts listens on it only later: an abstract socket of
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

// reservation is the abstract socket that says that a test has a port.
func reservation(port int) string { return fmt.Sprintf("@test-port-%d", port) }
