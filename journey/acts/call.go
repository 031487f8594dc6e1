package acts

import (
	"context"
	"slices"
	"strings"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// Limits of the code that a member reads back on the telephone. It identifies the member to the agent, or shows that a
// new contact is spelled correctly. It gives no access.
const (
	CallDigits  = 6
	CallTries   = 3
	callTTL     = 10 * time.Minute
	callsPerDay = 10 // messages sent to one member during calls
)

// CallMessage is a message that may be sent to a member on the telephone.
type CallMessage struct {
	Proves  db.CallProof // what its code proves; empty for the words of the call
	Channel account.Channel
	Former  bool   // it goes to a contact that was replaced in the last 48 hours
	To      string // empty when the member has no such contact
	Closed  Why    // why it cannot be sent; 0 if it can
}

// CallMessages lists the messages of a call: its words to any known contact, once it has begun; a code to each contact,
// whose state decides what the code proves; and a code to the verified contact that was replaced in the last 48 hours.
func (a *Acts) CallMessages(ctx context.Context, r db.Reader, who Actor, m *db.Member) (all []CallMessage, err error) {
	_, live, err := a.LiveCall(ctx, r, m, who.Session)
	if err != nil {
		return nil, err
	}
	former, err := r.ReplacedContacts(ctx, m, a.Now())
	if err != nil {
		return nil, err
	}
	for _, channel := range []account.Channel{account.Email, account.SMS} {
		kind := db.ContactOf(channel)
		code := CallMessage{Proves: a.codeProves(m, kind), Channel: channel, To: m.Contacts[kind].Value, Closed: a.callClosed(m, channel)}
		words := CallMessage{Channel: channel, To: code.To, Closed: code.Closed}
		if words.Closed == 0 && !live {
			words.Closed = NoCall
		}
		all = append(all, code)
		for _, f := range former { // oldest first: after several changes, that is the member's own
			if f.Kind == kind && !f.VerifiedAt.IsZero() && !replacedFresh(m, f) && a.offers(channel) {
				all = append(all, CallMessage{Proves: db.ProvesIdentity, Channel: channel, Former: true, To: f.Value})
				break
			}
		}
		all = append(all, words)
	}
	return all, nil
}

// codeProves returns what a code proves that was sent to this contact and read back by the member.
func (a *Acts) codeProves(m *db.Member, kind db.ContactKind) db.CallProof {
	switch {
	case m.Contacts[kind].VerifiedAt.IsZero():
		return db.ProvesSpelling
	case changedLately(m, kind, a.Now()):
		return db.ProvesFresh
	}
	return db.ProvesIdentity
}

// replacedFresh says whether a contact was replaced less than 48 hours after it had itself been changed. The first
// value of an account does not count as a change.
func replacedFresh(m *db.Member, f db.ReplacedContact) bool {
	return f.ChangedAt.After(m.CreatedAt) && f.ReplacedAt.Sub(f.ChangedAt) < account.CoolingOff
}

// callClosed returns why nothing can be sent by a channel during a call; 0 when it can.
func (a *Acts) callClosed(m *db.Member, channel account.Channel) Why {
	switch to := m.Contacts[db.ContactOf(channel)].Value; {
	case !a.offers(channel):
		return NoSMS
	case to == "" && channel == account.SMS:
		return NoMobile
	case to == "":
		return NoEmail
	}
	return 0
}

// SendCallMessage sends the words of the call, which identify the agent to the member, or a code that the member reads
// back. Refused: MemberChanged, AccountClosed, AccountSuspended, UnknownChannel, NoCall, NoEmail, NoMobile, NoSMS,
// TooManyCalls.
func (a *Acts) SendCallMessage(ctx context.Context, t *db.Tx, who Actor, d Deed, asked CallMessage) error {
	m, err := a.onOpenAccount(ctx, t, who, MayFind, d)
	if err != nil {
		return err
	}
	all, err := a.CallMessages(ctx, t.Reader, who, m)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(c CallMessage) bool {
		return c.Channel == asked.Channel && c.Former == asked.Former && (c.Proves == "") == (asked.Proves == "")
	})
	if i < 0 {
		return refuse(UnknownChannel)
	}
	if all[i].Closed != 0 {
		return refuse(all[i].Closed)
	}
	if err := a.countCall(ctx, t, m, all[i].To); err != nil {
		return err
	}
	if all[i].Proves == "" {
		return a.sendCallWords(ctx, t, who, m, d, all[i])
	}
	return a.sendCallCode(ctx, t, who, m, d, all[i])
}

func (a *Acts) sendCallWords(ctx context.Context, t *db.Tx, who Actor, m *db.Member, d Deed, c CallMessage) error {
	call, err := t.CallOf(ctx, m.ID, who.Session)
	if err != nil {
		return err
	}
	return a.sendCall(ctx, t, who, m, d, events.CallWordsSent, db.Message{Kind: db.KindCallWords, Channel: c.Channel, To: c.To, Secret: call.Words, Until: call.ExpiresAt})
}

