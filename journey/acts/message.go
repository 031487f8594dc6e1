package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
)

// NoticeLife is how long a message without a secret may wait for its relay.
const NoticeLife = 7 * 24 * time.Hour

// CoolingOff is how long a contact counts as changed lately: what an intruder has just changed must not receive the
// password, and an agent alone must not be able to do both.
const CoolingOff = 48 * time.Hour

// ChangedLately says that another value was put in place less than CoolingOff ago. What came with the member from the
// back office was not changed.
func ChangedLately(m *db.Member, kind db.ContactKind, now time.Time) bool {
	changed := m.Contacts[kind].ChangedAt
	return changed.After(m.CreatedAt) && now.Sub(changed) < CoolingOff
}

// Destination picks where a message goes: the channel that was asked for, else the other one, which then says so in
// the message and not on the screen. ok is false when the caisse knows neither. What an agent or a file has just put in
// place is not known yet: else one agent alone could correct an address, or load it, and have « oubli » write to it. What
// a member has changed they had to prove themselves for.
func (a *Acts) Destination(m *db.Member, asked account.Channel) (msg db.Message, ok bool) {
	if m == nil {
		return db.Message{Channel: asked}, false
	}
	first := account.Email
	if asked == account.SMS {
		first = asked
	}
	for _, channel := range []account.Channel{first, first.Other()} {
		to, kind := m.Destination(channel), db.ContactOf(channel)
		c := m.Contacts[kind]
		others := c.Source != db.FromMember && c.VerifiedAt.IsZero() && ChangedLately(m, kind, a.Now())
		if to == "" || !a.offers(channel) || others {
			continue
		}
		msg = db.Message{Channel: channel, To: to, Name: m.Profile.DisplayName()}
		if channel != asked {
			msg.Instead = asked
		}
		return msg, true
	}
	return db.Message{Channel: asked}, false
}

// offers says whether messages leave by this channel at all.
func (a *Acts) offers(channel account.Channel) bool { return channel != account.SMS || a.SMS }

// post puts a message in the outbox: for a decoy a row that nothing leaves from.
func post(ctx context.Context, t *db.Tx, m *db.Member, msg db.Message, expires time.Time) error {
	if m == nil {
		return t.PostDecoy(ctx, msg, msg.At, expires)
	}
	return t.Post(ctx, m.ID, msg, msg.At, expires)
}

// tell sends a notice about a change to every verified channel, and to every known one where none is verified.
func (a *Acts) tell(ctx context.Context, t *db.Tx, m *db.Member, kind string, also ...string) error {
	now, sent := a.Now(), map[string]bool{}
	send := func(channel account.Channel, to string) error {
		if to == "" || sent[to] || !a.offers(channel) {
			return nil
		}
		sent[to] = true
		return t.Post(ctx, m.ID, db.Message{
			Kind: kind, Channel: channel, To: to, Name: m.Profile.DisplayName(), Request: account.NewRequestNumber(), At: now,
		}, now, now.Add(NoticeLife))
	}
	email, mobile := m.Contacts[db.Email], m.Contacts[db.Mobile]
	none := email.VerifiedAt.IsZero() && mobile.VerifiedAt.IsZero()
	if none || !email.VerifiedAt.IsZero() {
		if err := send(account.Email, email.Value); err != nil {
			return err
		}
	}
	if none || !mobile.VerifiedAt.IsZero() {
		if err := send(account.SMS, mobile.Value); err != nil {
			return err
		}
	}
	for _, to := range also {
		if err := send(channelOf(to), to); err != nil {
			return err
		}
	}
	return nil
}

// channelOf tells a number in E.164 from an address.
func channelOf(to string) account.Channel {
	if len(to) > 0 && to[0] == '+' {
		return account.SMS
	}
	return account.Email
}
