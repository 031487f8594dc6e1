package courier

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
	"sesame/db/dbtest"
)

// openOutbox opens a copy of an empty database.
func openOutbox(t testing.TB) *db.DB {
	t.Helper()
	keys, err := keys.NewKeyring(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	open := func(path string) *db.DB {
		d, err := db.Open(t.Context(), path, keys, paris(t))
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	return open(dbtest.Copy(t, "empty", func() *db.DB { return open(filepath.Join(t.TempDir(), "sesame.db")) }))
}

func post(t testing.TB, d *db.DB, m db.Message, now time.Time, life time.Duration) {
	t.Helper()
	m.At, m.Until = now, now.Add(life)
	err := d.InTx(t.Context(), func(tx *db.Tx) error { return tx.Post(t.Context(), 0, m, now, now.Add(life)) })
	if err != nil {
		t.Fatal(err)
	}
}

func anSMS(kind string) db.Message {
	m := aMessage(kind)
	m.Channel, m.To = "sms", "+33612345678"
	return m
}

// carrierFunc is a mailer and a texter defined by a test.
type carrierFunc func(ctx context.Context, to, reference string) error

func (f carrierFunc) SendMail(ctx context.Context, m Mail) error { return f(ctx, m.To, m.Reference) }
func (f carrierFunc) SendText(ctx context.Context, t Text) error { return f(ctx, t.To, t.Reference) }

// working runs a courier in a bubble where time passes only when nothing else can happen; log is what it wrote.
func working(t *testing.T, f func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, log *bytes.Buffer)) {
	synctest.Test(t, func(t *testing.T) {
		d := openOutbox(t)
		log := &bytes.Buffer{}
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		f(t, d, func(m Mailer, x Texter) *Courier {
			c := New(d, m, x, Options{Caisse: aCaisse, Location: paris(t), Clock: time.Now, Log: slog.New(slog.NewTextHandler(log, nil))})
			running.Go(func() { c.Run(ctx) })
			return c
		}, log)
		cancel()
		running.Wait()
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		for _, leak := range []string{"jeanne", "+33612345678", "4821", "abcdefghjkm2", "Dupont"} {
			if strings.Contains(log.String(), leak) {
				t.Errorf("the log tells %q:\n%s", leak, log)
			}
		}
	})
}

// pass lets this time pass in a bubble, and waits for all that follows from it.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// arrived returns the newest message to an address or number; the zero Left for none.
func arrived(b *Mailbox, to string) Left {
	for _, l := range b.All() {
		if l.To == to {
			return l
		}
	}
	return Left{}
}

func TestMessagesLeaveWithTheTickAfterTheCourierIsWoken(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		box := NewMailbox(10, time.Now)
		c := run(box, box)
		synctest.Wait()
		began := time.Now()
		post(t, d, aMessage(db.KindCode), began, 30*time.Minute)
		post(t, d, anSMS(db.KindTemporary), began, 24*time.Hour)
		c.Wake()
		pass(2 * tickInterval)
		mail, sms := arrived(box, "jeanne@poitou.example"), arrived(box, "+33612345678")
		if mail.Mail == nil || mail.Mail.Reference == "" || mail.Mail.Date.Before(began) {
			t.Errorf("got %+v", mail)
		}
		if sms.Text == nil || sms.Text.Reference == "" {
			t.Errorf("got %+v", sms)
		}
	})
}

func TestMessagesOfALastRunLeaveAtTheStart(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		post(t, d, aMessage(db.KindCode), time.Now(), 30*time.Minute)
		box := NewMailbox(10, time.Now)
		run(box, box)
		pass(tickInterval)
		if arrived(box, "jeanne@poitou.example").Mail == nil {
			t.Error("the message has not left")
		}
	})
}

