package acts

import (
	"context"
	"errors"

	"sesame/db"
	"sesame/journey/events"
)

// repliesPerDay is how many replies a thread accepts in 24 hours; further ones stay in the caisse's mailbox.
const repliesPerDay = 20

// Errors of a reply that changes nothing.
var (
	ErrNoThread    = errors.New("no thread has this reply")
	ErrReplyKept   = errors.New("this reply is in its thread already")
	ErrManyReplies = errors.New("the thread has taken as many replies as it may in a day")
)

// ReceiveReply adds an e-mail to the thread of the contact message that it replies to; the agents then see the message
// as open. It sends nothing, so that two programs cannot answer each other forever.
func (a *Acts) ReceiveReply(ctx context.Context, t *db.Tx, reply db.ContactReply) error {
	now := a.Now()
	m, way, err := t.ThreadOf(ctx, reply)
	if notFound(err) {
		return ErrNoThread
	}
	if err != nil {
		return err
	}
	kept, err := t.ReplyKept(ctx, m, reply)
	if err != nil {
		return err
	}
	if kept {
		return ErrReplyKept
	}
	n, err := t.RepliesSince(ctx, m.ID, now.Add(-day))
	if err != nil {
		return err
	}
	if n >= repliesPerDay {
		return ErrManyReplies
	}
	if err := t.AddReply(ctx, m, way, reply, now); err != nil {
		return err
	}
	return a.auditContact(ctx, t, Command, events.ContactReplied, m, events.Details{})
}
