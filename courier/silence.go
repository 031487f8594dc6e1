package courier

import (
	"maps"
	"strings"
	"time"

	"sesame/account"
	"sesame/db"
)

// silences is how long a message waits at least after it was sent whole without an answer, by how often that has happened. The
// other side may have accepted it each time (RFC 1047), so each further attempt may be another copy for the recipient.
var silences = [...]time.Duration{0, 2 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour}

// silence is what is known of a message that was sent whole without an answer.
type silence struct {
	channel account.Channel
	times   int
	until   time.Time // it is not sent before
	expires time.Time // the message's own end
}

// wasSilent counts an attempt to which nothing was answered, and returns the earliest time of the next one; zero if the channel
// has begun to answer again since the attempt began.
func (c *Courier) wasSilent(w db.Waiting, began, now time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	maps.DeleteFunc(c.silent, func(_ int64, s silence) bool { return !s.expires.After(now) })
	s := silence{channel: w.Channel, times: c.silent[w.ID].times + 1, expires: w.ExpiresAt}
	if c.broken[w.Channel].Before(began) {
		s.until = whole(now.Add(silences[min(s.times, len(silences))-1]))
	}
	c.silent[w.ID] = s
	return s.until
}

// breakSilence lets the messages of a channel be sent again at once, because the channel answers again. How often each was sent
// is kept.
func (c *Courier) breakSilence(channel account.Channel, now time.Time) {
	c.broken[channel] = now
	for id, s := range c.silent {
		if s.channel == channel {
			s.until = time.Time{}
			c.silent[id] = s
		}
	}
}

// isSilent reports whether a message of the channel waits because nothing was answered to it.
func (c *Courier) isSilent(channel account.Channel, now time.Time) bool {
	for _, s := range c.silent {
		if s.channel == channel && now.Before(s.until) && now.Before(s.expires) {
			return true
		}
	}
	return false
}

// unheard reports whether a class of failure is that of a missing answer.
func unheard(class string) bool {
	return strings.HasSuffix(class, "-delai") || strings.HasSuffix(class, "-coupure") || strings.HasSuffix(class, "-sans-reponse")
}