func TestAPassingFailureIsTriedAgainUntilTheMessageEnds(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, log *bytes.Buffer) {
		began := time.Now()
		var tries []time.Duration
		fails := carrierFunc(func(context.Context, string, string) error {
			tries = append(tries, time.Since(began))
			return &Failure{Class: "smtp-attente 450", Fault: FaultBox}
		})
		post(t, d, aMessage(db.KindCode), began, 10*time.Minute)
		c := run(fails, nil)
		pass(5 * time.Minute)
		if s := c.Status(); s.Mail != (Trouble{}) || s.SMS != (Trouble{}) || len(s.Providers) != 0 {
			t.Errorf("one box that makes us wait is no trouble: %+v", s)
		}
		pass(time.Hour)
		wants := []time.Duration{0, 10 * time.Second, 40 * time.Second, 100 * time.Second, 220 * time.Second, 520 * time.Second}
		if len(tries) != len(wants) {
			t.Fatalf("tries at %v", tries)
		}
		for i, want := range wants {
			if late := tries[i] - want; late < 0 || late > time.Duration(i)*2*time.Second {
				t.Errorf("try %d after %v, want %v", i+1, tries[i], want)
			}
		}
		health, err := d.OutboxHealth(context.Background())
		if err != nil || health.Waiting != 0 {
			t.Errorf("still waiting: %+v %v", health, err)
		}
		if n := strings.Count(log.String(), "\n"); n != len(wants) || !strings.Contains(log.String(), "class=\"smtp-attente 450\"") {
			t.Errorf("%d lines of log:\n%s", n, log)
		}
	})
}

func TestAPermanentFailureEndsTheMessage(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		tries := 0
		post(t, d, aMessage(db.KindCode), time.Now(), 30*time.Minute)
		c := run(carrierFunc(func(context.Context, string, string) error {
			tries++
			return &Failure{Permanent: true, Class: "smtp-refus 550 5.1.1", Fault: FaultBox}
		}), nil)
		pass(time.Hour)
		if tries != 1 {
			t.Errorf("%d tries", tries)
		}
		if s := c.Status(); s.Mail.Class != "" || s.Held != 0 {
			t.Errorf("one bad address is no trouble of the relay: %+v", s)
		}
	})
}

func TestADecoyIsDroppedAndNothingLeaves(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		for _, m := range []db.Message{aMessage(db.KindCode), anSMS(db.KindTemporary)} {
			m.At, m.Until = time.Now(), time.Now().Add(30*time.Minute)
			err := d.InTx(t.Context(), func(tx *db.Tx) error { return tx.PostDecoy(t.Context(), m, m.At, m.Until) })
			if err != nil {
				t.Fatal(err)
			}
		}
		box := NewMailbox(10, time.Now)
		run(box, box)
		pass(time.Minute)
		if health, err := d.OutboxHealth(t.Context()); err != nil || health.Waiting != 0 || len(box.All()) != 0 {
			t.Errorf("%+v %v, left: %+v", health, err, box.All())
		}
	})
}

func TestASMSIsRefusedWhereSMSAreOff(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, log *bytes.Buffer) {
		post(t, d, anSMS(db.KindCode), time.Now(), 30*time.Minute)
		run(NewMailbox(1, time.Now), nil)
		synctest.Wait()
		pass(time.Minute)
		if health, err := d.OutboxHealth(t.Context()); err != nil || health.Waiting != 0 || !strings.Contains(log.String(), "sms-non-configure") {
			t.Errorf("%+v %v\n%s", health, err, log)
		}
	})
}

func TestAMessageThatExpiredDoesNotLeave(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		post(t, d, aMessage(db.KindCode), time.Now().Add(-time.Hour), 30*time.Minute)
		box := NewMailbox(10, time.Now)
		run(box, box)
		pass(time.Minute)
		if health, err := d.OutboxHealth(t.Context()); err != nil || health.Waiting != 0 || len(box.All()) != 0 {
			t.Errorf("%+v %v, left: %d", health, err, len(box.All()))
		}
	})
}

func TestARelayThatHangsDoesNotKeepSMSFromLeaving(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		for range 200 {
			post(t, d, aMessage(db.KindCode), time.Now(), 30*time.Minute)
		}
		post(t, d, anSMS(db.KindCode), time.Now(), 30*time.Minute)
		box := NewMailbox(10, time.Now)
		run(carrierFunc(func(ctx context.Context, _, _ string) error {
			<-ctx.Done()
			return &Failure{Class: "smtp-delai"}
		}), box)
		synctest.Wait() // no time passes
		if arrived(box, "+33612345678").Text == nil {
			t.Error("the SMS waits")
		}
	})
}

func TestEachMessageLeavesOnceWithEightAtATime(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		const messages = 300
		for range messages {
			post(t, d, aMessage(db.KindCode), time.Now(), 30*time.Minute)
		}
		var (
			mu            sync.Mutex
			seen          = map[string]int{}
			onWay, atMost int
		)
		c := run(carrierFunc(func(_ context.Context, _, reference string) error {
			mu.Lock()
			seen[reference]++
			onWay++
			atMost = max(atMost, onWay)
			mu.Unlock()
			<-time.After(time.Millisecond)
			mu.Lock()
			onWay--
			mu.Unlock()
			return nil
		}), nil)
		for range 5 {
			c.Wake() // woken in the middle: what is on its way is not taken again
			<-time.After(3 * time.Millisecond)
		}
		pass(time.Minute)
		for reference, n := range seen {
			if n != 1 {
				t.Errorf("%s left %d times", reference, n)
			}
		}
		if len(seen) != messages || atMost != carriers {
			t.Errorf("%d messages left, %d at a time", len(seen), atMost)
		}
	})
}

