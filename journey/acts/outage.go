package acts

import (
	"context"
	"slices"
	"time"

	"sesame/account"
	"sesame/db"
)

// detection is how long it may take to detect an outage. A message sent less than this before the outage began belongs
// to it.
const detection = time.Minute

// outages are the outages of one channel since some instant. They concern everybody alike, so that a decision based on
// them does not tell whether an identifier belongs to a member.
type outages []db.Trouble

func outagesOf(ctx context.Context, r db.Reader, channel account.Channel, after time.Time) (outages, error) {
	return r.Outages(ctx, channel, after)
}

// outagesAmong selects the outages of a whole channel, not those of one mailbox provider.
func outagesAmong(troubles []db.Trouble, channel account.Channel) (o outages) {
	for _, t := range troubles {
		if t.Channel == channel && t.Provider == "" {
			o = append(o, t)
		}
	}
	return o
}

// lost reports whether an outage kept a message from being delivered before it expired, or still keeps it. life is how long
// the message is valid after sent.
func (o outages) lost(sent time.Time, life time.Duration) bool {
	for _, s := range o {
		lasts := s.EndedAt.IsZero()
		if !sent.Before(s.Since.Add(-detection)) && (lasts || !s.EndedAt.Before(sent.Add(life))) {
			return true
		}
	}
	return false
}

// current returns the start of the outage that lasts; zero when there is none.
func (o outages) current() time.Time {
	for _, s := range o {
		if s.EndedAt.IsZero() {
			return s.Since
		}
	}
	return time.Time{}
}

// channelKey is the object key under which messages of a channel are counted.
func (a *Acts) channelKey(channel account.Channel) []byte {
	return a.DB.Keys().Index("channel", []byte(channel))
}

// freeAt is FreeAt, but does not count messages that expired during an outage of their channel. life is how long such a
// message is valid. The number of messages not counted is limited to that of the first cap, so that an outage does not
// allow unlimited sending.
func (a *Acts) freeAt(ctx context.Context, r db.Reader, kind db.LimitKind, key []byte, caps []account.Cap, life time.Duration) (time.Time, error) {
	var longest time.Duration
	for _, c := range caps {
		longest = max(longest, c.Window)
	}
	now := a.Now()
	since := now.Add(-longest)
	events, err := r.Events(ctx, kind, key, since)
	if err != nil || account.FreeAt(caps, events, now).IsZero() {
		return time.Time{}, err
	}
	ignored := 0
	for _, channel := range []account.Channel{account.Email, account.SMS} {
		o, err := outagesOf(ctx, r, channel, since)
		if err != nil {
			return time.Time{}, err
		}
		if len(o) == 0 {
			continue
		}
		sent, err := r.EventsOf(ctx, kind, key, a.channelKey(channel), since)
		if err != nil {
			return time.Time{}, err
		}
		for _, at := range sent {
			i := slices.IndexFunc(events, at.Equal)
			if i < 0 || ignored == caps[0].Max || now.Before(at.Add(life)) || !o.lost(at, life) {
				continue
			}
			events = slices.Delete(events, i, i+1)
			ignored++
		}
	}
	return account.FreeAt(caps, events, now), nil
}

// codeChannel is the channel requested for the codes of a journey.
func codeChannel(f *db.Flow) account.Channel {
	if f.Channel == "" {
		return account.Email
	}
	return f.Channel
}

// newestLost reports whether an outage of the channel holds back the newest code of a journey, or did until it expired.
func (a *Acts) newestLost(ctx context.Context, r db.Reader, f *db.Flow, channel account.Channel) (bool, error) {
	if f.CodesSent == 0 {
		return false, nil
	}
	o, err := outagesOf(ctx, r, channel, f.SentAt)
	return a.holdsBack(o, f), err
}

// holdsBack is newestLost with outages that were read before; they must reach back past the newest code.
func (a *Acts) holdsBack(o outages, f *db.Flow) bool {
	return f.CodesSent > 0 && o.lost(f.SentAt, a.Limits.CodeTTL)
}

// codesSpent returns how many codes of a journey count towards its limit; channel is that of the newest one. A newest
// code that was lost to an outage does not count, at most as many times as a journey has codes.
func (a *Acts) codesSpent(ctx context.Context, r db.Reader, f *db.Flow, channel account.Channel) (int, error) {
	lost, err := a.newestLost(ctx, r, f, channel)
	if err != nil {
		return f.CodesSent, err
	}
	return a.spentWhere(ctx, r, f, lost)
}

// spentWhere is codesSpent when it is known whether the newest code was lost.
func (a *Acts) spentWhere(ctx context.Context, r db.Reader, f *db.Flow, lost bool) (int, error) {
	if !lost {
		return f.CodesSent, nil
	}
	sent, err := r.CodeCount(ctx, f.ID)
	if err != nil || sent-f.CodesSent >= a.Limits.CodesPerJourney {
		return f.CodesSent, err
	}
	return f.CodesSent - 1, nil
}

// forgive removes the newest code of a journey from the counts when an outage has kept it from being delivered. channel
// is that of the code, sent its counter per account, destination its counter per destination.
func (a *Acts) forgive(ctx context.Context, t *db.Tx, f *db.Flow, channel account.Channel, sent, destination tally) error {
	spent, err := a.codesSpent(ctx, t.Reader, f, channel)
	if err != nil || spent == f.CodesSent {
		return err
	}
	f.CodesSent = spent
	newest, err := t.NewestCode(ctx, f.ID)
	if err != nil || newest.Withheld {
		return err
	}
	if err := sent.uncount(ctx, t); err != nil {
		return err
	}
	return destination.uncount(ctx, t)
}