// sendCallCode sends a code. A code that proves the member's identity names, masked, the new contacts that it would make count
// as verified.
func (a *Acts) sendCallCode(ctx context.Context, t *db.Tx, who Actor, m *db.Member, d Deed, c CallMessage) error {
	now := a.Now()
	code, until := account.NewCode(CallDigits), now.Add(callTTL)
	row := db.CallCode{Contact: db.ContactOf(c.Channel), DestinationKey: t.Keys().DestinationKey(c.To), Proves: c.Proves, CreatedAt: now, ExpiresAt: until}
	if err := t.AddCallCode(ctx, m.ID, who.Session, code, row); err != nil {
		return err
	}
	msg := db.Message{Kind: db.KindCallCode, Channel: c.Channel, To: c.To, Secret: code, Until: until}
	if c.Proves == db.ProvesIdentity {
		msg.Detail = strings.Join(a.unprovedContacts(m), ", ")
	}
	return a.sendCall(ctx, t, who, m, d, callSent[c.Proves], msg)
}

// callSent is the audit event of sending a code, by what the code proves.
var callSent = map[db.CallProof]events.Kind{
	db.ProvesIdentity: events.CallCodeSent, db.ProvesFresh: events.CallCodeSent, db.ProvesSpelling: events.CallSpellingSent,
}

// countCall counts a message of a call. Refused: TooManyCalls.
func (a *Acts) countCall(ctx context.Context, t *db.Tx, m *db.Member, to string) error {
	for _, l := range []capped{
		{db.CallMessages, m.IdentifierKey, []account.Cap{{Max: callsPerDay, Window: 24 * time.Hour}}},
		{db.OwnCodesToAddress, t.Keys().DestinationKey(to), a.Limits.CodeCaps()},
	} {
		until, err := FreeAt(ctx, t.Reader, l.kind, l.subject, l.caps, a.Now())
		if err != nil {
			return err
		}
		if !until.IsZero() {
			return refuseUntil(TooManyCalls, until)
		}
		if err := t.Count(ctx, l.kind, l.subject, a.Now()); err != nil {
			return err
		}
	}
	return nil
}

func (a *Acts) sendCall(ctx context.Context, t *db.Tx, who Actor, m *db.Member, d Deed, kind events.Kind, msg db.Message) error {
	msg.Name, msg.Request, msg.At = m.Profile.DisplayName(), account.NewRequestNumber(), a.Now()
	if err := a.audit(ctx, t, who, kind.OK(m.IdentifierKey, events.Details{Channel: msg.Channel, Grounds: d.Grounds})); err != nil {
		return err
	}
	return t.Post(ctx, m.ID, msg, msg.At, msg.Until)
}

// TryCallCode checks the code that the member has read back, and returns what it proves. Commit the transaction even
// when refused is not nil, because the attempt counts: WrongCode, CodeClosed, TooManyCodes. As an error: MemberChanged,
// AccountClosed, AccountSuspended, MandateUnasked.
func (a *Acts) TryCallCode(ctx context.Context, t *db.Tx, who Actor, d Deed, code string) (proves db.CallProof, refused *Refused, err error) {
	m, err := a.onAskedAccount(ctx, t, who, MayFind, d)
	if err != nil {
		return "", nil, err
	}
	now, key := a.Now(), m.IdentifierKey
	until, err := FreeAt(ctx, t.Reader, db.OwnWrongCodes, key, a.Limits.WrongCodeCaps(), now)
	if err != nil {
		return "", nil, err
	}
	if !until.IsZero() {
		return "", &Refused{Why: TooManyCodes, Until: until}, a.audit(ctx, t, who, events.CallCodeTried.Blocked(key, events.Details{}))
	}
	tried, err := t.TryCallCode(ctx, m.ID, who.Session, code, CallTries, now)
	if err != nil {
		return "", nil, err
	}
	switch tried {
	case db.TryRight:
		return a.callCodeRight(ctx, t, who, m)
	case db.TryWrong:
		refused = &Refused{Why: WrongCode}
		if err := t.Count(ctx, db.OwnWrongCodes, key, now); err != nil {
			return "", nil, err
		}
	default:
		refused = &Refused{Why: CodeClosed}
	}
	return "", refused, a.audit(ctx, t, who, events.CallCodeTried.Refused(key, events.Details{}))
}

// callCodeRight records what a right code has proved. Once the member's identity and the spelling of a contact are both
// proved, in either order, the contact counts as verified.
func (a *Acts) callCodeRight(ctx context.Context, t *db.Tx, who Actor, m *db.Member) (db.CallProof, *Refused, error) {
	spent, err := t.NewestCallCode(ctx, m.ID, who.Session)
	if err != nil {
		return "", nil, err
	}
	event := events.CallCodeTried.OK(m.IdentifierKey, events.Details{})
	if spent.Proves == db.ProvesSpelling {
		event = events.ContactSpelt.OK(m.IdentifierKey, events.Details{Contacts: []string{string(spent.Contact)}})
	}
	if err := a.audit(ctx, t, who, event); err != nil {
		return "", nil, err
	}
	return spent.Proves, nil, a.trustSpelt(ctx, t, who, m)
}