// forgetful is a database that fails for a while to record that a message was sent.
type forgetful struct {
	*db.DB
	mu   sync.Mutex
	left int
}

func (f *forgetful) Sent(ctx context.Context, id int64, now time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.left--; f.left >= 0 {
		return errors.New("disk full")
	}
	return f.DB.Sent(ctx, id, now)
}

func TestASendingThatCouldNotBeNotedIsNotRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &forgetful{DB: openOutbox(t), left: 3}
		post(t, d.DB, aMessage(db.KindCode), time.Now(), 30*time.Minute)
		box := NewMailbox(10, time.Now)
		c := New(d, box, nil, Options{Caisse: aCaisse, Location: paris(t), Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { c.Run(ctx) })
		pass(2 * time.Minute)
		if n := len(box.All()); n != 1 || c.Status().Held != 0 {
			t.Errorf("left %d times, %+v", n, c.Status())
		}
		cancel()
		running.Wait()
		_ = d.Close()
	})
}

func TestWhatIsOnItsWayArrivesWhenTheServiceStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openOutbox(t)
		post(t, d, aMessage(db.KindCode), time.Now(), 30*time.Minute)
		began, arrived := make(chan struct{}), false
		c := New(d, carrierFunc(func(ctx context.Context, _, _ string) error {
			close(began)
			<-time.After(time.Second)
			arrived = true
			return ctx.Err()
		}), nil, Options{Caisse: aCaisse, Location: paris(t), Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { c.Run(ctx) })
		<-began
		cancel()
		running.Wait()
		if health, err := d.OutboxHealth(t.Context()); err != nil || health.Waiting != 0 || !arrived {
			t.Errorf("arrived %v, noted %+v %v", arrived, health, err)
		}
		_ = d.Close()
	})
}

func TestTheCourierDoesNotPollWhileNothingWaits(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		counting := &counter{DB: d}
		c := New(counting, NewMailbox(1, time.Now), nil, Options{Caisse: aCaisse, Location: paris(t), Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		c.Run(ctx)
		if counting.asked > 2*61 { // for each channel
			t.Errorf("the outbox was asked %d times in an idle hour", counting.asked)
		}
	})
}

type counter struct {
	*db.DB
	asked int
}

func (c *counter) Due(ctx context.Context, now time.Time, limit int, channels ...account.Channel) ([]db.Waiting, error) {
	c.asked++
	return c.DB.Due(ctx, now, limit, channels...)
}

// A queue of 1,000 mails through a real Postfix, as the service sends them; the target is 200 a second.
func BenchmarkAThousandMailsThroughPostfix(b *testing.B) {
	arrival := newScripted(b, nil)
	p := startPostfix(b, arrival.listener.Addr().String())
	d := openOutbox(b)
	defer d.Close() //nolint:errcheck // end of the benchmark
	const messages = 1000
	for b.Loop() {
		b.StopTimer()
		for range messages {
			post(b, d, aMessage(db.KindCode), time.Now(), 30*time.Minute)
		}
		sent := make(chan struct{}, messages)
		mailer := p.mailer(b, fmt.Sprintf("smtp://%s@localhost:%s", relayLogin, p.startTLS))
		c := New(d, counted{mailer, sent}, nil, Options{Caisse: aCaisse, Location: paris(b), Clock: time.Now, Log: slog.Default()})
		ctx, cancel := context.WithCancel(b.Context())
		var running sync.WaitGroup
		b.StartTimer()
		running.Go(func() { c.Run(ctx) })
		for range messages {
			<-sent
		}
		cancel()
		running.Wait()
	}
	b.ReportMetric(float64(messages*b.N)/b.Elapsed().Seconds(), "mails/s")
}

// counted reports each mail that the relay accepted.
type counted struct {
	Mailer
	sent chan<- struct{}
}

func (c counted) SendMail(ctx context.Context, m Mail) error {
	err := c.Mailer.SendMail(ctx, m)
	if err == nil {
		c.sent <- struct{}{}
	}
	return err
}
