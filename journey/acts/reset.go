package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
	"sesame/texts"
)

// Way is a channel for sending a member a temporary password.
type Way struct {
	Channel account.Channel
	Closed  Why       // why it is not available; 0 if it is
	Until   time.Time // when it becomes available; zero if waiting does not help
	Act     DeskAct   // its row of Needs
	Asks    bool      // the member's identity was proved too weakly: a second agent must approve
}

// WaysTo lists the channels for a reset in this agent's session: e-mail, SMS, letter.
func (a *Acts) WaysTo(ctx context.Context, r db.Reader, who Actor, m *db.Member) ([]Way, error) {
	email, err := a.wayBy(ctx, r, who, m, account.Email)
	if err != nil {
		return nil, err
	}
	if m.Destination(account.Email) == "" {
		email.Closed = NoEmail
	}
	sms, err := a.wayBy(ctx, r, who, m, account.SMS)
	if err != nil {
		return nil, err
	}
	switch {
	case !a.SMS:
		sms.Closed = NoSMS
	case m.Destination(account.SMS) == "":
		sms.Closed = NoMobile
	}
	letter := Way{Channel: account.Letter, Act: ToSendLetter}
	// The limit of letters in 90 days, beyond which an agent decides, does not apply here: only that of a week does.
	sent, err := a.lettersCounted(ctx, r, m.IdentifierKey, m, a.Now().Add(-7*day))
	if err != nil {
		return nil, err
	}
	if until := a.Limits.LetterCaps()[0].FreeAt(sent, a.Now()); !until.IsZero() {
		letter.Closed, letter.Until = LetterLately, until
	}
	return []Way{email, sms, letter}, nil
}

// wayBy returns the entry of a channel that leads to a contact.
func (a *Acts) wayBy(ctx context.Context, r db.Reader, who Actor, m *db.Member, channel account.Channel) (Way, error) {
	kind := db.ContactOf(channel)
	w := Way{Channel: channel, Act: a.resetAct(m, kind)}
	_, ok, err := a.proofFor(ctx, r, who, m, w.Act, m.Contacts[kind].ChangedAt)
	w.Asks = !ok
	return w, err
}

// way returns the entry of a channel. Refused: why it is not available.
func (a *Acts) way(ctx context.Context, r db.Reader, who Actor, m *db.Member, channel account.Channel) (Way, error) {
	ways, err := a.WaysTo(ctx, r, who, m)
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

// Reset resets a member's password. When the contact was recently changed or is not proved, and the member's identity
// was proved too weakly, it requests a second agent's approval instead: asked is then true and nothing else has
// happened. Refused: MemberChanged, AccountClosed, AccountSuspended, MandateUnasked, why the channel is not available,
// TooManyResets; ApprovalWaits and AskerTooNew for a request.
func (a *Acts) Reset(ctx context.Context, t *db.Tx, who Actor, d Deed, channel account.Channel, p Temporary) (asked bool, err error) {
	m, err := a.onAskedAccount(ctx, t, who, MayReset, d)
	if err != nil {
		return false, err
	}
	w, err := a.way(ctx, t.Reader, who, m, channel)
	if err != nil {
		return false, err
	}
	if err := a.countReset(ctx, t, who); err != nil {
		return false, err
	}
	if w.Asks {
		return true, a.askApproval(ctx, t, who, m, channel, d.Grounds)
	}
	return false, a.reset(ctx, t, who, m, reset{channel: channel, Temporary: p, request: account.NewRequestNumber(), grounds: d.Grounds})
}

// reset describes a temporary password that replaces the member's passwords.
type reset struct {
	Temporary
	channel account.Channel
	request string
	grounds events.Grounds
	asker   string // login of the agent who requested it, if not the actor
}

// reset applies it: the old password and all sessions end immediately, because an intruder may be using them. It sends
// the password by its channel; at the counter, delivery is up to the caller.
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
	if err := t.ForgetBrowsers(ctx, accountOf(m), nil); err != nil {
		return err
	}
	if err := t.ForgetFranceConnect(ctx, m); err != nil {
		return err
	}
	if err := t.ForgetPasskeys(ctx, m.ID); err != nil {
		return err
	}
	if err := t.OvertakeApprovals(ctx, m.ID, who.login(), now); err != nil {
		return err
	}
	if err := t.IssueTemporary(ctx, m.ID, db.Temporary{Hash: r.Hash, Channel: r.channel, Request: r.request, IssuedAt: now, ExpiresAt: until}); err != nil {
		return err
	}
	if err := a.audit(ctx, t, who, events.PasswordReset.OK(m.IdentifierKey, events.Details{Channel: r.channel, Login: r.asker, Grounds: r.grounds})); err != nil {
		return err
	}
	if err := a.audit(ctx, t, who, events.TemporaryIssued.OK(m.IdentifierKey, events.Details{Channel: r.channel})); err != nil {
		return err
	}
	if err := a.sendReset(ctx, t, m, r, now, until); err != nil {
		return err
	}
	return a.tellReset(ctx, t, m, r)
}

// sendReset sends the password. now and until are the instants with which it was issued: by them the message or the letter is
// known as the one that carries it.
func (a *Acts) sendReset(ctx context.Context, t *db.Tx, m *db.Member, r reset, now, until time.Time) error {
	switch r.channel {
	case account.Letter:
		return t.QueueLetter(ctx, m.ID, db.LetterPayload{Secret: r.Secret, Request: r.request, At: now, Until: until})
	case account.Email, account.SMS:
		return t.Post(ctx, m.ID, db.Message{Kind: db.KindTemporary, Channel: r.channel, To: m.Destination(r.channel), Name: m.Profile.DisplayName(), Secret: r.Secret,
			Request: r.request, At: now, Until: until}, now, until)
	}
	return nil
}

// resetWords names the channel in the notice.
var resetWords = map[account.Channel]string{
	account.Email: texts.TemporaryByEmail, account.SMS: texts.TemporaryBySMS,
	account.Letter: texts.TemporaryByPost, account.Counter: texts.TemporaryAtCounter,
}

// tellReset notifies the member by every known channel except the one used for the password, and at the contacts that
// were replaced in the last 48 hours.
func (a *Acts) tellReset(ctx context.Context, t *db.Tx, m *db.Member, r reset) error {
	former, err := t.ReplacedContacts(ctx, m, a.Now())
	if err != nil {
		return err
	}
	now, told := a.Now(), map[string]bool{}
	if r.channel == account.Email || r.channel == account.SMS {
		told[m.Destination(r.channel)] = true
	}
	tell := func(channel account.Channel, to string) error {
		if to == "" || told[to] || !a.offers(channel) {
			return nil
		}
		told[to] = true
		return t.Post(ctx, m.ID, db.Message{Kind: db.KindReset, Channel: channel, To: to, Name: m.Profile.DisplayName(), Request: r.request, At: now,
			Detail: resetWords[r.channel]}, now, now.Add(noticeLife))
	}
	for _, channel := range []account.Channel{account.Email, account.SMS} {
		if err := tell(channel, m.Destination(channel)); err != nil {
			return err
		}
	}
	for _, f := range former {
		if err := tell(channelOf(f.Value), f.Value); err != nil {
			return err
		}
	}
	return nil
}
