package courier

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"sesame/account"
	"sesame/db"
)

// Trouble is why a whole channel does not work; the zero value means that it works.
type Trouble struct {
	Class string    // of the last refusal
	Since time.Time // first refusal after the last accepted message
}

// Troubles lists the current troubles in the form stored in the database, those of whole channels first.
func (s Status) Troubles() (troubles []db.Trouble) {
	if s.Mail != (Trouble{}) {
		troubles = append(troubles, db.Trouble{Channel: account.Email, Class: s.Mail.Class, Since: s.Mail.Since})
	}
	if s.SMS != (Trouble{}) {
		troubles = append(troubles, db.Trouble{Channel: account.SMS, Class: s.SMS.Class, Since: s.SMS.Since})
	}
	return append(troubles, s.Providers...)
}

// Result is the result of a message or of an attempt.
type Result string

// A message is sent, refused permanently, or expired; after any other failed attempt it remains queued.
const (
	Sent    Result = "sent"
	Refused Result = "refused"
	Expired Result = "expired"
	Kept    Result = "kept"
)

// Tally counts the results of a channel since the start.
type Tally struct {
	Channel account.Channel
	Result  Result
}

// Status is the courier's state, for readiness checks and operators.
type Status struct {
	Mail, SMS Trouble
	Providers []db.Trouble // mailbox providers that refuse our messages while others accept them, the longest trouble first
	Held      int          // messages being sent or queued in memory
	Tallies   map[Tally]int
}

// Status returns the current state.
func (c *Courier) Status() Status {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := Status{Mail: c.ledger.channels[account.Email].told(), SMS: c.ledger.channels[account.SMS].told(), Held: len(c.held), Tallies: maps.Clone(c.tallies)}
	now := c.o.Clock()
	for name, r := range c.ledger.providers {
		if r.trouble {
			maps.DeleteFunc(r.kept, func(_ int64, end time.Time) bool { return !end.After(now) })
			s.Providers = append(s.Providers, db.Trouble{Channel: account.Email, Provider: name, Class: r.class, Since: r.since, Waiting: len(r.kept)})
		}
	}
	slices.SortFunc(s.Providers, func(a, b db.Trouble) int {
		return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Provider, b.Provider))
	})
	return s
}

func (r *run) told() Trouble {
	if !r.trouble {
		return Trouble{}
	}
	return Trouble{Class: r.class, Since: r.since}
}

func (c *Courier) count(channel account.Channel, result Result, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tallies[Tally{channel, result}] += n
}
