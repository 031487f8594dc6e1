package courier

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"sesame/db"
)

// leavingFunc is a mailer that a test writes on the spot, for what happens around the moment when a mail leaves.
type leavingFunc func(m Mail) error

func (f leavingFunc) SendMail(_ context.Context, m Mail) error { return f(m) }

// A program that is killed has handed a message over and could not note the answer. It may have arrived, or not: it
// leaves a second time, and never a third one.
func TestAMessageLeavesTwiceAtMostWhereTheProgramIsKilled(t *testing.T) {
	for before, want := range []int{1, 1, 0, 0} {
		working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
			post(t, d, aMessage(db.KindCode), time.Now(), 30*time.Minute)
			if err := d.HandOver(t.Context(), 1, before); err != nil {
				t.Fatal(err)
			}
			left := 0
			run(leavingFunc(func(m Mail) error {
				if err := m.Leaving(); err != nil {
					return err
				}
				left++
				if due, err := d.Due(t.Context(), time.Now(), 1); err != nil || len(due) != 1 || due[0].HandedOver != before+1 {
					t.Errorf("left, and %+v is noted (%v)", due, err)
				}
				return nil
			}), nil)
			pass(time.Second)
			if health, err := d.OutboxHealth(t.Context()); err != nil || left != want || health.Waiting != 0 {
				t.Errorf("handed over %d times before: left %d times, %+v, %v", before, left, health, err)
			}
		})
	}
}

func TestAHandingOverThatFailedDoesNotCount(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		post(t, d, aMessage(db.KindCode), time.Now(), 30*time.Minute)
		tries := 0
		run(leavingFunc(func(m Mail) error {
			if err := m.Leaving(); err != nil {
				return err
			}
			if tries++; tries < 6 {
				return &Failure{Class: "smtp-attente 451"}
			}
			return nil
		}), nil)
		pass(20 * time.Minute)
		if health, err := d.OutboxHealth(t.Context()); err != nil || tries != 6 || health.Waiting != 0 {
			t.Errorf("%d tries, %+v, %v", tries, health, err)
		}
	})
}

func TestNothingLeavesThatCouldNotBeNoted(t *testing.T) {
	no := func() error { return &Failure{Class: "base"} }
	refused := func(t *testing.T, err error) {
		t.Helper()
		var f *Failure
		if !errors.As(err, &f) || f.Class != "base" || f.Permanent {
			t.Errorf("%v", err)
		}
	}
	t.Run("by mail", func(t *testing.T) {
		relay := newScripted(t, nil)
		s, err := NewSMTP(relay.url(), "Essai <essai@poitou.example>", aCaisse.Host)
		if err != nil {
			t.Fatal(err)
		}
		m := aMail()
		m.Leaving = no
		refused(t, s.SendMail(t.Context(), m))
		m.Leaving = func() error {
			if len(relay.got) != 0 {
				t.Error("the mail has left before it is noted")
			}
			return nil
		}
		if err := s.SendMail(t.Context(), m); err != nil || len(relay.got) != 1 {
			t.Errorf("%d mails, %v", len(relay.got), err)
		}
	})
	for _, scheme := range []string{"json+", "kannel+"} {
		t.Run("by SMS, "+scheme, func(t *testing.T) {
			var came atomic.Int32
			gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				came.Add(1)
				w.WriteHeader(http.StatusAccepted)
			}))
			defer gateway.Close()
			g, err := NewSMS(scheme+gateway.URL+"?username=a&password=b", "MSA", aSite)
			if err != nil {
				t.Fatal(err)
			}
			refused(t, g.SendText(t.Context(), Text{To: "+33612345678", Body: "a", Leaving: no}))
			if err := g.SendText(t.Context(), Text{To: "+33612345678", Body: "a"}); err != nil || came.Load() != 1 {
				t.Errorf("%d messages, %v", came.Load(), err)
			}
		})
	}
}
