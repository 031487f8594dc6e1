package openid

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestAFloodOfTokensDoesNotReachTheProvider(t *testing.T) {
	const keys = `{"keys":[{}]}`
	asked, status := 0, http.StatusOK
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.WriteHeader(status)
		_, _ = io.WriteString(w, keys)
	}))
	t.Cleanup(provider.Close)
	clock := time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)
	client := http.Client{Transport: &calmKeys{RoundTripper: documents{http.DefaultTransport}, now: func() time.Time { return clock }}}
	ask := func(want int) {
		t.Helper()
		response, err := client.Get(provider.URL)
		if status != http.StatusOK {
			if err == nil || asked != want {
				t.Errorf("%v; the provider was asked %d times, not %d", err, asked, want)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != http.StatusOK || string(body) != keys || asked != want {
			t.Errorf("%d %q, %v; the provider was asked %d times, not %d", response.StatusCode, body, err, asked, want)
		}
	}
	status = http.StatusServiceUnavailable
	ask(1)
	ask(2) // a failure is not kept
	status = http.StatusOK
	for range 50 {
		ask(3)
	}
	clock = clock.Add(keysKept)
	ask(4)
	clock = clock.Add(-time.Hour) // the clock was set back
	ask(5)
}
