package courier

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sesame/account"
	"sesame/db"
)

// clerk is a carrier that accepts or refuses by destination, and records what it accepted and when it was called.
type clerk struct {
	mu      sync.Mutex
	refuses func(to string) *Failure // nil for nothing
	taken   map[string]int           // by destination
	asked   []time.Time
	checks  []time.Time
}

func (o *clerk) SendMail(_ context.Context, m Mail) error { return o.take(m.To) }
func (o *clerk) SendText(_ context.Context, t Text) error { return o.take(t.To) }

func (o *clerk) take(to string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asked = append(o.asked, time.Now())
	if o.refuses != nil {
		if f := o.refuses(to); f != nil {
			return f
		}
	}
	if o.taken == nil {
		o.taken = map[string]int{}
	}
	o.taken[to]++
	return nil
}

func (o *clerk) Check(context.Context, string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.checks = append(o.checks, time.Now())
	if o.refuses != nil {
		if f := o.refuses("contact@poitou.example"); f != nil {
			return f
		}
	}
	return nil
}

// becomes changes what is refused from now on.
func (o *clerk) becomes(refuses func(to string) *Failure) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.refuses, o.asked = refuses, nil
}

func (o *clerk) times() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.asked)
}

// got says which of these destinations received one message each.
func (o *clerk) got(t *testing.T, to ...string) {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	want := map[string]int{}
	for _, a := range to {
		want[a] = 1
	}
	if !maps.Equal(o.taken, want) {
		t.Errorf("taken %v, want one each of %v", o.taken, slices.Sorted(maps.Keys(want)))
	}
}

func all(f Failure) func(string) *Failure { return func(string) *Failure { return &f } }

// only refuses destinations that end with this text.
func only(end string, f Failure) func(string) *Failure {
	return func(to string) *Failure {
		if strings.HasSuffix(to, end) {
			return &f
		}
		return nil
	}
}

var (
	greylisted = Failure{Class: "smtp-attente 450 4.2.0", Fault: FaultBox}
	denied     = Failure{Class: "smtp-relais 554 5.7.1", Fault: FaultUs, Reach: ReachMany}
	badSender  = Failure{Class: "smtp-expediteur 553 5.7.1", Fault: FaultUs, Reach: ReachAll}
	unknown    = Failure{Class: "smtp-refus 550 5.1.1", Fault: FaultBox, Permanent: true}
)

// mailTo posts a mail that is valid for a day.
func mailTo(t *testing.T, d *db.DB, c *Courier, to string) {
	t.Helper()
	m := aMessage(db.KindTemporary)
	m.To = to
	post(t, d, m, time.Now(), 24*time.Hour)
	c.Wake()
	pass(2 * tickInterval)
}

// begins is a trouble with the second at which it began.
func begins(t Trouble) Trouble {
	t.Since = t.Since.Truncate(time.Second)
	return t
}

func box(i int, domain string) string { return fmt.Sprintf("membre%d@%s", i, domain) }

func TestARelayThatRefusesEverybodyIsTroubleAfterThree(t *testing.T) {
	for name, f := range map[string]Failure{"greylisted": greylisted, "denied": denied, "unknown": unknown} {
		t.Run(name, func(t *testing.T) {
			working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, log *bytes.Buffer) {
				o := &clerk{refuses: all(f)}
				c := run(o, nil)
				began := time.Now()
				for i := range 2 {
					mailTo(t, d, c, box(i, "un.example"))
				}
				if s := c.Status(); s.Mail != (Trouble{}) {
					t.Errorf("after two: %+v", s.Mail)
				}
				mailTo(t, d, c, box(2, "deux.example"))
				if s := c.Status(); begins(s.Mail) != (Trouble{Class: f.Class, Since: began}) || len(s.Providers) != 0 {
					t.Errorf("after three: %+v", s)
				}
				if said := log.String(); strings.Count(said, "a channel does not work") != 1 {
					t.Errorf("logged:\n%s", said)
				}
				o.becomes(nil)
				pass(5 * time.Minute)
				o.got(t, box(0, "un.example"), box(1, "un.example"), box(2, "deux.example"))
				if s := c.Status(); s.Mail != (Trouble{}) {
					t.Errorf("mended: %+v", s.Mail)
				}
			})
		})
	}
}

