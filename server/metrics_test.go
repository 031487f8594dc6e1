package server

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/keys"
	"sesame/courier"
	"sesame/courier/webhook"
	"sesame/db"
	"sesame/journey/events"
)

// measured returns a server with a database, whose metrics can be read.
func measured(t *testing.T, o Options) *Server {
	t.Helper()
	keyring, err := keys.NewKeyring(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	if o.DB, err = db.Open(t.Context(), filepath.Join(t.TempDir(), "sesame.db"), keyring, time.UTC); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.DB.Close() })
	o.Now, o.Location, o.Log = time.Now, time.UTC, slog.New(slog.DiscardHandler)
	o.Courier = courier.New(o.DB, nil, nil, courier.Options{Caisse: account.Caisse{Name: "MSA"}, Location: time.UTC, Clock: time.Now, Log: o.Log})
	o.Webhooks = webhook.New(o.DB, webhook.Options{Clock: o.Now, Log: o.Log})
	return New(o)
}

func TestMetricsCountWhatPeopleDo(t *testing.T) {
	s := measured(t, Options{})
	act := func(all ...events.Event) {
		t.Helper()
		if err := s.options.DB.InTx(t.Context(), func(tx *db.Tx) error {
			for _, e := range all {
				if err := tx.Audit(t.Context(), e.By("member", nil), time.Now()); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.scraped(t, "sesame_logins_total", "refused", "password"); got != 0 {
		t.Errorf("%v refused logins before any", got)
	}
	act(events.Login.OK(nil, events.Details{Way: events.ByPassword}), events.Login.OK(nil, events.Details{Way: events.ByFranceConnect}),
		events.Login.Refused(nil, events.Details{Way: events.ByPassword}), events.Login.Blocked(nil, events.Details{}),
		events.CodeSent.OK(nil, events.Details{Channel: account.SMS}), events.CodeSent.Blocked(nil, events.Details{Cause: events.ManyCodes}),
		events.CodeTried.OK(nil, events.Details{}), events.CodeTried.Refused(nil, events.Details{}), events.CodeTried.Refused(nil, events.Details{}),
		events.AgentLogin.OK(nil, events.Details{Way: events.ByPasskey}))
	for _, c := range []struct {
		want   float64
		name   string
		labels []string
	}{
		{1, "sesame_logins_total", []string{"ok", "password"}},
		{1, "sesame_logins_total", []string{"ok", "franceconnect"}},
		{1, "sesame_logins_total", []string{"refused", "password"}},
		{1, "sesame_logins_total", []string{"blocked", "password"}},
		{1, "sesame_codes_total", []string{"sent"}},
		{1, "sesame_codes_total", []string{"right"}},
		{2, "sesame_codes_total", []string{"wrong"}},
		{1, "sesame_limits_hit_total", []string{"login"}},
		{1, "sesame_limits_hit_total", []string{"code-sent-codes"}},
		{1, "sesame_agent_logins_total", []string{"ok", "passkey"}},
	} {
		if got := s.scraped(t, c.name, c.labels...); got != c.want {
			t.Errorf("%s%v is %v, not %v", c.name, c.labels, got, c.want)
		}
	}
}

func TestMetricsKnowNoOtherRouteOrMethodThanTheProgramHas(t *testing.T) {
	s := measured(t, Options{})
	s.Observed("/agent/adherents/:id", "GET", 200, time.Second)
	s.Observed("", "BREW", 404, time.Second)
	if got := s.scraped(t, "sesame_http_request_duration_seconds", "200", "GET", "/agent/adherents/:id"); got != 1 {
		t.Errorf("%v requests of the route", got)
	}
	if got := s.scraped(t, "sesame_http_request_duration_seconds", "404", "other", "none"); got != 1 {
		t.Errorf("%v requests of no route", got)
	}
}

func TestMetricsTellTheStateOfTheService(t *testing.T) {
	s := measured(t, Options{HashQueue: func() (running, waiting int) { return 2, 7 }})
	at := time.Date(2026, 11, 23, 13, 5, 0, 0, time.UTC)
	if err := s.options.DB.InTx(t.Context(), func(tx *db.Tx) error {
		if err := tx.NoteBackup(t.Context(), db.Backup{File: "a.db", MadeAt: at}); err != nil {
			return err
		}
		return tx.NoteBackup(t.Context(), db.Backup{File: "b.db", MadeAt: at.Add(time.Hour), Failure: db.BackupRoom})
	}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{
		"sesame_hash_running": 2, "sesame_hash_queue": 7, "sesame_audit_head": 0,
		"sesame_last_backup_timestamp_seconds": float64(at.Unix()), "sesame_last_backup_failed": 1,
	} {
		if got := s.scraped(t, name); got != want {
			t.Errorf("%s is %v, not %v", name, got, want)
		}
	}
	for _, name := range []string{"sesame_database_bytes", "sesame_wal_bytes", "sesame_disk_free_bytes", "sesame_disk_bytes"} {
		if got := s.scraped(t, name); got <= 0 {
			t.Errorf("%s is %v", name, got)
		}
	}
	if got := s.scraped(t, "sesame_last_import_timestamp_seconds", "adherents"); got != 0 {
		t.Errorf("the last import is %v", got)
	}
}
