package handlers_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"sesame/courier"
	"sesame/handlers"
	"sesame/handlers/servicetest"
)

// relay is a mail relay on this machine that accepts everything, without TLS.
type relay struct {
	listener net.Listener
	taken    atomic.Int64
}

func newRelay(t testing.TB) *relay {
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{listener: l}
	var (
		talks sync.WaitGroup
		open  []net.Conn // the courier keeps some connections open for later mails
	)
	accepts := make(chan struct{})
	go func() {
		defer close(accepts)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			open = append(open, c)
			talks.Go(func() { r.talk(c) })
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-accepts
		for _, c := range open {
			_ = c.Close()
		}
		talks.Wait()
	})
	return r
}

func (r *relay) talk(c net.Conn) {
	defer c.Close()
	in := bufio.NewScanner(c)
	fmt.Fprint(c, "220 relay\r\n")
	for in.Scan() {
		switch command := strings.ToUpper(strings.Fields(in.Text() + " .")[0]); command {
		case "DATA":
			fmt.Fprint(c, "354 go on\r\n")
			for in.Scan() && in.Text() != "." {
			}
			r.taken.Add(1)
			fmt.Fprint(c, "250 taken\r\n")
		case "QUIT":
			fmt.Fprint(c, "221 bye\r\n")
			return
		default:
			fmt.Fprint(c, "250 relay\r\n")
		}
	}
}

// withCourier creates a service whose courier runs, as in the program, and sends mails over a connection to a relay.
func withCourier(t testing.TB, change ...func(*handlers.Options)) (*servicetest.Service, *relay) {
	r := newRelay(t)
	s := servicetest.NewService(t, change...)
	mailer, err := courier.NewSMTP("smtp://"+r.listener.Addr().String()+"?tls=none", "caisse@msa.example", "espace.example")
	if err != nil {
		t.Fatal(err)
	}
	c := courier.New(s.DB, mailer, courier.NewMailbox(10, s.Now), courier.Options{Caisse: s.Caisse, Location: s.Options.Location, Clock: s.Now, Log: slog.New(slog.DiscardHandler)})
	s.DB.WhenQueued(c.Wake)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); c.Run(ctx) }()
	t.Cleanup(func() { stop(); <-ended })
	return s, r
}
