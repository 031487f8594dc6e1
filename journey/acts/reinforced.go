package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// alertsPerHour limits the alerts about « mode renforcé », because an attack near the limit may start it repeatedly.
const alertsPerHour = 1

// Reinforced says whether the wrong codes of all accounts exceed their limit. New codes are then longer and expire
// sooner (« mode renforcé »); the service remains available.
func (a *Acts) Reinforced(ctx context.Context, r db.Reader) (bool, error) {
	on, _, err := a.reinforcedNext(ctx, r)
	return on, err
}

// reinforcedNext is Reinforced, now and after one more wrong code.
func (a *Acts) reinforcedNext(ctx context.Context, r db.Reader) (now, next bool, err error) {
	for _, limit := range a.Limits.EveryoneWrongCaps() {
		n, err := r.CountSince(ctx, db.AllWrongCodes, a.everyone(), a.Now().Add(-limit.Window), limit.Max)
		if err != nil || n >= limit.Max {
			return err == nil, err == nil, err
		}
		next = next || n+1 == limit.Max
	}
	return false, next, nil
}

// everyone is the subject of counts over all accounts.
func (a *Acts) everyone() []byte { return a.DB.Everyone() }

// countWrong counts a wrong code for the whole service and, unless it comes from a known browser, the network address. The
// one that starts « mode renforcé » sends an alert to the caisse.
func (a *Acts) countWrong(ctx context.Context, t *db.Tx, who Actor, known bool) error {
	now := a.Now()
	if err := countNetworks(ctx, t, db.OriginWrongCodes, who.limited(known), now); err != nil {
		return err
	}
	before, after, err := a.reinforcedNext(ctx, t.Reader)
	if err != nil {
		return err
	}
	err = t.Count(ctx, db.AllWrongCodes, a.everyone(), now)
	if err != nil || before || !after {
		return err
	}
	recently, err := FreeAt(ctx, t.Reader, db.ReinforcedAlerts, a.everyone(), []account.Cap{{Max: alertsPerHour, Window: time.Hour}}, now)
	if err != nil || !recently.IsZero() {
		return err
	}
	if err := t.Count(ctx, db.ReinforcedAlerts, a.everyone(), now); err != nil {
		return err
	}
	a.Log.Warn("reinforced mode: many wrong codes, new codes are longer and live shorter", "reference", who.Reference)
	if err := a.audit(ctx, t, who, events.Reinforced.OK(nil, events.Details{})); err != nil {
		return err
	}
	return t.Post(ctx, 0, db.Message{Kind: db.KindReinforced, Channel: account.Email, To: a.Caisse.ContactEmail, Request: account.NewRequestNumber(), At: now}, now, now.Add(noticeLife))
}
