package main

import (
	"context"
	"fmt"

	"sesame/db"
	"sesame/journey/acts"
	"sesame/texts"
)

// closingCauses are the causes of a closing, by their names on the command line. A duplicate account is closed on the agents'
// pages instead, which show both accounts.
var closingCauses = map[string]db.ClosingCause{"": db.OtherEnd, "deces": db.Death, "depart": db.Left, "demande": db.Wish, "autre": db.OtherEnd}

func (m *memberCommand) suspend(ctx context.Context) error {
	return m.decide(ctx, texts.MemberSuspended, m.acts.Suspend)
}

func (m *memberCommand) resume(ctx context.Context) error {
	return m.decide(ctx, texts.MemberResumed, m.acts.Resume)
}

func (m *memberCommand) reopen(ctx context.Context) error {
	return m.decide(ctx, texts.MemberReopened, m.acts.Reopen)
}

func (m *memberCommand) close(ctx context.Context) error {
	return m.decide(ctx, texts.MemberClosed, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) error {
		_, err := m.acts.CloseAccount(ctx, t, who, d, acts.Closing{Cause: m.cause})
		return err
	})
}

// decide does an act on the state of the account, and prints that it is done.
func (m *memberCommand) decide(ctx context.Context, done string, act func(context.Context, *db.Tx, acts.Actor, acts.Deed) error) error {
	err := m.inTx(ctx, func(t *db.Tx, _ *db.Member, d acts.Deed) error { return act(ctx, t, acts.Command, d) })
	if err == nil {
		fmt.Fprintln(m.stdout, done)
	}
	return err
}
