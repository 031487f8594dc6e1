package courier

import (
	"time"

	"sesame/account"
)

// Trouble is what keeps a channel from working; the zero value is none.
type Trouble struct {
	Class string    // of the newest passing failure
	Since time.Time // the first failure after the last message that left
}

// Status is how the courier fares, for readiness and operators.
type Status struct {
	Mail, SMS Trouble
	Held      int // messages in hand: on their way, or next in line
}

// Status tells how the courier fares now.
func (c *Courier) Status() Status {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Status{Mail: c.trouble[account.Email], SMS: c.trouble[account.SMS], Held: len(c.held)}
}

// note keeps a channel's trouble up to date. A permanent failure is one message's own: it changes nothing.
func (c *Courier) note(channel account.Channel, f *Failure) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case f == nil:
		delete(c.trouble, channel)
	case !f.Permanent:
		t := c.trouble[channel]
		if t.Since.IsZero() {
			t.Since = c.o.Clock()
		}
		t.Class = f.Class
		c.trouble[channel] = t
	}
}
