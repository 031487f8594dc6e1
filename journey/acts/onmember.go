package acts

import (
	"context"
	"encoding/hex"
	"fmt"

	"sesame/db"
	"sesame/journey/events"
)

// Deed identifies an agent's act on a member: the version of the member as shown on the form, and why the agent acts.
type Deed struct {
	Member  int64
	Asked   bool   // the agent has asked about those who act for the member
	Version string // version sent back by the form
	events.Grounds
}

// contactKinds lists the contacts in the agents' display order.
var contactKinds = []db.ContactKind{db.Email, db.Mobile, db.Landline, db.Fax}

// MemberVersion is a fingerprint of who the member is and of their passwords, contacts, mandates, pending request and
// differences with the file. A form carries it, so that an act is refused when any of these have changed since the page was
// shown, or when the row now belongs to another member. It reveals none of these values.
func (a *Acts) MemberVersion(ctx context.Context, r db.Reader, m *db.Member) (string, error) {
	parts := [][]byte{m.IdentifierKey, []byte(m.PasswordHash), []byte(m.PendingEmail), []byte(m.PendingMobile)}
	if tp := m.Temporary; tp != nil {
		parts = append(parts, []byte(tp.Hash), fmt.Append(nil, tp.ExpiresAt.Unix()))
	}
	for _, kind := range contactKinds {
		contact := m.Contacts[kind]
		parts = append(parts, fmt.Appendf(nil, "%s %s %s %d", kind, contact.Value, contact.Source, contact.VerifiedAt.Unix()))
	}
	if s := m.Status; s.State != "" {
		parts = append(parts, fmt.Appendf(nil, "%s %s %d %d", s.State, s.Cause, s.At.Unix(), s.EmptiedAt.Unix()))
	}
	differences, err := r.Differences(ctx, m)
	if err != nil {
		return "", err
	}
	for _, x := range differences {
		parts = append(parts, fmt.Appendf(nil, "file %s %s", x.Kind, x.Value))
	}
	left, err := r.LeftOutOf(ctx, m)
	if err != nil {
		return "", err
	}
	for _, l := range left {
		parts = append(parts, fmt.Appendf(nil, "left out %s %s %d", l.Field, l.Masked, l.SeenAt.Unix()))
	}
	waiting, err := r.WaitingApproval(ctx, m.ID, a.Now())
	if err != nil && !notFound(err) {
		return "", err
	}
	mandates, err := r.Mandates(ctx, m.ID)
	if err != nil {
		return "", err
	}
	for _, x := range mandates {
		parts = append(parts, fmt.Appendf(nil, "mandate %d %d", x.ID, x.EndedAt.Unix()))
	}
	return hex.EncodeToString(a.DB.Keys().Index("desk version", append(parts, fmt.Append(nil, waiting.ID))...)), nil
}

// onOpenAccount is onMember for acts that make no sense on a closed account nor, except for a correction of contacts, on a
// suspended one. Refused: MemberChanged, AccountClosed, AccountSuspended.
func (a *Acts) onOpenAccount(ctx context.Context, t *db.Tx, who Actor, r Right, d Deed) (*db.Member, error) {
	m, err := a.onMember(ctx, t, who, r, d)
	if err == nil && (r != MayCorrect || t.Closed(m, a.Now())) {
		err = a.barred(t.Reader, m)
	}
	return m, err
}

// onMember returns the member of an act if the agent has the right and the member has not changed since the form was
// shown. Refused: MemberChanged. db.ErrNotFound when the member was deleted.
func (a *Acts) onMember(ctx context.Context, t *db.Tx, who Actor, r Right, d Deed) (*db.Member, error) {
	if err := a.allow(ctx, t, who, r); err != nil {
		return nil, err
	}
	m, err := t.Member(ctx, d.Member)
	if err != nil {
		return nil, err
	}
	version, err := a.MemberVersion(ctx, t.Reader, m)
	if err == nil && version != d.Version {
		err = refuse(MemberChanged)
	}
	return m, err
}
