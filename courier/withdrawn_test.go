package courier

import (
	"bytes"
	"context"
	"testing"
	"time"

	"sesame/db"
)

// A message may be withdrawn after the courier has read it from the outbox, and before it is sent.
func TestAMessageThatIsWithdrawnOnItsWayDoesNotLeave(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		post(t, d, aMessage(db.KindCode), time.Now(), 30*time.Minute)
		tried, left := 0, 0
		c := run(leavingFunc(func(m Mail) error {
			tried++
			if err := d.Dropped(context.Background(), 1, time.Now()); err != nil { // ends it, as a newer code does
				t.Error(err)
			}
			if err := m.Leaving(); err != nil {
				return err
			}
			left++
			return nil
		}), nil)
		pass(time.Hour)
		if tried != 1 || left != 0 || c.Status().Mail != (Trouble{}) {
			t.Errorf("tried %d times, left %d times, %+v", tried, left, c.Status())
		}
	})
}
