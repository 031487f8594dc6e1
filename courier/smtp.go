package courier

import (
	"context"
	"crypto/tls"
	"errors"
	"net/mail"
	"net/textproto"
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
		began, err := conn.transact(s.from.Address, to, msg, m.Leaving)
		if err == nil {
			s.rest(conn)
			return nil
		}
		conn.close()
		var answer *textproto.Error
		gone := !errors.As(err, &answer) || answer.Code == 421
		if reused && gone && !began && ctx.Err() == nil {
			continue
		}
		return smtpFailure(err)
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
