package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sesame/account"
	"sesame/journey/events"
)

// MessageState is the state of a message in the outbox.
type MessageState string

// A message waits until it is accepted by its relay or gateway, refused permanently, or expired.
const (
	MessageWaiting MessageState = "waiting"
	MessageSent    MessageState = "sent"
	MessageRefused MessageState = "refused"
	MessageExpired MessageState = "expired"
)

// Fate is a delivery report received after a message was sent.
type Fate string

// The contents of a delivery status notification or a gateway's report.
const (
	FateDelivered Fate = "delivered"
	FateDelayed   Fate = "delayed" // not delivered yet; the remote server keeps trying
	FateBounced   Fate = "bounced" // delivery failed permanently
)

// SentMessage is the record of a message in the outbox, without its text, secret or destination.
type SentMessage struct {
	ID        int64
	Kind      string          // which text (KindCode, …)
	Channel   account.Channel // email, SMS
	Request   string
	State     MessageState
	Tries     int
	Failure   string // class of the last failure, with a reply code: « smtp-refus 550 5.1.1 »
	CreatedAt time.Time
	DoneAt    time.Time // last change of state; zero while the message waits
	Fate      Fate      // empty while no report was received
	FateAt    time.Time
	HeldAt    time.Time // since when it waits for an agent's release; zero where it may leave
	FateCode  string    // status code of RFC 3463, « 5.1.1 », or the gateway's
}

const sentColumns = `id, kind, channel, COALESCE(request, ''), state, tries, COALESCE(failure, ''), created_at, done_at,
	COALESCE(fate, ''), fate_at, COALESCE(fate_code, ''), held_at`

func scanSent(scan func(...any) error) (SentMessage, error) {
	var (
		m                         SentMessage
		created, done, fate, held sql.NullInt64
	)
	err := scan(&m.ID, &m.Kind, &m.Channel, &m.Request, &m.State, &m.Tries, &m.Failure, &created, &done, &m.Fate, &fate, &m.FateCode, &held)
	m.CreatedAt, m.DoneAt, m.FateAt, m.HeldAt = instant(created), instant(done), instant(fate), instant(held)
	return m, err
}

// SentMessages lists a member's messages, newest first, at most limit. They are kept for a year.
func (r Reader) SentMessages(ctx context.Context, memberID int64, limit int) ([]SentMessage, error) {
	rows, err := r.q.QueryContext(ctx,
		`SELECT `+sentColumns+` FROM outbox WHERE member_id = ? ORDER BY created_at DESC, id DESC LIMIT ?`, memberID, limit)
	if err != nil {
		return nil, fmt.Errorf("list a member's messages: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []SentMessage
	for rows.Next() {
		m, err := scanSent(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("list a member's messages: %w", err)
		}
		found = append(found, m)
	}
	return found, rows.Err()
}

// RefusedAt returns the newest message that failed at the member's current address of a channel. It returns ErrNotFound when
// there is none, or when a later message was delivered there or a code sent there was confirmed since.
func (r Reader) RefusedAt(ctx context.Context, m *Member, channel account.Channel) (SentMessage, error) {
	to, verified := m.Destination(channel), m.Contacts[Email].VerifiedAt
	if channel == account.SMS {
		verified = m.Contacts[Mobile].VerifiedAt
	}
	if to == "" {
		return SentMessage{}, ErrNotFound
	}
	key := r.keys.DestinationKey(to)
	found, err := scanSent(r.q.QueryRowContext(ctx, `SELECT `+sentColumns+` FROM outbox
		WHERE member_id = ?1 AND channel = ?2 AND to_key = ?3 AND (fate = 'bounced' OR state = 'refused' AND failure GLOB '*-refus *')
			AND COALESCE(fate_at, done_at) > ?4 AND NOT EXISTS (SELECT 1 FROM outbox AS later
				WHERE later.member_id = ?1 AND later.channel = ?2 AND later.to_key = ?3 AND later.fate = 'delivered' AND later.created_at > outbox.created_at)
		ORDER BY created_at DESC, id DESC LIMIT 1`, m.ID, channel, key, max(verified.Unix(), 0)).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return SentMessage{}, ErrNotFound
	}
	if err != nil {
		return SentMessage{}, fmt.Errorf("look for a refused message: %w", err)
	}
	return found, nil
}

// Report stores a delivery report for the message with this reference and channel. It returns false when it changes nothing:
// the message is unknown, or its fate is final. Any other report replaces « delayed », a bounce replaces « delivered », and
// nothing replaces « bounced ». A bounce is written to the audit log, and counted for the mail provider of its address.
func (t *Tx) Report(ctx context.Context, channel account.Channel, reference string, fate Fate, code string, now time.Time) (bool, error) {
	var (
		member   sql.NullInt64
		provider string
	)
	err := t.tx.QueryRowContext(ctx,
		`UPDATE outbox SET fate = ?1, fate_at = ?2, fate_code = ?3
		 WHERE reference = ?4 AND channel = ?5 AND (state = 'sent' OR state IN ('waiting', 'expired') AND handed_over > 0)
			AND (fate IS NULL OR fate = 'delayed' AND ?1 <> 'delayed' OR fate = 'delivered' AND ?1 = 'bounced')
		 RETURNING member_id, COALESCE(house, '')`, fate, seconds(now), text(code), reference, channel).Scan(&member, &provider)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("note a message's fate: %w", err)
	}
	if err := t.forgetRefusals(ctx, member.Int64, channel); err != nil {
		return false, err
	}
	if fate != FateBounced {
		return true, nil
	}
	if provider != "" {
		if err := t.figure(ctx, now, FigureBouncedBy, provider); err != nil {
			return false, err
		}
	}
	if provider == OtherProvider {
		provider = ""
	}
	return true, t.auditUndelivered(ctx, events.MessageBounced, member.Int64, events.Details{Channel: channel, Object: events.Object(provider), Cause: events.Cause(code)}, now)
}

// auditUndelivered writes to the audit log that a message did not arrive. memberID is 0 for a message to no member.
func (t *Tx) auditUndelivered(ctx context.Context, kind events.Kind, memberID int64, d events.Details, now time.Time) error {
	var target []byte
	if memberID != 0 {
		if err := t.tx.QueryRowContext(ctx, `SELECT identifier_key FROM members WHERE id = ?`, memberID).Scan(&target); err != nil {
			return fmt.Errorf("find whose message was not delivered: %w", err)
		}
	}
	return t.Audit(ctx, kind.Refused(target, d).By("system", nil), now)
}
