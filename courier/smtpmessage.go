package courier

import (
	"net/mail"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// message builds the mail: multipart/alternative in UTF-8, marked as automatic (RFC 3834) unless a person wrote it.
func (s *SMTP) message(m Mail) (*gomail.Msg, string, error) {
	to, err := mail.ParseAddress(m.To)
	if err != nil {
		return nil, "", err
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := msg.FromFormat(s.from.Name, s.from.Address); err != nil {
		return nil, "", err
	}
	if err := msg.To(to.Address); err != nil {
		return nil, "", err
	}
	if m.ReplyTo != "" {
		if err := msg.ReplyTo(m.ReplyTo); err != nil {
			return nil, "", err
		}
	}
	msg.Subject(m.Subject)
	msg.SetDateWithValue(m.Date)
	if m.Date.IsZero() {
		msg.SetDate()
	}
	_, domain, _ := strings.Cut(s.from.Address, "@")
	msg.SetMessageIDWithValue(m.Reference + "@" + domain)
	if !m.Human {
		msg.SetGenHeader("Auto-Submitted", "auto-generated")
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	return msg, to.Address, nil
}
