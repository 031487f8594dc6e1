package courier

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// scripted is a small mail relay whose answers a test chooses, by command, such as those that a real relay gives only when it
// is broken. Accepted mails arrive on got.
type scripted struct {
	listener net.Listener
	got      chan string   // whole mails, as sent
	looks    time.Duration // how long it looks into a mail before it answers

	mu      sync.Mutex
	answers map[string]string // verb ("CONNECT" for the greeting, "." for the end of a mail) → answer; "hang up" closes, "silence" says nothing
	seen    []string          // every command line
	waited  int               // commands that came before the answer to the one before them
	taken   []string          // mails whose end was accepted
	conns   map[net.Conn]bool
	opened  int
}

func newScripted(t testing.TB, answers map[string]string) *scripted {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &scripted{listener: listener, got: make(chan string, 20_000), answers: answers, conns: map[net.Conn]bool{}}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns[conn] = true
			s.opened++
			s.mu.Unlock()
			serving.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		s.hangUp()
		serving.Wait()
	})
	return s
}

func (s *scripted) url() string { return "smtp://" + s.listener.Addr().String() + "?tls=none" }

func (s *scripted) port() string {
	_, port, _ := net.SplitHostPort(s.listener.Addr().String())
	return port
}

// hangUp closes every connection, as a relay does with an idle one.
func (s *scripted) hangUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for conn := range s.conns {
		_ = conn.Close()
	}
}

// becomes changes the answers from now on.
func (s *scripted) becomes(answers map[string]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers = answers
}

func (s *scripted) connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened
}

func (s *scripted) commands() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.seen, "\n")
}

// pipelining is the answer to EHLO of a relay that accepts several commands at once.
const pipelining = "250-relais.example\r\n250-PIPELINING\r\n250 8BITMIME"

func (s *scripted) serve(conn net.Conn) {
	defer conn.Close() //nolint:errcheck // the other side may have gone
	reader := bufio.NewReader(conn)
	say := func(verb, usual string) bool {
		s.mu.Lock()
		answer, ok := s.answers[verb]
		s.mu.Unlock()
		if !ok {
			answer = usual
		}
		switch answer {
		case "hang up":
			return false
		case "silence":
			_, _ = reader.ReadByte() // until the other side gives up
			return false
		}
		_, err := fmt.Fprintf(conn, "%s\r\n", answer)
		return err == nil
	}
	if !say("CONNECT", "220 relais.example ESMTP") {
		return
	}
	for {
		line, err := reader.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		s.mu.Lock()
		s.seen = append(s.seen, line)
		if reader.Buffered() > 0 {
			s.waited++
		}
		s.mu.Unlock()
		switch verb {
		case "EHLO":
			if !say(verb, "250-relais.example\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME") {
				return
			}
		case "DATA":
			if !say(verb, "354 go on") {
				return
			}
			var mail strings.Builder
			for {
				line, err := reader.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				mail.WriteString(strings.TrimPrefix(line, "."))
			}
			s.got <- mail.String()
			<-time.After(s.looks)
			s.mu.Lock()
			if s.answers["."] == "" {
				s.taken = append(s.taken, mail.String())
			}
			s.mu.Unlock()
			if !say(".", "250 2.0.0 taken") {
				return
			}
		case "QUIT":
			say(verb, "221 bye")
			return
		default:
			if !say(verb, "250 2.0.0 ok") {
				return
			}
		}
	}
}
