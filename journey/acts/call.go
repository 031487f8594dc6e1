package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// A code that a member reads back on the telephone. It identifies the member to the agent and gives no access.
const (
	CallDigits  = 6
	CallTries   = 3
	callTTL     = 10 * time.Minute
	callsPerDay = 10 // messages sent to one member during calls
)

// SendCallWords sends the words of the call, which identify the agent to the member. Refused: NoCall, MemberChanged, NoEmail,
// NoMobile, NoSMS, TooManyCalls.
func (a *Acts) SendCallWords(ctx context.Context, t *db.Tx, who Actor, d Deed, channel account.Channel) error {
	m, err := a.callee(ctx, t, who, d, channel, false)
	if err != nil {
		return err
	}
	call, ok, err := a.LiveCall(ctx, t.Reader, m, who.Session)
	if err != nil {
		return err
	}
	if !ok {
		return refuse(NoCall)
	}
	return a.sendCall(ctx, t, who, m, d, events.CallWordsSent, db.Message{Kind: db.KindCallWords, Channel: channel, Secret: call.Words, Until: call.ExpiresAt})
}

// SendCallCode sends a code that the member reads back to identify themselves. Refused: as SendCallWords, and
// NotVerified.
func (a *Acts) SendCallCode(ctx context.Context, t *db.Tx, who Actor, d Deed, channel account.Channel) error {
	m, err := a.callee(ctx, t, who, d, channel, true)
	if err != nil {
		return err
	}
	code, until := account.NewCode(CallDigits), a.Now().Add(callTTL)
	if err := t.AddCallCode(ctx, m.ID, who.Session, code, a.Now(), until); err != nil {
		return err
	}
	return a.sendCall(ctx, t, who, m, d, events.CallCodeSent, db.Message{Kind: db.KindCallCode, Channel: channel, Secret: code, Until: until})
}

// CallClosed returns why call words or a code cannot be sent by a channel; 0 when they can.
func (a *Acts) CallClosed(m *db.Member, channel account.Channel, code bool) Why {
	contact := m.Contacts[db.ContactOf(channel)]
	switch {
	case channel != account.Email && channel != account.SMS:
		return UnknownChannel
	case !a.offers(channel):
		return NoSMS
	case contact.Value == "" && channel == account.SMS:
		return NoMobile
	case contact.Value == "":
		return NoEmail
	case code && contact.VerifiedAt.IsZero():
		return NotVerified
	}
	return 0
}

// callee returns the called member if a message may be sent to them, and counts the message.
func (a *Acts) callee(ctx context.Context, t *db.Tx, who Actor, d Deed, channel account.Channel, code bool) (*db.Member, error) {
	m, err := a.onOpenAccount(ctx, t, who, MayFind, d)
	if err != nil {
		return nil, err
	}
	if why := a.CallClosed(m, channel, code); why != 0 {
		return nil, refuse(why)
	}
	for _, l := range []capped{
		{db.CallMessages, m.IdentifierKey, []account.Cap{{Max: callsPerDay, Window: 24 * time.Hour}}},
		{db.OwnCodesToAddress, t.Keys().DestinationKey(m.Destination(channel)), a.Limits.CodeCaps()},
	} {
		until, err := FreeAt(ctx, t.Reader, l.kind, l.subject, l.caps, a.Now())
		if err != nil {
			return nil, err
		}
		if !until.IsZero() {
			return nil, refuseUntil(TooManyCalls, until)
		}
		if err := t.Count(ctx, l.kind, l.subject, a.Now()); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (a *Acts) sendCall(ctx context.Context, t *db.Tx, who Actor, m *db.Member, d Deed, kind events.Kind, msg db.Message) error {
	msg.To, msg.Name, msg.Request, msg.At = m.Destination(msg.Channel), m.Profile.DisplayName(), account.NewRequestNumber(), a.Now()
	if err := a.audit(ctx, t, who, kind.OK(m.IdentifierKey, events.Details{Channel: msg.Channel, Grounds: d.Grounds})); err != nil {
		return err
	}
	return t.Post(ctx, m.ID, msg, msg.At, msg.Until)
}

// TryCallCode checks the code that the member has read back. Commit the transaction even when refused is not nil,
// because the attempt counts: WrongCode, CodeClosed, TooManyCodes.
func (a *Acts) TryCallCode(ctx context.Context, t *db.Tx, who Actor, m *db.Member, code string) (refused *Refused, err error) {
	if err := a.allow(ctx, t, who, MayFind); err != nil {
		return nil, err
	}
	now, key := a.Now(), m.IdentifierKey
	until, err := FreeAt(ctx, t.Reader, db.OwnWrongCodes, key, a.Limits.WrongCodeCaps(), now)
	if err != nil {
		return nil, err
	}
	if !until.IsZero() {
		return &Refused{Why: TooManyCodes, Until: until}, a.audit(ctx, t, who, events.CallCodeTried.Blocked(key, events.Details{}))
	}
	tried, err := t.TryCallCode(ctx, m.ID, who.Session, code, CallTries, now)
	if err != nil {
		return nil, err
	}
	switch tried {
	case db.TryRight:
		return nil, a.audit(ctx, t, who, events.CallCodeTried.OK(key, events.Details{}))
	case db.TryWrong:
		refused = &Refused{Why: WrongCode}
		if err := t.Count(ctx, db.OwnWrongCodes, key, now); err != nil {
			return nil, err
		}
	default:
		refused = &Refused{Why: CodeClosed}
	}
	return refused, a.audit(ctx, t, who, events.CallCodeTried.Refused(key, events.Details{}))
}
