package db

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"sesame/account"
	"sesame/account/keys"
	"sesame/journey/events"
)

// Errors of acts on letters; each leaves everything as it was.
var (
	ErrMoved     = errors.New("somebody has acted on this letter meanwhile")
	ErrNoLetters = errors.New("no letter can be printed now")
)

// LetterState is how far a letter has come.
type LetterState string

// A letter goes from waiting to printed, posted, returned; it may end expired, or renewed by another one.
const (
	LetterWaiting  LetterState = "waiting"
	LetterPrinted  LetterState = "printed"
	LetterPosted   LetterState = "posted"
	LetterReturned LetterState = "returned" // the post brought it back
	LetterExpired  LetterState = "expired"  // nothing will come of it
	LetterRenewed  LetterState = "renewed"  // another letter, with another password, takes its place
)

// LetterReason is why a letter was returned, renewed or left.
type LetterReason string

// The reasons, by state.
const (
	ReturnedUnknown   LetterReason = "unknown"    // destinataire inconnu à l'adresse (NPAI)
	ReturnedAccess    LetterReason = "access"     // défaut d'accès ou d'adressage
	ReturnedRefused   LetterReason = "refused"    // pli refusé par le destinataire
	ReturnedUnclaimed LetterReason = "unclaimed"  // pli avisé et non réclamé
	RenewedLost       LetterReason = "lost"       // printed and not to be found
	RenewedJam        LetterReason = "jam"        // the printer spoilt it
	RenewedUnreceived LetterReason = "unreceived" // posted, and never came
	RenewedLate       LetterReason = "late"       // waited too long to be printed
	LeftSuperseded    LetterReason = "superseded" // another password has taken the place of its own
	LeftUsed          LetterReason = "used"       // its password was used: it came
)

// Act is who does something to letters, from where and when, for the audit log.
type Act struct {
	Actor  string // agent:LOGIN, system
	Origin []byte // keyed hash of the network address; nil from the command line
	At     time.Time
}

// event is what was done, as the audit log takes it.
func (a Act) event(kind events.Kind, target []byte, d events.Details) events.Event {
	return kind.OK(target, d).By(a.Actor, a.Origin)
}

// ofBatch are the details of what is done to one letter; it may stand in no batch.
func ofBatch(l LetterRow, reason LetterReason) events.Details {
	d := events.Details{Cause: events.Cause(reason)}
	if l.Batch != 0 {
		d.Numbers = events.Numbers{events.Batch: l.Batch}
	}
	return d
}

// LetterPayload is what a letter says; it is sealed until the letter is printed.
type LetterPayload struct {
	Lines   []string  `json:"-"` // of the address as the member's file has it now, for the envelope (NF Z10-011); read only
	Name    string    `json:"name"`
	Secret  string    `json:"secret"`
	Request string    `json:"request"`
	At      time.Time `json:"at"`
	Until   time.Time `json:"until"`
}

// Letter is a temporary password on its way to paper.
type Letter struct {
	ID         int64
	Reference  string
	MemberID   int64
	Payload    LetterPayload
	CreatedAt  time.Time
	ExpiresAt  time.Time
	FormerID   int64 // the letter whose place it takes; 0 for none
	Hold       LetterHold
	addressKey []byte
}

// LetterHold is what keeps a waiting letter from being printed; the zero value keeps none.
type LetterHold struct {
	Problems []account.AddressProblem
	CameBack time.Time // when a letter came back from this very address, as unknown or out of reach there
	Late     bool      // less than a third of its password's life is left
	Damaged  bool      // it does not open: renew it
}

// Held says whether the letter stays in the queue until somebody acts.
func (h LetterHold) Held() bool {
	return len(h.Problems) > 0 || !h.CameBack.IsZero() || h.Late || h.Damaged
}

// letterAlive holds for a row of letters whose password is the one that its member may still use.
const letterAlive = `EXISTS (SELECT 1 FROM members m WHERE m.id = letters.member_id AND m.temporary_channel = 'letter'
	AND m.temporary_issued_at = letters.created_at AND m.temporary_expires_at = letters.expires_at)`

// QueueLetter puts a letter in the queue, for the password that IssueTemporary issues in the same transaction with the
// same instants; an older one of the same member that was not printed is wiped, for its password is dead.
func (t *Tx) QueueLetter(ctx context.Context, memberID int64, p LetterPayload) error {
	_, err := t.queueLetter(ctx, memberID, p, 0)
	return err
}

