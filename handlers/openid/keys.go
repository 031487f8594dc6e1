package openid

import (
	"bytes"
	"io"
	"net/http"
	"sync"
	"time"
)

// keysKept is how long signing keys that were fetched are good for another verification. The library fetches them anew for
// each token whose key it does not know, and strangers may send such tokens: the provider is not made to pay for that.
const keysKept = 10 * time.Second

// calmKeys fetches the signing keys once in a while, and answers from what it has meanwhile.
type calmKeys struct {
	http.RoundTripper
	now func() time.Time

	mu      sync.Mutex
	body    []byte
	fetched time.Time
}

// RoundTrip answers a request for the keys.
func (k *calmKeys) RoundTrip(r *http.Request) (*http.Response, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if age := k.now().Sub(k.fetched); k.body == nil || age < 0 || age >= keysKept {
		response, err := k.RoundTripper.RoundTrip(r)
		if err != nil || response.StatusCode != http.StatusOK {
			return response, err
		}
		body, err := io.ReadAll(response.Body)
		_ = response.Body.Close() // read to its end, or given up
		if err != nil {
			return nil, err
		}
		k.body, k.fetched = body, k.now()
	}
	return &http.Response{StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(k.body)), ContentLength: int64(len(k.body)), Request: r}, nil
}
