package courier

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"sesame/account"
	"sesame/db"
)

// ledger tracks accepted and refused messages by channel and by mailbox provider, and decides which message may be
// sent. It is not safe for concurrent use.
type ledger struct {
	channels  map[account.Channel]*run
	providers map[string]*run
}

func newLedger() *ledger {
	return &ledger{channels: map[account.Channel]*run{account.Email: newRun(nil), account.SMS: newRun(nil)}, providers: map[string]*run{}}
}

// restore resumes a trouble stored by an earlier run of the program.
func (l *ledger) restore(t db.Trouble) {
	r := newRun(nil)
	r.trouble, r.all, r.class, r.since, r.newest, r.resumed = true, t.Provider == "", t.Class, t.Since, t.Since, true
	if t.Provider == "" {
		l.channels[t.Channel] = r
		return
	}
	l.providers[t.Provider] = r
}

// provider returns the run of the destination's mailbox provider; nil when it has refused nothing, and for SMS.
func (l *ledger) provider(w db.Waiting) *run {
	if w.Channel != account.Email {
		return nil
	}
	return l.providers[Provider(w.To)]
}

// hold returns until when a message must wait because its channel or provider is in trouble. Zero means that it may be
// sent; it is then the probe that tests whether the trouble is over.
func (l *ledger) hold(w db.Waiting, now time.Time) time.Time {
	if !w.ExpiresAt.After(now) { // it will not be sent
		return time.Time{}
	}
	channel, provider := l.channels[w.Channel], l.provider(w)
	if provider != nil && provider.trouble && now.Before(provider.next) {
		provider.kept[w.ID] = w.ExpiresAt
		return provider.next
	}
	if now.Before(channel.next) && !channel.untried(w) {
		return channel.next
	}
	if w.Decoy() { // nothing is sent, so it is no probe; it waits as long as a member's message
		if channel.trouble {
			return whole(now.Add(channel.gap(now)))
		}
		return time.Time{}
	}
	if channel.trouble {
		channel.try(now)
	}
	if provider != nil && provider.trouble {
		provider.kept[w.ID] = w.ExpiresAt
		provider.try(now)
	}
	return time.Time{}
}

// untried says whether all refusals so far came from one provider and this message is for another.
func (r *run) untried(w db.Waiting) bool {
	return r.trouble && !r.all && len(r.providers) == 1 && w.Channel == account.Email && !w.Decoy() && !r.providers[Provider(w.To)]
}

// taken records an accepted message. mended says whether this ends the channel's trouble; freed lists the messages that
// waited for its provider.
func (l *ledger) taken(w db.Waiting) (mended bool, freed []int64) {
	before := l.channels[w.Channel]
	l.channels[w.Channel] = before.broken(w.To)
	if w.Channel != account.Email {
		return before.trouble, nil
	}
	name := Provider(w.To)
	if provider := l.providers[name]; provider != nil {
		freed = slices.Collect(maps.Keys(provider.kept))
		l.providers[name] = provider.broken(w.To)
	}
	if before.trouble && len(before.providers) != 1 {
		// A refusal by the relay of every message says nothing about the providers behind it.
		maps.DeleteFunc(l.providers, func(_ string, r *run) bool { return !r.since.Before(before.since) })
	}
	return before.trouble, freed
}

// outcome is what to do after a refusal.
type outcome struct {
	ends     bool         // the message is ended: its destination caused the refusal
	retry    time.Time    // otherwise the earliest time of the next attempt
	troubled bool         // the channel or provider is in trouble; retry is when it may be tested again
	began    bool         // the channel's trouble begins with this refusal
	provider string       // provider whose trouble begins; empty for none
	reopen   []db.Waiting // messages ended during this run although their destination was not the cause
}