func TestWhatMeetsEveryMessageIsTroubleAtOnceAndTriedEachMinute(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		o := &clerk{refuses: all(badSender)}
		c := run(o, nil)
		mailTo(t, d, c, box(0, "un.example"))
		if s := c.Status(); s.Mail.Class != badSender.Class {
			t.Fatalf("%+v", s)
		}
		var want []string
		for i := range 100 {
			want = append(want, box(i, "un.example"))
			if i > 0 {
				mailTo(t, d, c, box(i, "un.example"))
			}
		}
		pass(time.Hour)
		o.becomes(all(badSender))
		pass(time.Hour)
		if n := o.times(); n < 55 || n > 60 {
			t.Errorf("tried %d times in an hour", n)
		}
		o.becomes(nil)
		pass(2 * time.Minute)
		o.got(t, want...)
		if took := o.asked[len(o.asked)-1].Sub(o.asked[0]); took > 2*time.Second {
			t.Errorf("what waited left in %v", took)
		}
	})
}

func TestAShortTroubleIsOverInSeconds(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		o := &clerk{refuses: all(badSender)}
		c := run(o, nil)
		mailTo(t, d, c, box(0, "un.example"))
		mailTo(t, d, c, box(1, "un.example"))
		o.becomes(nil)
		pass(15 * time.Second)
		o.got(t, box(0, "un.example"), box(1, "un.example"))
	})
}

func TestAProviderThatRefusesEverybodyIsToldApart(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		o := &clerk{refuses: only("@laposte.net", greylisted)}
		c := run(o, nil)
		began := time.Now()
		var want []string
		for i := range 12 {
			mailTo(t, d, c, box(i, "laposte.net"))
			mailTo(t, d, c, box(i, "gmail.com"))
			want = append(want, box(i, "gmail.com"))
		}
		o.got(t, want...)
		pass(10 * time.Minute)
		s := c.Status()
		if len(s.Providers) == 1 && s.Providers[0].Since.Sub(began) < time.Second { // the first mails leave at the courier's next ticks
			s.Providers[0].Since = began
		}
		if s.Mail != (Trouble{}) || len(s.Providers) != 1 || s.Providers[0] != (db.Trouble{Channel: account.Email, Provider: "La Poste", Class: greylisted.Class, Since: began, Waiting: 12}) {
			t.Errorf("%+v", s)
		}
		o.becomes(only("@laposte.net", greylisted))
		pass(10 * time.Minute)
		if n := o.times(); n < 9 || n > 10 {
			t.Errorf("tried %d times in ten minutes", n)
		}
		o.becomes(nil)
		pass(5 * time.Minute)
		for i := range 12 {
			want = append(want, box(i, "laposte.net"))
		}
		o.got(t, want...)
		if s := c.Status(); len(s.Providers) != 0 {
			t.Errorf("mended: %+v", s)
		}
	})
}

func TestTheDomainsOfAProviderAreOne(t *testing.T) {
	for to, want := range map[string]string{"a@orange.fr": "Orange", "A@WANADOO.FR": "Orange", "a@laposte.net": "La Poste", "a@gaec.example": "gaec.example", "decoy": ""} {
		if got := Provider(to); got != want {
			t.Errorf("%s: %q, want %q", to, got, want)
		}
	}
}

func TestAMessageForAnotherProviderDoesNotWaitForTheFirst(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		o := &clerk{refuses: only("@laposte.net", denied)}
		c := run(o, nil)
		for i := range 3 {
			mailTo(t, d, c, box(i, "laposte.net"))
		}
		if s := c.Status(); s.Mail.Class == "" {
			t.Errorf("%+v", s)
		}
		mailTo(t, d, c, box(0, "gmail.com"))
		o.got(t, box(0, "gmail.com"))
		if s := c.Status(); s.Mail != (Trouble{}) || len(s.Providers) != 1 {
			t.Errorf("%+v", s)
		}
	})
}

