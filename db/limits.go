package db

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// LimitKind names what a rate limit counts.
type LimitKind string

// What each limit counts, and for which subject.
const (
	LoginFailures     LimitKind = "login"              // failed logins of strangers, per identifier
	KnownFailures     LimitKind = "known-login"        // failed logins of a known browser, per identifier and browser
	TemporaryFailures LimitKind = "temporary"          // failed passwords that look like a temporary one, per identifier and network address
	CodesSent         LimitKind = "code"               // codes requested by strangers, per account
	KnownCodes        LimitKind = "known-code"         // codes requested in a known browser, per account and browser
	CodesToAddress    LimitKind = "destination"        // codes sent, per e-mail address or phone number
	WrongCodes        LimitKind = "wrong-code"         // wrong short codes of strangers, per account
	KnownWrongCodes   LimitKind = "known-wrong-code"   // wrong short codes in a known browser, per account and browser
	HardenedTries     LimitKind = "hardened-try"       // comparisons with hardened codes, per account
	OwnCodesSent      LimitKind = "own-code"           // these three apply to codes requested by a logged-in member:
	OwnCodesToAddress LimitKind = "own-destination"    // a stranger who exhausts the limits above
	OwnWrongCodes     LimitKind = "own-wrong-code"     // must not prevent the owner from confirming an address
	QuestionsAnswered LimitKind = "question"           // wrong answers of strangers, per account
	ProvedAnswers     LimitKind = "proved-question"    // wrong answers after a right code, per account
	RightAnswers      LimitKind = "right-answer"       // per account
	LettersSent       LimitKind = "letter"             // per account
	PasswordProofs    LimitKind = "proof"              // wrong current password given while logged in, per account
	OwnExports        LimitKind = "own-export"         // copies of their own data that members download, per account
	ContactMessages   LimitKind = "contact"            // per network address
	ContactReceipts   LimitKind = "contact-receipt"    // acknowledgements of contact messages, per e-mail address
	OriginIdentifiers LimitKind = "origin-identifier"  // identifiers tried, per network address and identifier
	OriginJourneys    LimitKind = "origin-journey"     // journeys begun, per network address or known browser, and identifier
	OriginWrongCodes  LimitKind = "origin-wrong-code"  // per network address
	AllWrongCodes     LimitKind = "all-wrong-code"     // for the whole service
	CallMessages      LimitKind = "call-message"       // messages and codes sent during a call, per account
	AgentFailures     LimitKind = "agent-login"        // per agent login, existing or not
	AgentKnown        LimitKind = "agent-known-login"  // the same, per agent login and known browser
	AgentFactors      LimitKind = "agent-factor"       // wrong second factors of strangers, per agent
	AgentKnownFactors LimitKind = "agent-known-factor" // the same, per agent and known browser
	AgentProofs       LimitKind = "agent-proof"        // wrong current password given while logged in, per agent
	AgentAnswers      LimitKind = "agent-answer"       // right answers to the identity question given to an agent, per account and agent session
	CounterSlips      LimitKind = "counter-slip"       // passwords handed over at the counter, per agent
	RecordsOpened     LimitKind = "agent-record"       // members' pages opened, per agent and account
	AgentResets       LimitKind = "agent-reset"        // password resets made or requested, per agent
	AgentSecrets      LimitKind = "agent-secret"       // wrong enrolment secrets, per agent login and network address
	RefusalsNoted     LimitKind = "refusal"            // refusals written to the audit log that a stranger can repeat at no cost, per network address
	RequestsKept      LimitKind = "service-request"    // requests of clients stored until a member logs in, per network address
	SMSPosted         LimitKind = "budget-sms"         // these three are the budgets, for the whole service (budgetKinds)
	LettersQueued     LimitKind = "budget-letter"      //
	ContactMails      LimitKind = "budget-contact"     //
	BudgetAlerts      LimitKind = "budget-alert"       // alerts about a budget sent to the caisse's mailbox, per budget and window
	ReinforcedAlerts  LimitKind = "reinforced-alert"   // alerts sent to the caisse's mailbox
)

// Count records one event now.
func (t *Tx) Count(ctx context.Context, kind LimitKind, subjectKey []byte, now time.Time) error {
	_, err := t.exec(ctx, "count for a limit", `INSERT INTO limit_events (kind, subject_key, at) VALUES (?, ?, ?)`, kind, subjectKey, seconds(now))
	return err
}

// Forget deletes the events of a subject, for instance failed logins after a successful one.
func (t *Tx) Forget(ctx context.Context, kind LimitKind, subjectKey []byte) error {
	_, err := t.exec(ctx, "forget a limit's count", `DELETE FROM limit_events WHERE kind = ? AND subject_key = ?`, kind, subjectKey)
	return err
}

