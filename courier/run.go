package courier

import (
	"time"

	"sesame/account"
	"sesame/db"
)

// A run is trouble from its third different destination on, or from its third refusal that was about more than one message.
const (
	enough = 3
	// forgotten is how long after its newest refusal a row begins anew, unless it is trouble.
	forgotten = 24 * time.Hour
	// most bounds what is remembered of single destinations.
	most = 1000
)

// run is a row of refusals that nothing has broken: no message was taken in between. A channel has one, and so has each
// provider of boxes.
type run struct {
	since   time.Time       // first refusal that belongs to it
	newest  time.Time       // newest refusal
	class   string          // of the newest one
	to      map[string]bool // different destinations refused
	many    int             // refusals that may well meet other messages
	houses  map[string]bool // providers of the destinations
	ended   []db.Waiting    // messages that ended in it, by the fault of their destination
	trouble bool
	all     bool      // the newest refusal meets every message
	next    time.Time // no message leaves before
	// odd are destinations that were refused while others were taken. What they refuse says nothing of the rest.
	odd map[string]bool
	// kept are the messages that wait because of this trouble, as far as they have been met, with the end of their lives.
	kept map[int64]time.Time
}

func newRun(odd map[string]bool) *run {
	return &run{to: map[string]bool{}, houses: map[string]bool{}, odd: odd, kept: map[int64]time.Time{}}
}

// note counts one more refusal and says whether the trouble begins with it.
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
		r.houses[provider(w.To)] = true
	}
	if !r.trouble && (f.Reach == ReachAll || len(r.to) >= enough || r.many >= enough) {
		r.trouble, began = true, true
		if r.all { // what single boxes refused before was another matter
			r.since = now
		}
	}
	return began
}

// end remembers a message that ended by the fault of its destination: should the others be refused too, it was not.
func (r *run) end(w db.Waiting) {
	if !r.odd[w.To] && len(r.ended) < enough {
		r.ended = append(r.ended, w)
	}
}

// reopened hands out the messages that ended wrongly.
func (r *run) reopened() []db.Waiting {
	ended := r.ended
	r.ended = nil
	return ended
}

// broken is the run that begins once a message to this destination was taken.
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

// wait lets no message leave before an instant.
func (r *run) wait(until time.Time) {
	if until = whole(until); until.After(r.next) {
		r.next = until
	}
}

// whole is the first whole second from t on, as the outbox keeps instants.
func whole(t time.Time) time.Time {
	if second := t.Truncate(time.Second); second.Before(t) {
		return second.Add(time.Second)
	}
	return t
}

// try says that a message leaves in spite of the trouble, to see whether it is over: the next one waits.
func (r *run) try(now time.Time) { r.wait(now.Add(r.gap(now))) }

// gap is how long a channel in trouble is left alone: a short one may be over in seconds.
func (r *run) gap(now time.Time) time.Duration {
	if now.Sub(r.since) < time.Minute {
		return 10 * time.Second
	}
	return time.Minute
}
