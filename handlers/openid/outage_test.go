package openid

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"golang.org/x/oauth2"
)

// ailing is a provider whose answers at one path are faulty.
type ailing struct {
	*httptest.Server
	path  string
	wrong http.HandlerFunc
	key   *ecdsa.PrivateKey
}

func newAiling(t *testing.T) *ailing {
	t.Helper()
	a := &ailing{}
	var err error
	if a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == a.path {
			a.wrong(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{
			"/.well-known/openid-configuration": a.document(),
			"/keys":                             jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: a.key.Public(), KeyID: "1", Algorithm: oidc.ES256, Use: "sig"}}},
			"/userinfo":                         map[string]string{"sub": "paul"},
		}[r.URL.Path])
	}))
	t.Cleanup(a.Close)
	return a
}

func (a *ailing) document() map[string]string {
	return map[string]string{"issuer": a.URL, "authorization_endpoint": a.URL + "/authorize", "token_endpoint": a.URL + "/token", "jwks_uri": a.URL + "/keys", "userinfo_endpoint": a.URL + "/userinfo"}
}

func (a *ailing) client() *Client {
	return NewClient(Registration{Issuer: a.URL, ClientID: "caisse", Algorithms: []string{oidc.ES256}})
}

func (a *ailing) token(t *testing.T) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: a.key}, (&jose.SignerOptions{}).WithHeader("kid", "1"))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := jwt.Signed(signer).Claims(jwt.Claims{Issuer: a.URL, Subject: "paul", Audience: jwt.Audience{"caisse"}, Expiry: jwt.NewNumericDate(time.Now().Add(time.Hour))}).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

const told = "<html>told by the provider</html>"