// Events lists the instants of the events after since, oldest first.
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

// EventsAbout lists the instants of the events about an object after since, of any subject, oldest first.
func (r Reader) EventsAbout(ctx context.Context, kind LimitKind, objectKey []byte, since time.Time) ([]time.Time, error) {
	return r.instants(ctx, `SELECT at FROM limit_events WHERE kind = ? AND object_key = ? AND at > ? ORDER BY at`, kind, objectKey, since.Unix())
}

// EventsOf lists the instants of a subject's events about one object, after since, oldest first.
func (r Reader) EventsOf(ctx context.Context, kind LimitKind, subjectKey, objectKey []byte, since time.Time) ([]time.Time, error) {
	return r.instants(ctx, `SELECT at FROM limit_events WHERE kind = ? AND subject_key = ? AND object_key = ? AND at > ? ORDER BY at`,
		kind, subjectKey, objectKey, since.Unix())
}

// Uncount deletes the newest event of a subject, because the act that was counted in advance did not take place.
func (t *Tx) Uncount(ctx context.Context, kind LimitKind, subjectKey []byte) error {
	_, err := t.exec(ctx, "take a limit's count back",
		`DELETE FROM limit_events WHERE id = (SELECT max(id) FROM limit_events WHERE kind = ? AND subject_key = ?)`, kind, subjectKey)
	return err
}

// UncountObject is Uncount for the events of this subject about an object.
func (t *Tx) UncountObject(ctx context.Context, kind LimitKind, subjectKey, objectKey []byte) error {
	_, err := t.exec(ctx, "take a limit's count back",
		`DELETE FROM limit_events WHERE id = (SELECT max(id) FROM limit_events WHERE kind = ? AND subject_key = ? AND object_key = ?)`, kind, subjectKey, objectKey)
	return err
}

// CountObject records one event of this subject about an object, for limits on the number of different objects.
func (t *Tx) CountObject(ctx context.Context, kind LimitKind, subjectKey, objectKey []byte, now time.Time) error {
	_, err := t.exec(ctx, "count for a limit", `INSERT INTO limit_events (kind, subject_key, object_key, at) VALUES (?, ?, ?, ?)`,
		kind, subjectKey, objectKey, seconds(now))
	return err
}

// ForgetObject deletes the events of this subject about an object.
func (t *Tx) ForgetObject(ctx context.Context, kind LimitKind, subjectKey, objectKey []byte) error {
	_, err := t.exec(ctx, "forget a limit's count", `DELETE FROM limit_events WHERE kind = ? AND subject_key = ? AND object_key = ?`, kind, subjectKey, objectKey)
	return err
}

// OtherObjects returns one instant for each object other than but: the subject's newest event about it, among those after
// since. Oldest first.
func (r Reader) OtherObjects(ctx context.Context, kind LimitKind, subjectKey, but []byte, since time.Time) ([]time.Time, error) {
	return r.instants(ctx, `SELECT max(at) FROM limit_events WHERE kind = ? AND subject_key = ? AND at > ? AND object_key <> ?
		GROUP BY object_key ORDER BY 1`, kind, subjectKey, since.Unix(), but)
}

// CountSince is CountEach for a single Count.
func (r Reader) CountSince(ctx context.Context, kind LimitKind, subjectKey []byte, since time.Time, limit int) (int, error) {
	n, err := r.CountEach(ctx, Count{kind, subjectKey, since, limit})
	if err != nil {
		return 0, err
	}
	return n[0], nil
}

// Count asks how many events of a subject there are after an instant, up to Limit: no caller needs a larger number.
type Count struct {
	Kind    LimitKind
	Subject []byte
	Since   time.Time
	Limit   int
}

// CountEach answers one or more counts in one query, in their order.
func (r Reader) CountEach(ctx context.Context, counts ...Count) ([]int, error) {
	const one = `(SELECT count(*) FROM (SELECT 1 FROM limit_events WHERE kind = ? AND subject_key = ? AND at > ? LIMIT ?))`
	found, into, args := make([]int, len(counts)), make([]any, len(counts)), make([]any, 0, 4*len(counts))
	for i, c := range counts {
		into[i], args = &found[i], append(args, c.Kind, c.Subject, c.Since.Unix(), c.Limit)
	}
	if err := r.q.QueryRowContext(ctx, `SELECT `+one+strings.Repeat(`, `+one, len(counts)-1), args...).Scan(into...); err != nil {
		return nil, fmt.Errorf("count a limit's events: %w", err)
	}
	return found, nil
}