func TestABoxThatDoesNotExistEndsItsMessageWhereOthersAreTaken(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		o := &clerk{refuses: only("@parti.example", unknown)}
		c := run(o, nil)
		var want []string
		for i := range 6 {
			mailTo(t, d, c, box(i, "parti.example"))
			mailTo(t, d, c, box(i, "ici.example"))
			want = append(want, box(i, "ici.example"))
			if s := c.Status(); s.Mail != (Trouble{}) {
				t.Errorf("%+v", s)
			}
		}
		o.got(t, want...)
		s := c.Status()
		if s.Tallies[Tally{"email", Sent}] != 6 || s.Tallies[Tally{"email", Refused}] != 2 {
			t.Errorf("%+v", s.Tallies) // from the third one on it may be the provider
		}
	})
}

func TestBoxesThatRefuseWhileOthersAreTakenSayNothingOfTheRelay(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		o := &clerk{refuses: only("@plein.example", denied)}
		c := run(o, nil)
		mailTo(t, d, c, "un@a.plein.example")
		for i := range 4 {
			mailTo(t, d, c, fmt.Sprintf("un@%d.plein.example", i))
			mailTo(t, d, c, box(i, "ici.example"))
		}
		o.becomes(func(to string) *Failure {
			if strings.HasSuffix(to, ".plein.example") {
				return &denied
			}
			return nil
		})
		for i := range 4 {
			mailTo(t, d, c, fmt.Sprintf("deux@%d.plein.example", i))
			mailTo(t, d, c, box(4+i, "ici.example"))
		}
		pass(12 * time.Hour)
		if s := c.Status(); s.Mail != (Trouble{}) {
			t.Errorf("%+v", s)
		}
	})
}

func TestARowOfRefusalsIsForgottenAfterADay(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		o := &clerk{refuses: all(unknown)}
		c := run(o, nil)
		for i := range 4 {
			mailTo(t, d, c, box(i, "un.example"))
			pass(25 * time.Hour)
		}
		if s := c.Status(); s.Mail != (Trouble{}) || len(s.Providers) != 0 {
			t.Errorf("%+v", s)
		}
	})
}

func TestAGatewayThatAsksToWaitIsLeftAlone(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		began := time.Now()
		o := &clerk{refuses: all(Failure{Class: "sms-attente 429", Fault: FaultRelay, Reach: ReachMany, After: 90 * time.Second})}
		c := run(nil, o)
		post(t, d, anSMS(db.KindCode), time.Now(), 30*time.Minute)
		c.Wake()
		synctest.Wait()
		m := anSMS(db.KindCode)
		m.To = "+33612345679"
		post(t, d, m, time.Now(), 30*time.Minute)
		c.Wake()
		synctest.Wait()
		if s := c.Status(); s.SMS.Class != "sms-attente 429" {
			t.Errorf("nothing leaves for longer than a minute, and nobody is told: %+v", s)
		}
		o.becomes(nil)
		pass(89 * time.Second)
		o.got(t)
		pass(5 * time.Second)
		o.got(t, "+33612345678", "+33612345679")
		if s := c.Status(); s.SMS != (Trouble{}) || o.asked[0].Sub(began) < 90*time.Second {
			t.Errorf("%+v", s)
		}
	})
}

