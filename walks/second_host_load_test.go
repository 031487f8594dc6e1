package walks

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"sync"
	"testing"
	"time"
)

// mover is a browser that can go on at another machine under the same name.
type mover struct {
	visitor
	mu sync.Mutex
	at string // host:port
}

func (h *host) visitor() *mover {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	m := &mover{at: h.service()}
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		m.mu.Lock()
		defer m.mu.Unlock()
		return new(net.Dialer).DialContext(ctx, network, m.at)
	}
	m.visitor = visitor{c: &crash{site: h.site}, client: &http.Client{Jar: jar, Timeout: patience, Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}}
	return m
}

// moves switches the browser to another machine, as a change of the name's DNS address does.
func (m *mover) moves(to *host) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at = to.service()
}

func (m *mover) opens(t *testing.T, path string) *screen {
	t.Helper()
	s, err := m.ask(http.MethodGet, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// posts sends a form, and fails unless it leads to this path.
func (m *mover) posts(t *testing.T, path string, form url.Values, to string) *screen {
	t.Helper()
	s, err := m.ask(http.MethodPost, path, form)
	if err != nil {
		t.Fatal(err)
	}
	if s.path != to {
		t.Fatalf("%s leads to %s (%d): %s", path, s.path, s.status, s.text())
	}
	return s
}

const forgotten = "/mot-de-passe-oublie"

// forgets requests a code by e-mail.
func (m *mover) forgets(t *testing.T, i int) {
	t.Helper()
	s := m.posts(t, forgotten, url.Values{"identifiant": {crashID(i)}}, forgotten+"/canal")
	m.posts(t, forgotten+"/canal", url.Values{"version": {s.version()}, "canal": {"email"}}, forgotten+"/code")
}

// types enters the code.
func (m *mover) types(t *testing.T, code string) {
	t.Helper()
	s := m.opens(t, forgotten+"/code")
	m.posts(t, forgotten+"/code", url.Values{"version": {s.version()}, "code": {code}}, forgotten+"/confirmation")
}

// answer is a request whose number a screen has shown, with the time.
type answer struct {
	request string
	at      time.Time
}

// load simulates members who request a password, one after the other.
type load struct {
	host    *host
	stopped chan struct{}
	walkers sync.WaitGroup

	mu      sync.Mutex
	changed chan struct{} // closed and replaced at each answer
	got     []answer
	fault   error
}

func newLoad(h *host) *load {
	l := &load{host: h, stopped: make(chan struct{}), changed: make(chan struct{})}
	const walkers = 4
	for w := range walkers {
		l.walkers.Go(func() {
			for i := 2 + w; i < copiedMembers; i += walkers {
				select {
				case <-l.stopped:
					return
				default:
					l.ask(i)
				}
			}
		})
	}
	return l
}

// ask makes the request of one member, and gives up if the machine does not answer.
func (l *load) ask(i int) {
	m := l.host.visitor()
	s, err := m.ask(http.MethodPost, forgotten, url.Values{"identifiant": {crashID(i)}})
	if err == nil {
		s, err = m.ask(http.MethodPost, forgotten+"/canal", url.Values{"version": {s.version()}, "canal": {"email"}})
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case err != nil:
		return
	case s.path != forgotten+"/code":
		l.fault = fmt.Errorf("%s (%d): %s", s.path, s.status, s.text())
	default:
		l.got = append(l.got, answer{requestNumber.FindString(s.text()), time.Now()})
	}
	close(l.changed)
	l.changed = make(chan struct{})
}

// reaches waits for that many answers.
func (l *load) reaches(t *testing.T, n int) {
	t.Helper()
	for deadline := time.After(2 * patience); ; {
		l.mu.Lock()
		got, changed, fault := len(l.got), l.changed, l.fault
		l.mu.Unlock()
		switch {
		case fault != nil:
			t.Fatal(fault)
		case got >= n:
			return
		}
		select {
		case <-changed:
		case <-deadline:
			t.Fatalf("%d answers came, %d were awaited", got, n)
		}
	}
}

func (l *load) stop() {
	close(l.stopped)
	l.walkers.Wait()
}

// answers returns the answers that have come until now.
func (l *load) answers() []answer {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]answer(nil), l.got...)
}
