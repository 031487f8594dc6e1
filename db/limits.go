package db

import (
	"context"
	"fmt"
	"time"
)

// LimitKind names what a limit counts.
type LimitKind string

// What is counted, and of whom.
const (
	LoginFailures     LimitKind = "login"             // of an identifier
	TemporaryFailures LimitKind = "temporary"         // passwords in the form of a temporary one, of an identifier from an address
	CodesSent         LimitKind = "code"              // of an account
	CodesToAddress    LimitKind = "destination"       // of an e-mail address or a phone number
	WrongCodes        LimitKind = "wrong-code"        // of an account
	OwnCodesSent      LimitKind = "own-code"          // the same three, asked for by the member once inside:
	OwnCodesToAddress LimitKind = "own-destination"   // a stranger who uses up the first ones
	OwnWrongCodes     LimitKind = "own-wrong-code"    // must not keep the owner from confirming an address
	QuestionsAnswered LimitKind = "question"          // of an account
	LettersSent       LimitKind = "letter"            // of an account
	PasswordProofs    LimitKind = "proof"             // wrong current password given inside the private space, of an account
	ContactMessages   LimitKind = "contact"           // of an address of the network
	OriginIdentifiers LimitKind = "origin-identifier" // different identifiers tried from an address of the network
	OriginWrongCodes  LimitKind = "origin-wrong-code" // of an address of the network
	AllWrongCodes     LimitKind = "all-wrong-code"    // of everyone together
	CallMessages      LimitKind = "call-message"      // words and codes of a call sent to a member: of an account
	AgentFailures     LimitKind = "agent-login"       // of an agent's login, or of one that nobody has
	AgentFactors      LimitKind = "agent-factor"      // wrong second factors, of an agent
	AgentProofs       LimitKind = "agent-proof"       // wrong current password given inside, of an agent
	AgentSecrets      LimitKind = "agent-secret"      // wrong enrolment secrets, of an agent's login from an address
	ReinforcedAlerts  LimitKind = "reinforced-alert"  // to the caisse's mailbox
)

// Count notes one event now.
func (t *Tx) Count(ctx context.Context, kind LimitKind, subjectKey []byte, now time.Time) error {
	_, err := t.exec(ctx, "count for a limit", `INSERT INTO limit_events (kind, subject_key, at) VALUES (?, ?, ?)`, kind, subjectKey, seconds(now))
	return err
}

// Forget drops what was counted: a right password ends a run of wrong ones.
func (t *Tx) Forget(ctx context.Context, kind LimitKind, subjectKey []byte) error {
	_, err := t.exec(ctx, "forget a limit's count", `DELETE FROM limit_events WHERE kind = ? AND subject_key = ?`, kind, subjectKey)
	return err
}

// Events lists the instants counted after since, oldest first.
func (r Reader) Events(ctx context.Context, kind LimitKind, subjectKey []byte, since time.Time) ([]time.Time, error) {
	return r.instants(ctx, `SELECT at FROM limit_events WHERE kind = ? AND subject_key = ? AND at > ? ORDER BY at`, kind, subjectKey, since.Unix())
}

func (r Reader) instants(ctx context.Context, query string, args ...any) ([]time.Time, error) {
	rows, err := r.q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read a limit's events: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var events []time.Time
	for rows.Next() {
		var at int64
		if err := rows.Scan(&at); err != nil {
			return nil, fmt.Errorf("read a limit's events: %w", err)
		}
		events = append(events, time.Unix(at, 0).UTC())
	}
	return events, rows.Err()
}

// EventsAbout lists the instants counted of any subject that had to do with this object, after since, oldest first.
func (r Reader) EventsAbout(ctx context.Context, kind LimitKind, objectKey []byte, since time.Time) ([]time.Time, error) {
	return r.instants(ctx, `SELECT at FROM limit_events WHERE kind = ? AND object_key = ? AND at > ? ORDER BY at`, kind, objectKey, since.Unix())
}

// Uncount takes back the newest event: what was reserved did not take place.
func (t *Tx) Uncount(ctx context.Context, kind LimitKind, subjectKey []byte) error {
	_, err := t.exec(ctx, "take a limit's count back",
		`DELETE FROM limit_events WHERE id = (SELECT max(id) FROM limit_events WHERE kind = ? AND subject_key = ?)`, kind, subjectKey)
	return err
}

// CountObject notes that this subject had to do with that object now.
func (t *Tx) CountObject(ctx context.Context, kind LimitKind, subjectKey, objectKey []byte, now time.Time) error {
	_, err := t.exec(ctx, "count for a limit", `INSERT INTO limit_events (kind, subject_key, object_key, at) VALUES (?, ?, ?, ?)`,
		kind, subjectKey, objectKey, seconds(now))
	return err
}

// ForgetObject drops what was counted of that object.
func (t *Tx) ForgetObject(ctx context.Context, kind LimitKind, subjectKey, objectKey []byte) error {
	_, err := t.exec(ctx, "forget a limit's count", `DELETE FROM limit_events WHERE kind = ? AND subject_key = ? AND object_key = ?`, kind, subjectKey, objectKey)
	return err
}

// ForgetAbout drops what was counted of every subject that had to do with this object.
func (t *Tx) ForgetAbout(ctx context.Context, kind LimitKind, objectKey []byte) error {
	_, err := t.exec(ctx, "forget a limit's counts", `DELETE FROM limit_events WHERE kind = ? AND object_key = ?`, kind, objectKey)
	return err
}

// OtherObjects lists when this subject last had to do with each different object but one, since an instant.
func (r Reader) OtherObjects(ctx context.Context, kind LimitKind, subjectKey, but []byte, since time.Time) ([]time.Time, error) {
	return r.instants(ctx, `SELECT max(at) FROM limit_events WHERE kind = ? AND subject_key = ? AND at > ? AND object_key <> ?
		GROUP BY object_key ORDER BY 1`, kind, subjectKey, since.Unix(), but)
}

// CountSince counts events after an instant, at most to limit: beyond it the exact number tells nothing more.
func (r Reader) CountSince(ctx context.Context, kind LimitKind, subjectKey []byte, since time.Time, limit int) (int, error) {
	var n int
	err := r.q.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM limit_events WHERE kind = ? AND subject_key = ? AND at > ? LIMIT ?)`,
		kind, subjectKey, since.Unix(), limit).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count a limit's events: %w", err)
	}
	return n, nil
}
