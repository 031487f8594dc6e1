package courier

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/mail"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sesame/account"
	"sesame/courier/transport"
	"sesame/db"
)

// A relay or a gateway refuses every message for twenty minutes, and then works again. Whatever its answer was: the trouble is
// reported, all messages arrive within five minutes, and none arrives twice.

const outage = 20 * time.Minute

// owed posts messages before and during an outage, calls mend at its end, and checks what arrived, by destination.
func owed(t *testing.T, d *db.DB, c *Courier, channel account.Channel, mend func(), arrived func() map[string]int) {
	t.Helper()
	var to []string
	send := func(n int, domain string) {
		m := aMessage(db.KindTemporary)
		m.Channel, m.To = channel, box(n, domain)
		if channel == account.SMS {
			m.To = fmt.Sprintf("+3361234567%d", n)
		}
		to = append(to, m.To)
		post(t, d, m, time.Now(), 24*time.Hour)
		c.Wake()
	}
	for i, domain := range []string{"orange.fr", "wanadoo.fr", "laposte.net", "gaec.example"} {
		send(i, domain)
	}
	pass(3 * time.Minute)
	send(4, "orange.fr")
	pass(9 * time.Minute)
	send(5, "autre.example")
	pass(outage - 12*time.Minute)
	told := c.Status().Mail
	if channel == account.SMS {
		told = c.Status().SMS
	}
	if cause(told.Class) == "" {
		t.Errorf("told: %+v", told)
	}
	mend()
	pass(5 * time.Minute)
	if s := c.Status(); s.Mail != (Trouble{}) || s.SMS != (Trouble{}) || len(s.Providers) != 0 || s.Held != 0 {
		t.Errorf("after it was mended: %+v", s)
	}
	want := map[string]int{}
	for _, a := range to {
		want[a] = 1
	}
	if got := arrived(); !maps.Equal(got, want) {
		t.Errorf("arrived %v, want %v", got, want)
	}
	pass(time.Hour)
	if got := arrived(); !maps.Equal(got, want) {
		t.Errorf("an hour later: %v, want %v", got, want)
	}
}

