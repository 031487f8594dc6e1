package acts

import (
	"context"

	"sesame/db"
	"sesame/journey/events"
)

// SeeMember records that the command line has shown the state of a member, and why.
func (a *Acts) SeeMember(ctx context.Context, t *db.Tx, m *db.Member, why events.Grounds) error {
	return a.audit(ctx, t, Command, events.MemberSeen.OK(m.IdentifierKey, events.Details{Grounds: why}))
}
