package courier

import (
	"context"
	"time"
)

// Mail is a rendered e-mail with the same text as plain text and as HTML.
type Mail struct {
	To        string
	ReplyTo   string // set only for the contact form and its answers
	Human     bool   // written by a person: not marked as automatic
	Subject   string // never contains a secret
	Text      string
	HTML      string
	Reference string    // used for the Message-ID, so that a retry has the same one
	Date      time.Time // sending time; zero means the current time
	Leaving   Leaving
	Departed  Departed
	Stops     <-chan struct{} // closed when the service stops; nil for never
}

// Text is a rendered SMS in the GSM alphabet, at most maxSeptets long.
type Text struct {
	To        string // E.164
	Body      string
	Reference string
	Leaving   Leaving
	Departed  Departed
}

// Leaving is called just before the other side may accept a message. If it returns an error, the message is not sent.
// It may be nil.
type Leaving func() error

func (l Leaving) now() error {
	if l == nil {
		return nil
	}
	return l()
}

// Departed is called when the whole message has been written and the other side's answer is waited for. It may be nil.
type Departed func()

func (d Departed) now() {
	if d != nil {
		d()
	}
}

// Mailer sends one mail. A returned error is a *Failure.
type Mailer interface {
	SendMail(ctx context.Context, m Mail) error
}

// Texter sends one SMS. A returned error is a *Failure.
type Texter interface {
	SendText(ctx context.Context, t Text) error
}
