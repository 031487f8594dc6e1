package acts

import (
	"context"
	"slices"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// sendCode generates a code for a logged-in member and queues it, unless a limit is reached, which is then stored in the
// flow.
func (a *Acts) sendCode(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member, msg db.Message) error {
	destination, now := a.codeDestination(f, msg), a.Now()
	blocked, err := a.codeCaps(ctx, t.Reader, f.SubjectKey, destination)
	if err != nil {
		return err
	}
	if blocked == "" && f.CodesSent >= a.Limits.CodesPerJourney {
		blocked = blockedByCodes
	}
	if blocked != "" {
		f.Blocked = blocked
		return a.audit(ctx, t, who, events.CodeSent.Blocked(f.SubjectKey, events.Details{Cause: events.Cause(blocked)}))
	}
	reinforced, err := a.Reinforced(ctx, t.Reader)
	if err != nil {
		return err
	}
	digits, life := a.Limits.NewCodeShape(reinforced)
	code := account.NewCode(digits)
	msg.Secret, msg.Request, msg.At, msg.Until = code, account.NewRequestNumber(), now, now.Add(life)
	f.CodesSent++
	f.SentAt, f.Request = now, msg.Request
	c := db.NewCode{Flow: f.ID, Key: t.Keys().CodeKey(f.ID, code), Digits: len(code), Request: msg.Request, Created: now, Expires: msg.Until}
	if _, err := t.AddCode(ctx, c); err != nil {
		return err
	}
	channel := a.channelKey(codeChannel(f))
	if err := t.CountObject(ctx, db.OwnCodesSent, f.SubjectKey, channel, now); err != nil {
		return err
	}
	if err := t.CountObject(ctx, db.OwnCodesToAddress, destination, channel, now); err != nil {
		return err
	}
	if err := a.audit(ctx, t, who, events.CodeSent.OK(f.SubjectKey, events.Details{Channel: msg.Channel})); err != nil {
		return err
	}
	return post(ctx, t, m, msg, msg.Until)
}

// codeDestination is the subject of the limits per destination; a decoy has its own.
func (a *Acts) codeDestination(f *db.Flow, msg db.Message) []byte {
	if msg.To == "" {
		return a.DB.Keys().Index("decoy destination", f.SubjectKey, []byte(msg.Channel))
	}
	return a.DB.Keys().DestinationKey(msg.To)
}

// mayResend refuses a new code before its waiting time is over. A code that an outage holds back does not lengthen the waiting
// time, and after a code that is no longer compared there is none.
func (a *Acts) mayResend(ctx context.Context, r db.Reader, f *db.Flow) error {
	outgrown, err := a.outgrown(ctx, r, f)
	if err != nil || outgrown {
		return err
	}
	spent, err := a.codesSpent(ctx, r, f, codeChannel(f))
	if err != nil {
		return err
	}
	if at, more := a.resendAt(spent, f); more && a.Now().Before(at) {
		return refuseUntil(TooSoon, at)
	}
	return nil
}

// resendAt returns from when a flow with so many counted codes may send another one; more is false when it has sent the
// maximum. A code dated in the future, because the clock went back, has no waiting time.
func (a *Acts) resendAt(spent int, f *db.Flow) (at time.Time, more bool) {
	if at, more = a.Limits.ResendAt(max(spent, 1), f.SentAt); f.SentAt.After(a.Now()) {
		at = a.Now()
	}
	return at, more
}

// outgrown says whether the newest code of a stranger's demand is no longer compared, because too many wrong codes were
// (mayCompare).
func (a *Acts) outgrown(ctx context.Context, r db.Reader, f *db.Flow) (bool, error) {
	newest, err := r.NewestCode(ctx, f.ID)
	if err != nil {
		return false, ignoreNotFound(err)
	}
	return a.outgrownCode(ctx, r, f, newest)
}

func (a *Acts) outgrownCode(ctx context.Context, r db.Reader, f *db.Flow, newest db.Code) (bool, error) {
	if f.Path == "" { // a logged-in member's
		return false, nil
	}
	compared, err := a.mayCompare(ctx, r, f.SubjectKey, newest.Digits)
	return !compared, err
}

// emailCode is the message that verifies an address.
func emailCode(m *db.Member, address string) db.Message {
	return db.Message{Kind: db.KindEmailCode, Channel: account.Email, To: address, Name: m.Profile.DisplayName()}
}

// mobileCode is the message that verifies a mobile number.
func mobileCode(m *db.Member, number string) db.Message {
	return db.Message{Kind: db.KindMobileCode, Channel: account.SMS, To: number, Name: m.Profile.DisplayName()}
}

// CodeState describes the newest code of a flow.
type CodeState struct {
	Late      time.Time    // start of the outage of its channel; zero when there is none
	Lasting   []db.Trouble // of all channels, as Troubles lists them
	ResendAt  time.Time    // when another code may be requested; zero means immediately
	NoMore    bool         // the journey sends no further code
	Digits    int
	Life      time.Duration
	Exhausted bool // no valid code is left
	Hardened  bool // the code of the newest message is valid, whatever demand it was sent for
}

// CodeDigits returns how many digits the newest code of a flow has.
func (a *Acts) CodeDigits(ctx context.Context, f *db.Flow) (int, error) {
	newest, err := a.DB.NewestCode(ctx, f.ID)
	digits, _ := a.shapeOf(newest)
	return digits, ignoreNotFound(err)
}

// shapeOf returns the number of digits and the life of a code; those of a flow's first code when c is the zero Code, or
// when it was ended because the clock went back.
func (a *Acts) shapeOf(c db.Code) (digits int, life time.Duration) {
	if life = c.ExpiresAt.Sub(c.CreatedAt); life > 0 {
		return c.Digits, life
	}
	return a.Limits.CodeDigits, a.Limits.CodeTTL
}

// CodeState reads the state of a flow's newest code.
func (a *Acts) CodeState(ctx context.Context, f *db.Flow) (CodeState, error) {
	now := a.Now()
	troubles, err := a.DB.TroublesPast(ctx, f.SentAt)
	if err != nil {
		return CodeState{}, err
	}
	outages := outagesAmong(troubles, codeChannel(f))
	spent, err := a.spentWhere(ctx, a.DB.Reader, f, a.holdsBack(outages, f))
	if err != nil {
		return CodeState{}, err
	}
	s := CodeState{NoMore: spent >= a.Limits.CodesPerJourney || f.Blocked != "", Late: outages.current()}
	s.Lasting = slices.DeleteFunc(troubles, func(t db.Trouble) bool { return !t.EndedAt.IsZero() })
	if at, _ := a.resendAt(spent, f); at.After(now) && !s.NoMore {
		s.ResendAt = at
	}
	newest, err := a.DB.NewestCode(ctx, f.ID)
	s.Digits, s.Life = a.shapeOf(newest)
	s.Hardened = f.Path != "" && a.Limits.Hardened(s.Digits)
	if err != nil {
		s.Exhausted = true
		return s, ignoreNotFound(err)
	}
	outgrown, err := a.outgrownCode(ctx, a.DB.Reader, f, newest)
	if outgrown {
		s.ResendAt = time.Time{}
	}
	s.Exhausted = newest.Tries >= a.Limits.CodeTries || !now.Before(newest.ExpiresAt) || outgrown
	return s, err
}