func (t *Tx) queueLetter(ctx context.Context, memberID int64, p LetterPayload, former int64) (id int64, err error) {
	t.queued = true
	if _, err := t.exec(ctx, "replace a letter",
		`UPDATE letters SET state = 'expired', reason = 'superseded', payload = NULL, done_at = ? WHERE member_id = ? AND state = 'waiting'`,
		seconds(p.At), memberID); err != nil {
		return 0, err
	}
	plain, err := json.Marshal(p) //nolint:gosec // G117: sealed below
	if err != nil {
		return 0, fmt.Errorf("queue a letter: %w", err)
	}
	reference := rand.Text()
	err = t.tx.QueryRowContext(ctx, `INSERT INTO letters (reference, member_id, payload, request, state, former_id, accepted_key, created_at, expires_at)
		VALUES (?, ?, ?, ?, 'waiting', ?, (SELECT accepted_key FROM letters WHERE id = ?), ?, ?) RETURNING id`, reference, memberID,
		t.keys.Seal("letters.payload", []byte(reference), plain), text(p.Request), row(former), row(former), seconds(p.At), seconds(p.Until)).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("queue a letter: %w", err)
	}
	return id, nil
}

// WaitingLetters lists the letters in the queue whose password is still alive, held ones too, oldest first. They carry
// their passwords: what a screen shows is LetterQueue. One that does not open has an empty payload but for its address.
func (r Reader) WaitingLetters(ctx context.Context, now time.Time) ([]Letter, error) {
	bad, err := r.badAddresses(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := r.q.QueryContext(ctx, `SELECT letters.id, reference, member_id, payload, letters.created_at, expires_at, COALESCE(former_id, 0), accepted_key,
			identifier_key, profile
		FROM letters JOIN members ON members.id = member_id
		WHERE state = 'waiting' AND expires_at > ? AND `+letterAlive+` ORDER BY letters.id`, seconds(now))
	if err != nil {
		return nil, fmt.Errorf("list letters: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var waiting []Letter
	for rows.Next() {
		var (
			l                             Letter
			sealed, accepted, ik, profile []byte
			created, expires              int64
		)
		if err := rows.Scan(&l.ID, &l.Reference, &l.MemberID, &sealed, &created, &expires, &l.FormerID, &accepted, &ik, &profile); err != nil {
			return nil, fmt.Errorf("list letters: %w", err)
		}
		l.CreatedAt, l.ExpiresAt = time.Unix(created, 0).UTC(), time.Unix(expires, 0).UTC()
		plain, err := r.keys.Open("letters.payload", []byte(l.Reference), sealed)
		l.Hold.Damaged = err != nil || json.Unmarshal(plain, &l.Payload) != nil // the others are to be printed all the same
		p, err := r.profile(l.MemberID, ik, profile)
		if err != nil {
			return nil, err
		}
		l.address(p.Postal(), accepted, r.keys, bad)
		l.Hold.Late = l.ExpiresAt.Sub(now) < l.ExpiresAt.Sub(l.CreatedAt)/3
		waiting = append(waiting, l)
	}
	return waiting, rows.Err()
}

// address puts the lines on the letter, and what is wrong with them. An agent who accepted this very address lets it be
// abbreviated, and be tried again where a letter came back.
func (l *Letter) address(lines []string, accepted []byte, keys *keys.Keyring, bad map[string]time.Time) {
	l.addressKey = keys.Index("letters.address", []byte(strings.Join(lines, "\n")))
	if bytes.Equal(accepted, l.addressKey) {
		lines = account.Shortened(lines)
	} else {
		l.Hold.CameBack = bad[fmt.Sprint(l.MemberID, l.addressKey)]
	}
	l.Payload.Lines, l.Hold.Problems = lines, account.CheckAddress(lines)
}

// badAddresses says when a letter last came back from where a member whose letter waits was thought to live.
func (r Reader) badAddresses(ctx context.Context) (map[string]time.Time, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT member_id, address_key, max(done_at) FROM letters
		WHERE state = 'returned' AND reason IN ('unknown', 'access') AND member_id IN (SELECT member_id FROM letters WHERE state = 'waiting') GROUP BY 1, 2`)
	if err != nil {
		return nil, fmt.Errorf("list returned letters: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	bad := map[string]time.Time{}
	for rows.Next() {
		var (
			member, at int64
			key        []byte
		)
		if err := rows.Scan(&member, &key, &at); err != nil {
			return nil, fmt.Errorf("list returned letters: %w", err)
		}
		bad[fmt.Sprint(member, key)] = time.Unix(at, 0).UTC()
	}
	return bad, rows.Err()
}
