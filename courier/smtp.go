package courier

import (
	"context"
	"crypto/tls"
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

// Check connects, encrypts and authenticates as a sending would, and sends nothing.
func (s *SMTP) Check(ctx context.Context) error {
	conn, err := s.dial(ctx)
	if err != nil {
		return err
	}
	conn.quit()
	return nil
}
