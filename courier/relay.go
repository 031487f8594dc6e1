package courier

import (
	"context"
	"crypto/tls"
	"net"
	"strings"
	"sync/atomic"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"sesame/courier/transport"
)

// relayConn is an authenticated connection to the relay. It is not safe for concurrent use.
type relayConn struct {
	net    net.Conn
	client *smtp.Client
	sent   int
	asleep *time.Timer // closes an idle connection after a while
	awake  atomic.Bool // set by the sender that takes the connection, or by the idle timer that closes it
}

// dial connects, encrypts and authenticates. Its errors are Failures.
func (s *SMTP) dial(ctx context.Context) (*relayConn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	wire, err := s.connect(ctx, "tcp", net.JoinHostPort(s.host, s.port))
	if err != nil {
		return nil, smtpFailure(atConnection, err)
	}
	conn := &relayConn{net: wire}
	conn.awake.Store(true)
	conn.until(ctx)
	if err := s.greet(ctx, conn); err != nil {
		conn.close()
		return nil, err
	}
	return conn, nil
}

// greet runs the SMTP dialogue up to the point where mail can be sent.
func (s *SMTP) greet(ctx context.Context, conn *relayConn) *Failure {
	encrypted := conn.net
	if s.tls == tlsImplicit {
		wire := tls.Client(conn.net, s.config)
		if err := wire.HandshakeContext(ctx); err != nil {
			return smtpFailure(atTLS, err)
		}
		encrypted = wire
	}
	client, err := smtp.NewClient(encrypted, s.host)
	if err != nil {
		return smtpFailure(atGreeting, err)
	}
	conn.client = client
	client.SkipSMTPUTF8(true) // addresses outside ASCII are refused on entry (account.ParseEmail)
	if err := client.Hello(s.helo); err != nil {
		return smtpFailure(atHello, err)
	}
	if s.tls == tlsStartTLS {
		if offered, _ := client.Extension("STARTTLS"); !offered {
			return &Failure{Class: "smtp-tls-absent", Fault: FaultRelay, Reach: ReachAll}
		}
		if err := client.StartTLS(s.config); err != nil {
			return smtpFailure(atTLS, err)
		}
	}
	if s.user == "" {
		return nil
	}
	_, offered := client.Extension("AUTH")
	auth := s.auth(strings.Fields(offered))
	if auth == nil {
		return &Failure{Class: "smtp-authentification-absente", Fault: FaultUs, Reach: ReachAll}
	}
	if err := client.Auth(auth); err != nil {
		return smtpFailure(atLogin, err)
	}
	return nil
}

// auth chooses the best offered authentication method. PLAIN and LOGIN reveal the password to an eavesdropper, so they
// require TLS or a relay on this machine.
func (s *SMTP) auth(offered []string) smtp.Auth {
	private := s.tls != tlsNone || transport.Loopback(s.host)
	ways := []struct {
		name string
		make func() smtp.Auth
		ok   bool
	}{
		{"SCRAM-SHA-256", func() smtp.Auth { return smtp.ScramSHA256Auth(s.user, s.password) }, true},
		{"SCRAM-SHA-1", func() smtp.Auth { return smtp.ScramSHA1Auth(s.user, s.password) }, true},
		{"PLAIN", func() smtp.Auth { return smtp.PlainAuth("", s.user, s.password, s.host, private) }, private},
		{"LOGIN", func() smtp.Auth { return smtp.LoginAuth(s.user, s.password, s.host, private) }, private},
	}
	for _, way := range ways {
		for _, name := range offered {
			if way.ok && strings.EqualFold(name, way.name) {
				return way.make()
			}
		}
	}
	return nil
}

// until applies ctx's deadline to the connection.
func (c *relayConn) until(ctx context.Context) {
	if deadline, ok := ctx.Deadline(); ok {
		_ = c.net.SetDeadline(deadline) // a dead connection returns an error at its next use
	}
}

// transact sends one mail. began says that the relay may have accepted part of it, so it must not be sent again immediately. A
// relay with PIPELINING (RFC 2920) gets all commands before the mail in one packet. Its first refusal is the result, whatever it
// answers to the later commands; the connection is then closed before any of the mail is sent.
func (c *relayConn) transact(from, to string, msg *gomail.Msg, m Mail) (began bool, f *Failure) {
	sender := "MAIL FROM:<" + from + ">"
	if offered, _ := c.client.Extension("8BITMIME"); offered {
		sender += " BODY=8BITMIME"
	}
	together, _ := c.client.Extension("PIPELINING")
	commands := []command{{atSender, sender, 250}, {atRecipient, "RCPT TO:<" + to + ">", 25}, {atContent, "DATA", 354}}
	for i, said := range commands {
		var err error
		switch {
		case !together:
			err = c.say(said)
		case i == 0:
			err = c.say(commands...)
		}
		if err == nil {
			_, _, err = c.client.Text.ReadResponse(said.want)
		}
		if err != nil {
			return i > 0, smtpFailure(said.at, err)
		}
	}
	w := c.client.Text.DotWriter()
	if _, err := msg.WriteTo(w); err != nil {
		return true, smtpFailure(atContent, err)
	}
	if err := m.Leaving.now(); err != nil {
		return true, failureOf(err)
	}
	if err := w.Close(); err != nil {
		return true, smtpFailure(atContent, err)
	}
	m.Departed.now()
	defer c.patient(m.Stops)()
	if _, _, err := c.client.Text.ReadResponse(250); err != nil {
		return true, smtpFailure(atContent, err)
	}
	return true, nil
}

// patient extends the deadline for the answer to a mail that was sent completely. Relays that scan mails take long, and
// a mail whose answer is not awaited is sent again although the relay may have accepted it (RFC 1047). Once the service
// stops, sendTime is left.
func (c *relayConn) patient(stops <-chan struct{}) (answered func()) {
	_ = c.net.SetDeadline(time.Now().Add(answerTime))
	done := make(chan struct{})
	go func() {
		select {
		case <-stops:
			_ = c.net.SetDeadline(time.Now().Add(sendTime))
		case <-done:
		}
	}()
	return func() { close(done) }
}

// command is a line of the SMTP dialogue, with the reply code that lets it continue, or the first digits of that code.
type command struct {
	at   place
	line string
	want int
}

// say sends commands in one packet.
func (c *relayConn) say(commands ...command) error {
	for _, said := range commands {
		if _, err := c.client.Text.W.WriteString(said.line + "\r\n"); err != nil {
			return err
		}
	}
	return c.client.Text.W.Flush()
}

// quit sends QUIT and closes the connection.
func (c *relayConn) quit() {
	_ = c.net.SetDeadline(time.Now().Add(time.Second))
	_ = c.client.Quit()
	c.close()
}

func (c *relayConn) close() { _ = c.net.Close() }
