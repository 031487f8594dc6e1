package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// suspectAgain is how long the same report of one agent counts as one: a button pressed twice.
const suspectAgain = time.Minute

// Suspect is a message that a caller has received in the caisse's name.
type Suspect struct {
	Channel account.Channel
	Number  string // that it carries; empty for none
}

// SuspectChannels are the ways by which a suspect message may have come.
var SuspectChannels = []account.Channel{account.Email, account.SMS, account.Letter}

// ReportSuspect notes that a caller has received a message that is not the caisse's. It concerns no account. The same again from one agent
// within a minute is noted once.
func (a *Acts) ReportSuspect(ctx context.Context, t *db.Tx, who Actor, s Suspect) error {
	if err := a.allow(ctx, t, who, MayFind); err != nil {
		return err
	}
	const newest = 20
	rows, err := t.AgentActs(ctx, db.AgentActs{Login: who.login(), From: a.Now().Add(-suspectAgain), To: a.Now().Add(suspectAgain), Limit: newest})
	if err != nil {
		return err
	}
	for _, r := range rows {
		if told := r.Told(); r.Kind() == events.SuspectReported && told.Channel == s.Channel && told.Request == s.Number {
			return nil
		}
	}
	return a.audit(ctx, t, who, events.SuspectReported.OK(nil, events.Details{Channel: s.Channel, Request: s.Number}))
}