// A trouble that began while the clock was ahead is retried when the clock is right again, not at the instant noted then.
func TestATroubleOfAnHourThatComesAgainIsTriedAtOnce(t *testing.T) {
	var ahead atomic.Int64
	clock := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	synctest.Test(t, func(t *testing.T) {
		d := openOutbox(t)
		ctx, cancel := context.WithCancel(t.Context())
		o := &clerk{refuses: all(badSender)}
		c := New(d, o, nil, Options{Caisse: aCaisse, Location: paris(t), Clock: clock, Log: slog.New(slog.DiscardHandler)})
		var running sync.WaitGroup
		running.Go(func() { c.Run(ctx) })
		send := func(to string) {
			m := aMessage(db.KindTemporary)
			m.To = to
			post(t, d, m, clock(), 72*time.Hour)
			c.Wake()
		}
		ahead.Store(int64(24 * time.Hour))
		send(box(1, "un.example"))
		pass(15 * time.Second)
		if s := c.Status(); s.Mail.Since.IsZero() {
			t.Fatalf("no trouble: %+v", s)
		}
		from := clock()
		o.becomes(nil) // before the clock goes back, which may begin an attempt at once
		ahead.Store(0)
		if err := d.ClockWentBack(ctx, from, clock(), time.Hour, time.Hour); err != nil {
			t.Fatal(err)
		}
		send(box(2, "un.example"))
		pass(time.Minute)
		o.got(t, box(1, "un.example"), box(2, "un.example"))
		if s := c.Status(); s.Mail != (Trouble{}) {
			t.Errorf("%+v", s)
		}
		cancel()
		running.Wait()
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestWhatIsForNobodyWaitsAsLongAsWhatIsForSomebody(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		o := &clerk{refuses: all(badSender)}
		c := run(o, nil)
		mailTo(t, d, c, box(0, "un.example"))
		m := aMessage(db.KindCode)
		m.At, m.Until = time.Now(), time.Now().Add(30*time.Minute)
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { return tx.PostDecoy(t.Context(), m, m.At, m.Until) }); err != nil {
			t.Fatal(err)
		}
		c.Wake()
		pass(10 * time.Minute)
		if next, err := d.NextDue(t.Context()); err != nil || next.IsZero() {
			t.Errorf("next %v, %v", next, err)
		}
		if health, err := d.OutboxHealth(t.Context()); err != nil || health.Waiting != 1 || health.Channels["email"] != 1 {
			t.Errorf("what is for nobody is counted: %+v %v", health, err)
		}
		o.becomes(nil)
		pass(2 * time.Minute)
		if next, err := d.NextDue(t.Context()); err != nil || !next.IsZero() {
			t.Errorf("next %v, %v", next, err)
		}
		o.got(t, box(0, "un.example"))
	})
}

func TestAChannelInTroubleIsCheckedEachMinuteWhereNothingWaits(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		o := &clerk{refuses: all(badSender)}
		c := run(o, nil)
		post(t, d, aMessage(db.KindCode), time.Now(), 5*time.Minute)
		c.Wake()
		pass(65 * time.Minute)
		o.mu.Lock()
		n := len(o.checks)
		o.mu.Unlock()
		if s := c.Status(); s.Mail.Class == "" || s.Tallies[Tally{"email", Expired}] != 1 || n < 55 || n > 65 {
			t.Errorf("%d checks, %+v", n, s)
		}
		o.becomes(nil)
		pass(2 * time.Minute)
		if s := c.Status(); s.Mail != (Trouble{}) {
			t.Errorf("%+v", s)
		}
		if o.times() != 0 {
			t.Error("a check sent something")
		}
	})
}

