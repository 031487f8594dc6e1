package courier

import (
	"time"

	"sesame/account"
	"sesame/db"
)

// A run becomes trouble at its third different destination, or at its third refusal that concerned more than one
// message. It becomes trouble at once when a refusal concerns all messages, or asks for a wait of more than a minute, in
// which no other message is sent that could show whether the channel works.
const (
	enough = 3
	// forgotten is how long after its last refusal a run starts afresh, unless it is trouble.
	forgotten = 24 * time.Hour
	// most bounds the number of destinations remembered.
	most = 1000
)

// run is a series of refusals without an accepted message in between. Each channel and each mailbox provider has one.
type run struct {
	since     time.Time       // first refusal of the run
	newest    time.Time       // last refusal
	class     string          // of the last refusal
	to        map[string]bool // different destinations refused
	many      int             // refusals that may affect other messages
	providers map[string]bool // providers of the destinations
	ended     []db.Waiting    // messages ended during the run because of their destination
	trouble   bool
	all       bool      // the last refusal applies to every message
	next      time.Time // no message is sent before this time
	deaf      bool      // a check was not answered either
	resumed   bool      // begun before the last start
	// odd holds destinations that were refused while others were accepted. Their refusals are no evidence about the
	// others.
	odd map[string]bool
	// kept maps the messages known to wait because of this trouble to their expiry.
	kept map[int64]time.Time
}

func newRun(odd map[string]bool) *run {
	return &run{to: map[string]bool{}, providers: map[string]bool{}, odd: odd, kept: map[int64]time.Time{}}
}

// note counts a refusal and returns whether it begins trouble.
func (r *run) note(w db.Waiting, f *Failure, now time.Time) (began bool) {
	if !r.trouble && now.Sub(r.newest) > forgotten {
		*r = *newRun(r.odd)
	}
	if f.After > 0 {
		r.wait(now.Add(f.After))
	}
	if r.odd[w.To] && f.Reach != ReachAll {
		return false
	}
	if r.since.IsZero() {
		r.since = now
	}
	r.newest, r.class, r.all = now, f.Class, f.Reach == ReachAll
	switch f.Reach {
	case ReachOne:
		r.to[w.To] = true
	case ReachMany:
		r.to[w.To] = true
		r.many++
	}
	if w.Channel == account.Email {
		r.providers[Provider(w.To)] = true
	}
	if !r.trouble && (f.Reach == ReachAll || f.After > time.Minute || len(r.to) >= enough || r.many >= enough) {
		r.trouble, began = true, true
		if r.all { // earlier refusals by single mailboxes are unrelated
			r.since = now
		}
	}
	return began
}

// end remembers a message ended because of its destination; the decision is reversed if the others turn out to be
// refused too.
func (r *run) end(w db.Waiting) {
	if !r.odd[w.To] && len(r.ended) < enough {
		r.ended = append(r.ended, w)
	}
}

// reopened returns the wrongly ended messages and forgets them.
func (r *run) reopened() []db.Waiting {
	ended := r.ended
	r.ended = nil
	return ended
}

// broken returns the next run, once a message to this destination was accepted.
func (r *run) broken(to string) *run {
	odd := r.odd
	if len(odd)+len(r.to) > most {
		odd = nil
	}
	if odd == nil {
		odd = map[string]bool{}
	}
	for refused := range r.to {
		odd[refused] = true
	}
	delete(odd, to)
	return newRun(odd)
}

// wait blocks all messages until an instant.
func (r *run) wait(until time.Time) {
	if until = whole(until); until.After(r.next) {
		r.next = until
	}
}

// whole rounds t up to a whole second, as the outbox stores instants.
func whole(t time.Time) time.Time {
	if second := t.Truncate(time.Second); second.Before(t) {
		return second.Add(time.Second)
	}
	return t
}

// try records that a message is sent as a test in spite of the trouble; the next one must wait.
func (r *run) try(now time.Time) { r.wait(now.Add(r.gap(now))) }

// gap is how long to wait between tests: short at first, because trouble may be over in seconds.
func (r *run) gap(now time.Time) time.Duration {
	if now.Sub(r.since) < time.Minute {
		return 10 * time.Second
	}
	return time.Minute
}
