package db

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"sesame/account"
	"sesame/account/keys"
	"sesame/journey/events"
)

// Errors of operations on letters; each leaves the database unchanged.
var (
	ErrMoved     = errors.New("somebody has acted on this letter meanwhile")
	ErrNoLetters = errors.New("no letter can be printed now")
)

// LetterState is the processing state of a letter.
type LetterState string

// A letter goes from waiting to printed, posted and returned. It may end as expired, or as renewed by another letter.
const (
	LetterWaiting  LetterState = "waiting"
	LetterPrinted  LetterState = "printed"
	LetterPosted   LetterState = "posted"
	LetterReturned LetterState = "returned" // returned by the postal service
	LetterExpired  LetterState = "expired"  // its password expired or was replaced
	LetterRenewed  LetterState = "renewed"  // replaced by another letter with another password
)

// LetterKind is the kind of a letter's content.
type LetterKind string

// The kinds.
const (
	PasswordLetter   LetterKind = "password"   // a temporary password
	IdentifierLetter LetterKind = "identifier" // for a member who has lost it
	AnswerLetter     LetterKind = "answer"     // an answer to a contact message
)

// LetterReason is why a letter was returned, renewed or dropped.
type LetterReason string

// The reasons, by state.
const (
	ReturnedUnknown   LetterReason = "unknown"    // destinataire inconnu à l'adresse (NPAI)
	ReturnedAccess    LetterReason = "access"     // défaut d'accès ou d'adressage
	ReturnedRefused   LetterReason = "refused"    // pli refusé par le destinataire
	ReturnedUnclaimed LetterReason = "unclaimed"  // pli avisé et non réclamé
	RenewedLost       LetterReason = "lost"       // printed and lost
	RenewedJam        LetterReason = "jam"        // damaged by the printer
	RenewedUnreceived LetterReason = "unreceived" // posted and not received
	RenewedLate       LetterReason = "late"       // not printed in time
	LeftSuperseded    LetterReason = "superseded" // a newer password replaced its own
	LeftUsed          LetterReason = "used"       // its password was used, so it was received
)

// Act is the actor, origin and time of an operation, for the audit log.
type Act struct {
	Actor  string // agent:LOGIN, system
	Origin []byte // keyed hash of the network address; nil from the command line
	At     time.Time
}

// event builds the audit event of the operation.
func (a Act) event(kind events.Kind, target []byte, d events.Details) events.Event {
	return kind.OK(target, d).By(a.Actor, a.Origin)
}

// ofBatch returns the audit details of an operation on one letter, which may belong to no batch.
func ofBatch(l LetterRow, reason LetterReason) events.Details {
	d := events.Details{Cause: events.Cause(reason)}
	if l.Batch != 0 {
		d.Numbers = events.Numbers{events.Batch: l.Batch}
	}
	return d
}

// LetterPayload is the content of a letter. It is sealed until the letter is printed.
type LetterPayload struct {
	Lines   []string     `json:"-"` // envelope lines (NF Z10-011) of the member's current address; set on reading only
	Kind    account.Kind `json:"-"` // of the member's identifier; set on reading only
	Words   string       `json:"-"` // of an AnswerLetter: the answer to a contact message; set on reading only
	Number  string       `json:"-"` // of an IdentifierLetter: the identifier; set on reading only
	Name    string       `json:"-"` // the member's name, as on the envelope; set on reading only
	Secret  string       `json:"secret"`
	Request string       `json:"request"`
	At      time.Time    `json:"at"`
	Until   time.Time    `json:"until"`
}

// Letter is a letter with its content, for printing.
type Letter struct {
	Kind       LetterKind
	ID         int64
	Reference  string
	MemberID   int64
	Payload    LetterPayload
	CreatedAt  time.Time
	ExpiresAt  time.Time
	FormerID   int64 // ID of the letter that this one replaces; 0 for none
	Hold       LetterHold
	addressKey []byte
}

// LetterHold lists the reasons why a waiting letter cannot be printed; the zero value means that it can.
type LetterHold struct {
	Problems []account.AddressProblem
	CameBack time.Time           // when a letter to this address was returned as unknown or inaccessible
	Names    []account.ShortName // the file's name lines that are too long, with the agents' short forms; they hold the letter only by way of Problems
	Late     bool                // less than a third of its password's validity is left
	Damaged  bool                // it cannot be decrypted: renew it
}

// Held says whether the letter stays in the queue until an agent acts.
func (h LetterHold) Held() bool {
	return len(h.Problems) > 0 || !h.CameBack.IsZero() || h.Late || h.Damaged
}

// letterAlive is an SQL condition on letters: the letter's password is the member's current temporary password.
const letterAlive = `EXISTS (SELECT 1 FROM members m WHERE m.id = letters.member_id AND m.temporary_channel = 'letter'
	AND m.temporary_issued_at = letters.created_at AND m.temporary_expires_at = letters.expires_at)`

