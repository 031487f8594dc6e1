package walks

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"sesame/texts/textstest"
)

// message is what somebody received: a mail or a text message.
type message struct {
	to, subject, text, html string
	header                  mail.Header // of a mail
	at                      time.Time   // when it was here
}

// post is the world's letter boxes and telephones: a mail relay and an SMS gateway on loopback that keep what comes.
// The relay of real life, its refusals and its delays are the matter of the courier's own tests.
type post struct {
	smtp string // host:port
	sms  string // URL

	mu     sync.Mutex
	came   chan struct{} // closed and replaced each time that something comes
	unread []message
	faults []string
}

const gatewayToken = "jeton-de-la-passerelle"

func newPost(t testing.TB) *post {
	t.Helper()
	p := &post{came: make(chan struct{})}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.smtp = listener.Addr().String()
	go p.serveMail(listener)
	gateway := httptest.NewServer(http.HandlerFunc(p.takeText))
	p.sms = gateway.URL
	t.Cleanup(func() {
		listener.Close()
		gateway.Close()
		for _, fault := range p.faults {
			t.Errorf("the post noticed: %s", fault)
		}
	})
	return p
}

func (p *post) take(m message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	m.at = time.Now()
	p.unread = append(p.unread, m)
	close(p.came)
	p.came = make(chan struct{})
}

func (p *post) fault(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, fmt.Sprintf(format, args...))
}

// takeText is the gateway: the JSON of the contract, and nothing else.
func (p *post) takeText(w http.ResponseWriter, r *http.Request) {
	var sent struct{ To, From, Text, Reference string }
	if err := json.NewDecoder(r.Body).Decode(&sent); err != nil {
		p.fault("the gateway was posted something else than JSON: %v", err)
	}
	if r.Header.Get("Authorization") != "Bearer "+gatewayToken {
		p.fault("the gateway was posted the authorization %q", r.Header.Get("Authorization"))
	}
	if sent.To == "" { // the doctor asks whether it is known here, and sends nothing
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if sent.Reference == "" {
		p.fault("a text message without a reference")
	}
	p.take(message{to: sent.To, text: sent.Text})
	w.WriteHeader(http.StatusAccepted)
}

// awaits waits for a message to somebody that matches, and takes it out.
func (p *post) awaits(t testing.TB, to, what string, match func(message) bool) message {
	t.Helper()
	deadline := time.After(patience)
	for {
		p.mu.Lock()
		came := p.came
		for i, m := range p.unread {
			if strings.EqualFold(m.to, to) && match(m) {
				p.unread = append(p.unread[:i], p.unread[i+1:]...)
				p.mu.Unlock()
				return m
			}
		}
		p.mu.Unlock()
		select {
		case <-came:
		case <-deadline:
			t.Fatalf("%s did not reach %s; unread: %s", what, to, p.list())
		}
	}
}

// code waits for a confirmation code to somebody; it stands alone on its line.
func (p *post) code(t testing.TB, to string) string {
	t.Helper()
	code, _ := p.codeAndText(t, to)
	return code
}

func (p *post) codeAndText(t testing.TB, to string) (code, text string) {
	t.Helper()
	m := p.awaits(t, to, "a confirmation code", func(m message) bool { return codeLine.MatchString(m.text) })
	return codeLine.FindStringSubmatch(m.text)[1], textstest.Plain(plain(m.text))
}

// temporary waits for a temporary password to somebody; it stands alone on its line.
func (p *post) temporary(t testing.TB, to string) string {
	t.Helper()
	m := p.awaits(t, to, "a temporary password", func(m message) bool { return temporaryLine.MatchString(m.text) })
	return strings.Join(temporaryLine.FindStringSubmatch(m.text)[1:], "")
}

// tells waits for a message to somebody that says so, and has no secret.
func (p *post) tells(t testing.TB, to, words string) message {
	t.Helper()
	m := p.awaits(t, to, "« "+words+" »", func(m message) bool { return strings.Contains(textstest.Plain(plain(m.text)), words) })
	if codeLine.MatchString(m.text) || temporaryLine.MatchString(m.text) {
		t.Errorf("a notice that holds a secret:\n%s", m.text)
	}
	return m
}

// list tells what nobody has read yet: to whom, about what.
func (p *post) list() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []string
	for _, m := range p.unread {
		all = append(all, fmt.Sprintf("%s « %s »", m.to, m.subject))
	}
	return strings.Join(all, ", ")
}

var (
	// The secret stands alone on its line, so that nobody copies more than the secret.
	codeLine      = regexp.MustCompile(`(?m)^[ \t]*([0-9]{4})[ \t\r]*$`)
	temporaryLine = regexp.MustCompile(`(?m)^[ \t]*([a-hj-km-np-z2-9]{4})[ -]?([a-hj-km-np-z2-9]{4})[ -]?([a-hj-km-np-z2-9]{4})[ \t\r]*$`)
	// What the screen and the message both show, so that nobody mistakes one request for another.
	requestNumber = regexp.MustCompile(`\b[A-Z]{3}-[2-9]{3}\b`)
)
