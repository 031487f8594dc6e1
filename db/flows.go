package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sesame/account"
	"sesame/journey"
)

// Flow is the state of a journey in progress. It stores facts; the current step is computed from them.
type Flow struct {
	ID           []byte
	Journey      string
	Revision     int
	MemberID     int64  // 0 for a decoy, and for an agent
	SubjectKey   []byte // nil for an agent
	Path         account.Path
	Category     account.Category
	Channel      account.Channel // e-mail or SMS
	Request      string
	CodesSent    int
	SentAt       time.Time
	Blocked      string // why the flow is blocked: « codes » or « wrong »
	ProvedAt     time.Time
	ThenQuestion bool   // the identity question follows the code
	AnswerRight  bool   // whether the identity question was answered correctly; valid once ProvedAt is set
	NewContact   string // address that a code is to verify; in the journey « telephones » the mobile number
	Outcome      string // email, sms, letter, done, recovery-code
	CreatedAt    time.Time
	ExpiresAt    time.Time
	EndedAt      time.Time
	AgentID      int64 // agent whose journey it is; 0 for members and decoys
	Secrets      FlowSecrets
	BrowserKey   []byte // keyed hash of the cookie of the browser that owns it; nil when it belongs to a session
	Demand       int    // its number among that browser's flows in the journey, from 1
}

// OutcomeRecoveryCode is the outcome of an agent's login whose second factor was a recovery code.
const OutcomeRecoveryCode = "recovery-code"

// Alive says whether the flow can be continued.
func (f *Flow) Alive(now time.Time) bool {
	return f.EndedAt.IsZero() && now.Before(f.ExpiresAt) && !now.Before(f.CreatedAt)
}

const flowColumns = `id, journey, revision, member_id, subject_key, path, category, channel, request, codes_sent, sent_at, blocked,
	proved_at, COALESCE(answer_right, 0), new_email, outcome, created_at, expires_at, ended_at, agent_id, secrets, browser_key, demand, then_question, seal`

const fromFlows = `SELECT ` + flowColumns + ` FROM flows WHERE `