// wrongs are faulty answers, and the cause that is logged for each.
var wrongs = map[string]struct {
	answer http.HandlerFunc
	cause  string
}{
	"is down": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "EOF"},
	"breaks off": {func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "{")
	}, "unexpected EOF"},
	"is too much": {func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"a":"`+strings.Repeat("a", largest)+`"}`)
	}, "http: request body too large"},
	"is a page":         {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, told) }, ErrPage.Error()},
	"is empty":          {func(http.ResponseWriter, *http.Request) {}, ErrPage.Error()},
	"is an error":       {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, told, http.StatusInternalServerError) }, "status 500"},
	"asks for patience": {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, told, http.StatusTooManyRequests) }, "status 429"},
}

// dripping writes the beginning of an answer and never its end.
func dripping(w http.ResponseWriter, r *http.Request) {
	_, _ = io.WriteString(w, "{")
	_ = http.NewResponseController(w).Flush()
	<-r.Context().Done()
}

func TestAProviderThatGoesWrong(t *testing.T) {
	for name, wrong := range wrongs {
		t.Run(name, func(t *testing.T) {
			a := newAiling(t)
			a.wrong = wrong.answer
			told := func(err error) {
				t.Helper()
				if err == nil || !Unreachable(err) || Cause(err) != wrong.cause || Remedy(err) == "" || strings.Contains(err.Error(), "told by") {
					t.Errorf("%s: %v, logged as %q, with the remedy %q", a.path, err, Cause(err), Remedy(err))
				}
			}
			a.path = "/.well-known/openid-configuration"
			_, err := a.client().Provider(time.Now)
			told(err)

			c := a.client()
			a.path = "/keys"
			p, err := c.Provider(time.Now)
			if err != nil {
				t.Fatal(err)
			}
			_, err = p.Tokens.Verify(t.Context(), a.token(t))
			told(err)
			told(c.CheckKeys(t.Context(), p))
			a.path = "/userinfo"
			_, _, err = c.Userinfo(t.Context(), p, &oauth2.Token{AccessToken: "a"})
			told(err)
			a.path = ""
			if _, err := p.Tokens.Verify(t.Context(), a.token(t)); err != nil {
				t.Errorf("once it is mended: %v", err)
			}
		})
	}
}

func TestKeysThatAreNone(t *testing.T) {
	a := newAiling(t)
	a.path, a.wrong = "/keys", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }
	p, err := a.client().Provider(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Tokens.Verify(t.Context(), a.token(t)); !Unreachable(err) || Cause(err) != errNoKeys.Error() {
		t.Errorf("%v, logged as %q", err, Cause(err))
	}
	a.path = ""
	if _, err := p.Tokens.Verify(t.Context(), a.token(t)); err != nil {
		t.Errorf("once there are keys: %v", err)
	}
}

func TestAForgedTokenIsNotUnreachable(t *testing.T) {
	a := newAiling(t)
	p, err := a.client().Provider(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	raw := a.token(t)
	if a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Tokens.Verify(t.Context(), raw); err == nil || Unreachable(err) {
		t.Errorf("a token of another key: %v", err)
	}
}

func TestAnAnswerThatDripsEndsWithThePatience(t *testing.T) {
	for _, whose := range []string{"of one request", "of all together"} {
		t.Run(whose, func(t *testing.T) {
			a := newAiling(t)
			a.wrong = dripping
			c := a.client()
			if whose == "of one request" {
				c.http.Timeout = time.Millisecond
			} else {
				c.http.Timeout, c.together = time.Hour, time.Millisecond
			}
			p, err := a.client().Provider(time.Now)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := c.Context(t.Context())
			defer cancel()
			a.path = "/userinfo"
			if _, _, err := c.Userinfo(ctx, p, &oauth2.Token{AccessToken: "a"}); !Unreachable(err) || Remedy(err) == "" {
				t.Errorf("the userinfo: %v", err)
			}
			if whose == "of one request" {
				return
			}
			a.path = "/keys"
			if _, err := p.Tokens.Verify(ctx, a.token(t)); !Unreachable(err) || Cause(err) != context.DeadlineExceeded.Error() {
				t.Errorf("the keys: %v", err)
			}
		})
	}
}

func TestAnIncompleteDocumentIsNotKept(t *testing.T) {
	for _, lacks := range []string{"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint"} {
		a := newAiling(t)
		now := time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)
		c := a.client()
		c.Whole = true
		answer := func(without string) {
			document := a.document()
			document["end_session_endpoint"] = a.URL + "/end"
			delete(document, without)
			a.path, a.wrong = "/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				_ = json.NewEncoder(w).Encode(document)
			}
		}
		answer(lacks)
		if _, err := c.Provider(func() time.Time { return now }); !errors.Is(err, errIncomplete) || Cause(err) != errIncomplete.Error() {
			t.Errorf("without %s: %v", lacks, err)
		}
		answer("")
		now = now.Add(pause)
		if _, err := c.Provider(func() time.Time { return now }); err != nil {
			t.Errorf("without %s, then with it: %v", lacks, err)
		}
	}
}

// The addresses of a provider that has moved one are read again: a minute after the address failed, and once a day.
func TestAnAddressThatMovesIsReadAnew(t *testing.T) {
	for name, c := range map[string]struct {
		former http.HandlerFunc // answer of the former address; nil if nobody requests it
		after  time.Duration
	}{
		"none is there any more": {http.NotFound, again},
		"it leads on": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusMovedPermanently)
		}, again},
		"it is down":     {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, again},
		"nobody asks it": {nil, fresh},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAiling(t)
			clock := time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)
			now := func() time.Time { return clock }
			client := a.client()
			provider := func() *Provider {
				t.Helper()
				p, err := client.Provider(now)
				if err != nil {
					t.Fatal(err)
				}
				return p
			}
			p := provider()
			if c.former != nil {
				a.path, a.wrong = "/userinfo", c.former
				if _, _, err := client.Userinfo(t.Context(), p, &oauth2.Token{AccessToken: "a"}); err == nil {
					t.Fatal("the former address answers")
				}
			}
			document := a.document()
			document["userinfo_endpoint"] = a.URL + "/elsewhere"
			a.path, a.wrong = "/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				_ = json.NewEncoder(w).Encode(document)
			}
			clock = clock.Add(c.after - time.Second)
			if provider() != p {
				t.Error("the provider is asked too early")
			}
			clock = clock.Add(time.Second)
			if got := provider().UserInfoEndpoint(); got != a.URL+"/elsewhere" {
				t.Errorf("the address is still %s", got)
			}
		})
	}
}

// While the provider is down, its known addresses are kept, and they are requested once a minute.
func TestWhatIsKnownOfAProviderOutlivesItsOutage(t *testing.T) {
	a := newAiling(t)
	clock := time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)
	now := func() time.Time { return clock }
	client := a.client()
	known, err := client.Provider(now)
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	a.path, a.wrong = "/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	clock = clock.Add(fresh)
	for range 50 {
		if p, err := client.Provider(now); err != nil || p != known {
			t.Fatalf("%v, %v", p, err)
		}
	}
	if asked != 1 {
		t.Errorf("the provider was asked %d times", asked)
	}
	if p, err := client.Answering(now); err == nil || !Unreachable(err) {
		t.Errorf("it is said to answer: %v, %v", p, err)
	}
	clock = clock.Add(again)
	if p, err := client.Provider(now); err != nil || p != known || asked != 2 {
		t.Errorf("a minute later: %v, %v, asked %d times", p, err, asked)
	}
}

// A person is sent to a provider's logout only if the provider answers, which is checked at most every ten seconds.
func TestALogoutAsksWhetherTheProviderAnswers(t *testing.T) {
	a := newAiling(t)
	clock := time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)
	now := func() time.Time { return clock }
	client, asked := a.client(), 0
	answers := func(want bool, times int) {
		t.Helper()
		if _, err := client.Answering(now); (err == nil) != want || asked != times {
			t.Errorf("%v, asked %d times", err, asked)
		}
	}
	if _, err := client.Provider(now); err != nil {
		t.Fatal(err)
	}
	a.path, a.wrong = "/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	answers(true, 0) // a moment ago
	clock = clock.Add(pause)
	answers(false, 1)
	answers(false, 1)
	a.path = ""
	clock = clock.Add(pause)
	answers(true, 1)
}

func TestRemedies(t *testing.T) {
	refused := func(status int) error { return &oauth2.RetrieveError{Response: &http.Response{StatusCode: status}} }
	for says, errs := range map[string][]error{
		"secret":      {refused(http.StatusUnauthorized), refused(http.StatusBadRequest)},
		"attendez":    {refused(http.StatusBadGateway), refused(http.StatusTooManyRequests), StatusError(http.StatusNotFound), fmt.Errorf("a page: %w", ErrPage)},
		"pare-feu":    {context.DeadlineExceeded},
		"« horloge »": {&oidc.TokenExpiredError{}, ErrNotFresh},
	} {
		for _, err := range errs {
			if got := Remedy(err); !strings.Contains(got, says) {
				t.Errorf("%v: %q", err, got)
			}
		}
	}
	if got := Remedy(errNonce); got != "" {
		t.Errorf("another nonce: %q", got)
	}
}
