package walks

import (
	"fmt"
	"strings"
	"time"
)

// letter is a mail about a request.
type letter struct {
	to, request, code, temporary string
	came                         int // number of mails that had come before it
}

// promise is a statement of a screen: a message with this request number is on its way to this address.
type promise struct {
	to, request string
	temporary   bool
}

// readMail stores the mails as they arrive, by Message-ID.
func (c *crash) readMail() {
	for {
		c.post.mu.Lock()
		fresh, came := c.post.unread, c.post.came
		c.post.unread = nil
		c.post.mu.Unlock()
		c.mu.Lock()
		for _, m := range fresh {
			l := letter{to: m.to, request: requestNumber.FindString(m.text), came: len(c.mails)}
			if found := codeLine.FindStringSubmatch(m.text); found != nil {
				l.code = found[1]
			}
			if found := temporaryLine.FindStringSubmatch(m.text); found != nil {
				l.temporary = strings.Join(found[1:], "")
			}
			id := m.header.Get("Message-Id")
			if c.times[id]++; c.times[id] == 1 {
				c.mails[id] = l
			}
		}
		c.happen()
		c.mu.Unlock()
		<-came
	}
}

// awaited waits for a mail about a request. It ignores the first mails, as many as after says: request numbers are used again.
func (c *crash) awaited(p promise, after int) (letter, error) {
	deadline := time.After(4 * patience) // the service is dead most of the time
	for {
		c.mu.Lock()
		changed := c.changed
		for _, l := range c.mails {
			if l.came >= after && l.to == p.to && l.request == p.request && (l.temporary != "") == p.temporary {
				c.mu.Unlock()
				return l, nil
			}
		}
		c.mu.Unlock()
		select {
		case <-changed:
		case <-deadline:
			return letter{}, fmt.Errorf("the message %s was promised to %s and does not come", p.request, p.to)
		}
	}
}

// promised records the promise of a screen.
func (c *crash) promised(p promise) promise {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p.request == "" {
		c.t.Errorf("a screen without the number of its request, for %s", p.to)
	}
	c.promises[p] = true
	return p
}

// walk takes one member after the other through « oubli », until stopped is closed.
func (c *crash) walk() {
	for n := 0; ; n++ {
		select {
		case <-c.stopped:
			return
		case i := <-c.members:
			if err := c.journey(i, n%4 == 0); err != nil {
				c.t.Errorf("%s: %v", crashID(i), err)
				return
			}
			c.mu.Lock()
			c.ended++
			c.mu.Unlock()
			c.members <- i
		}
	}
}
