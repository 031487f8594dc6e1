package openid

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// keysKept is how long fetched signing keys are reused. The library would fetch them again for each token with an unknown key,
// and strangers may send such tokens, which would burden the provider.
const keysKept = 10 * time.Second

var errNoKeys = errors.New("there are no signing keys at the address that the provider gives")

// checkKeys returns an error if a document contains no signing keys.
func checkKeys(body []byte) error {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(body, &set); err != nil || len(set.Keys) == 0 {
		return errNoKeys
	}
	return nil
}

// documents turns any status other than 200 into a failed request, because the libraries would copy the whole response into
// their error.
type documents struct{ http.RoundTripper }

// RoundTrip fetches a document of the provider.
func (d documents) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := d.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		_ = response.Body.Close() // the body is not read
		return nil, StatusError(response.StatusCode)
	}
	return response, nil
}

// calmKeys fetches the signing keys at most once in keysKept, and answers from memory in between.
type calmKeys struct {
	http.RoundTripper
	now func() time.Time

	mu      sync.Mutex
	body    []byte
	fetched time.Time
}

// RoundTrip answers a request for the keys. A response without keys is an error, and is not stored.
func (k *calmKeys) RoundTrip(r *http.Request) (*http.Response, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if age := k.now().Sub(k.fetched); k.body == nil || age < 0 || age >= keysKept {
		response, err := k.RoundTripper.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(response.Body)
		_ = response.Body.Close() // read to its end, or abandoned
		if err == nil {
			err = checkKeys(body)
		}
		if err != nil {
			return nil, err
		}
		k.body, k.fetched = body, k.now()
	}
	return &http.Response{StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(k.body)), ContentLength: int64(len(k.body)), Request: r}, nil
}

// Verifier verifies tokens of a provider.
type Verifier struct{ library *oidc.IDTokenVerifier }

// withoutKeys is the context key for the error with which the keys could not be fetched, because the library converts that
// error to text.
type withoutKeys struct{}

// Verify verifies a token. If the signing keys could not be fetched, the error is Unreachable, and says nothing about the
// token.
func (v *Verifier) Verify(ctx context.Context, raw string) (*oidc.IDToken, error) {
	var why error
	checked, err := v.library.Verify(context.WithValue(ctx, withoutKeys{}, &why), raw)
	if why != nil {
		return nil, fmt.Errorf("fetch the signing keys: %w", why)
	}
	return checked, err
}

// keySet is the library's key set; it also reports to a Verifier why the keys could not be fetched.
type keySet struct{ oidc.KeySet }

// VerifySignature verifies a signature.
func (k keySet) VerifySignature(ctx context.Context, raw string) ([]byte, error) {
	payload, err := k.KeySet.VerifySignature(ctx, raw)
	if why, ok := ctx.Value(withoutKeys{}).(*error); ok && Unreachable(err) {
		*why = err
	}
	return payload, err
}
