package courier

import (
	"context"
	"time"
)

// Mail is a rendered e-mail: the same words as plain text and as HTML.
type Mail struct {
	To        string
	ReplyTo   string // empty but for the contact form and its answers
	Human     bool   // written by somebody: not marked as automatic
	Subject   string // never a secret
	Text      string
	HTML      string
	Reference string    // becomes the Message-ID: a second try of the same message carries the same
	Date      time.Time // when it leaves; zero means now
	Leaving   Leaving
}

// Text is a rendered SMS: the GSM alphabet only, at most MaxSeptets.
type Text struct {
	To        string // E.164
	Body      string
	Reference string
	Leaving   Leaving
}

// Leaving is called at the last moment before the other side may take a message for good. It does not leave when that
// returns an error. May be nil.
type Leaving func() error

func (l Leaving) now() error {
	if l == nil {
		return nil
	}
	return l()
}

// Mailer hands one mail to whoever carries mails further. A returned error is a *Failure.
type Mailer interface {
	SendMail(ctx context.Context, m Mail) error
}

// Texter hands one SMS to a gateway. A returned error is a *Failure.
type Texter interface {
	SendText(ctx context.Context, t Text) error
}
