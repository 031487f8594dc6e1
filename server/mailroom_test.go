package server

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	_ "time/tzdata" // so that the test also runs on a machine without time zone files

	"sesame/account"
	"sesame/account/keys"
	"sesame/courier"
	"sesame/courier/webhook"
	"sesame/db"
)

// refusing accepts mails, except those whose destination ends in one of the keys of failures.
type refusing struct {
	mu       sync.Mutex
	failures map[string]*courier.Failure
}

func (r *refusing) set(failures map[string]*courier.Failure) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures = failures
}

func (r *refusing) SendMail(_ context.Context, m courier.Mail) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for end, f := range r.failures {
		if strings.HasSuffix(m.To, end) {
			return f
		}
	}
	return nil
}

func TestReadinessAndMetricsTellWhatKeepsMessagesFromLeaving(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keyring, err := keys.NewKeyring(make([]byte, 32))
		if err != nil {
			t.Fatal(err)
		}
		paris, err := time.LoadLocation("Europe/Paris")
		if err != nil {
			t.Fatal(err)
		}
		d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "sesame.db"), keyring, paris)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close() //nolint:errcheck // end of the test
		<-time.After(time.Until(time.Date(2026, 11, 23, 13, 5, 0, 0, time.UTC)))
		relay := &refusing{}
		c := courier.New(d, relay, nil, courier.Options{Caisse: account.Caisse{Name: "MSA"}, Location: paris, Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
		s := New(Options{DB: d, Courier: c, Webhooks: webhook.New(d, webhook.Options{}), Log: slog.New(slog.DiscardHandler), Now: time.Now, Location: paris,
			Proxies: func(time.Time) string { return "" }})
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { c.Run(ctx) })
		defer running.Wait()
		defer cancel()
		send := func(to string) {
			m := db.Message{Kind: db.KindCode, Channel: "email", To: to, Secret: "4821", Request: "KTR-482", At: time.Now(), Until: time.Now().Add(30 * time.Minute)}
			if err := d.InTx(t.Context(), func(tx *db.Tx) error { return tx.Post(t.Context(), 0, m, m.At, m.Until) }); err != nil {
				t.Fatal(err)
			}
			c.Wake()
			<-time.After(time.Second) // the courier's tick
			synctest.Wait()
		}
		says := func(ready bool, want string) {
			t.Helper()
			if got, lines := s.ready(t.Context()); got != ready || !slices.Contains(lines, want) {
				t.Errorf("ready %v, without %q:\n%s", got, want, strings.Join(lines, "\n"))
			}
		}
		says(true, "e-mail : ok")

		relay.set(map[string]*courier.Failure{"@laposte.net": {Class: "smtp-attente 450 4.2.0", Fault: courier.FaultBox}})
		send("un@laposte.net")
		send("un@gmail.com")
		says(true, "e-mail : ok")
		send("deux@laposte.net")
		send("trois@laposte.net")
		says(false, "e-mail : la boîte de La Poste refuse nos messages depuis le 23/11/2026 à 14:05, un seul attend")
		<-time.After(time.Minute)
		synctest.Wait()
		says(false, "e-mail : la boîte de La Poste refuse nos messages depuis le 23/11/2026 à 14:05, 3 attendent")

		relay.set(map[string]*courier.Failure{"": {Class: "smtp-expediteur 553 5.7.1", Fault: courier.FaultUs, Reach: courier.ReachAll}})
		send("deux@gmail.com")
		says(false, "e-mail : les e-mails ne partent pas depuis le 23/11/2026 à 14:06, 4 attendent : le serveur de messagerie refuse notre expéditeur (553 5.7.1) : "+
			"vérifiez SESAME_SMTP_FROM, et que notre compte peut écrire sous ce nom ; "+
			"la boîte de La Poste refuse nos messages depuis le 23/11/2026 à 14:05, 3 attendent")
		if got := s.scraped(t, "sesame_outbox_waiting", "email"); got != 4 {
			t.Errorf("waiting: %v", got)
		}
		if got := s.scraped(t, "sesame_messages_total", "email", "sent"); got != 1 {
			t.Errorf("sent: %v", got)
		}

		relay.set(nil)
		<-time.After(2 * time.Minute)
		synctest.Wait()
		says(true, "e-mail : ok")
		if got := s.scraped(t, "sesame_messages_total", "email", "sent"); got != 5 {
			t.Errorf("sent: %v", got)
		}
	})
}

// scraped returns the value of a metric as Prometheus reads it.
func (s *Server) scraped(t *testing.T, name string, labels ...string) float64 {
	t.Helper()
	families, err := s.metrics.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			var values []string
			for _, l := range m.GetLabel() {
				values = append(values, l.GetValue())
			}
			if f.GetName() == name && slices.Equal(values, labels) {
				return m.GetGauge().GetValue() + m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
			}
		}
	}
	t.Fatalf("no %s %v", name, labels)
	return 0
}
