package courier

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sesame/db"
)

// leavingFunc is a mailer defined by a test, for what happens around the moment when a mail is sent.
type leavingFunc func(m Mail) error

func (f leavingFunc) SendMail(_ context.Context, m Mail) error { return f(m) }

// A killed program leaves notes: that it was about to hand a message over, that it was about to write the end of the message,
// and that it has sent it. A message that was sent may have arrived or not, so it is sent a second time. If the program was
// killed between the end and its note, the message may have been sent; after one more attempt that is certain, it is not sent
// again. A message that was never sent has been promised, and is sent however often the program was killed.
func TestAMessageLeavesTwiceAtMostWhereTheProgramIsKilled(t *testing.T) {
	for _, c := range []struct {
		handedOver int
		departures departures
		leaves     int
	}{
		{0, departures{}, 1}, {1, departures{1, 1}, 1}, {2, departures{2, 2}, 0}, {3, departures{3, 3}, 0},
		{1, departures{}, 1}, {2, departures{}, 1}, {7, departures{1, 1}, 1}, {7, departures{2, 2}, 0},
		{1, departures{1, 0}, 1}, {2, departures{2, 0}, 1}, {2, departures{2, 1}, 0}, {5, departures{4, 1}, 0},
	} {
		path := filepath.Join(t.TempDir(), "left")
		synctest.Test(t, func(t *testing.T) {
			d := openOutbox(t)
			post(t, d, aMessage(db.KindCode), time.Now(), 30*time.Minute)
			if err := d.HandOver(t.Context(), 1, c.handedOver); err != nil {
				t.Fatal(err)
			}
			due, err := d.Due(t.Context(), time.Now(), 1)
			if err != nil || len(due) != 1 {
				t.Fatal(due, err)
			}
			if err := openDepartures(t, path).note(due[0], c.departures); err != nil { // the program does not come to close the file
				t.Fatal(err)
			}
			left := 0
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				New(d, leavingFunc(func(m Mail) error {
					if err := m.Leaving(); err != nil {
						return err
					}
					left++
					if got, want := openDepartures(t, path).of(due[0]), (departures{c.departures.begun + 1, c.departures.left}); got != want {
						t.Errorf("%+v: before the end %+v are noted", c, got)
					}
					m.Departed()
					if got, want := openDepartures(t, path).of(due[0]), (departures{c.departures.begun + 1, c.departures.left + 1}); got != want {
						t.Errorf("%+v: after the end %+v are noted", c, got)
					}
					return nil
				}), nil, Options{Caisse: aCaisse, Location: paris(t), Clock: time.Now, Log: slog.New(slog.DiscardHandler), Departures: openDepartures(t, path)}).Run(ctx)
			}()
			pass(time.Second)
			if health, err := d.OutboxHealth(t.Context()); err != nil || left != c.leaves || health.Waiting != 0 {
				t.Errorf("%+v: left %d times, %+v, %v", c, left, health, err)
			}
			stop()
			<-ended
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func openDepartures(t *testing.T, path string) *Departures {
	t.Helper()
	d, err := OpenDepartures(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// The content of the file may come from a disk that lost its power, and is used only as a count.
func TestDeparturesAreReadFromADamagedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "left")
	d := openDepartures(t, path)
	for id, reference := range []string{"AAAA", "BBBB", "CCCC", "DDDD"} {
		w := db.Waiting{ID: int64(id) + 5*departureSlots - 2, Reference: reference}
		if err := d.note(w, departures{id + 1, id}); err != nil {
			t.Fatal(err)
		}
		if id == 3 {
			if err := d.note(w, departures{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteAt([]byte("\n9\x00\xff 3 3\n-\nEEEE 1 x\nFFFF 1\n"), 40*departureSize); err != nil {
		t.Fatal(err)
	}
	if got, want := openDepartures(t, path).times, map[string]departures{"AAAA": {1, 0}, "BBBB": {2, 1}, "CCCC": {3, 2}}; !maps.Equal(got, want) {
		t.Errorf("read %v, want %v", got, want)
	}
	if about, err := os.Stat(path); err != nil || about.Mode().Perm() != 0o600 || about.Size() > departureSlots*departureSize {
		t.Errorf("%v %v", about, err)
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
		m.Departed = func() { t.Error("it has departed, and was never to leave") }
		refused(t, s.SendMail(t.Context(), m))
		m.Leaving = func() error {
			if len(relay.got) != 0 {
				t.Error("the mail has left before it is noted")
			}
			return nil
		}
		departed := 0
		m.Departed = func() { departed++ }
		if err := s.SendMail(t.Context(), m); err != nil || len(relay.got) != 1 || departed != 1 {
			t.Errorf("%d mails, %d departures, %v", len(relay.got), departed, err)
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
			refused(t, g.SendText(t.Context(), Text{To: "+33612345678", Body: "a", Leaving: no, Departed: func() { t.Error("it has departed, and was never to leave") }}))
			departed := 0
			if err := g.SendText(t.Context(), Text{To: "+33612345678", Body: "a", Departed: func() { departed++ }}); err != nil || came.Load() != 1 || departed != 1 {
				t.Errorf("%d messages, %d departures, %v", came.Load(), departed, err)
			}
		})
	}
}
