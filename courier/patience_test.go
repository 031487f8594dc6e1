package courier

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sesame/db"
)

// tardy is a relay that answers a mail after a delay.
func tardy(t *testing.T, after time.Duration) (mailer *SMTP, relay *scripted) {
	t.Helper()
	s, err := NewSMTP("smtp://relais.example?tls=none", "a@poitou.example", aCaisse.Host)
	if err != nil {
		t.Fatal(err)
	}
	relay = &scripted{got: make(chan string, 1000), conns: map[net.Conn]bool{}, looks: after}
	s.connect = pipedTo(t, relay.serve)
	return s, relay
}

// sentToMembers counts the received mails, except the courier's own tests of the relay.
func (s *scripted) sentToMembers() (n int) {
	for range len(s.got) {
		if !strings.Contains(<-s.got, "To: <a@poitou.example>") {
			n++
		}
	}
	return n
}

func TestAMailThatTheRelayLooksIntoLeavesOnce(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, log *bytes.Buffer) {
		s, relay := tardy(t, 150*time.Second)
		for range 3 {
			post(t, d, aMessage(db.KindCode), time.Now(), 30*time.Minute)
		}
		run(s, nil)
		pass(40 * time.Minute)
		if got := len(relay.got); got != 3 {
			t.Errorf("three mails left %d times:\n%s", got, log)
		}
	})
}

func TestTheServiceStopsWithinAMinuteThoughARelayLooksIntoAMail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openOutbox(t)
		s, relay := tardy(t, time.Hour)
		post(t, d, aMessage(db.KindCode), time.Now(), 30*time.Minute)
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() {
			New(d, s, nil, Options{Caisse: aCaisse, Location: paris(t), Clock: time.Now, Log: slog.New(slog.DiscardHandler)}).Run(ctx)
		})
		pass(10 * time.Second)
		stopped := time.Now()
		cancel()
		running.Wait()
		health, err := d.OutboxHealth(t.Context())
		if took := time.Since(stopped); took > time.Minute || len(relay.got) != 1 || err != nil || health.Waiting != 1 {
			t.Errorf("it took %v; the mail left %d times; %+v, %v", took, len(relay.got), health, err)
		}
		_ = d.Close()
	})
}

func TestAnSMSOfASlowGatewayLeavesOnce(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, log *bytes.Buffer) {
		texter, err := NewSMS("json+http://passerelle.example/", "MSA", aSite)
		if err != nil {
			t.Fatal(err)
		}
		asked := 0
		g := &pipedGateway{got: map[string]int{}, answer: func(w http.ResponseWriter, _ *http.Request) {
			asked++
			<-time.After(40 * time.Second)
			_, _ = io.WriteString(w, "ID 1")
		}}
		g.connect = pipedTo(t, g.serve)
		texter.(*jsonGateway).client.Transport = &http.Transport{DisableKeepAlives: true, DialContext: g.dial}
		post(t, d, anSMS(db.KindCode), time.Now(), 30*time.Minute)
		run(nil, texter)
		pass(40 * time.Minute)
		if asked != 1 {
			t.Errorf("an SMS left %d times:\n%s", asked, log)
		}
	})
}

// TestAMessageWithoutAnAnswerLeavesSeldom: a relay or gateway that answers too late has most likely accepted each attempt.
func TestAMessageWithoutAnAnswerLeavesSeldom(t *testing.T) {
	const day, copies = 24 * time.Hour, 12
	for _, waiting := range []int{1, 5} {
		working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, log *bytes.Buffer) {
			s, relay := tardy(t, time.Hour)
			for range waiting {
				post(t, d, aMessage(db.KindCode), time.Now(), 2*day)
			}
			c := run(s, nil)
			pass(12 * time.Minute)
			if told := c.Status().Mail.Class; told != "smtp-sans-reponse" {
				t.Errorf("of %d mails, told after 12 minutes: %q", waiting, told)
			}
			pass(day - 12*time.Minute)
			if got := relay.sentToMembers(); got < 3*waiting || got > copies*waiting {
				t.Errorf("%d mails left %d times in a day", waiting, got)
			}
			if told := c.Status().Mail.Class; told != "smtp-sans-reponse" {
				t.Errorf("of %d mails, told after a day: %q", waiting, told)
			}
		})
	}
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, log *bytes.Buffer) {
		texter, err := NewSMS("json+http://passerelle.example/", "MSA", aSite)
		if err != nil {
			t.Fatal(err)
		}
		g := &pipedGateway{got: map[string]int{}, answer: func(http.ResponseWriter, *http.Request) { <-time.After(time.Hour) }}
		g.connect = pipedTo(t, g.serve)
		texter.(*jsonGateway).client.Transport = &http.Transport{DisableKeepAlives: true, DialContext: g.dial}
		post(t, d, anSMS(db.KindCode), time.Now(), 30*time.Minute)
		run(nil, texter)
		pass(40 * time.Minute)
		if left := strings.Count(log.String(), "message not sent"); left < 2 || left > 5 {
			t.Errorf("an SMS left %d times in half an hour:\n%s", left, log)
		}
	})
}

