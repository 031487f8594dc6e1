package server

import (
	"context"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sesame/account/keys"
	"sesame/db"
)

// manager listens on the notify socket in place of the service manager.
func manager(t *testing.T) *net.UnixConn {
	t.Helper()
	path := filepath.Join(t.TempDir(), "notify")
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	t.Setenv("NOTIFY_SOCKET", path)
	return l
}

// until reads messages up to the one that contains these words, and returns them all.
func until(t *testing.T, from *net.UnixConn, words string) (all string) {
	t.Helper()
	buffer := make([]byte, 4096)
	for !strings.Contains(all, words) {
		if err := from.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		n, err := from.Read(buffer)
		if err != nil {
			t.Fatalf("without %q, %v:\n%s", words, err, all)
		}
		all += string(buffer[:n]) + "\n"
	}
	return all
}

func TestADatabaseThatHangsGivesNoSignOfLife(t *testing.T) {
	told := manager(t)
	t.Setenv("WATCHDOG_USEC", "300000")
	t.Setenv("WATCHDOG_PID", "")
	keyring, err := keys.NewKeyring(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "sesame.db"), keyring, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // end of the test
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	s := &Server{options: Options{DB: d, Log: slog.New(slog.DiscardHandler)}}
	running.Go(func() { s.watchdog(ctx) })
	until(t, told, "WATCHDOG=1")

	free, holds := make(chan struct{}), make(chan struct{})
	running.Go(func() {
		_ = d.InTx(ctx, func(*db.Tx) error {
			close(holds)
			<-free
			return nil
		})
	})
	<-holds
	until(t, told, "STATUS=la base ne répond pas")
	close(free)
	if meanwhile := until(t, told, "STATUS=en service"); strings.Contains(meanwhile, "WATCHDOG") {
		t.Errorf("the service gave a sign of life:\n%s", meanwhile)
	}
	until(t, told, "WATCHDOG=1")
}
