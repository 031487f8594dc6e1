package web

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// meter says which counts a code weighs on. A code that a stranger can ask for and one that a member asks for once
// inside are counted apart: a stranger must not keep the owner from confirming an address.
type meter struct {
	sent, destination, wrong db.LimitKind
}

// What counts against strangers, and against members who have come in.
var (
	Strangers = meter{db.CodesSent, db.CodesToAddress, db.WrongCodes}
	Owners    = meter{db.OwnCodesSent, db.OwnCodesToAddress, db.OwnWrongCodes}
)

// FreeAt is when all these caps allow one more event; zero when they do now.
func FreeAt(ctx context.Context, t db.Reader, kind db.LimitKind, key []byte, caps []account.Cap, now time.Time) (time.Time, error) {
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

// CodeCaps reads when the account's and the destination's limits on codes are free again; zero when they are.
func (a *Base) CodeCaps(ctx context.Context, t db.Reader, m meter, subject, destination []byte, now time.Time) (blocked string, until time.Time, err error) {
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
		at, err := FreeAt(ctx, t, c.kind, c.key, c.caps, now)
		if err != nil {
			return "", time.Time{}, err
		}
		if at.After(until) {
			blocked, until = c.blocked, at
		}
	}
	return blocked, until, nil
}

// SendCode draws a code and posts it, unless a cap is met: the flow then says which. msg is where it goes; a decoy's
// goes nowhere, and costs the same.
func (a *Base) SendCode(c echo.Context, t *db.Tx, f *db.Flow, m *db.Member, msg db.Message, limits meter, now time.Time) error {
	ctx := c.Request().Context()
	destination := a.CodeDestination(f, msg)
	blocked, _, err := a.CodeCaps(ctx, t.Reader, limits, f.SubjectKey, destination, now)
	if err != nil {
		return err
	}
	if blocked == "" && f.CodesSent >= a.Limits.CodesPerJourney {
		blocked = "codes"
	}
	if blocked != "" {
		f.Blocked = blocked
		return a.Audit(c, t, events.CodeSent.Blocked(f.SubjectKey, events.Details{Cause: events.Cause(blocked)}))
	}
	reinforced, err := a.Reinforced(ctx, t.Reader, now)
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
	if err := a.Audit(c, t, events.CodeSent.OK(f.SubjectKey, events.Details{Channel: msg.Channel})); err != nil {
		return err
	}
	return Post(ctx, t, m, msg, msg.Until)
}

// CodeDestination is whom the destination's caps count: a decoy has one of its own.
func (a *Base) CodeDestination(f *db.Flow, msg db.Message) []byte {
	if msg.To == "" {
		return a.DB.Keys().Index("decoy destination", f.SubjectKey, []byte(msg.Channel))
	}
	return a.DB.Keys().DestinationKey(msg.To)
}

// CodeScreen is the screen that asks for a code. After the second one it says when the newest left and that it alone
// counts, for as long as that is so: a reload or a second click keeps the sentence.
func (a *Base) CodeScreen(ctx context.Context, f *db.Flow, channel account.Channel, destination string) (views.Screen, error) {
	d, err := a.codeData(ctx, f, channel, destination)
	s := views.Screen{Request: f.Request, Data: d}
	if f.CodesSent > 1 && !d.Exhausted {
		s.Notice = texts.CodeResent(hour(f.SentAt.In(a.Location)))
	}
	return s, err
}

func (a *Base) codeData(ctx context.Context, f *db.Flow, channel account.Channel, destination string) (views.CodeData, error) {
	now := a.Now()
	d := views.CodeData{
		Destination: destination, Channel: string(channel), Minutes: int(a.Limits.CodeTTL / time.Minute), Digits: a.Limits.CodeDigits,
		NoMore: f.CodesSent >= a.Limits.CodesPerJourney || f.Blocked != "",
	}
	if at, _ := a.Limits.ResendAt(f.CodesSent, f.SentAt); at.After(now) && !d.NoMore {
		d.ResendAt = a.Clock(at)
	}
	newest, err := a.DB.NewestCode(ctx, f.ID)
	if err != nil && !IsNotFound(err) {
		return d, err
	}
	if err == nil && newest.ExpiresAt.After(newest.CreatedAt) { // else a clock that went back has ended it
		d.Digits, d.Minutes = newest.Digits, int(newest.ExpiresAt.Sub(newest.CreatedAt)/time.Minute)
	}
	d.Exhausted = err != nil || newest.Tries >= a.Limits.CodeTries || !now.Before(newest.ExpiresAt)
	return d, nil
}

// MayResend refuses a new code before its time.
func (a *Base) MayResend(f *db.Flow, now time.Time) error {
	if at, more := a.Limits.ResendAt(f.CodesSent, f.SentAt); more && now.Before(at) {
		return &TooMany{Until: at, Message: texts.CodeTooSoon(a.From(at))}
	}
	return nil
}

// From says from when: « à 14 h 05 », « demain à 14 h 05 ».
func (a *Base) From(t time.Time) string {
	said := a.Clock(t)
	if said[0] >= '0' && said[0] <= '9' {
		return "à partir de " + said
	}
	return said
}