// letterGood is an SQL condition on letters: its content is valid, including a password that is still accepted although
// another letter has replaced it.
const letterGood = `(` + letterUseful + ` OR EXISTS (SELECT 1 FROM former_temporaries f WHERE f.member_id = letters.member_id AND f.alive = 1 AND f.channel = 'letter'
	AND f.issued_at = letters.created_at AND f.expires_at = letters.expires_at))`

// letterUseful is an SQL condition on letters: its password is the member's current one, or it holds no password.
const letterUseful = `(letters.kind <> 'password' OR ` + letterAlive + `)`

// letterPrintable is an SQL condition on letters: letterUseful, and the account is open. openOn's parameter is the day.
const letterPrintable = letterUseful + ` AND EXISTS (SELECT 1 FROM ` + seenMembers + ` WHERE id = letters.member_id AND ` + openOn + `)`

// QueueLetter queues a letter for the password that IssueTemporary stores in the same transaction with the same instants, and
// counts it against the budget. It expires and wipes an older unprinted password letter of the same member, which this one
// replaces. For a decoy (memberID 0), it writes as much and deletes it at once.
func (t *Tx) QueueLetter(ctx context.Context, memberID int64, p LetterPayload) error {
	if memberID == 0 {
		return t.queueNobodys(ctx, p)
	}
	_, err := t.queueLetter(ctx, memberID, PasswordLetter, p, 0, 0)
	return err
}

// QueueIdentifier queues a letter with the member's identifier.
func (t *Tx) QueueIdentifier(ctx context.Context, memberID int64, p LetterPayload) error {
	_, err := t.queueLetter(ctx, memberID, IdentifierLetter, p, 0, 0)
	return err
}

// queueNobodys does for a decoy as much work as a member's letter takes, so that response times do not reveal unknown
// identifiers. The letter belongs to some member until it is deleted, in the same transaction, and so is never visible.
func (t *Tx) queueNobodys(ctx context.Context, p LetterPayload) error {
	if err := t.makeRoom(ctx, 0, PasswordLetter, p.At); err != nil {
		return err
	}
	var some sql.NullInt64
	if err := t.tx.QueryRowContext(ctx, `SELECT min(id) FROM members`).Scan(&some); err != nil {
		return fmt.Errorf("queue a letter of nobody: %w", err)
	}
	if !some.Valid {
		return nil
	}
	id, err := t.addLetter(ctx, some.Int64, PasswordLetter, p, 0, 0)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, "take a letter of nobody away", `DELETE FROM letters WHERE id = ?`, id)
	return err
}

func (t *Tx) queueLetter(ctx context.Context, memberID int64, kind LetterKind, p LetterPayload, entry, former int64) (id int64, err error) {
	if err := t.makeRoom(ctx, memberID, kind, p.At); err != nil {
		return 0, err
	}
	return t.addLetter(ctx, memberID, kind, p, entry, former)
}

// makeRoom counts a letter against the budget, and expires the waiting letter of the same kind that it replaces.
func (t *Tx) makeRoom(ctx context.Context, memberID int64, kind LetterKind, at time.Time) error {
	t.queued = true
	if err := t.spend(ctx, account.LetterBudget, at); err != nil {
		return err
	}
	_, err := t.exec(ctx, "replace a letter",
		`UPDATE letters SET state = 'expired', reason = 'superseded', payload = NULL, done_at = ? WHERE member_id = ? AND state = 'waiting' AND kind = ? AND entry_id IS NULL`,
		seconds(at), memberID, kind)
	return err
}

func (t *Tx) addLetter(ctx context.Context, memberID int64, kind LetterKind, p LetterPayload, entry, former int64) (id int64, err error) {
	plain, err := json.Marshal(p) //nolint:gosec // G117: sealed below
	if err != nil {
		return 0, fmt.Errorf("queue a letter: %w", err)
	}
	reference := rand.Text()
	err = t.tx.QueryRowContext(ctx, `INSERT INTO letters (reference, member_id, payload, request, state, kind, former_id, entry_id, accepted_key, created_at, expires_at)
		VALUES (?, ?, ?, ?, 'waiting', ?, ?, COALESCE(?, (SELECT entry_id FROM letters WHERE id = ?)), (SELECT accepted_key FROM letters WHERE id = ?), ?, ?) RETURNING id`, reference, memberID,
		t.keys.Seal("letters.payload", []byte(reference), plain), text(p.Request), kind, row(former), row(entry), row(former), row(former), seconds(p.At), seconds(p.Until)).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("queue a letter: %w", err)
	}
	return id, nil
}

