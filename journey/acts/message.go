package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
)

// noticeLife is how long the service tries to send a message without a secret.
const noticeLife = 7 * 24 * time.Hour

// changedLately says whether a contact's value was replaced less than CoolingOff ago. The first value from the back
// office does not count as a change.
func changedLately(m *db.Member, kind db.ContactKind, now time.Time) bool {
	changed := m.Contacts[kind].ChangedAt
	return changed.After(m.CreatedAt) && now.Sub(changed) < account.CoolingOff
}

// unproved says whether an agent has set a contact that since then was neither verified by a code nor confirmed by the
// member while logged in. One agent alone could have entered their own contact, however long ago.
func unproved(m *db.Member, kind db.ContactKind) bool {
	c := m.Contacts[kind]
	return c.Source == db.FromAgent && c.VerifiedAt.IsZero()
}

// destination chooses where a message is sent: the requested channel, or else the other one, which the message then
// mentions and the screen does not. ok is false when neither is known. A contact that an agent has set
// does not count as known until it is proved, nor does one that a file has changed lately, so that one agent alone cannot
// redirect « oubli » to another address. A contact set by the member counts, because they had to authenticate.
func (a *Acts) destination(m *db.Member, asked account.Channel) (msg db.Message, ok bool) {
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
		others := unproved(m, kind) || c.Source == db.FromFile && c.VerifiedAt.IsZero() && changedLately(m, kind, a.Now())
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

// reach is Destination for a demand. For a decoy that stands for a member with a mobile number only, an SMS replaces an e-mail
// as it would for such a member, so that both count alike towards the SMS budget.
func (a *Acts) reach(f *db.Flow, m *db.Member, asked account.Channel) (msg db.Message, ok bool) {
	if m == nil && f.Secrets.SMSAlone && asked == account.Email {
		return db.Message{Channel: account.SMS, Instead: asked}, false
	}
	return a.destination(m, asked)
}

// offers says whether the service can send by this channel.
func (a *Acts) offers(channel account.Channel) bool { return channel != account.SMS || a.SMS }

// post queues a message; for a decoy it writes a row that is never sent.
func post(ctx context.Context, t *db.Tx, m *db.Member, msg db.Message, expires time.Time) error {
	if m == nil {
		return t.PostDecoy(ctx, msg, msg.At, expires)
	}
	return t.Post(ctx, m.ID, msg, msg.At, expires)
}

// tell notifies the member of a change: at every verified contact, or at every known one when none is verified, and at
// the contacts that were replaced in the last 48 hours. also lists a former contact and the one that replaces it: both
// are notified, and the notices name the second one, masked.
func (a *Acts) tell(ctx context.Context, t *db.Tx, m *db.Member, kind string, also ...string) error {
	notice := db.Message{Kind: kind}
	for i, to := range also {
		if i == 1 && to != "" {
			notice.Detail = mask(to)
		}
	}
	return a.tellOf(ctx, t, m, notice, also...)
}

// tellOf is tell for a notice with its own fields.
func (a *Acts) tellOf(ctx context.Context, t *db.Tx, m *db.Member, notice db.Message, also ...string) error {
	now, sent := a.Now(), map[string]bool{}
	send := func(channel account.Channel, to string) error {
		if to == "" || sent[to] || !a.offers(channel) {
			return nil
		}
		sent[to] = true
		notice.Channel, notice.To, notice.Name, notice.Request, notice.At = channel, to, m.Profile.DisplayName(), account.NewRequestNumber(), now
		return t.Post(ctx, m.ID, notice, now, now.Add(noticeLife))
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
	former, err := t.ReplacedContacts(ctx, m, now)
	if err != nil {
		return err
	}
	for _, f := range former {
		also = append(also, f.Value)
	}
	for _, to := range also {
		if err := send(channelOf(to), to); err != nil {
			return err
		}
	}
	return nil
}

func mask(contact string) string {
	if channelOf(contact) == account.SMS {
		return account.MaskPhone(contact)
	}
	return account.MaskEmail(contact)
}

// channelOf distinguishes a number in E.164 from an e-mail address.
func channelOf(to string) account.Channel {
	if len(to) > 0 && to[0] == '+' {
		return account.SMS
	}
	return account.Email
}
