package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// MandateKind is the legal basis on which a person acts for a member.
type MandateKind string

// The kinds, in display order.
const (
	Guardianship       MandateKind = "guardianship"        // tutelle
	Curatorship        MandateKind = "curatorship"         // curatelle
	FamilyAuthority    MandateKind = "family-authority"    // habilitation familiale
	PowerOfAttorney    MandateKind = "power-of-attorney"   // mandat
	OtherAuthorisation MandateKind = "other-authorisation" // autre
)

// MandateTerms are the details of a mandate as an agent has recorded them. Days are formatted YYYY-MM-DD.
type MandateTerms struct {
	Kind      MandateKind `json:"kind"`
	Holder    string      `json:"holder"`          // the person who acts for the member, in the agent's words
	Scope     string      `json:"scope,omitempty"` // what they may do; empty for the usual scope of the kind
	Piece     string      `json:"piece"`           // the document that proves it
	SeenOn    string      `json:"seen_on"`
	From      string      `json:"from,omitempty"`
	Until     string      `json:"until,omitempty"` // last day
	By        string      `json:"by"`              // login of the agent who saw the document
	EndedBy   string      `json:"ended_by,omitempty"`
	EndReason string      `json:"end_reason,omitempty"`
}

// Mandate records that a person acts for a member. It gives no access: it is shown to agents, who are asked about it.
type Mandate struct {
	ID       int64
	MemberID int64 // the member that it is about
	HolderID int64 // account of the person who acts for them; 0 for none
	MandateTerms
	CreatedAt time.Time
	EndedAt   time.Time // zero for one that has not been ended
}

// MandateState is the state of a mandate on a day.
type MandateState string

// The states.
const (
	MandateRuns    MandateState = "runs"
	MandateComes   MandateState = "comes"
	MandateExpired MandateState = "expired"
	MandateEnded   MandateState = "ended" // by an agent
)

// State is the state of the mandate on a day, formatted YYYY-MM-DD.
func (m Mandate) State(today string) MandateState {
	switch {
	case !m.EndedAt.IsZero():
		return MandateEnded
	case m.Until != "" && m.Until < today:
		return MandateExpired
	case m.From > today:
		return MandateComes
	}
	return MandateRuns
}

// mandateBinding is the binding of a mandate's payload: the member, the holder and whether it was ended.
var mandateBinding = binding{[]string{"reference", "holder_id", "created_at", "ended_at"}, []string{memberKey, `(SELECT identifier_key FROM members WHERE id = holder_id)`}}

var mandateColumns = `id, member_id, holder_id, payload, created_at, ended_at, ` + mandateBinding.sql()

// Mandates lists the mandates about a member, including ended ones, newest first.
func (r Reader) Mandates(ctx context.Context, memberID int64) ([]Mandate, error) {
	return r.mandates(ctx, `member_id = ? ORDER BY id DESC`, memberID)
}

// MandatesHeld lists the mandates by which the holder of an account acts for others, newest first.
func (r Reader) MandatesHeld(ctx context.Context, holderID int64) ([]Mandate, error) {
	return r.mandates(ctx, `holder_id = ? ORDER BY id DESC`, holderID)
}

func (r Reader) mandates(ctx context.Context, where string, args ...any) (found []Mandate, err error) {
	rows, err := r.q.QueryContext(ctx, `SELECT `+mandateColumns+` FROM mandates WHERE `+where, args...) //nolint:gosec // G202: the conditions stand above
	if err != nil {
		return nil, fmt.Errorf("read mandates: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			m                      Mandate
			sealed, bound          []byte
			holder, created, ended sql.NullInt64
		)
		if err := rows.Scan(&m.ID, &m.MemberID, &holder, &sealed, &created, &ended, &bound); err != nil {
			return nil, fmt.Errorf("read mandates: %w", err)
		}
		m.HolderID, m.CreatedAt, m.EndedAt = holder.Int64, instant(created), instant(ended)
		plain, err := r.keys.Open("mandates.payload", bound, sealed)
		if err == nil {
			err = json.Unmarshal(plain, &m.MandateTerms)
		}
		if err != nil {
			return nil, fmt.Errorf("open a mandate: %w", err)
		}
		found = append(found, m)
	}
	return found, rows.Err()
}

// AddMandate stores a mandate about a member. holder is the member who acts for them; nil where that person has no account.
func (t *Tx) AddMandate(ctx context.Context, m, holder *Member, terms MandateTerms, now time.Time) error {
	reference := make([]byte, 16)
	rand.Read(reference) //nolint:errcheck // never fails (crypto/rand)
	var holderID, holderKey any
	if holder != nil {
		holderID, holderKey = holder.ID, holder.IdentifierKey
	}
	payload, err := json.Marshal(terms)
	if err != nil {
		return fmt.Errorf("keep a mandate: %w", err)
	}
	sealed := t.keys.Seal("mandates.payload", boundTo(reference, holderID, seconds(now), nil, m.IdentifierKey, holderKey), payload)
	_, err = t.exec(ctx, "keep a mandate", `INSERT INTO mandates (reference, member_id, holder_id, payload, created_at) VALUES (?, ?, ?, ?, ?)`,
		reference, m.ID, holderID, sealed, seconds(now))
	return err
}

// EndMandate ends a mandate about a member. It returns false when it was ended before, or is not this member's.
func (t *Tx) EndMandate(ctx context.Context, memberID, id int64, by, reason string, now time.Time) (bool, error) {
	found, err := t.mandates(ctx, `id = ? AND member_id = ? AND ended_at IS NULL`, id, memberID)
	if err != nil || len(found) == 0 {
		return false, err
	}
	terms := found[0].MandateTerms
	terms.EndedBy, terms.EndReason = by, reason
	payload, err := json.Marshal(terms)
	if err != nil {
		return false, fmt.Errorf("end a mandate: %w", err)
	}
	if n, err := t.exec(ctx, "end a mandate", `UPDATE mandates SET ended_at = ? WHERE id = ? AND ended_at IS NULL`, seconds(now), id); err != nil || n == 0 {
		return false, err
	}
	var bound []byte
	if err := t.tx.QueryRowContext(ctx, `SELECT `+mandateBinding.sql()+` FROM mandates WHERE id = ?`, id).Scan(&bound); err != nil {
		return false, fmt.Errorf("end a mandate: %w", err)
	}
	_, err = t.exec(ctx, "end a mandate", `UPDATE mandates SET payload = ? WHERE id = ?`, t.keys.Seal("mandates.payload", bound, payload), id)
	return err == nil, err
}
