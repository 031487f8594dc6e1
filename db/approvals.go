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

// ErrApprovalWaits means that the member already has a pending request; only one may be pending.
var ErrApprovalWaits = errors.New("a request for this member waits already")

// Decision is the outcome of a request.
type Decision string

// The decisions. A pending or expired request has none.
const (
	ApprovalGranted   Decision = "approved"
	ApprovalRefused   Decision = "refused"
	ApprovalCancelled Decision = "cancelled" // by the agent who asked
	ApprovalOvertaken Decision = "overtaken" // no longer applies: the member was helped in another way, or their contact has changed
)

// Approved is the kind of act that a second agent must approve.
type Approved string

// The acts that need a second agent.
const (
	ApprovedReset Approved = "reset"
	ApprovedClose Approved = "close"
	ApprovedErase Approved = "erase"
)

// Approval is a request for an act that a second agent must approve.
type Approval struct {
	ID, MemberID   int64
	Act            Approved
	Channel        account.Channel // of a reset: e-mail, SMS or counter
	DestinationKey []byte          // keyed hash of the destination at the time of the request; of a reset
	Cause          ClosingCause    // of a closing
	Survivor       int64           // row of the account that is kept instead of the closed one; 0 for none
	Asker          string          // the agent's login
	Grounds        events.Grounds  // the asker's reasons
	AskedAt        time.Time
	ExpiresAt      time.Time
	Decision       Decision
	Decider        string
	DecidedAt      time.Time
	DecisionReason string
}

// Stamp distinguishes two requests with the same ID: SQLite may reuse an ID after a member was erased.
func (a Approval) Stamp() string {
	return fmt.Sprint(a.MemberID, ".", a.Act, ".", a.Asker, ".", a.AskedAt.Unix())
}

// Open says whether the request is still pending.
func (a Approval) Open(now time.Time) bool { return a.Decision == "" && now.Before(a.ExpiresAt) }

var approvalColumns = `id, member_id, act, cause, survivor_id, channel, destination_key, asker, reason, asked_at, expires_at, decision, decider, decided_at, decision_reason, motive, seal, ` + approvalSeal.sql()

func (r Reader) approvals(ctx context.Context, where string, args ...any) ([]Approval, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT `+approvalColumns+` FROM approvals WHERE `+where, args...) //nolint:gosec // G202: the conditions stand below
	if err != nil {
		return nil, fmt.Errorf("read approvals: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []Approval
	for rows.Next() {
		var (
			a                         Approval
			asked, expires, decided   sql.NullInt64
			decision, decider, reason sql.NullString
			channel, cause            sql.NullString
			survivor                  sql.NullInt64
			seal                      []byte
			bound                     []byte
		)
		if err := rows.Scan(&a.ID, &a.MemberID, &a.Act, &cause, &survivor, &channel, &a.DestinationKey, &a.Asker, &a.Grounds.Note, &asked, &expires, &decision, &decider, &decided, &reason, &a.Grounds.Motive, &seal, &bound); err != nil {
			return nil, fmt.Errorf("read approvals: %w", err)
		}
		if err := approvalSeal.opens(r, bound, seal); err != nil {
			return nil, fmt.Errorf("read approvals: %w", err)
		}
		a.Channel, a.Cause, a.Survivor = account.Channel(channel.String), ClosingCause(cause.String), survivor.Int64
		a.AskedAt, a.ExpiresAt, a.DecidedAt = instant(asked), instant(expires), instant(decided)
		a.Decision, a.Decider, a.DecisionReason = Decision(decision.String), decider.String, reason.String
		found = append(found, a)
	}
	return found, rows.Err()
}

// Approval finds a request, or returns ErrNotFound.
func (r Reader) Approval(ctx context.Context, id int64) (Approval, error) {
	found, err := r.approvals(ctx, `id = ?`, id)
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Approval{}, err
	}
	return found[0], nil
}

// WaitingApproval returns the member's pending request, or ErrNotFound.
func (r Reader) WaitingApproval(ctx context.Context, memberID int64, now time.Time) (Approval, error) {
	found, err := r.approvals(ctx, `member_id = ? AND decision IS NULL AND expires_at > ?`, memberID, seconds(now))
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Approval{}, err
	}
	return found[0], nil
}

// ApprovedAtCounter returns the newest request of this asker, approved since the given instant, to hand the member a slip at
// the counter. It returns ErrNotFound where there is none.
func (r Reader) ApprovedAtCounter(ctx context.Context, memberID int64, asker string, since time.Time) (Approval, error) {
	found, err := r.approvals(ctx, `member_id = ? AND asker = ? AND channel = ? AND decision = ? AND decided_at > ? ORDER BY id DESC LIMIT 1`,
		memberID, asker, account.Counter, string(ApprovalGranted), seconds(since))
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Approval{}, err
	}
	return found[0], nil
}

// WaitingApprovals lists all pending requests, oldest first.
func (r Reader) WaitingApprovals(ctx context.Context, now time.Time) ([]Approval, error) {
	return r.approvals(ctx, `decision IS NULL AND expires_at > ? ORDER BY id`, seconds(now))
}

// AskApproval stores a request and returns its ID. It returns ErrApprovalWaits when the member already has a pending
// one.
func (t *Tx) AskApproval(ctx context.Context, a Approval) (id int64, err error) {
	if _, err := t.WaitingApproval(ctx, a.MemberID, a.AskedAt); !errors.Is(err, ErrNotFound) {
		if err == nil {
			err = ErrApprovalWaits
		}
		return 0, err
	}
	err = t.tx.QueryRowContext(ctx, `INSERT INTO approvals (member_id, act, cause, survivor_id, channel, destination_key, asker, reason, asked_at, expires_at, motive)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, a.MemberID, string(a.Act), text(a.Cause), row(a.Survivor), text(a.Channel), nullable(a.DestinationKey), a.Asker, a.Grounds.Note, seconds(a.AskedAt), seconds(a.ExpiresAt), string(a.Grounds.Motive)).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("ask for an approval: %w", err)
	}
	return id, approvalSeal.write(ctx, t, id)
}

// Decide records the outcome of a request. It returns false when the request is no longer pending.
func (t *Tx) Decide(ctx context.Context, id int64, decision Decision, decider, reason string, now time.Time) (bool, error) {
	n, err := approvalSeal.update(ctx, t, id, "decide on a request",
		`UPDATE approvals SET decision = ?, decider = ?, decided_at = ?, decision_reason = ? WHERE id = ? AND decision IS NULL AND expires_at > ?`,
		string(decision), text(decider), seconds(now), text(reason), id, seconds(now))
	return n == 1, err
}

// OvertakeApprovals closes the member's pending request because it no longer applies.
func (t *Tx) OvertakeApprovals(ctx context.Context, memberID int64, decider string, now time.Time) error {
	waiting, err := t.approvals(ctx, `member_id = ? AND decision IS NULL`, memberID)
	if err != nil {
		return err
	}
	for _, a := range waiting {
		if _, err := approvalSeal.update(ctx, t, a.ID, "overtake a request", `UPDATE approvals SET decision = ?, decider = ?, decided_at = ? WHERE id = ?`,
			string(ApprovalOvertaken), text(decider), seconds(now), a.ID); err != nil {
			return err
		}
	}
	return nil
}
