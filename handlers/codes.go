package handlers

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/views"
)

// meter says which counts a code weighs on. A code that a stranger can ask for and one that a member asks for once
// inside are counted apart: a stranger must not keep the owner from confirming an address.
type meter struct {
	sent, destination, wrong db.LimitKind
}

var (
	strangers = meter{db.CodesSent, db.CodesToAddress, db.WrongCodes}
	owners    = meter{db.OwnCodesSent, db.OwnCodesToAddress, db.OwnWrongCodes}
)

// counts is where limits' events are read: the database, or the transaction under way.
type counts interface {
	Events(ctx context.Context, kind db.LimitKind, subjectKey []byte, since time.Time) ([]time.Time, error)
}

// freeAt is when all these caps allow one more event; zero when they do now.
func freeAt(ctx context.Context, t counts, kind db.LimitKind, key []byte, caps []account.Cap, now time.Time) (time.Time, error) {
	var longest time.Duration
	for _, c := range caps {
		longest = max(longest, c.Window)
	}
	events, err := t.Events(ctx, kind, key, now.Add(-longest))
	if err != nil {
		return time.Time{}, err
	}
	return account.FreeAt(caps, events, now), nil
}

// codeCaps reads when the account's and the destination's limits on codes are free again; zero when they are.
func (a *App) codeCaps(ctx context.Context, t counts, m meter, subject, destination []byte, now time.Time) (blocked string, until time.Time, err error) {
	for _, c := range []struct {
		blocked string
		kind    db.LimitKind
		key     []byte
		caps    []account.Cap
	}{
		{"wrong", m.wrong, subject, a.Limits.WrongCodeCaps()},
		{"codes", m.sent, subject, a.Limits.CodeCaps()},
		{"codes", m.destination, destination, a.Limits.CodeCaps()},
	} {
		at, err := freeAt(ctx, t, c.kind, c.key, c.caps, now)
		if err != nil {
			return "", time.Time{}, err
		}
		if at.After(until) {
			blocked, until = c.blocked, at
		}
	}
	return blocked, until, nil
}

// sendCode draws a code and posts it, unless a cap is met: the flow then says which. msg is where it goes; a decoy's
// goes nowhere, and costs the same.
func (a *App) sendCode(c echo.Context, t *db.Tx, f *db.Flow, m *db.Member, msg db.Message, limits meter, now time.Time) error {
	ctx := c.Request().Context()
	destination := a.codeDestination(f, msg)
	blocked, _, err := a.codeCaps(ctx, t, limits, f.SubjectKey, destination, now)
	if err != nil {
		return err
	}
	if blocked == "" && f.CodesSent >= a.Limits.CodesPerJourney {
		blocked = "codes"
	}
	if blocked != "" {
		f.Blocked = blocked
		return a.audit(c, t, eventCodeSent, f.SubjectKey, db.ResultBlocked, blocked)
	}
	reinforced, err := a.reinforced(ctx, t, now)
	if err != nil {
		return err
	}
	digits, life := a.Limits.NewCodeShape(reinforced)
	code := account.NewCode(digits)
	msg.Secret, msg.Request, msg.At, msg.Until = code, account.NewRequestNumber(), now, now.Add(life)
	f.CodesSent++
	f.SentAt, f.Request = now, msg.Request
	if err := t.AddCode(ctx, f.ID, a.DB.Keys().CodeKey(f.ID, code), len(code), now, msg.Until); err != nil {
		return err
	}
	if err := t.Count(ctx, limits.sent, f.SubjectKey, now); err != nil {
		return err
	}
	if err := t.Count(ctx, limits.destination, destination, now); err != nil {
		return err
	}
	if err := a.audit(c, t, eventCodeSent, f.SubjectKey, db.ResultOK, msg.Channel); err != nil {
		return err
	}
	return post(ctx, t, m, msg, msg.Until)
}

// codeDestination is whom the destination's caps count: a decoy has one of its own.
func (a *App) codeDestination(f *db.Flow, msg db.Message) []byte {
	if msg.To == "" {
		return a.DB.Keys().Index("decoy destination", f.SubjectKey, []byte(msg.Channel))
	}
	return a.DB.Keys().DestinationKey(msg.To)
}

// codeData is what a code's screen shows.
func (a *App) codeData(ctx context.Context, f *db.Flow, channel, destination string) (views.CodeData, error) {
	now := a.Now()
	d := views.CodeData{
		Destination: destination, Channel: channel, Minutes: int(a.Limits.CodeTTL / time.Minute), Digits: a.Limits.CodeDigits,
		NoMore: f.CodesSent >= a.Limits.CodesPerJourney || f.Blocked != "",
	}
	if at, _ := a.Limits.ResendAt(f.CodesSent, f.SentAt); at.After(now) && !d.NoMore {
		d.ResendAt = a.clock(at)
	}
	newest, err := a.DB.NewestCode(ctx, f.ID)
	if err != nil && !isNotFound(err) {
		return d, err
	}
	if err == nil && newest.ExpiresAt.After(newest.CreatedAt) { // else a clock that went back has ended it
		d.Digits, d.Minutes = newest.Digits, int(newest.ExpiresAt.Sub(newest.CreatedAt)/time.Minute)
	}
	d.Exhausted = err != nil || newest.Tries >= a.Limits.CodeTries || !now.Before(newest.ExpiresAt)
	return d, nil
}

// mayResend refuses a new code before its time.
func (a *App) mayResend(f *db.Flow, now time.Time) error {
	if at, more := a.Limits.ResendAt(f.CodesSent, f.SentAt); more && now.Before(at) {
		return &tooMany{until: at, message: "Un code vient de vous être envoyé. Vous pourrez en demander un nouveau " + a.from(at) + "."}
	}
	return nil
}

// from says from when: « à 14 h 05 », « demain à 14 h 05 ».
func (a *App) from(t time.Time) string {
	said := a.clock(t)
	if said[0] >= '0' && said[0] <= '9' {
		return "à partir de " + said
	}
	return said
}