// Flow reads a flow, or returns ErrNotFound.
func (r Reader) Flow(ctx context.Context, id []byte) (*Flow, error) {
	f, err := r.scanFlow(r.q.QueryRowContext(ctx, fromFlows+`id = ?`, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	return f, err
}

// demandsRead is the most flows that one list reads.
const demandsRead = 50

// Demands lists the flows of a browser in a journey, newest first, at most demandsRead.
func (r Reader) Demands(ctx context.Context, browserKey []byte, journey string) (found []*Flow, err error) {
	found, err = r.flows(ctx, fromFlows+`browser_key = ? AND journey = ? ORDER BY demand DESC LIMIT ?`, browserKey, journey, demandsRead)
	if err != nil {
		return nil, fmt.Errorf("list a browser's flows: %w", err)
	}
	return found, nil
}

// FlowsOf lists the journeys that a member can continue, newest first, at most demandsRead.
func (r Reader) FlowsOf(ctx context.Context, memberID int64, now time.Time) (found []*Flow, err error) {
	found, err = r.flows(ctx, fromFlows+`member_id = ?1 AND ended_at IS NULL AND expires_at > ?2 AND created_at <= ?2 ORDER BY created_at DESC LIMIT ?3`, memberID, seconds(now), demandsRead)
	if err != nil {
		return nil, fmt.Errorf("list a member's flows: %w", err)
	}
	return found, nil
}

// flows lists the flows that a query selects.
func (r Reader) flows(ctx context.Context, query string, args ...any) (found []*Flow, err error) {
	rows, err := r.q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		f, err := r.scanFlow(rows.Scan)
		if err != nil {
			return nil, err
		}
		found = append(found, f)
	}
	return found, rows.Err()
}

func (r Reader) scanFlow(scan func(...any) error) (*Flow, error) {
	var (
		f                                         Flow
		member, sent, proved, created, exp, ended sql.NullInt64
		agent, demand                             sql.NullInt64
		path, category, channel, request, blocked sql.NullString
		outcome                                   sql.NullString
		email, secrets, seal                      []byte
	)
	err := scan(&f.ID, &f.Journey, &f.Revision, &member, &f.SubjectKey, &path, &category, &channel, &request, &f.CodesSent, &sent, &blocked,
		&proved, &f.AnswerRight, &email, &outcome, &created, &exp, &ended, &agent, &secrets, &f.BrowserKey, &demand, &f.ThenQuestion, &seal)
	if err != nil {
		return nil, fmt.Errorf("read a flow: %w", err)
	}
	f.AgentID, f.MemberID, f.Path, f.Category = agent.Int64, member.Int64, account.Path(path.String), account.Category(category.String)
	f.Channel, f.Request, f.Blocked, f.Outcome = account.Channel(channel.String), request.String, blocked.String, outcome.String
	f.SentAt, f.ProvedAt, f.CreatedAt, f.ExpiresAt, f.EndedAt = instant(sent), instant(proved), instant(created), instant(exp), instant(ended)
	f.Demand = int(demand.Int64)
	if f.EndedAt.IsZero() {
		if err := flowSeal.opens(r, f.bound(), seal); err != nil {
			return nil, fmt.Errorf("read a flow: %w", err)
		}
	}
	if email != nil {
		plain, err := r.keys.Open("flows.new_email", f.ID, email)
		if err != nil {
			return nil, fmt.Errorf("open a flow's address: %w", err)
		}
		f.NewContact = string(plain)
	}
	f.Secrets, err = r.openSecrets(f.ID, secrets)
	return &f, err
}

// CreateFlow stores a new flow, and numbers it among those of its browser. The caller sets a random ID of 16 bytes.
func (t *Tx) CreateFlow(ctx context.Context, f *Flow) error {
	secrets, err := t.sealSecrets(f)
	if err != nil {
		return err
	}
	created := Flow{ID: f.ID, Journey: f.Journey, MemberID: f.MemberID, SubjectKey: f.SubjectKey, Path: f.Path, Category: f.Category, ProvedAt: f.ProvedAt,
		CreatedAt: f.CreatedAt, ExpiresAt: f.ExpiresAt, AgentID: f.AgentID, BrowserKey: f.BrowserKey, ThenQuestion: f.ThenQuestion}
	_, err = t.exec(ctx, "begin a flow",
		`INSERT INTO flows (id, journey, revision, member_id, subject_key, path, category, proved_at, new_email, created_at, expires_at, agent_id, secrets, browser_key, then_question, seal, demand)
		 VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
			CASE WHEN ?13 IS NOT NULL THEN (SELECT COALESCE(max(demand), 0) + 1 FROM flows WHERE browser_key = ?13 AND journey = ?2) END)`,
		f.ID, f.Journey, row(f.MemberID), f.SubjectKey, text(f.Path), text(f.Category), seconds(f.ProvedAt), t.sealNewContact(f), seconds(f.CreatedAt), seconds(f.ExpiresAt),
		row(f.AgentID), secrets, f.BrowserKey, f.ThenQuestion, flowSeal.of(t, created.bound()))
	if err != nil || f.AgentID != 0 {
		return err
	}
	return t.figure(ctx, f.CreatedAt, f.counted(FigureBegun), f.Journey)
}

// SaveFlow stores the changed facts. It returns false when another request has changed or ended the flow since f was read. A
// flow that ends loses its secrets and its seal.
func (t *Tx) SaveFlow(ctx context.Context, f *Flow) (bool, error) {
	if !f.EndedAt.IsZero() {
		f.Secrets = FlowSecrets{}
	}
	secrets, err := t.sealSecrets(f)
	if err != nil {
		return false, err
	}
	saved := *f
	saved.Revision++
	saved.AnswerRight = f.AnswerRight && !f.ProvedAt.IsZero()
	var seal []byte // none once it has ended
	if f.EndedAt.IsZero() {
		seal = flowSeal.of(t, saved.bound())
	}
	n, err := t.exec(ctx, "save a flow",
		`UPDATE flows SET revision = revision + 1, path = ?, category = ?, channel = ?, request = ?, codes_sent = ?, sent_at = ?, blocked = ?,
			proved_at = ?, answer_right = ?, new_email = ?, outcome = ?, ended_at = ?, secrets = ?, then_question = ?, seal = ?
		 WHERE id = ? AND revision = ? AND ended_at IS NULL`,
		text(f.Path), text(f.Category), text(f.Channel), text(f.Request), f.CodesSent, seconds(f.SentAt), text(f.Blocked),
		seconds(f.ProvedAt), answer(f), t.sealNewContact(f), text(f.Outcome), seconds(f.EndedAt), secrets, f.ThenQuestion, nullable(seal), f.ID, f.Revision)
	if n == 1 {
		f.Revision++
		if f.Outcome != "" && f.AgentID == 0 { // the revision guard lets only one request end the journey, so it is counted once
			err = t.figure(ctx, f.CreatedAt, f.counted(FigureFinished), f.Journey)
		}
	}
	return n == 1, err
}

// ProlongFlow sets a new end for a flow that has not ended and was read in this transaction. The revision stays, so that
// forms rendered before are still accepted.
func (t *Tx) ProlongFlow(ctx context.Context, f *Flow, until time.Time) error {
	f.ExpiresAt = until
	_, err := t.exec(ctx, "prolong a flow", `UPDATE flows SET expires_at = ?, seal = ? WHERE id = ?`, seconds(until), flowSeal.of(t, f.bound()), f.ID)
	return err
}

// EndFlow ends a flow whatever its revision, because the member abandoned it or began another.
func (t *Tx) EndFlow(ctx context.Context, id []byte, now time.Time) error {
	_, err := t.exec(ctx, "end a flow", `UPDATE flows SET ended_at = ?, secrets = NULL, seal = NULL, revision = revision + 1 WHERE id = ? AND ended_at IS NULL`, seconds(now), id)
	return err
}

// EndFlows ends all flows of a member except keep, so that none begun before a password change survives it.
func (t *Tx) EndFlows(ctx context.Context, memberID int64, keep []byte, now time.Time) error {
	if keep == nil {
		keep = []byte{}
	}
	_, err := t.exec(ctx, "end a member's flows",
		`UPDATE flows SET ended_at = ?, secrets = NULL, seal = NULL, revision = revision + 1 WHERE member_id = ? AND id <> ? AND ended_at IS NULL`, seconds(now), memberID, keep)
	return err
}

// flowSeal seals the facts of a journey that has not ended. An ended one has no seal: it gives no access, and is not resumed.
var flowSeal = rowSeal{table: "flows", binding: binding{[]string{"id", "journey", "revision", "member_id", "path", "category", "channel", "codes_sent", "sent_at", "blocked", "proved_at",
	"COALESCE(answer_right, 0)", "then_question", "outcome", "created_at", "expires_at", "agent_id"}, []string{"subject_key", "browser_key"}}, while: "ended_at IS NULL"}

// bound is flowSeal's binding for this flow.
func (f *Flow) bound() []byte {
	return boundTo(f.ID, f.Journey, f.Revision, row(f.MemberID), text(f.Path), text(f.Category), text(f.Channel), f.CodesSent, seconds(f.SentAt), text(f.Blocked), seconds(f.ProvedAt),
		f.AnswerRight, f.ThenQuestion, text(f.Outcome), seconds(f.CreatedAt), seconds(f.ExpiresAt), row(f.AgentID), f.SubjectKey, f.BrowserKey)
}

// answer is the column answer_right: NULL while the question is unanswered.
func answer(f *Flow) any {
	if f.ProvedAt.IsZero() {
		return nil
	}
	return f.AnswerRight
}

func (t *Tx) sealNewContact(f *Flow) []byte {
	if f.NewContact == "" {
		return nil
	}
	return t.keys.Seal("flows.new_email", f.ID, []byte(f.NewContact))
}

// Facts converts a flow for the journey's step table. contactsStated says that the member has confirmed their contacts; it
// matters in the personalisation only.
func (f *Flow) Facts(contactsStated bool) journey.Facts {
	done := f.Outcome != ""
	known := journey.Facts{
		Path:            f.Path,
		ChannelChosen:   f.Channel != "",
		Answered:        !f.ProvedAt.IsZero(),
		CodeRight:       done,
		Blocked:         f.Blocked != "",
		LetterAccepted:  done,
		PasswordProved:  !f.ProvedAt.IsZero(),
		PasswordChosen:  done,
		AddressStated:   f.NewContact != "",
		AddressVerified: done,
		SecretProved:    !f.ProvedAt.IsZero(),
		FactorProved:    done,
		ByRecoveryCode:  f.Outcome == OutcomeRecoveryCode,
	}
	if f.Journey == journey.Personalisation.Name {
		known.PasswordChosen = !f.ProvedAt.IsZero()
		known.ContactsStated = done || contactsStated
	}
	if f.Journey == journey.Enrolment.Name {
		known.PasswordChosen = done || f.Secrets.PasswordHash != "" || f.Secrets.Directory != nil
	}
	return known
}