func TestARestartForgetsNoTrouble(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		earlier := []db.Trouble{
			{Channel: account.Email, Class: "smtp-connexion", Since: time.Now().Add(-time.Hour)},
			{Channel: account.SMS, Class: "sms-acces 401", Since: time.Now().Add(-time.Hour)},
			{Channel: account.Email, Provider: "La Poste", Class: "smtp-attente 450", Waiting: 2, Since: time.Now().Add(-2 * time.Hour)},
		}
		if err := d.NoteTroubles(t.Context(), earlier, time.Now()); err != nil {
			t.Fatal(err)
		}
		m := aMessage(db.KindTemporary)
		m.To = box(0, "laposte.net")
		post(t, d, m, time.Now(), 24*time.Hour) // before the start: without a message that is due the relay would be checked first
		o := &clerk{refuses: all(badSender)}
		c := run(o, nil) // SMS are off
		pass(2 * tickInterval)
		s := c.Status()
		if s.Mail.Class != badSender.Class || !s.Mail.Since.Equal(earlier[0].Since) || s.SMS != (Trouble{}) || len(s.Providers) != 1 || !s.Providers[0].Since.Equal(earlier[2].Since) {
			t.Errorf("%+v", s)
		}
		lasting, err := d.Troubles(t.Context())
		if err != nil || len(lasting) != 2 || lasting[0].Class != badSender.Class || lasting[1].Provider != "La Poste" || lasting[1].Waiting != 1 {
			t.Errorf("%+v %v", lasting, err)
		}
		o.becomes(nil)
		pass(2 * time.Minute)
		if lasting, err := d.Troubles(t.Context()); err != nil || len(lasting) != 0 {
			t.Errorf("%+v %v", lasting, err)
		}
		o.got(t, box(0, "laposte.net"))
	})
}

// TestATroubleFromBeforeARestartIsChecked: even if no message is due that would end it.
func TestATroubleFromBeforeARestartIsChecked(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		if err := d.NoteTroubles(t.Context(), []db.Trouble{{Channel: account.Email, Class: "smtp-connexion", Since: time.Now().Add(-time.Hour)}}, time.Now()); err != nil {
			t.Error(err)
		}
		c := run(&clerk{}, nil)
		pass(2 * time.Minute)
		if told := c.Status().Mail; told != (Trouble{}) {
			t.Errorf("told: %+v", told)
		}
	})
}

// TestARelayThatWasSilentBeforeARestartIsTestedByAMail: waiting messages are sent once it answers, and not because of the
// restart.
func TestARelayThatWasSilentBeforeARestartIsTestedByAMail(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		if err := d.NoteTroubles(t.Context(), []db.Trouble{{Channel: account.Email, Class: "smtp-sans-reponse", Since: time.Now().Add(-time.Hour)}}, time.Now()); err != nil {
			t.Error(err)
		}
		post(t, d, aMessage(db.KindTemporary), time.Now(), 24*time.Hour)
		due, err := d.Due(t.Context(), time.Now(), 1, account.Email)
		if err != nil || len(due) != 1 {
			t.Errorf("%+v, %v", due, err)
			return
		}
		if err := d.Reschedule(t.Context(), []int64{due[0].ID}, time.Now().Add(3*time.Hour)); err != nil {
			t.Error(err)
		}
		s, relay := tardy(t, 0)
		relay.becomes(map[string]string{".": "silence"})
		c := run(s, nil)
		pass(30 * time.Minute)
		if left, told := relay.sentToMembers(), c.Status().Mail.Class; left != 0 || told != "smtp-sans-reponse" {
			t.Errorf("after half an hour the mail has left %d times; told: %q", left, told)
		}
		relay.becomes(nil)
		pass(5 * time.Minute)
		if health, err := d.OutboxHealth(t.Context()); err != nil || health.Waiting != 0 || c.Status().Mail != (Trouble{}) {
			t.Errorf("five minutes after it was mended: %+v, %+v, %v", health, c.Status().Mail, err)
		}
	})
}

func TestEachClassOfTroubleHasACauseAndAMend(t *testing.T) {
	for class, says := range causes {
		what, mend, two := strings.Cut(says, " : ")
		if !two || what == "" || mend == "" || strings.HasSuffix(says, ".") {
			t.Errorf("%s: %q", class, says)
		}
	}
	for _, class := range []string{"smtp-nom", "smtp-attente", "sms-acces", "inconnue"} {
		if causes[class] == "" {
			t.Errorf("%s has no cause", class)
		}
	}
	if got := cause("smtp-expediteur 553 5.7.1"); !strings.HasPrefix(got, "le serveur de messagerie refuse notre expéditeur (553 5.7.1) : ") {
		t.Error(got)
	}
}
