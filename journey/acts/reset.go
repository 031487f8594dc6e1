package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
	"sesame/texts"
)

// Way is how a temporary password may go to a member.
type Way struct {
	Channel account.Channel
	Closed  Why       // why it cannot be taken; 0 where it can
	Until   time.Time // when it can again, where waiting mends it
	Asks    bool      // a second agent must approve
}

// WaysTo are the ways of a reset: e-mail, SMS, letter.
func (a *Acts) WaysTo(ctx context.Context, r db.Reader, m *db.Member) ([]Way, error) {
	email := Way{Channel: account.Email, Asks: ChangedLately(m, db.Email, a.Now())}
	if m.Destination(account.Email) == "" {
		email.Closed = NoEmail
	}
	sms := Way{Channel: account.SMS, Asks: ChangedLately(m, db.Mobile, a.Now())}
	switch {
	case !a.SMS:
		sms.Closed = NoSMS
	case m.Destination(account.SMS) == "":
		sms.Closed = NoMobile
	}
	letter := Way{Channel: account.Letter}
	until, err := a.letterFreeAt(ctx, r, m.IdentifierKey)
	if err != nil {
		return nil, err
	}
	if !until.IsZero() {
		letter.Closed, letter.Until = LetterLately, until
	}
	return []Way{email, sms, letter}, nil
}

// way is the one of a channel. Refused: why it cannot be taken.
func (a *Acts) way(ctx context.Context, r db.Reader, m *db.Member, channel account.Channel) (Way, error) {
	ways, err := a.WaysTo(ctx, r, m)
	if err != nil {
		return Way{}, err
	}
	for _, w := range ways {
		if w.Channel == channel && w.Closed != 0 {
			return w, refuseUntil(w.Closed, w.Until)
		}
		if w.Channel == channel {
			return w, nil
		}
	}
	return Way{}, refuse(UnknownChannel)
}

// Reset resets a member's password, or asks a second agent for it where the contact was changed lately: asked is then
// true and nothing else has happened.
func (a *Acts) Reset(ctx context.Context, t *db.Tx, who Actor, d Deed, channel account.Channel, p Temporary) (asked bool, err error) {
	m, err := a.onMember(ctx, t, who, MayReset, d)
	if err != nil {
		return false, err
	}
	w, err := a.way(ctx, t.Reader, m, channel)
	if err != nil {
		return false, err
	}
	if w.Asks {
		return true, a.askApproval(ctx, t, who, m, channel, d.Note)
	}
	return false, a.reset(ctx, t, who, m, reset{channel: channel, Temporary: p, request: account.NewRequestNumber(), note: d.Note})
}

// ResetAtCounter resets a member's password and hands the new one over in person: the caller has drawn the slip that it
// stands on, with this request number.
func (a *Acts) ResetAtCounter(ctx context.Context, t *db.Tx, who Actor, d Deed, p Temporary, request string) error {
	m, err := a.onMember(ctx, t, who, MayReset, d)
	if err != nil {
		return err
	}
	return a.reset(ctx, t, who, m, reset{channel: account.Counter, Temporary: p, request: request, note: d.Note})
}

// reset is a temporary password that takes the place of whatever the member had.
type reset struct {
	Temporary
	channel account.Channel
	request string
	note    string
	asker   string // login of the agent who has asked for it; empty for the actor
}

// reset puts it in place: the old password and every session are over at once, for whoever had them may be an intruder. It
// leaves by its channel; what is handed over at the counter is the caller's.
func (a *Acts) reset(ctx context.Context, t *db.Tx, who Actor, m *db.Member, r reset) error {
	now, life := a.Now(), a.Limits.TemporaryTTL
	if r.channel == account.Letter {
		life = a.Limits.LetterTTL
		if err := t.Count(ctx, db.LettersSent, m.IdentifierKey, now); err != nil {
			return err
		}
	}
	until := now.Add(life)
	if err := t.RevokePassword(ctx, m.ID, now); err != nil {
		return err
	}
	if err := t.OvertakeApprovals(ctx, m.ID, who.login(), now); err != nil {
		return err
	}
	if err := t.IssueTemporary(ctx, m.ID, db.Temporary{Hash: r.Hash, Channel: r.channel, IssuedAt: now, ExpiresAt: until}); err != nil {
		return err
	}
	if err := a.audit(ctx, t, who, events.PasswordReset.OK(m.IdentifierKey, events.Details{Channel: r.channel, Login: r.asker, Note: r.note})); err != nil {
		return err
	}
	if err := a.audit(ctx, t, who, events.TemporaryIssued.OK(m.IdentifierKey, events.Details{Channel: r.channel})); err != nil {
		return err
	}
	if err := a.sendReset(ctx, t, m, r, until); err != nil {
		return err
	}
	return a.tellReset(ctx, t, m, r)
}

func (a *Acts) sendReset(ctx context.Context, t *db.Tx, m *db.Member, r reset, until time.Time) error {
	name, now := m.Profile.DisplayName(), a.Now()
	switch r.channel {
	case account.Letter:
		return t.QueueLetter(ctx, m.ID, db.LetterPayload{Name: name, Secret: r.Secret, Request: r.request, At: now, Until: until})
	case account.Email, account.SMS:
		return t.Post(ctx, m.ID, db.Message{Kind: db.KindTemporary, Channel: r.channel, To: m.Destination(r.channel), Name: name, Secret: r.Secret,
			Request: r.request, At: now, Until: until}, now, until)
	}
	return nil
}

// resetWords say in a notice by which way the temporary password went.
var resetWords = map[account.Channel]string{
	account.Email: texts.TemporaryByEmail, account.SMS: texts.TemporaryBySMS,
	account.Letter: texts.TemporaryByPost, account.Counter: texts.TemporaryAtCounter,
}

// tellReset tells the member by every known channel but the one that the password goes by.
func (a *Acts) tellReset(ctx context.Context, t *db.Tx, m *db.Member, r reset) error {
	now := a.Now()
	for _, other := range []account.Channel{account.Email, account.SMS} {
		to := m.Destination(other)
		if other == r.channel || to == "" || !a.offers(other) {
			continue
		}
		err := t.Post(ctx, m.ID, db.Message{Kind: db.KindReset, Channel: other, To: to, Name: m.Profile.DisplayName(), Request: r.request, At: now,
			Detail: resetWords[r.channel]}, now, now.Add(NoticeLife))
		if err != nil {
			return err
		}
	}
	return nil
}