func TestWhateverARelaySaidEveryMailArrivesOnceItIsMended(t *testing.T) {
	refused := func(err error) func(context.Context, string, string) (net.Conn, error) {
		return func(context.Context, string, string) (net.Conn, error) { return nil, err }
	}
	for name, way := range map[string]struct {
		answers map[string]string
		connect func(context.Context, string, string) (net.Conn, error)
	}{
		"no connection":             {connect: refused(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED})},
		"no name":                   {connect: refused(&net.DNSError{Err: "no such host", IsNotFound: true})},
		"no answer to a connection": {connect: func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }},
		"silence":                   {answers: map[string]string{"CONNECT": "silence"}},
		"hangs up at once":          {answers: map[string]string{"CONNECT": "hang up"}},
		"another protocol":          {answers: map[string]string{"CONNECT": "+OK POP3 ready"}},
		"554 at the greeting":       {answers: map[string]string{"CONNECT": "554 5.7.1 no service for you"}},
		"421 at the greeting":       {answers: map[string]string{"CONNECT": "421 4.3.2 try again later"}},
		"504 at EHLO":               {answers: map[string]string{"EHLO": "504 5.5.2 bad name", "HELO": "504 5.5.2 bad name"}},
		"hangs up at EHLO":          {answers: map[string]string{"EHLO": "hang up"}},
		"553 at MAIL":               {answers: map[string]string{"MAIL": "553 5.7.1 Sender address rejected"}},
		"550 at MAIL":               {answers: map[string]string{"MAIL": "550 no"}},
		"530 at MAIL":               {answers: map[string]string{"MAIL": "530 5.7.0 Authentication required"}},
		"452 at MAIL":               {answers: map[string]string{"MAIL": "452 4.3.1 Insufficient system storage"}},
		"silence at MAIL":           {answers: map[string]string{"MAIL": "silence"}},
		"504 at RCPT":               {answers: map[string]string{"RCPT": "504 5.5.2 <vm>: Helo command rejected"}},
		"554 at RCPT":               {answers: map[string]string{"RCPT": "554 5.7.1 Relay access denied"}},
		"550 at RCPT, blocked":      {answers: map[string]string{"RCPT": "550 5.7.1 blocked using zen.spamhaus.org"}},
		"550 at RCPT, no path":      {answers: map[string]string{"RCPT": "550 5.4.4 no route"}},
		"550 at RCPT, no word":      {answers: map[string]string{"RCPT": "550 rejected"}},
		"550 at RCPT, unknown":      {answers: map[string]string{"RCPT": "550 5.1.1 User unknown"}},
		"552 at RCPT, full":         {answers: map[string]string{"RCPT": "552 5.2.2 mailbox full"}},
		"550 at RCPT, later":        {answers: map[string]string{"RCPT": "550 5.5.0 Service refuse. Veuillez essayer plus tard LPN007_510"}},
		"450 at RCPT":               {answers: map[string]string{"RCPT": "450 4.2.0 Greylisted"}},
		"451 at RCPT":               {answers: map[string]string{"RCPT": "451 4.3.0 local error"}},
		"421 at RCPT":               {answers: map[string]string{"RCPT": "421 4.7.0 closing"}},
		"hangs up at RCPT":          {answers: map[string]string{"RCPT": "hang up"}},
		"421 at MAIL":               {answers: map[string]string{"MAIL": "421 4.7.0 closing"}},
		"450 at MAIL":               {answers: map[string]string{"MAIL": "450 4.1.8 Sender address rejected: Domain not found"}},
		"451 at EHLO":               {answers: map[string]string{"EHLO": "451 4.3.0 try later", "HELO": "451 4.3.0 try later"}},
		"hangs up at MAIL":          {answers: map[string]string{"MAIL": "hang up"}},
		"silence at EHLO":           {answers: map[string]string{"EHLO": "silence"}},
		"silence at RCPT":           {answers: map[string]string{"RCPT": "silence"}},
		"silence at DATA":           {answers: map[string]string{"DATA": "silence"}},
		"421 at DATA":               {answers: map[string]string{"DATA": "421 4.3.2 shutting down"}},
		"550 at RCPT, Outlook":      {answers: map[string]string{"RCPT": "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent; part of their network is on our block list (S3140)."}},
		"421 at RCPT, Outlook":      {answers: map[string]string{"RCPT": "421 RP-001 The mail server IP connecting to Outlook.com server has exceeded the rate limit"}},
		"550 at RCPT, Orange":       {answers: map[string]string{"RCPT": "550 5.2.0 Mail rejete. Mail rejected. ofr_506 [506]"}},
		"550 at RCPT, Free":         {answers: map[string]string{"RCPT": "550 spam detected, see http://postmaster.free.fr/"}},
		"451 at RCPT, Gmail":        {answers: map[string]string{"RCPT": "451 4.7.28 Gmail has detected an unusual rate of mail"}},
		"550 after the mail, DMARC": {answers: map[string]string{".": "550 5.7.26 Unauthenticated email is not accepted due to domain's DMARC policy"}},
		"421 after the mail":        {answers: map[string]string{".": "421 4.7.0 Service refuse. Veuillez essayer plus tard. OFR005_104 [104]"}},
		"554 at DATA":               {answers: map[string]string{"DATA": "554 5.5.1 no valid recipients"}},
		"451 at DATA":               {answers: map[string]string{"DATA": "451 4.3.5 error"}},
		"hangs up at DATA":          {answers: map[string]string{"DATA": "hang up"}},
		"554 after the mail":        {answers: map[string]string{".": "554 5.7.1 looks like spam"}},
		"550 after the mail":        {answers: map[string]string{".": "550 5.1.1 User unknown"}},
		"552 after the mail":        {answers: map[string]string{".": "552 5.3.4 too big"}},
		"451 after the mail":        {answers: map[string]string{".": "451 4.3.0 try again"}},
		"hangs up after the mail":   {answers: map[string]string{".": "hang up"}},
		"silence after the mail":    {answers: map[string]string{".": "silence"}},
		"nonsense after the mail":   {answers: map[string]string{".": "354 go on"}},
	} {
		t.Run(name, func(t *testing.T) {
			working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
				s, err := NewSMTP("smtp://relais.example?tls=none", "a@poitou.example", aCaisse.Host)
				if err != nil {
					t.Fatal(err)
				}
				relay := &scripted{got: make(chan string, 1000), answers: way.answers, conns: map[net.Conn]bool{}}
				piped := pipedTo(t, relay.serve)
				var mended atomic.Bool // read by the courier, which may be at work
				s.connect = func(ctx context.Context, network, address string) (net.Conn, error) {
					if way.connect != nil && !mended.Load() {
						return way.connect(ctx, network, address)
					}
					return piped(ctx, network, address)
				}
				owed(t, d, run(s, nil), account.Email, func() {
					relay.becomes(nil)
					mended.Store(true)
				}, func() map[string]int {
					got := map[string]int{}
					relay.mu.Lock()
					defer relay.mu.Unlock()
					for _, raw := range relay.taken {
						m, err := mail.ReadMessage(strings.NewReader(raw))
						if err != nil {
							t.Fatal(err)
						}
						got[strings.Trim(m.Header.Get("To"), "<>")]++
					}
					// Where the relay reads mails and does not answer, its test mail to the sender may be the first that it takes.
					if got[s.from.Address] == 1 {
						delete(got, s.from.Address)
					}
					return got
				})
			})
		})
	}
}