// refused records a refused message.
func (l *ledger) refused(w db.Waiting, f *Failure, now time.Time) outcome {
	o := outcome{ends: f.Permanent, retry: now.Add(f.After)}
	if f.Fault == "" { // the other side was not reached
		return o
	}
	channel, provider := l.channels[w.Channel], l.provider(w)
	// A refusal by a provider in trouble is no further evidence against the relay.
	if provider == nil || !provider.trouble || f.Reach == ReachAll {
		if o.began = channel.note(w, f, now); o.began {
			o.reopen = channel.reopened()
		}
	}
	provider = l.noteProvider(w, f, now, &o)
	switch {
	case channel.trouble:
		o.ends, o.troubled = false, true
		channel.try(now)
		o.retry = channel.next
	case provider != nil && provider.trouble:
		o.ends, o.troubled = false, true
		provider.kept[w.ID] = w.ExpiresAt
		provider.try(now)
		o.retry = provider.next
	}
	return o
}

// noteProvider counts a refusal that the provider may have caused.
func (l *ledger) noteProvider(w db.Waiting, f *Failure, now time.Time, o *outcome) *run {
	if w.Channel != account.Email || f.Reach == ReachAll {
		return l.provider(w)
	}
	name := Provider(w.To)
	if l.providers[name] == nil {
		if len(l.providers) >= most {
			maps.DeleteFunc(l.providers, func(_ string, r *run) bool { return !r.trouble })
		}
		l.providers[name] = newRun(nil)
	}
	provider := l.providers[name]
	once := *f
	once.Reach = ReachOne // count different mailboxes, not attempts to the same one
	if provider.note(w, &once, now) {
		o.provider = name
		o.reopen = append(o.reopen, provider.reopened()...)
	}
	return provider
}

// tryNow lets everything be tried now, after the clock was set back: the stored waits would otherwise last as
// much longer.
func (l *ledger) tryNow(now time.Time) {
	for _, runs := range []iter.Seq[*run]{maps.Values(l.channels), maps.Values(l.providers)} {
		for r := range runs {
			r.next = time.Time{}
			for _, at := range []*time.Time{&r.since, &r.newest} {
				if at.After(now) {
					*at = now
				}
			}
		}
	}
}

// ended records that a message was ended because of its destination. It returns true when this was wrong, because all
// other destinations are refused too.
func (l *ledger) ended(w db.Waiting) (wrongly bool) {
	channel, provider := l.channels[w.Channel], l.provider(w)
	if channel.trouble || provider != nil && provider.trouble {
		return true
	}
	channel.end(w)
	if provider != nil {
		provider.end(w)
	}
	return false
}

// nextTry returns whether a channel is in trouble, and when it may be tried again.
func (l *ledger) nextTry(channel account.Channel) (at time.Time, troubled bool) {
	r := l.channels[channel]
	return r.next, r.trouble
}

// silent reports whether messages of a channel in trouble wait because nothing was answered to them. waits says that the courier
// knows of some; those from before its start it does not know.
func (l *ledger) silent(channel account.Channel, waits bool) bool {
	r := l.channels[channel]
	return unheard(r.class) && (waits || r.resumed)
}

// checked records the result of a check on a channel in trouble, made when no message is waiting to test it. A refusal
// of the destination then means that the trouble is over, unless the trouble was that all destinations were refused. silent
// says that messages wait because nothing was answered to them: an answered check, which sends none, then ends the trouble only
// if an earlier check was not answered either.
func (l *ledger) checked(channel account.Channel, f *Failure, silent bool, now time.Time) (mended bool) {
	r := l.channels[channel]
	if !r.trouble {
		return false
	}
	refusesAll := strings.Contains(r.class, "-refus") || strings.Contains(r.class, "-attente")
	answered := f == nil || f.Fault == FaultBox && !refusesAll
	if !answered && f.Fault != "" {
		r.class, r.deaf = f.Class, r.deaf || unheard(f.Class)
	}
	if !answered || silent && !r.deaf {
		r.try(now)
		return false
	}
	mended, _ = l.taken(db.Waiting{Message: db.Message{Channel: channel}})
	return mended
}
