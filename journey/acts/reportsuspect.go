package acts

import (
	"context"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// Suspect is a message that a caller has received in the caisse's name.
type Suspect struct {
	Channel account.Channel
	Number  string // request number that it carries; empty for none
}

// SuspectChannels lists the channels by which a suspect message may have arrived.
var SuspectChannels = []account.Channel{account.Email, account.SMS, account.Letter}

// ReportSuspect records that a caller has received a message that is not the caisse's. It concerns no account.
func (a *Acts) ReportSuspect(ctx context.Context, t *db.Tx, who Actor, s Suspect) error {
	if err := a.allow(ctx, t, who, MayFind); err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.SuspectReported.OK(nil, events.Details{Channel: s.Channel, Request: s.Number}))
}
