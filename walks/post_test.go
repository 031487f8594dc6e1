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

// message is a mail or a text message that was received.
type message struct {
	to, subject, text, html string
	header                  mail.Header // of a mail
	at                      time.Time   // time of receipt
}

// post holds the mailboxes and telephones of a world: a mail relay and an SMS gateway on loopback that keep all messages. The
// behaviour of a real relay, its refusals and its delays are tested in the courier package.
type post struct {
	smtp string // host:port
	sms  string // URL

	mu     sync.Mutex
	came   chan struct{} // closed and replaced at each message
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

// takeText is the gateway's handler. It accepts the JSON of the contract, and nothing else.
func (p *post) takeText(w http.ResponseWriter, r *http.Request) {
	var sent struct{ To, From, Text, Reference string }
	if err := json.NewDecoder(r.Body).Decode(&sent); err != nil {
		p.fault("the gateway was posted something else than JSON: %v", err)
	}
	if r.Header.Get("Authorization") != "Bearer "+gatewayToken {
		p.fault("the gateway was posted the authorization %q", r.Header.Get("Authorization"))
	}
	if sent.To == "" { // the doctor's request, which checks whether the token is accepted and sends nothing
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if sent.Reference == "" {
		p.fault("a text message without a reference")
	}
	p.take(message{to: sent.To, text: sent.Text})
	w.WriteHeader(http.StatusAccepted)
}

// awaits waits for a message to an address that matches, and removes it from the unread ones.
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

// code waits for a confirmation code to an address; the code is alone on its line.
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

// temporary waits for a temporary password to an address; the password is alone on its line.
func (p *post) temporary(t testing.TB, to string) string {
	t.Helper()
	m := p.awaits(t, to, "a temporary password", func(m message) bool { return temporaryLine.MatchString(m.text) })
	return strings.Join(temporaryLine.FindStringSubmatch(m.text)[1:], "")
}

// tells waits for a message to an address that contains these words, and fails if it holds a secret.
func (p *post) tells(t testing.TB, to, words string) message {
	t.Helper()
	m := p.awaits(t, to, "« "+words+" »", func(m message) bool { return strings.Contains(textstest.Plain(plain(m.text)), words) })
	if codeLine.MatchString(m.text) || temporaryLine.MatchString(m.text) {
		t.Errorf("a notice that holds a secret:\n%s", m.text)
	}
	return m
}

// list lists the unread messages: recipient and subject.
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
	// The secret is alone on its line, so that no one copies more than the secret.
	codeLine      = regexp.MustCompile(`(?m)^[ \t]*([0-9]{4})[ \t\r]*$`)
	temporaryLine = regexp.MustCompile(`(?m)^[ \t]*([a-hj-km-np-z2-9]{4})[ -]?([a-hj-km-np-z2-9]{4})[ -]?([a-hj-km-np-z2-9]{4})[ \t\r]*$`)
	// The number is on the screen and in the message, so that members do not confuse two requests.
	requestNumber = regexp.MustCompile(`\b[A-Z]{3}-[2-9]{3}\b`)
)