// WaitingLetters lists queued letters with a valid password, including held ones, oldest first. They contain their
// passwords, so screens must use LetterQueue instead. A letter that cannot be decrypted has an empty payload except for
// its address.
func (r Reader) WaitingLetters(ctx context.Context, now time.Time) (waiting []Letter, err error) {
	queue, err := r.queuedLetters(ctx, now, letterSlice{most: all})
	for _, l := range queue {
		if l.good {
			waiting = append(waiting, l.Letter)
		}
	}
	return waiting, err
}

// letterSlice is a part of the queue.
type letterSlice struct {
	memberID int64   // 0 for all members
	only     []int64 // these letters; nil for all
	noted    heldNote
	after    int64 // ID of the letter before the first one
	most     int   // number of letters, or all
}

// heldNote is an SQL condition on letters about the mark « held », which the hourly round sets; empty for all letters.
type heldNote string

const (
	notedHeld heldNote = ` AND letters.held = 1`
	notNoted  heldNote = ` AND letters.held IS NULL`
)

// all is SQLite's LIMIT for no limit.
const all = -1

// where returns an SQL condition on waiting letters, and the value of its parameter. Letters of one member, and chosen ones,
// are looked up by member or ID, however many others wait.
func (s letterSlice) where(parameter string) (condition string, value any) {
	switch {
	case s.memberID != 0:
		return `letters.member_id = ` + parameter + ` AND +letters.state = 'waiting'`, s.memberID
	case s.only != nil:
		return `letters.id IN (SELECT value FROM json_each(` + parameter + `)) AND +letters.state = 'waiting'`, idList(s.only)
	}
	return parameter + ` = 0 AND letters.state = 'waiting'` + string(s.noted), 0
}

// eachQueued reads the queue in slices, oldest letter first, until do returns false.
func (r Reader) eachQueued(ctx context.Context, now time.Time, s letterSlice, do func(queuedLetter) bool) error {
	for {
		slice, err := r.queuedLetters(ctx, now, s)
		if err != nil {
			return err
		}
		for _, l := range slice {
			if s.after = l.ID; !do(l) {
				return nil
			}
		}
		if len(slice) < s.most {
			return nil
		}
	}
}

// queuedLetter is a waiting letter that has not expired: printable, held or useless.
type queuedLetter struct {
	Letter
	row  LetterRow
	good bool // letterUseful, and the account is open; otherwise it is not printed
}

