package web

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
	"sesame/texts"
)

// ParseCode reads the field; a refusal here costs no try.
func (a *Base) ParseCode(c echo.Context) (string, error) {
	code := account.NormaliseCode(c.FormValue("code"))
	if code == "" {
		return "", RefuseField("code", account.ErrEmpty)
	}
	if len(code) < account.MinCodeDigits || len(code) > account.MaxCodeDigits || !AllDigits(code) {
		return "", Refuse("code", texts.CodeShape(a.Limits.CodeDigits))
	}
	return code, nil
}

// AllDigits says whether a text is ASCII digits alone.
func AllDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// TryCode takes a typed code. right tells the caller to do, in the same transaction, what a right code is for. refused is
// what the member reads; the transaction must commit all the same, for the try counts.
func (a *Base) TryCode(c echo.Context, t *db.Tx, f *db.Flow, code string, limits meter, now time.Time) (right bool, refused error, err error) {
	ctx := c.Request().Context()
	if refused, err = a.triesLeft(c, t, f, limits, now); err != nil {
		return false, nil, err
	}
	if refused != nil {
		return false, refused, a.Audit(c, t, events.CodeTried.Blocked(f.SubjectKey, events.Details{Journey: f.Journey}))
	}
	tried, err := t.TryCode(ctx, f.ID, a.DB.Keys().CodeKey(f.ID, code), a.Limits.CodeTries, now)
	if err != nil {
		return false, nil, err
	}
	switch tried {
	case db.TryRight:
		return true, nil, a.Audit(c, t, events.CodeTried.OK(f.SubjectKey, events.Details{Journey: f.Journey}))
	case db.TryClosed:
		return false, Refuse("code", texts.CodeSpent),
			a.Audit(c, t, events.CodeTried.Refused(f.SubjectKey, events.Details{Journey: f.Journey, Cause: events.Closed}))
	}
	if err := a.Audit(c, t, events.CodeTried.Refused(f.SubjectKey, events.Details{Journey: f.Journey})); err != nil {
		return false, nil, err
	}
	if err := a.countWrong(c, t, f, limits, now); err != nil {
		return false, nil, err
	}
	newest, err := t.NewestCode(ctx, f.ID)
	if err != nil {
		return false, nil, err
	}
	return false, Refuse("code", texts.CodeWrong(a.Limits.CodeTries-newest.Tries)), nil
}

// triesLeft holds the caps on wrong codes of the account and of the address that the request comes from.
func (a *Base) triesLeft(c echo.Context, t *db.Tx, f *db.Flow, limits meter, now time.Time) (refused, err error) {
	ctx := c.Request().Context()
	until, err := FreeAt(ctx, t.Reader, limits.wrong, f.SubjectKey, a.Limits.WrongCodeCaps(), now)
	if err != nil {
		return nil, err
	}
	if origin := a.Origin(c); origin != nil && until.IsZero() {
		if until, err = FreeAt(ctx, t.Reader, db.OriginWrongCodes, origin, a.Limits.IPWrongCodeCaps(), now); err != nil {
			return nil, err
		}
	}
	if until.IsZero() {
		return nil, nil
	}
	return &TooMany{Until: until, Message: texts.TooManyCodes(a.From(until))}, nil
}

// alertsPerHour bounds the alerts about « mode renforcé »: an attack that stays around its limit brings it about again
// with each wrong code.
const alertsPerHour = 1

// countWrong counts a wrong code against the account, the address and everyone. The one that brings « mode renforcé »
// about alerts the caisse.
func (a *Base) countWrong(c echo.Context, t *db.Tx, f *db.Flow, limits meter, now time.Time) error {
	ctx := c.Request().Context()
	if err := t.Count(ctx, limits.wrong, f.SubjectKey, now); err != nil {
		return err
	}
	if origin := a.Origin(c); origin != nil {
		if err := t.Count(ctx, db.OriginWrongCodes, origin, now); err != nil {
			return err
		}
	}
	before, err := a.Reinforced(ctx, t.Reader, now)
	if err != nil {
		return err
	}
	if err := t.Count(ctx, db.AllWrongCodes, a.everyone(), now); err != nil {
		return err
	}
	after, err := a.Reinforced(ctx, t.Reader, now)
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
	a.Log.Warn("mode renforcé: many wrong codes, new codes are longer and live shorter", "reference", Reference(c.Request()))
	if err := a.Audit(c, t, events.Reinforced.OK(nil, events.Details{})); err != nil {
		return err
	}
	return t.Post(ctx, 0, db.Message{Kind: db.KindReinforced, Channel: account.Email, To: a.Caisse.ContactEmail, Request: account.NewRequestNumber(), At: now}, now, now.Add(NoticeLife))
}

// everyone is the subject of what is counted over all accounts.
func (a *Base) everyone() []byte { return a.DB.Keys().Index("everyone") }

// Reinforced says whether everyone's wrong codes are past their limit: new codes then have more digits and a shorter life
// (« mode renforcé »); the service stays up.
func (a *Base) Reinforced(ctx context.Context, t db.Reader, now time.Time) (bool, error) {
	for _, limit := range a.Limits.EveryoneWrongCaps() {
		n, err := t.CountSince(ctx, db.AllWrongCodes, a.everyone(), now.Add(-limit.Window), limit.Max)
		if err != nil || n >= limit.Max {
			return err == nil, err
		}
	}
	return false, nil
}
