package acts

import (
	"context"
	"encoding/hex"
	"fmt"

	"sesame/db"
)

// Deed is what an agent does to a member: as the form showed them, and why.
type Deed struct {
	Member  int64
	Version string // that the form carried
	Note    string // what the agent has typed as reason
}

// contactKinds are the contacts in the order in which agents read them.
var contactKinds = []db.ContactKind{db.Email, db.Mobile, db.Landline, db.Fax}

// MemberVersion is what a form about a member carries and what must still hold when it comes back: passwords, coordinates,
// a request that waits. It tells nothing to who reads it.
func (a *Acts) MemberVersion(ctx context.Context, r db.Reader, m *db.Member) (string, error) {
	parts := [][]byte{[]byte(m.PasswordHash), []byte(m.PendingEmail)}
	if tp := m.Temporary; tp != nil {
		parts = append(parts, []byte(tp.Hash), fmt.Append(nil, tp.ExpiresAt.Unix()))
	}
	for _, kind := range contactKinds {
		contact := m.Contacts[kind]
		parts = append(parts, fmt.Appendf(nil, "%s %s %s %d", kind, contact.Value, contact.Source, contact.VerifiedAt.Unix()))
	}
	waiting, err := r.WaitingApproval(ctx, m.ID, a.Now())
	if err != nil && !notFound(err) {
		return "", err
	}
	return hex.EncodeToString(a.DB.Keys().Index("desk version", append(parts, fmt.Append(nil, waiting.ID))...)), nil
}

// onMember is the member whom the deed is about, if the agent may do it and nobody has changed them since the form was
// drawn. Refused: MemberChanged. db.ErrNotFound where the member is gone.
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
