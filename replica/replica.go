// Package replica asks Litestream, which copies the database to a second host, how far the copy is. Litestream runs on
// this machine beside the service and answers on its control socket.
package replica

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"time"
)

// Reasons why the state of the copy is unknown.
var (
	ErrSilent  = errors.New("Litestream does not answer")
	ErrForeign = errors.New("Litestream does not copy this database")
	ErrNever   = errors.New("the copy has not begun")
)

// StuckError is an error that Litestream reports, such as a full disk.
type StuckError struct{ Says string }

func (e *StuckError) Error() string { return "Litestream: " + e.Says }

// Watch queries the state of the copy of one database.
type Watch struct {
	database string // absolute path
	client   *http.Client

	mu    sync.Mutex
	whole time.Time // when the copy was last complete; the start of the watch until that is known
}

// maxAnswer is the most bytes read of an answer.
const maxAnswer = 1 << 20

// New returns a Watch for the Litestream at a Unix socket. Until Litestream has answered, Lag counts from now.
func New(socket, database string, now time.Time) (*Watch, error) {
	path, err := filepath.Abs(database)
	if err != nil {
		return nil, fmt.Errorf("watch the copy: %w", err)
	}
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}
	return &Watch{database: path, whole: now, client: &http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}}, nil
}

// Whole returns when the copy last held everything that was committed. Errors: ErrSilent, ErrForeign, ErrNever or
// *StuckError.
func (w *Watch) Whole(ctx context.Context) (time.Time, error) {
	var list struct {
		Databases []struct {
			Path       string    `json:"path"`
			LastSyncAt time.Time `json:"last_sync_at"`
		} `json:"databases"`
	}
	if err := w.ask(ctx, "/list", &list); err != nil {
		return time.Time{}, err
	}
	// /list is about Litestream's own files, which it sends away. An error of the step before, which reads the database, is
	// in /debug/sync-status.
	var status struct {
		Databases []struct {
			Path  string `json:"path"`
			Error string `json:"error"`
		} `json:"databases"`
	}
	if err := w.ask(ctx, "/debug/sync-status", &status); err != nil {
		return time.Time{}, err
	}
	for _, d := range status.Databases {
		if d.Path == w.database && d.Error != "" {
			return time.Time{}, &StuckError{d.Error}
		}
	}
	for _, d := range list.Databases {
		switch {
		case d.Path != w.database:
		case d.LastSyncAt.IsZero():
			return time.Time{}, ErrNever
		default:
			return d.LastSyncAt, nil
		}
	}
	return time.Time{}, ErrForeign
}

// Lag is how far the copy is behind at that time, from the last known answer. It grows while Litestream does not answer.
func (w *Watch) Lag(ctx context.Context, now time.Time) time.Duration {
	found, err := w.Whole(ctx)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err == nil && found.After(w.whole) {
		w.whole = found
	}
	return max(0, now.Sub(w.whole))
}

func (w *Watch) ask(ctx context.Context, path string, answer any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://litestream"+path, nil)
	if err != nil {
		return fmt.Errorf("ask Litestream: %w", err)
	}
	response, err := w.client.Do(request)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSilent, err)
	}
	defer response.Body.Close() //nolint:errcheck // it was read
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%w: status %d", ErrSilent, response.StatusCode)
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, maxAnswer)).Decode(answer); err != nil {
		return fmt.Errorf("%w: %w", ErrSilent, err)
	}
	return nil
}
