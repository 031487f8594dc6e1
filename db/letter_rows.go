package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"sesame/account"
)

// LetterRow is a letter as shown in a list, without its password.
type LetterRow struct {
	Kind         LetterKind
	ID, MemberID int64
	Request      string
	Name, Town   string // of the member, from the latest file
	State        LetterState
	Reason       LetterReason
	Batch        int64 // 0 before it is printed
	Sheet        int   // position in the batch, from 1
	Former       int64 // ID of the letter that this one replaces; 0 for none
	Renewed      int64 // ID of the letter that replaces this one; 0 for none
	CreatedAt    time.Time
	ExpiresAt    time.Time
	PostedAt     time.Time
	DoneAt       time.Time  // last change of state; zero while it waits
	Hold         LetterHold // set by LetterQueue only
	Lines        []string   // address lines as printed; set by LetterQueue only
	alive, used  bool       // alive: its password is valid; used: the member has logged in with a temporary password since
	barred       bool       // the account was closed or suspended here
	entry        int64      // contact_entries.id of the answer in it; 0 for none
	closesOn     string     // the member's
}

// Stamp distinguishes two letters with the same ID: SQLite may reuse an ID after a member was erased.
func (l LetterRow) Stamp() string { return fmt.Sprint(l.Request, ".", l.CreatedAt.Unix()) }

// ChosenLetter is a letter that an agent has chosen from a list.
type ChosenLetter struct {
	ID    int64
	Stamp string
}

// Chosen identifies the letter in a form.
func (l LetterRow) Chosen() ChosenLetter { return ChosenLetter{l.ID, l.Stamp()} }

// LetterQueue lists the waiting letters, oldest first, including held ones.
func (r Reader) LetterQueue(ctx context.Context, now time.Time) ([]LetterRow, error) {
	return r.letterQueue(ctx, now, letterSlice{most: all})
}

// QueueHead is the beginning of the queue, oldest letter first.
type QueueHead struct {
	Printable  []LetterRow
	Held       []LetterRow // held letters among those read, and the oldest ones that the hourly round has marked as held
	HeldBehind int         // number of further letters marked as held
	Dead       []LetterRow // useless letters among those read, until the hourly purge removes them
	Behind     int         // number of further letters; some of them may be held or useless
}

// LetterQueueHead reads the queue until it has found the first `most` printable letters. Whether a letter is held is known
// only once it is decrypted, and in a large caisse thousands may wait, or be held for weeks. Therefore it only counts the
// letters that follow, and of those marked as held it decrypts only the first `most`.
func (r Reader) LetterQueueHead(ctx context.Context, most int, now time.Time) (h QueueHead, err error) {
	read := 0
	add := func(l queuedLetter) {
		read++
		switch {
		case !l.good:
			h.Dead = append(h.Dead, l.row)
		case l.Hold.Held():
			h.Held = append(h.Held, l.row)
		default:
			h.Printable = append(h.Printable, l.row)
		}
	}
	noted, err := r.queuedLetters(ctx, now, letterSlice{most: most, noted: notedHeld})
	if err != nil {
		return h, err
	}
	for _, l := range noted {
		add(l)
	}
	if len(noted) == most {
		if h.HeldBehind, err = r.heldBehind(ctx, read, now); err != nil {
			return h, err
		}
	}
	err = r.eachQueued(ctx, now, letterSlice{most: most, noted: notNoted}, func(l queuedLetter) bool {
		if len(h.Printable) < most {
			add(l)
		}
		return len(h.Printable) < most
	})
	if err == nil && len(h.Printable) >= most {
		h.Behind, err = r.lettersBehind(ctx, read+h.HeldBehind, now)
	}
	slices.SortFunc(h.Printable, byID)
	slices.SortFunc(h.Held, byID)
	return h, err
}

func byID(a, b LetterRow) int { return cmp.Compare(a.ID, b.ID) }

// heldByIndex counts, from the index alone, the letters that are marked as held and have not expired.
const heldByIndex = `SELECT count(*) FROM letters INDEXED BY letters_held WHERE state = 'waiting' AND held = 1 AND expires_at > ?`