// pipedTo makes connections in memory, each served by serve: the test's clock stands still while both sides wait for each
// other.
func pipedTo(t *testing.T, serve func(net.Conn)) func(context.Context, string, string) (net.Conn, error) {
	var (
		serving sync.WaitGroup
		mu      sync.Mutex
		open    []net.Conn
	)
	t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		for _, conn := range open {
			_ = conn.Close()
		}
		serving.Wait()
	})
	return func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		mu.Lock()
		defer mu.Unlock()
		open = append(open, far)
		serving.Go(func() { serve(far) })
		return near, nil
	}
}

func TestWhateverAGatewaySaidEverySMSLeavesOnceItIsMended(t *testing.T) {
	says := func(status int, body string, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	hangsUp := func(w http.ResponseWriter, _ *http.Request) {
		if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
			_ = conn.Close()
		}
	}
	ways := map[string]struct {
		setting string
		answer  http.HandlerFunc // nil: no connection
	}{
		"no connection": {},
		"hangs up":      {answer: hangsUp},
		"silence":       {answer: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }},
		"no HTTP": {answer: func(w http.ResponseWriter, _ *http.Request) {
			if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
				_, _ = io.WriteString(conn, "220 relais ESMTP\r\n")
				_ = conn.Close()
			}
		}},
		"a wait that is asked for": {answer: says(429, "", "Retry-After", "120")},
		"status error":             {answer: says(200, `{"status":"error","code":"INSUFFICIENT_CREDIT"}`)},
		"a wait until an instant":  {answer: says(429, "", "Date", "Mon, 23 Nov 2026 14:05:00 GMT", "Retry-After", "Mon, 23 Nov 2026 14:07:00 GMT")},
		"success in words":         {answer: says(200, `{"success":"false"}`)},
		"an error inside":          {setting: "echec=" + url.QueryEscape("INSUFFICIENT"), answer: says(200, `{"result":{"error":"INSUFFICIENT_CREDIT"}}`)},
		"an error in XML":          {answer: says(200, `<?xml version="1.0"?><response><error>no credit</error></response>`)},
		"an error in text":         {answer: says(200, "ERR 12")},
		"a login page":             {answer: says(200, "<!DOCTYPE html><html><body><form>Connexion</form></body></html>", "Content-Type", "text/html")},
		"an error in a 202":        {answer: says(202, `{"status":"rejected"}`)},
		"success false":            {answer: says(200, `{"success":false}`)},
		"echec":                    {setting: "echec=" + url.QueryEscape("^ERR"), answer: says(200, "ERR 12")},
		"ok":                       {setting: "ok=" + url.QueryEscape("^ID"), answer: says(200, "no")},
	}
	for _, status := range []int{301, 307, 400, 401, 402, 403, 404, 405, 407, 408, 422, 425, 429, 500, 502, 503, 504} {
		ways[fmt.Sprint(status)] = struct {
			setting string
			answer  http.HandlerFunc
		}{answer: says(status, "", "Location", "https://ailleurs.example/")}
	}
	for name, way := range ways {
		kinds := []string{"json"}
		if name == "no connection" || name == "403" || name == "echec" {
			kinds = append(kinds, "kannel") // what differs is the request; answers are judged alike
		}
		for _, kind := range kinds {
			t.Run(name+", "+kind, func(t *testing.T) {
				working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
					texter, err := NewSMS(kind+"+http://passerelle.example/?username=u&password=p&"+way.setting, "MSA", aSite)
					if err != nil {
						t.Fatal(err)
					}
					g := &pipedGateway{answer: way.answer, got: map[string]int{}}
					g.connect = pipedTo(t, g.serve)
					client := &http.Client{Timeout: 15 * time.Second, CheckRedirect: transport.Client(nil, gatewayTime).CheckRedirect,
						Transport: &http.Transport{DisableKeepAlives: true, DialContext: g.dial}}
					switch texter := texter.(type) {
					case *jsonGateway:
						texter.client = client
					case *kannelGateway:
						texter.client = client
					}
					owed(t, d, run(nil, texter), account.SMS, g.mend, func() map[string]int { return g.got })
				})
			})
		}
	}
}