// queuedLetters reads a part of the queue, oldest letter first, including useless letters.
func (r Reader) queuedLetters(ctx context.Context, now time.Time, s letterSlice) ([]queuedLetter, error) {
	where, of := s.where("?3")
	rows, err := r.q.QueryContext(ctx, `SELECT `+letterUseful+` AND `+openOn+`, `+letterGood+`, members.status IS NOT NULL, COALESCE(members.closes_on, ''), COALESCE(letters.request, ''), COALESCE(letters.entry_id, 0),
			letters.id, reference, letters.kind, letters.member_id, payload, letters.created_at, letters.expires_at, COALESCE(former_id, 0), accepted_key,
			members.kind, profile, `+memberProfile.sql()+`, identifier_key, (SELECT n.payload FROM envelope_names n WHERE n.member_id = letters.member_id),
			COALESCE((SELECT e.reference FROM contact_entries e WHERE e.id = letters.entry_id), ''), (SELECT e.payload FROM contact_entries e WHERE e.id = letters.entry_id),
			(SELECT json_group_object(hex(b.address_key), b.at) FROM (SELECT address_key, max(done_at) AS at FROM letters
				WHERE member_id = members.id AND +state = 'returned' AND reason IN ('unknown', 'access') GROUP BY 1) b)
		FROM letters JOIN `+seenMembers+` AS members ON members.id = letters.member_id
		WHERE letters.expires_at > ?2 AND `+where+` AND letters.id > ?4 ORDER BY letters.id LIMIT ?5`,
		r.dayOf(now), seconds(now), of, s.after, s.most)
	if err != nil {
		return nil, fmt.Errorf("list letters: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var queue []queuedLetter
	for rows.Next() {
		var (
			l                                      queuedLetter
			sealed, accepted, profile, bound, back []byte
			owner, names, answer                   []byte
			entry                                  string
			created, expires                       int64
			kind                                   account.Kind
		)
		if err := rows.Scan(&l.good, &l.row.alive, &l.row.barred, &l.row.closesOn, &l.row.Request, &l.row.entry,
			&l.ID, &l.Reference, &l.Kind, &l.MemberID, &sealed, &created, &expires, &l.FormerID, &accepted, &kind, &profile, &bound, &owner, &names, &entry, &answer, &back); err != nil {
			return nil, fmt.Errorf("list letters: %w", err)
		}
		l.CreatedAt, l.ExpiresAt = time.Unix(created, 0).UTC(), time.Unix(expires, 0).UTC()
		plain, err := r.keys.Open("letters.payload", []byte(l.Reference), sealed)
		l.Hold.Damaged = err != nil || json.Unmarshal(plain, &l.Payload) != nil // the other letters must still be printed
		if l.Kind == AnswerLetter && !l.Hold.Damaged {
			var e ContactEntry
			plain, err := r.keys.Open("contact_entries.payload", []byte(entry), answer)
			l.Hold.Damaged = err != nil || json.Unmarshal(plain, &e) != nil
			l.Payload.Words = e.Words
		}
		p, err := r.profile(l.MemberID, bound, profile)
		if err != nil {
			return nil, err
		}
		l.Payload.Name = p.DisplayName()
		if l.Payload.Kind = kind; l.Kind == IdentifierLetter {
			l.Payload.Number = p.Identifier
		}
		bad := map[string]int64{}
		if err := json.Unmarshal(back, &bad); err != nil {
			return nil, fmt.Errorf("list letters that came back: %w", err)
		}
		postal := p.Postal()
		l.address(p, postal, r.openNames(owner, names), accepted, r.keys, bad)
		l.Hold.Late = l.Kind == PasswordLetter && l.ExpiresAt.Sub(now) < l.ExpiresAt.Sub(l.CreatedAt)/3
		l.row.Kind, l.row.ID, l.row.MemberID, l.row.State, l.row.Former, l.row.CreatedAt, l.row.ExpiresAt = l.Kind, l.ID, l.MemberID, LetterWaiting, l.FormerID, l.CreatedAt, l.ExpiresAt
		l.row.Name, l.row.Town, l.row.Hold, l.row.Lines = l.Payload.Name, account.Town(postal), l.Hold, l.Payload.Lines
		queue = append(queue, l)
	}
	return queue, rows.Err()
}

// address sets the envelope lines of the letter and their problems. If an agent accepted exactly this address, it may be
// abbreviated and used again after a return. Short names do not change the address's key, which is computed from the file's
// lines. bad maps the key of each address that returned a letter to the member, in upper-case hexadecimal, to the Unix time
// of the last return.
func (l *Letter) address(p Profile, lines []string, names []account.ShortName, accepted []byte, keys *keys.Keyring, bad map[string]int64) {
	l.addressKey = addressKey(keys, lines)
	l.Hold.Names = longNames(p, lines, names)
	lines = account.Renamed(lines, l.Hold.Names)
	if bytes.Equal(accepted, l.addressKey) {
		lines = account.Shortened(lines)
	} else if at, back := bad[fmt.Sprintf("%X", l.addressKey)]; back {
		l.Hold.CameBack = time.Unix(at, 0).UTC()
	}
	l.Payload.Lines, l.Hold.Problems = lines, account.CheckAddress(lines)
}

// addressKey is the keyed hash that identifies an address, from its lines in the file.
func addressKey(k *keys.Keyring, lines []string) []byte {
	return k.Index("letters.address", []byte(strings.Join(lines, "\n")))
}

// HoldOf returns the reasons why a letter to a member would be held if it were queued now.
func (r Reader) HoldOf(ctx context.Context, m *Member) (LetterHold, error) {
	kept, err := r.EnvelopeNames(ctx, m)
	if err != nil {
		return LetterHold{}, err
	}
	lines := m.Profile.Postal()
	h := LetterHold{Names: longNames(m.Profile, lines, kept)}
	h.Problems = account.CheckAddress(account.Renamed(lines, h.Names))
	var at sql.NullInt64
	err = r.q.QueryRowContext(ctx, `SELECT max(done_at) FROM letters WHERE member_id = ? AND state = 'returned' AND reason IN ('unknown', 'access') AND address_key = ?`,
		m.ID, addressKey(r.keys, lines)).Scan(&at)
	if err != nil {
		return h, fmt.Errorf("look for returned letters: %w", err)
	}
	h.CameBack = instant(at)
	return h, nil
}

// PostalTrouble is when the newest letter to the member's present address was returned as unknown or inaccessible. It is zero
// where none was, or where an agent has accepted the address since for a later letter.
func (r Reader) PostalTrouble(ctx context.Context, m *Member) (time.Time, error) {
	var at sql.NullInt64
	err := r.q.QueryRowContext(ctx, `SELECT max(done_at) FROM letters l WHERE member_id = ?1 AND state = 'returned' AND reason IN ('unknown', 'access') AND address_key = ?2
		AND NOT EXISTS (SELECT 1 FROM letters n WHERE n.member_id = ?1 AND n.id > l.id AND n.accepted_key = ?2)`, m.ID, addressKey(r.keys, m.Profile.Postal())).Scan(&at)
	if err != nil {
		return time.Time{}, fmt.Errorf("look for letters that came back: %w", err)
	}
	return instant(at), nil
}
