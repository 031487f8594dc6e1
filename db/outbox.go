package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"sesame/account"
	"sesame/journey/events"
)

// Message holds the values of a queued message; the courier renders its text.
type Message struct {
	Kind    string            `json:"kind"`
	Channel account.Channel   `json:"channel"` // email, SMS
	To      string            `json:"to"`      // address, or number in E.164
	Name    string            `json:"name,omitempty"`
	Secret  string            `json:"secret,omitempty"` // code or temporary password
	Request string            `json:"request,omitempty"`
	At      time.Time         `json:"at"`                // when it was requested
	Until   time.Time         `json:"until,omitzero"`    // expiry of the secret
	Instead account.Channel   `json:"instead,omitempty"` // requested channel that the member does not have
	Detail  string            `json:"detail,omitempty"`
	Fields  map[string]string `json:"fields,omitempty"` // fields of the contact form
}

// Kinds of message (docs/journeys.md, « Messages that leave »).
const (
	KindCode            = "code"
	KindEmailCode       = "email-code"
	KindMobileCode      = "mobile-code"
	KindTemporary       = "temporary-password"
	KindBrowserCode     = "browser-code"    // code required for a temporary password in another browser than the first
	KindTemporaryUsed   = "temporary-again" // notice that this has happened
	KindLetterNotice    = "letter-notice"
	KindPasswordChanged = "password-changed"
	KindEmailChanged    = "email-changed"
	KindPhoneChanged    = "phone-changed"
	KindPasskeyAdded    = "passkey-added"
	KindPasskeyRemoved  = "passkey-removed"
	KindDataExported    = "data-exported"
	KindReset           = "password-reset" // reset by an agent
	KindMandateAdded    = "mandate-added"  // a person may act for the member
	KindMandateEnded    = "mandate-ended"  // and no longer may
	KindAccountClosed   = "account-closed"
	KindAccountReopened = "account-reopened"
	KindCallWords       = "call-words" // words that an agent reads out on the telephone
	KindCallCode        = "call-code"  // code that the member reads back on the telephone
	KindContact         = "contact"
	KindContactAnswer   = "contact-answer"
	KindContactReceived = "contact-received" // acknowledgement to the author of a contact form
	KindUnreadable      = "unreadable"       // replaces a row that cannot be decrypted: it has no text, and must not block the others
	KindLetterDeclined  = "letter-declined"  // the requested letter is not sent
	KindReinforced      = "reinforced"       // these five go to the caisse's mailbox
	KindBudget          = "budget"           // a budget is nearly used up
	KindCheckFails      = "check-fails"
	KindCheckMended     = "check-mended"
	KindAuditHead       = "audit-head"
)

// Waiting is a message that was not sent yet.
type Waiting struct {
	ID        int64
	Reference string
	Message
	Tries      int
	HandedOver int // attempts at a relay or gateway whose result was not recorded
	CreatedAt  time.Time
	ExpiresAt  time.Time
}

// Post queues a message in the transaction of the act that it reports, and counts it against its budget. It expires at
// expires, usually with its secret.
func (t *Tx) Post(ctx context.Context, memberID int64, m Message, now, expires time.Time) error {
	_, err := t.post(ctx, memberID, m, now, expires)
	return err
}

func (t *Tx) post(ctx context.Context, memberID int64, m Message, now, expires time.Time) (reference string, err error) {
	if err := t.spend(ctx, budgetOf(m), now); err != nil {
		return "", err
	}
	return t.insertMessage(ctx, memberID, m, now, expires)
}

func (t *Tx) insertMessage(ctx context.Context, memberID int64, m Message, now, expires time.Time) (reference string, err error) {
	plain, err := json.Marshal(m) //nolint:gosec // G117: sealed below
	if err != nil {
		return "", fmt.Errorf("post a message: %w", err)
	}
	var provider any
	if m.Channel == account.Email {
		provider = providerOf(m.To)
	}
	reference, t.queued = rand.Text(), true
	_, err = t.exec(ctx, "post a message",
		`INSERT INTO outbox (reference, member_id, kind, channel, payload, request, state, next_try_at, expires_at, created_at, to_key, house)
		 VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?, ?, ?)`,
		reference, row(memberID), m.Kind, m.Channel, t.keys.Seal("outbox.payload", []byte(reference), plain), text(m.Request),
		seconds(now), seconds(expires), seconds(now), t.keys.DestinationKey(m.To), provider)
	return reference, err
}