// pipedGateway is a gateway in memory that gives one answer until it is repaired.
type pipedGateway struct {
	connect func(context.Context, string, string) (net.Conn, error)

	mu     sync.Mutex
	answer http.HandlerFunc
	mended bool
	got    map[string]int // messages taken, by number
}

func (g *pipedGateway) mend() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.mended = true
}

func (g *pipedGateway) dial(ctx context.Context, network, address string) (net.Conn, error) {
	g.mu.Lock()
	down := !g.mended && g.answer == nil
	g.mu.Unlock()
	if down {
		return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	}
	return g.connect(ctx, network, address)
}

// serve answers one connection.
func (g *pipedGateway) serve(conn net.Conn) {
	server := &http.Server{Handler: g, ReadHeaderTimeout: time.Minute}
	served := make(chan struct{})
	server.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateClosed || state == http.StateHijacked {
			close(served)
		}
	}
	_ = server.Serve(&onceListener{conn: conn, served: served})
}

func (g *pipedGateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body)) // answer may read it
	g.mu.Lock()
	mended := g.mended
	g.mu.Unlock()
	if !mended {
		g.answer(w, r)
		return
	}
	to := r.URL.Query().Get("to")
	if to == "" {
		_, rest, _ := strings.Cut(string(body), `"to":"`)
		to, _, _ = strings.Cut(rest, `"`)
	}
	if to != "" { // a check sends no message
		g.mu.Lock()
		g.got[to]++
		g.mu.Unlock()
	}
	w.WriteHeader(http.StatusAccepted)
	_, _ = io.WriteString(w, "ID 1")
}

// onceListener accepts one connection, and ends with it.
type onceListener struct {
	conn   net.Conn
	served chan struct{}
	taken  bool
}

func (l *onceListener) Accept() (net.Conn, error) {
	if !l.taken {
		l.taken = true
		return l.conn, nil
	}
	<-l.served
	return nil, errors.New("served")
}

func (l *onceListener) Close() error   { return nil }
func (l *onceListener) Addr() net.Addr { return l.conn.LocalAddr() }
