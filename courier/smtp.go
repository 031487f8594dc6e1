package courier

import (
	"context"
	"crypto/tls"
	"net"
	"net/mail"
)

// How the connection to a relay is encrypted.
const (
	tlsStartTLS = "starttls" // demanded: a relay that does not offer it gets nothing
	tlsImplicit = "implicit"
	tlsNone     = "none"
)

// SMTP hands mails to a relay, over connections that serve several mails in turn.
type SMTP struct {
	host, port     string
	helo           string // the name that EHLO gives
	tls            string // one of the three above
	user, password string
	from           mail.Address
	config         *tls.Config
	connect        func(ctx context.Context, network, address string) (net.Conn, error)
	idle           chan *relayConn // connections at rest
}

// SendMail hands one mail to the relay. A connection that the relay closed meanwhile is replaced once, for nothing of
// the mail has gone through it.
func (s *SMTP) SendMail(ctx context.Context, m Mail) error {
	msg, to, err := s.message(m)
	if err != nil {
		return &Failure{Permanent: true, Class: "smtp-adresse"}
	}
	for {
		conn, reused, err := s.take(ctx)
		if err != nil {
			return err
		}
		conn.until(ctx)
		began, f := conn.transact(s.from.Address, to, msg, m.Leaving)
		if f == nil {
			s.rest(conn)
			return nil
		}
		conn.close()
		if reused && !began && f.hungUp() && ctx.Err() == nil {
			continue
		}
		return f
	}
}

// Check goes as far as a sending to this address would before the mail itself, and sends nothing. The error is a Failure.
func (s *SMTP) Check(ctx context.Context, to string) error {
	conn, err := s.dial(ctx)
	if err != nil {
		return err
	}
	conn.until(ctx)
	if err := conn.client.Mail("<" + s.from.Address + ">"); err != nil {
		conn.close()
		return smtpFailure(atSender, err)
	}
	if err := conn.client.Rcpt("<" + to + ">"); err != nil {
		conn.close()
		return smtpFailure(atRecipient, err)
	}
	_ = conn.client.Reset() // what matters was said
	conn.quit()
	return nil
}

// Helo is the name that EHLO gives.
func (s *SMTP) Helo() string { return s.helo }