// heldBehind counts the letters marked as held, without the number that was read.
func (r Reader) heldBehind(ctx context.Context, read int, now time.Time) (n int, err error) {
	if err := r.q.QueryRowContext(ctx, heldByIndex, seconds(now)).Scan(&n); err != nil {
		return 0, fmt.Errorf("count held letters: %w", err)
	}
	return max(0, n-read), nil // the count is a second query, as below
}

// queuedByIndex counts, from the index alone, the waiting letters that have not expired. It cannot tell whether a letter is
// held or useless.
const queuedByIndex = `SELECT count(*) FROM letters INDEXED BY letters_unprinted WHERE state = 'waiting' AND batch_id IS NULL AND expires_at > ?`

// lettersBehind counts the waiting letters, without the number that was read.
func (r Reader) lettersBehind(ctx context.Context, read int, now time.Time) (n int, err error) {
	if err := r.q.QueryRowContext(ctx, queuedByIndex, seconds(now)).Scan(&n); err != nil {
		return 0, fmt.Errorf("count letters: %w", err)
	}
	return max(0, n-read), nil // the count is a second query: some letters may have left the queue since
}

// queueChecked is how many of the oldest letters QueuedLetters checks.
const queueChecked = 50

// QueuedLetters counts the waiting letters, held or not, and returns when the oldest of them was requested; zero where none
// waits. It omits useless letters among the oldest queueChecked only; the others are counted unchecked.
func (r Reader) QueuedLetters(ctx context.Context, now time.Time) (n int, oldest time.Time, err error) {
	var (
		read  int
		asked sql.NullInt64
	)
	err = r.q.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE good), COALESCE(min(created_at) FILTER (WHERE good), max(created_at)) FROM (SELECT letters.created_at, `+letterPrintable+` AS good FROM letters
		WHERE letters.state = 'waiting' AND letters.expires_at > ? ORDER BY letters.id LIMIT ?)`, r.dayOf(now), seconds(now), queueChecked).Scan(&read, &n, &asked)
	if err != nil {
		return 0, oldest, fmt.Errorf("count letters: %w", err)
	}
	if read == queueChecked {
		behind, err := r.lettersBehind(ctx, read, now)
		if err != nil {
			return 0, oldest, err
		}
		n += behind
	}
	if n > 0 {
		oldest = instant(asked)
	}
	return n, oldest, nil
}

// PrintedLetters counts the letters that are printed and not posted.
func (r Reader) PrintedLetters(ctx context.Context) (n int, err error) {
	if err := r.q.QueryRowContext(ctx, `SELECT count(*) FROM letters WHERE state = 'printed'`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count letters: %w", err)
	}
	return n, nil
}

// LetterQueueOf lists the waiting letters of one member.
func (r Reader) LetterQueueOf(ctx context.Context, memberID int64, now time.Time) ([]LetterRow, error) {
	return r.letterQueue(ctx, now, letterSlice{memberID: memberID, most: all})
}

// WaitingLetter returns a waiting letter as LetterQueue does, or ErrMoved.
func (r Reader) WaitingLetter(ctx context.Context, id int64, now time.Time) (LetterRow, error) {
	l, err := r.Letter(ctx, id)
	if errors.Is(err, ErrNotFound) {
		err = ErrMoved
	}
	if err != nil {
		return l, err
	}
	queue, err := r.LetterQueueOf(ctx, l.MemberID, now)
	if err != nil {
		return l, err
	}
	for _, l := range queue {
		if l.ID == id {
			return l, nil
		}
	}
	return l, ErrMoved
}

func (r Reader) letterQueue(ctx context.Context, now time.Time, s letterSlice) (queue []LetterRow, err error) {
	found, err := r.queuedLetters(ctx, now, s)
	for _, l := range found {
		if l.good {
			queue = append(queue, l.row)
		}
	}
	return queue, err
}

// LettersOfBatch lists the letters of a batch in print order.
func (r Reader) LettersOfBatch(ctx context.Context, number int64) ([]LetterRow, error) {
	return r.letterRows(ctx, `letters.batch_id = ? ORDER BY letters.sheet`, number)
}

// LetterOfSheet returns the letter at a position of a batch, or ErrNotFound.
func (r Reader) LetterOfSheet(ctx context.Context, batch int64, sheet int) (LetterRow, error) {
	return oneLetter(r.letterRows(ctx, `letters.batch_id = ? AND letters.sheet = ?`, batch, sheet))
}

// LettersOfMember lists a member's letters, newest first, at most limit of them.
func (r Reader) LettersOfMember(ctx context.Context, memberID int64, limit int) ([]LetterRow, error) {
	return r.letterRows(ctx, `letters.member_id = ? ORDER BY letters.id DESC LIMIT ?`, memberID, limit)
}

// NewestLetter returns a member's newest letter of a kind, or ErrNotFound.
func (r Reader) NewestLetter(ctx context.Context, memberID int64, kind LetterKind) (LetterRow, error) {
	return oneLetter(r.letterRows(ctx, `letters.member_id = ? AND letters.kind = ? ORDER BY letters.id DESC LIMIT 1`, memberID, kind))
}

// LettersOfRequest lists the letters with a request number, newest first, at most limit. Request numbers are reused
// after a while, and a renewed letter keeps its number.
func (r Reader) LettersOfRequest(ctx context.Context, request string, limit int) ([]LetterRow, error) {
	return r.letterRows(ctx, `letters.request = ? ORDER BY letters.id DESC LIMIT ?`, request, limit)
}

// LapsedLetters lists letters whose password expired, since an instant, before they were printed, newest first, at most
// limit. They are found by an index alone.
func (r Reader) LapsedLetters(ctx context.Context, since, now time.Time, limit int) ([]LetterRow, error) {
	return r.letterRows(ctx, `letters.id IN (SELECT id FROM letters INDEXED BY letters_unprinted WHERE state IN ('waiting', 'expired') AND batch_id IS NULL
		AND expires_at > ? AND expires_at <= ? AND reason IS NULL ORDER BY id DESC LIMIT ?) ORDER BY letters.id DESC`, seconds(since), seconds(now), limit)
}

// Letter reads a letter, or returns ErrNotFound.
func (r Reader) Letter(ctx context.Context, id int64) (LetterRow, error) {
	return oneLetter(r.letterRows(ctx, `letters.id = ?`, id))
}

func oneLetter(found []LetterRow, err error) (LetterRow, error) {
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return LetterRow{}, err
	}
	return found[0], nil
}

func (r Reader) letterRows(ctx context.Context, where string, args ...any) ([]LetterRow, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT letters.kind, COALESCE(letters.entry_id, 0), letters.id, letters.member_id, COALESCE(letters.request, ''), letters.state, COALESCE(letters.reason, ''),
			COALESCE(letters.batch_id, 0), COALESCE(letters.sheet, 0), COALESCE(letters.former_id, 0),
			COALESCE((SELECT next.id FROM letters next WHERE next.former_id = letters.id), 0),
			letters.created_at, letters.expires_at, letters.posted_at, letters.done_at, `+letterGood+`,
			letters.kind = 'password' AND EXISTS (SELECT 1 FROM logins WHERE logins.member_id = letters.member_id AND method = 'temporary' AND opened_at >= letters.created_at),
			members.status IS NOT NULL, COALESCE(members.closes_on, ''), members.profile, `+memberProfile.sql()+`
		FROM letters JOIN `+seenMembers+` AS members ON members.id = letters.member_id WHERE `+where, args...) //nolint:gosec // G202: the conditions stand above
	if err != nil {
		return nil, fmt.Errorf("list letters: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []LetterRow
	for rows.Next() {
		var (
			l                              LetterRow
			created, expires, posted, done sql.NullInt64
			sealed, bound                  []byte
		)
		if err := rows.Scan(&l.Kind, &l.entry, &l.ID, &l.MemberID, &l.Request, &l.State, &l.Reason, &l.Batch, &l.Sheet, &l.Former, &l.Renewed,
			&created, &expires, &posted, &done, &l.alive, &l.used, &l.barred, &l.closesOn, &sealed, &bound); err != nil {
			return nil, fmt.Errorf("list letters: %w", err)
		}
		l.CreatedAt, l.ExpiresAt, l.PostedAt, l.DoneAt = instant(created), instant(expires), instant(posted), instant(done)
		p, err := r.profile(l.MemberID, bound, sealed)
		if err != nil {
			return nil, err
		}
		l.Name, l.Town = p.DisplayName(), account.Town(p.Postal())
		found = append(found, l)
	}
	return found, rows.Err()
}
