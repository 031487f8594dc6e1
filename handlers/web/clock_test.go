package web_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
	"sesame/handlers/web"
)

// At night nobody requests a page, but tasks write rows with the time of the clock.
func TestAClockThatGoesBackWhileNobodyComesIsNoticed(t *testing.T) {
	keyring, err := keys.NewKeyring(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "sesame.db"), keyring, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // end of the test
	var (
		ahead   atomic.Int64
		log     bytes.Buffer
		watches func(context.Context)
	)
	now := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	if _, err := web.NewBase(web.Options{DB: d, BaseURL: &url.URL{Scheme: "https", Host: "espace.example"}, Limits: account.DefaultLimits(), Location: time.UTC, Now: now, Wake: func() {},
		Log: slog.New(slog.NewTextHandler(&log, nil)), Beside: func(task func(context.Context)) { watches = task }}); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		defer running.Wait()
		defer cancel()
		running.Go(func() { watches(ctx) })
		pass := func(d time.Duration) {
			<-time.After(d)
			synctest.Wait()
		}
		ahead.Store(int64(365 * 24 * time.Hour))
		pass(2*time.Minute + time.Second)
		m := db.Message{Kind: db.KindPasswordChanged, Channel: account.Email, To: "odile@poitou.example", At: now()}
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { return tx.Post(t.Context(), 0, m, m.At, m.At.Add(time.Hour)) }); err != nil {
			t.Fatal(err)
		}
		ahead.Store(0)
		pass(time.Minute)
		if due, err := d.Due(t.Context(), now(), 10); err != nil || len(due) != 1 {
			t.Errorf("due %+v, %v", due, err)
		}
		if n := strings.Count(log.String(), "the clock went back"); n != 1 {
			t.Errorf("noticed %d times:\n%s", n, log.String())
		}
	})
}
