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

// tardy is a relay that answers a mail after a while.
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
			if got := len(relay.got); got < 3*waiting || got > copies*waiting {
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
