package acts

import (
	"context"
	"slices"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// Codes that strangers can ask for are never refused; instead an account's codes harden. Beyond the account's daily number of
// codes, or of wrong codes, its codes have more digits and a shorter life; they get two more digits for each hundredfold of
// tries. Beyond the daily number of codes, a new message leaves only once the code of the last one has expired. Until then that
// code is accepted for every demand of the account, so that the owner can go on however often strangers ask, and gets few
// messages. All of it depends on what strangers do, and looks the same for an unknown identifier.

const (
	year  = 365 * 24 * time.Hour
	month = 30 * 24 * time.Hour
	day   = 24 * time.Hour
)

// nextCode describes the code that a demand gets next.
type nextCode struct {
	digits           int
	created, expires time.Time
	series           []byte       // nil for the code of a known browser, which serves no other demand
	withheld         bool         // no message is sent: the code of an earlier one serves
	counted          db.LimitKind // the counter that it counts towards; empty for none
	object           []byte
}

// sendForgottenCode gives a demand a code: a new one in a message, or that of the last message without a new message.
// After the last code of the journey the flow is blocked. A decoy writes the same rows and its message is not sent.
func (a *Acts) sendForgottenCode(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member, msg db.Message) error {
	if f.CodesSent >= a.Limits.CodesPerJourney {
		f.Blocked = blockedByCodes
		return a.audit(ctx, t, who, events.CodeSent.Blocked(f.SubjectKey, events.Details{Cause: events.ManyCodes}))
	}
	now := a.Now()
	next, err := a.nextCode(ctx, t, who, f, m, msg, now)
	if err != nil {
		return err
	}
	f.CodesSent++
	f.SentAt, f.Request = now, account.NewRequestNumber()
	if next.counted != "" {
		if err := t.CountObject(ctx, next.counted, f.SubjectKey, next.object, now); err != nil {
			return err
		}
	}
	c := db.NewCode{Flow: f.ID, Series: next.series, Digits: next.digits, Request: f.Request, Created: next.created, Expires: next.expires}
	if next.withheld {
		if err := t.WithholdCode(ctx, c); err != nil {
			return err
		}
		return a.audit(ctx, t, who, events.CodeSent.Blocked(f.SubjectKey, events.Details{Cause: events.LastCode}))
	}
	code := account.NewCode(next.digits)
	c.Key = t.Keys().CodeKey(f.ID, code)
	id, err := t.AddCode(ctx, c)
	if err != nil {
		return err
	}
	if err := t.CountObject(ctx, db.CodesToAddress, a.codeDestination(f, msg), a.channelKey(codeChannel(f)), now); err != nil {
		return err
	}
	if err := a.audit(ctx, t, who, events.CodeSent.OK(f.SubjectKey, events.Details{Channel: msg.Channel})); err != nil {
		return err
	}
	msg.Secret, msg.Request, msg.At, msg.Until = code, f.Request, now, next.expires
	expires := next.expires
	if f.ExpiresAt.After(expires) { // a held message is useful until the demand expires
		expires = f.ExpiresAt
	}
	return a.ask(ctx, t, who, m, msg, id, expires)
}

// nextCode chooses the code that a demand gets at an instant, which is that of its message, too: by it the messages of a demand
// that has ended are found.
func (a *Acts) nextCode(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member, msg db.Message, now time.Time) (nextCode, error) {
	own, err := a.ownCode(ctx, t.Reader, who, f, m, now)
	if err != nil || own.digits > 0 {
		return own, err
	}
	hardened, err := a.hardened(ctx, t.Reader, tally{kind: db.WrongCodes, subject: f.SubjectKey})
	if err != nil {
		return nextCode{}, err
	}
	n := nextCode{created: now, series: a.series(f.SubjectKey, codeChannel(f)), counted: db.CodesSent, object: a.channelKey(codeChannel(f))}
	pressed, err := a.freeAt(ctx, t.Reader, db.CodesSent, f.SubjectKey, a.Limits.StrangerCodeCaps(), a.Limits.CodeTTL)
	if err != nil {
		return n, err
	}
	if pressed.IsZero() {
		digits, life, err := a.shape(ctx, t.Reader, f.SubjectKey, hardened)
		if err != nil {
			return n, err
		}
		n.digits, n.expires = digits, now.Add(life)
		n.withheld, err = a.reached(ctx, t.Reader, f, msg, digits)
		return n, err
	}
	last, err := a.serving(ctx, t.Reader, f.SubjectKey, codeChannel(f))
	if err != nil {
		return n, err
	}
	if !a.Limits.Hardened(last.Digits) {
		sent, err := t.Events(ctx, db.CodesSent, f.SubjectKey, now.Add(-day))
		if err != nil {
			return n, err
		}
		n.digits, _, err = a.shape(ctx, t.Reader, f.SubjectKey, true)
		n.expires = now.Add(a.Limits.HardenedTTL(len(sent) - a.Limits.CodesPerDay))
		return n, err
	}
	// A used code is replaced by a new one, because its owner may come back. It keeps the former expiry, so that others see
	// no difference.
	n.digits, n.created, n.expires, n.withheld, n.counted = last.Digits, last.CreatedAt, last.ExpiresAt, last.SpentAt.IsZero(), ""
	return n, nil
}

// ownCode returns the next code for a known browser, whose first codes of a day do not depend on strangers. It returns
// a code without digits when nextCode must choose the code as for a stranger.
func (a *Acts) ownCode(ctx context.Context, r db.Reader, who Actor, f *db.Flow, m *db.Member, now time.Time) (n nextCode, err error) {
	known, err := a.known(ctx, r, who, accountOf(m))
	if err != nil || !known {
		return n, err
	}
	sent, err := r.EventsOf(ctx, db.KnownCodes, f.SubjectKey, who.Browser, now.Add(-day))
	if err != nil || len(sent) >= a.Limits.KnownCodesPerDay {
		return n, err
	}
	hardened, err := a.hardened(ctx, r, tally{db.KnownWrongCodes, f.SubjectKey, who.Browser})
	if err != nil {
		return n, err
	}
	digits, life, err := a.shape(ctx, r, f.SubjectKey, hardened)
	return nextCode{digits: digits, created: now, expires: now.Add(life), counted: db.KnownCodes, object: who.Browser}, err
}

// hardened says whether the wrong codes of this count, or of everyone, harden the account's next code.
func (a *Acts) hardened(ctx context.Context, r db.Reader, wrong tally) (bool, error) {
	now := a.Now()
	tries, err := wrong.events(ctx, r, now.Add(-month))
	if err != nil || a.Limits.WrongHardens(tries, now) {
		return err == nil, err
	}
	return a.Reinforced(ctx, r)
}

// shape returns the number of digits and the life of an account's next code. A short code that would no longer be
// compared is hardened, too.
func (a *Acts) shape(ctx context.Context, r db.Reader, subject []byte, hardened bool) (digits int, life time.Duration, err error) {
	if digits, life = a.Limits.NewCodeShape(hardened); !hardened {
		short, err := a.mayCompare(ctx, r, subject, digits)
		if err != nil || short {
			return digits, life, err
		}
		_, life = a.Limits.NewCodeShape(true)
	}
	tries, err := r.CountSince(ctx, db.HardenedTries, subject, a.Now().Add(-day), a.Limits.HardenedTries(account.MaxCodeDigits-2))
	return a.Limits.HardenedDigits(tries), life, err
}

// mayCompare says whether codes with so many digits may still be compared for an account. It keeps the probability of guessing
// one within a year below account.Limits.OddsPerYear.
func (a *Acts) mayCompare(ctx context.Context, r db.Reader, subject []byte, digits int) (bool, error) {
	now := a.Now()
	if a.Limits.Hardened(digits) {
		allowed := a.Limits.HardenedTries(digits)
		tries, err := r.CountSince(ctx, db.HardenedTries, subject, now.Add(-day), allowed)
		return tries < allowed, err
	}
	allowed, all := a.Limits.ShortPerYear(), a.Limits.EveryoneWrongDay
	n, err := r.CountEach(ctx,
		db.Count{Kind: db.WrongCodes, Subject: subject, Since: now.Add(-year), Limit: allowed},
		db.Count{Kind: db.KnownWrongCodes, Subject: subject, Since: now.Add(-year), Limit: allowed},
		db.Count{Kind: db.AllWrongCodes, Subject: a.everyone(), Since: now.Add(-day), Limit: all})
	return err == nil && n[0]+n[1] < allowed && n[2] < all, err
}

// series returns the key under which an account's codes of a channel are found: the channel that was requested, even
// when the message was sent by the other one.
func (a *Acts) series(subject []byte, channel account.Channel) []byte {
	return a.DB.Keys().Index("code series", subject, []byte(channel))
}

// serving returns the newest code of an account's series if it is still valid, used or not; otherwise a code without
// digits.
func (a *Acts) serving(ctx context.Context, r db.Reader, subject []byte, channel account.Channel) (db.Code, error) {
	last, err := r.NewestOfSeries(ctx, a.series(subject, channel))
	if notFound(err) {
		return db.Code{}, nil
	}
	now := a.Now()
	if err != nil || !now.Before(last.ExpiresAt) || now.Before(last.CreatedAt) {
		return db.Code{}, err
	}
	o, err := outagesOf(ctx, r, channel, last.CreatedAt)
	if err != nil || o.lost(last.CreatedAt, last.ExpiresAt.Sub(last.CreatedAt)) {
		return db.Code{}, err
	}
	compared, err := a.mayCompare(ctx, r, subject, last.Digits)
	if err != nil || !compared {
		return db.Code{}, err
	}
	return last, nil
}

// reached says whether the message is to be withheld because the destination, which several accounts may share, has had its
// daily number of codes, while the account has a valid code that serves instead. The screen is the same.
func (a *Acts) reached(ctx context.Context, r db.Reader, f *db.Flow, msg db.Message, digits int) (bool, error) {
	full, err := a.freeAt(ctx, r, db.CodesToAddress, a.codeDestination(f, msg), a.Limits.StrangerCodeCaps(), a.Limits.CodeTTL)
	if err != nil || full.IsZero() {
		return false, err
	}
	for _, channel := range []account.Channel{account.Email, account.SMS} {
		last, err := a.serving(ctx, r, f.SubjectKey, channel)
		if err != nil || last.Digits == digits && last.SpentAt.IsZero() {
			return err == nil, err
		}
	}
	return false, nil
}

// sentTally returns the counter in which the newest code of a demand was counted.
func (a *Acts) sentTally(ctx context.Context, r db.Reader, who Actor, f *db.Flow) (tally, error) {
	own := tally{db.KnownCodes, f.SubjectKey, who.Browser}
	sent, err := own.events(ctx, r, f.SentAt.Add(-time.Second))
	if err != nil || slices.ContainsFunc(sent, f.SentAt.Equal) {
		return own, err
	}
	return tally{kind: db.CodesSent, subject: f.SubjectKey}, nil
}
