package servertest

import (
	"fmt"
	"net"
	"testing"
)

func TestAPortThatIsTakenIsNotGiven(t *testing.T) {
	for name, take := range map[string]func(port int) (net.Listener, error){
		"another test has it":     func(port int) (net.Listener, error) { return net.Listen("unix", reservation(port)) },
		"a program listens on it": func(port int) (net.Listener, error) { return net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)) },
		"it listens everywhere":   func(port int) (net.Listener, error) { return net.Listen("tcp", fmt.Sprintf(":%d", port)) },
	} {
		t.Run(name, func(t *testing.T) {
			next := FreePort(t) + 1                   // the port that comes next, except at the end of the range
			if taken, err := take(next); err == nil { // otherwise another process has it already
				defer taken.Close()
			}
			if port := FreePort(t); port == next {
				t.Errorf("%d was given", port)
			}
		})
	}
}

func TestAPortIsGivenBackWithItsTest(t *testing.T) {
	var port int
	t.Run("one test", func(t *testing.T) { port = FreePort(t) })
	held, err := net.Listen("unix", reservation(port))
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
}
