package courier

import (
	"maps"
	"slices"
	"strings"
	"time"

	"sesame/account"
	"sesame/db"
)

// ledger counts what was taken and refused, by channel and by provider of boxes, and says which message may leave now. One
// goroutine at a time uses it.
type ledger struct {
	channels map[account.Channel]*run
	houses   map[string]*run
}

func newLedger() *ledger {
	return &ledger{channels: map[account.Channel]*run{account.Email: newRun(nil), account.SMS: newRun(nil)}, houses: map[string]*run{}}
}

// restore takes up a trouble where an earlier run of the program left it.
func (l *ledger) restore(t db.Trouble) {
	r := newRun(nil)
	r.trouble, r.all, r.class, r.since, r.newest = true, t.House == "", t.Class, t.Since, t.Since
	if t.House == "" {
		l.channels[t.Channel] = r
		return
	}
	l.houses[t.House] = r
}

// house is the run of the provider that keeps the destination's box: nil where nothing was refused there, and for SMS.
func (l *ledger) house(w db.Waiting) *run {
	if w.Channel != account.Email {
		return nil
	}
	return l.houses[provider(w.To)]
}

// hold says until when a message waits because its channel or its provider is in trouble. Zero lets it leave: it is then
// the one that tries whether the trouble is over.
func (l *ledger) hold(w db.Waiting, now time.Time) time.Time {
	if !w.ExpiresAt.After(now) { // it does not leave
		return time.Time{}
	}
	channel, house := l.channels[w.Channel], l.house(w)
	if house != nil && house.trouble && now.Before(house.next) {
		house.kept[w.ID] = w.ExpiresAt
		return house.next
	}
	if now.Before(channel.next) && !channel.untried(w) {
		return channel.next
	}
	if w.Decoy() { // nothing leaves, so that it tells nothing; it waits as long as what is meant for somebody
		if channel.trouble {
			return whole(now.Add(channel.gap(now)))
		}
		return time.Time{}
	}
	if channel.trouble {
		channel.try(now)
	}
	if house != nil && house.trouble {
		house.kept[w.ID] = w.ExpiresAt
		house.try(now)
	}
	return time.Time{}
}

// untried says that everything refused so far was for one provider, and that this message is for another.
func (r *run) untried(w db.Waiting) bool {
	return r.trouble && !r.all && len(r.houses) == 1 && w.Channel == account.Email && !w.Decoy() && !r.houses[provider(w.To)]
}

// taken notes that a message was taken. mended says that the channel's trouble is over with it; freed are the messages
// that had waited for its provider.
func (l *ledger) taken(w db.Waiting) (mended bool, freed []int64) {
	before := l.channels[w.Channel]
	l.channels[w.Channel] = before.broken(w.To)
	if w.Channel != account.Email {
		return before.trouble, nil
	}
	name := provider(w.To)
	if house := l.houses[name]; house != nil {
		freed = slices.Collect(maps.Keys(house.kept))
		l.houses[name] = house.broken(w.To)
	}
	if before.trouble && len(before.houses) != 1 {
		// What a relay refuses to everybody says nothing of the providers behind it.
		maps.DeleteFunc(l.houses, func(_ string, r *run) bool { return !r.since.Before(before.since) })
	}
	return before.trouble, freed
}

// outcome is what follows from a refusal.
type outcome struct {
	ends     bool         // the message: it was its destination's fault
	retry    time.Time    // else when to try it again, at the soonest
	troubled bool         // the channel or the provider is in trouble: the next try is its next try
	began    bool         // the channel's trouble begins
	house    string       // the provider whose trouble begins; empty for none
	reopen   []db.Waiting // messages that ended in this row: it was not their destination's fault
}

// refused notes that a message was refused.
func (l *ledger) refused(w db.Waiting, f *Failure, now time.Time) outcome {
	o := outcome{ends: f.Permanent, retry: now.Add(f.After)}
	if f.Fault == "" { // it has not come to the other side
		return o
	}
	channel, house := l.channels[w.Channel], l.house(w)
	// What a provider in trouble refuses says nothing more of the relay.
	if house == nil || !house.trouble || f.Reach == ReachAll {
		if o.began = channel.note(w, f, now); o.began {
			o.reopen = channel.reopened()
		}
	}
	house = l.noteHouse(w, f, now, &o)
	switch {
	case channel.trouble:
		o.ends, o.troubled = false, true
		channel.try(now)
		o.retry = channel.next
	case house != nil && house.trouble:
		o.ends, o.troubled = false, true
		house.kept[w.ID] = w.ExpiresAt
		house.try(now)
		o.retry = house.next
	}
	return o
}

// noteHouse counts a refusal that may be the provider's.
func (l *ledger) noteHouse(w db.Waiting, f *Failure, now time.Time, o *outcome) *run {
	if w.Channel != account.Email || f.Reach == ReachAll {
		return l.house(w)
	}
	name := provider(w.To)
	if l.houses[name] == nil {
		if len(l.houses) >= most {
			maps.DeleteFunc(l.houses, func(_ string, r *run) bool { return !r.trouble })
		}
		l.houses[name] = newRun(nil)
	}
	house := l.houses[name]
	once := *f
	once.Reach = ReachOne // different boxes count, not tries of one
	if house.note(w, &once, now) {
		o.house = name
		o.reopen = append(o.reopen, house.reopened()...)
	}
	return house
}

// ended notes that a message has ended by the fault of its destination. It says that it ended wrongly: everybody else
// is refused too.
func (l *ledger) ended(w db.Waiting) (wrongly bool) {
	channel, house := l.channels[w.Channel], l.house(w)
	if channel.trouble || house != nil && house.trouble {
		return true
	}
	channel.end(w)
	if house != nil {
		house.end(w)
	}
	return false
}

// nextTry is when a channel in trouble may be tried again; zero where it is well.
func (l *ledger) nextTry(channel account.Channel) time.Time {
	if r := l.channels[channel]; r.trouble {
		return r.next
	}
	return time.Time{}
}

// checked notes how a check of a channel in trouble ended, which is made where no message waits that could try it. A
// destination that is refused then says that the trouble is over, unless it was that all destinations were.
func (l *ledger) checked(channel account.Channel, f *Failure, now time.Time) (mended bool) {
	r := l.channels[channel]
	if !r.trouble {
		return false
	}
	refusesAll := strings.Contains(r.class, "-refus") || strings.Contains(r.class, "-attente")
	if f != nil && (f.Fault != FaultBox || refusesAll) {
		if f.Fault != "" {
			r.class = f.Class
		}
		r.try(now)
		return false
	}
	mended, _ = l.taken(db.Waiting{Message: db.Message{Channel: channel}})
	return mended
}