// PostedToCaisse says whether a message of this kind was queued for the caisse at or after an instant.
func (t *Tx) PostedToCaisse(ctx context.Context, kind string, since time.Time) (posted bool, err error) {
	err = t.tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM outbox WHERE member_id IS NULL AND created_at >= ? AND kind = ?)`,
		seconds(since), kind).Scan(&posted)
	if err != nil {
		return false, fmt.Errorf("look for a message to the caisse: %w", err)
	}
	return posted, nil
}

// decoyTo is the destination of decoys; the courier discards such messages.
const decoyTo = "decoy"

// stateDecoy is the state of a decoy that was discarded.
const stateDecoy = "decoy"

// Decoy says that the message has no recipient and is never sent.
func (m Message) Decoy() bool { return m.To == decoyTo }

// PostDecoy does for an unknown identifier what Post does for a member: it writes the same rows, of the same size.
func (t *Tx) PostDecoy(ctx context.Context, m Message, now, expires time.Time) error {
	return t.Post(ctx, 0, decoyOf(m), now, expires)
}

func decoyOf(m Message) Message {
	m.To, m.Name, m.Detail = decoyTo, "Madame Prénom Nom", "nom@exemple.example"
	return m
}

// Due lists at most limit due messages of these channels (all channels where none is given), in the order of their due time,
// then of their attempts.
func (r Reader) Due(ctx context.Context, now time.Time, limit int, channels ...account.Channel) ([]Waiting, error) {
	args := []any{seconds(now)}
	among := ""
	if len(channels) > 0 {
		for _, channel := range channels {
			args = append(args, channel)
		}
		among = ` AND channel IN ` + placeholders(len(channels))
	}
	rows, err := r.q.QueryContext(ctx,
		`SELECT id, reference, channel, payload, tries, handed_over, created_at, expires_at FROM outbox
		 WHERE state = 'waiting' AND held_at IS NULL AND next_try_at <= ?`+among+` ORDER BY next_try_at, tries, id LIMIT ?`, append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("list due messages: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var due []Waiting
	for rows.Next() {
		var (
			w                Waiting
			channel          account.Channel
			sealed           []byte
			created, expires int64
		)
		if err := rows.Scan(&w.ID, &w.Reference, &channel, &sealed, &w.Tries, &w.HandedOver, &created, &expires); err != nil {
			return nil, fmt.Errorf("list due messages: %w", err)
		}
		w.CreatedAt, w.ExpiresAt = time.Unix(created, 0).UTC(), time.Unix(expires, 0).UTC()
		plain, err := r.keys.Open("outbox.payload", []byte(w.Reference), sealed)
		if err != nil || json.Unmarshal(plain, &w.Message) != nil {
			w.Message = Message{Kind: KindUnreadable, Channel: channel}
		}
		due = append(due, w)
	}
	return due, rows.Err()
}

// NextDue is the due time of the next message; zero when none waits. Held messages do not count.
func (r Reader) NextDue(ctx context.Context) (time.Time, error) {
	var at *int64
	if err := r.q.QueryRowContext(ctx, `SELECT min(next_try_at) FROM outbox WHERE state = 'waiting' AND held_at IS NULL`).Scan(&at); err != nil {
		return time.Time{}, fmt.Errorf("look for the next message: %w", err)
	}
	if at == nil {
		return time.Time{}, nil
	}
	return time.Unix(*at, 0).UTC(), nil
}

// OutboxHealth summarizes the queue for the operator. Decoys and held messages are not counted.
type OutboxHealth struct {
	Waiting  int
	Channels map[account.Channel]int // number waiting by channel
	Retried  int                     // number that had a temporary failure
	Oldest   time.Time               // creation time of the oldest message; zero when none waits
}

// OutboxHealth counts the waiting messages.
func (r Reader) OutboxHealth(ctx context.Context) (OutboxHealth, error) {
	h := OutboxHealth{Channels: map[account.Channel]int{account.Email: 0, account.SMS: 0}}
	rows, err := r.q.QueryContext(ctx, `SELECT channel, count(*), count(*) FILTER (WHERE tries > 0), min(created_at)
		FROM outbox WHERE state = 'waiting' AND held_at IS NULL AND to_key <> ? GROUP BY channel`, r.keys.DestinationKey(decoyTo))
	if err != nil {
		return h, fmt.Errorf("count the outbox: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			channel          account.Channel
			waiting, retried int
			oldest           sql.NullInt64
		)
		if err := rows.Scan(&channel, &waiting, &retried, &oldest); err != nil {
			return h, fmt.Errorf("count the outbox: %w", err)
		}
		h.Waiting += waiting
		h.Channels[channel] = waiting
		h.Retried += retried
		if at := instant(oldest); h.Oldest.IsZero() || at.Before(h.Oldest) {
			h.Oldest = at
		}
	}
	return h, rows.Err()
}

// Sent records that a relay or gateway accepted the message, and wipes its content.
func (d *DB) Sent(ctx context.Context, id int64, now time.Time) error {
	return d.settle(ctx, id, "sent", "", "", now)
}

// Refused records a permanent failure, and wipes the message's content. failure is a class without any address. The refusal
// is counted for the mail provider of the destination.
func (d *DB) Refused(ctx context.Context, w Waiting, now time.Time, failure string) error {
	return d.settle(ctx, w.ID, "refused", failure, w.To, now)
}

// Dropped records that a decoy was discarded, and wipes its content.
func (d *DB) Dropped(ctx context.Context, id int64, now time.Time) error {
	return d.settle(ctx, id, stateDecoy, "", "", now)
}

// settle records the final state of a waiting message, once. to is the destination of a refused one; empty otherwise.
func (d *DB) settle(ctx context.Context, id int64, state, failure, to string, now time.Time) error {
	return d.InTx(ctx, func(t *Tx) error {
		var (
			kind    string
			channel account.Channel
			member  sql.NullInt64
		)
		err := t.tx.QueryRowContext(ctx, `UPDATE outbox SET state = ?, payload = NULL, done_at = ?, tries = tries + 1, failure = COALESCE(?, failure)
			WHERE id = ? AND state = 'waiting' RETURNING kind, channel, member_id`, state, seconds(now), text(failure), id).Scan(&kind, &channel, &member)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("settle a message: %w", err)
		}
		if class, code, _ := strings.Cut(failure, " "); state == "refused" && member.Valid && strings.HasSuffix(class, "-refus") && code != "" {
			if err := t.auditUndelivered(ctx, events.MessageRefused, member.Int64, events.Details{Channel: channel, Object: events.Object(account.MailProvider(to)), Cause: events.Cause(failure)}, now); err != nil {
				return err
			}
		}
		if MessageState(state) == MessageRefused {
			if err := t.forgetRefusals(ctx, member.Int64, channel); err != nil {
				return err
			}
			return t.countRefused(ctx, channel, to, now)
		}
		return t.countMessage(ctx, kind, channel, state, now)
	})
}

// Retry records a temporary failure and when to try again.
func (d *DB) Retry(ctx context.Context, id int64, next time.Time, failure string) error {
	return d.InTx(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, "put a message back",
			`UPDATE outbox SET tries = tries + 1, next_try_at = ?, failure = ? WHERE id = ? AND state = 'waiting'`, seconds(next), text(failure), id)
		return err
	})
}

// Reschedule sets the next attempt of waiting messages, without counting an attempt.
func (d *DB) Reschedule(ctx context.Context, ids []int64, at time.Time) error {
	return d.InTx(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, "put messages off", `UPDATE outbox SET next_try_at = ? WHERE state = 'waiting' AND id IN (SELECT value FROM json_each(?))`,
			seconds(at), idList(ids))
		return err
	})
}

// Hasten makes all waiting messages of a channel due immediately.
func (d *DB) Hasten(ctx context.Context, channel account.Channel, now time.Time) error {
	return d.InTx(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, "hasten messages", `UPDATE outbox SET next_try_at = ?1 WHERE state = 'waiting' AND held_at IS NULL AND channel = ?2 AND next_try_at > ?1`, seconds(now), channel)
		return err
	})
}

// Reopen queues a wrongly refused message again. w holds its content, which the refusal wiped.
func (d *DB) Reopen(ctx context.Context, w Waiting, next time.Time) error {
	plain, err := json.Marshal(w.Message) //nolint:gosec // G117: sealed below
	if err != nil {
		return fmt.Errorf("reopen a message: %w", err)
	}
	return d.InTx(ctx, func(t *Tx) error {
		n, err := t.exec(ctx, "reopen a message", `UPDATE outbox SET state = 'waiting', payload = ?, done_at = NULL, next_try_at = ? WHERE id = ? AND state = 'refused'`,
			t.keys.Seal("outbox.payload", []byte(w.Reference), plain), seconds(next), w.ID)
		if err != nil || n == 0 {
			return err
		}
		var member int64
		if err := t.tx.QueryRowContext(ctx, `SELECT COALESCE(member_id, 0) FROM outbox WHERE id = ?`, w.ID).Scan(&member); err != nil {
			return fmt.Errorf("reopen a message: %w", err)
		}
		if err := t.forgetRefusals(ctx, member, w.Channel); err != nil {
			return err
		}
		return t.uncountRefused(ctx, w.Channel, w.To)
	})
}

// ExpireOutbox wipes the expired messages and returns their number by channel. Decoys and held messages are not in the
// number. It also withdraws messages of closed or suspended accounts that give access to them.
func (d *DB) ExpireOutbox(ctx context.Context, now time.Time) (map[account.Channel]int, error) {
	ended := map[account.Channel]int{}
	err := d.InTx(ctx, func(t *Tx) error {
		if err := t.withdrawClosed(ctx, now); err != nil {
			return err
		}
		rows, err := t.tx.QueryContext(ctx, `UPDATE outbox SET state = 'expired', payload = NULL, done_at = ?1, failure = iif(held_at IS NULL, failure, '`+HeldTooLong+`')
			WHERE state = 'waiting' AND expires_at <= ?1 RETURNING channel, to_key = ?2 OR held_at IS NOT NULL`, seconds(now), t.keys.DestinationKey(decoyTo))
		if err != nil {
			return fmt.Errorf("expire messages: %w", err)
		}
		defer rows.Close() //nolint:errcheck // rows.Err is what tells
		for rows.Next() {
			var (
				channel account.Channel
				silent  bool
			)
			if err := rows.Scan(&channel, &silent); err != nil {
				return fmt.Errorf("expire messages: %w", err)
			}
			if !silent {
				ended[channel]++
			}
		}
		return rows.Err()
	})
	return ended, err
}
