package courier

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"net"
	"net/mail"
	"strings"

	"sesame/texts"
)

// How the connection to a relay is encrypted.
const (
	tlsStartTLS = "starttls" // required: nothing is sent to a relay that does not offer it
	tlsImplicit = "implicit"
	tlsNone     = "none"
)

// SMTP sends mails to a relay over reused connections.
type SMTP struct {
	host, port     string
	helo           string // name given in EHLO
	tls            string // one of the three above
	user, password string
	from           mail.Address
	config         *tls.Config
	connect        func(ctx context.Context, network, address string) (net.Conn, error)
	idle           chan *relayConn // idle connections
}

// SendMail sends one mail to the relay. If the relay has closed an idle connection meanwhile, it retries once on a new
// one, because nothing of the mail was sent.
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
		began, f := conn.transact(s.from.Address, to, msg, m)
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

// Check goes through all steps of sending to this address except the mail itself. The error is a Failure.
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
		return s.anonymous(conn, smtpFailure(atRecipient, err))
	}
	_ = conn.client.Reset() // the result is already known
	conn.quit()
	return nil
}

// Probe sends a mail to the sender's own address, which nobody has to read, to learn whether the relay answers a whole mail. The
// error is a Failure.
func (s *SMTP) Probe(ctx context.Context, stops <-chan struct{}) error {
	return s.SendMail(ctx, Mail{To: s.from.Address, Reference: rand.Text(), Subject: texts.ProbeSubject, Text: texts.ProbeText, HTML: texts.ProbeText, Stops: stops})
}

// anonymous replaces a refusal to relay by its likely cause: the relay offers authentication, and no password is configured.
func (s *SMTP) anonymous(conn *relayConn, f *Failure) *Failure {
	class, code, _ := strings.Cut(f.Class, " ")
	if offered, _ := conn.client.Extension("AUTH"); offered && s.user == "" && class == "smtp-relais" {
		f.Class = "smtp-anonyme " + code
	}
	return f
}

// Helo returns the name given in EHLO.
func (s *SMTP) Helo() string { return s.helo }
