package courier

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Mailbox stores messages as they would be received instead of sending them, for the demonstration and tests. It is
// safe for concurrent use.
type Mailbox struct {
	clock func() time.Time
	keep  int
	mu    sync.Mutex
	left  []Left // oldest first
}

// Left is one stored message: a Mail or a Text.
type Left struct {
	At   time.Time
	To   string
	Mail *Mail // nil for an SMS
	Text *Text // nil for an e-mail
}

// NewMailbox returns a Mailbox that stores the newest keep messages with the time of each.
func NewMailbox(keep int, clock func() time.Time) *Mailbox {
	return &Mailbox{clock: clock, keep: keep}
}

// SendMail stores a mail; it never fails.
func (b *Mailbox) SendMail(_ context.Context, m Mail) error {
	b.add(Left{At: b.clock(), To: m.To, Mail: &m})
	return nil
}

// SendText stores an SMS; it never fails.
func (b *Mailbox) SendText(_ context.Context, t Text) error {
	b.add(Left{At: b.clock(), To: t.To, Text: &t})
	return nil
}

func (b *Mailbox) add(l Left) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left = append(b.left, l)
	if over := len(b.left) - b.keep; over > 0 {
		b.left = slices.Delete(b.left, 0, over)
	}
}

// All lists the stored messages, newest first.
func (b *Mailbox) All() []Left {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := slices.Clone(b.left)
	slices.Reverse(all)
	return all
}
