package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// alertsPerHour bounds the alerts about « mode renforcé »: an attack that stays around its limit brings it about again
// with each wrong code.
const alertsPerHour = 1

// Reinforced says whether everyone's wrong codes are past their limit: new codes then have more digits and a shorter life
// (« mode renforcé »); the service stays up.
func (a *Acts) Reinforced(ctx context.Context, r db.Reader) (bool, error) {
	for _, limit := range a.Limits.EveryoneWrongCaps() {
		n, err := r.CountSince(ctx, db.AllWrongCodes, a.everyone(), a.Now().Add(-limit.Window), limit.Max)
		if err != nil || n >= limit.Max {
			return err == nil, err
		}
	}
	return false, nil
}

// everyone is the subject of what is counted over all accounts.
func (a *Acts) everyone() []byte { return a.DB.Keys().Index("everyone") }

// countWrong counts a wrong code against the account, the address and everyone. The one that brings « mode renforcé »
// about alerts the caisse.
func (a *Acts) countWrong(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, limits meter) error {
	now := a.Now()
	if err := t.Count(ctx, limits.wrong, f.SubjectKey, now); err != nil {
		return err
	}
	if origin := who.counted(); origin != nil {
		if err := t.Count(ctx, db.OriginWrongCodes, origin, now); err != nil {
			return err
		}
	}
	before, err := a.Reinforced(ctx, t.Reader)
	if err != nil {
		return err
	}
	if err := t.Count(ctx, db.AllWrongCodes, a.everyone(), now); err != nil {
		return err
	}
	after, err := a.Reinforced(ctx, t.Reader)
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
	a.Log.Warn("mode renforcé: many wrong codes, new codes are longer and live shorter", "reference", who.Reference)
	if err := a.audit(ctx, t, who, events.Reinforced.OK(nil, events.Details{})); err != nil {
		return err
	}
	return t.Post(ctx, 0, db.Message{Kind: db.KindReinforced, Channel: account.Email, To: a.Caisse.ContactEmail, Request: account.NewRequestNumber(), At: now}, now, now.Add(NoticeLife))
}
