package courier

import (
	"bytes"
	"testing"
	"time"

	"sesame/db"
)

func TestZZ(t *testing.T) {
	for _, n := range []int{1, 3} {
		working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, log *bytes.Buffer) {
			s, relay := tardy(t, 4*time.Minute)
			for range n {
				post(t, d, aMessage(db.KindCode), time.Now(), 24*time.Hour)
			}
			c := run(s, nil)
			for _, at := range []time.Duration{time.Minute, 3 * time.Minute, 4 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 6 * time.Hour, 16 * time.Hour} {
				pass(at)
				t.Logf("%d: after another %v: left %d, %+v", n, at, len(relay.got), c.Status())
			}
		})
	}
}