// TestOnceTheOtherSideAnswersAgainWhatWaitsLeaves: also without a new message, and although each further attempt may be a
// duplicate.
func TestOnceTheOtherSideAnswersAgainWhatWaitsLeaves(t *testing.T) {
	const outage, copies = 6 * time.Hour, 7
	t.Run("a relay", func(t *testing.T) {
		working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, log *bytes.Buffer) {
			s, relay := tardy(t, 0)
			relay.becomes(map[string]string{".": "silence"})
			post(t, d, aMessage(db.KindTemporary), time.Now(), 2*outage)
			c := run(s, nil)
			pass(outage)
			left := relay.sentToMembers()
			if told := c.Status().Mail.Class; left > copies || told != "smtp-sans-reponse" {
				t.Errorf("in %v the mail left %d times; told: %q", outage, left, told)
			}
			relay.becomes(nil)
			pass(5 * time.Minute)
			if health, err := d.OutboxHealth(t.Context()); err != nil || health.Waiting != 0 || c.Status().Mail != (Trouble{}) {
				t.Errorf("five minutes after it was mended: %+v, %+v, %v\n%s", health, c.Status().Mail, err, log)
			}
		})
	})
	t.Run("a gateway", func(t *testing.T) {
		silentGateway(t, func(bool) bool { return true }, func(t *testing.T, d *db.DB, c *Courier, g *pipedGateway) {
			pass(outage)
			if told := c.Status().SMS.Class; told != "sms-delai" {
				t.Errorf("told: %q", told)
			}
			g.mend()
			pass(5 * time.Minute)
			if health, err := d.OutboxHealth(t.Context()); err != nil || health.Waiting != 0 || c.Status().SMS != (Trouble{}) {
				t.Errorf("five minutes after it was mended: %+v, %+v, %v", health, c.Status().SMS, err)
			}
		})
	})
}

// TestAGatewayThatAnswersChecksAloneIsInTrouble: that it refuses a message to nobody says nothing about the others.
func TestAGatewayThatAnswersChecksAloneIsInTrouble(t *testing.T) {
	silentGateway(t, func(checked bool) bool { return !checked }, func(t *testing.T, _ *db.DB, c *Courier, _ *pipedGateway) {
		pass(12 * time.Minute)
		for minute := range 30 {
			pass(time.Minute)
			if told := c.Status().SMS.Class; told != "sms-delai" {
				t.Errorf("told after %d minutes: %q", minute+13, told)
				return
			}
		}
	})
}

// TestAReloadLetsWhatWaitsBeTriedAtOnce: an operator who has repaired the relay or gateway, or configured another, does not
// have to wait.
func TestAReloadLetsWhatWaitsBeTriedAtOnce(t *testing.T) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		s, relay := tardy(t, 0)
		relay.becomes(map[string]string{".": "silence"})
		post(t, d, aMessage(db.KindTemporary), time.Now(), 24*time.Hour)
		c := run(s, nil)
		pass(3 * time.Hour)
		another, _ := tardy(t, 0)
		c.Exchange(another, nil)
		pass(10 * time.Second)
		if health, err := d.OutboxHealth(t.Context()); err != nil || health.Waiting != 0 {
			t.Errorf("ten seconds after a reload: %+v, %v", health, err)
		}
	})
}

// silentGateway runs a courier with a waiting SMS, and a gateway that does not answer the requests for which silent is true:
// checks, or messages.
func silentGateway(t *testing.T, silent func(check bool) bool, f func(t *testing.T, d *db.DB, c *Courier, g *pipedGateway)) {
	working(t, func(t *testing.T, d *db.DB, run func(Mailer, Texter) *Courier, _ *bytes.Buffer) {
		texter, err := NewSMS("json+http://passerelle.example/", "MSA", aSite)
		if err != nil {
			t.Fatal(err)
		}
		g := &pipedGateway{got: map[string]int{}, answer: func(w http.ResponseWriter, r *http.Request) {
			if body, _ := io.ReadAll(r.Body); silent(strings.Contains(string(body), `"to":""`)) {
				<-time.After(time.Hour)
			}
			w.WriteHeader(http.StatusBadRequest)
		}}
		g.connect = pipedTo(t, g.serve)
		texter.(*jsonGateway).client.Transport = &http.Transport{DisableKeepAlives: true, DialContext: g.dial}
		post(t, d, anSMS(db.KindTemporary), time.Now(), 24*time.Hour)
		f(t, d, run(nil, texter), g)
	})
}
