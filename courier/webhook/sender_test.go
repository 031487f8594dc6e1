package webhook

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-jose/go-jose/v4"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/account/keys"
	"sesame/courier/transport"
	"sesame/db"
	"sesame/journey/acts"
	"sesame/signing"
)

const issuer = "https://espace.example"

// portals is a caisse with a member, clients that use the login here, and the sender that notifies them.
type portals struct {
	*db.DB
	*Sender
	*acts.Acts
	t      *testing.T
	member *db.Member
}

func newPortals(t *testing.T, clock func() time.Time, client *http.Client) *portals {
	t.Helper()
	ring, err := keys.NewKeyring([]byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "sesame.db"), ring, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	p := &portals{DB: d, t: t, Acts: &acts.Acts{DB: d, Now: clock, Location: time.UTC, Limits: account.DefaultLimits()}}
	table, err := backoffice.OpenTable(strings.NewReader("identifiant;categorie;nom;adresse6\nTIERS1;tiers;SIRIUS;86000 POITIERS\n"), backoffice.MemberColumns)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Import(t.Context(), acts.Command, acts.MembersFile, table, db.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	if p.member, err = d.MemberByKey(t.Context(), ring.IdentifierKey(account.Identifier{Kind: account.Tiers, Value: "TIERS1"})); err != nil {
		t.Fatal(err)
	}
	p.Sender = New(d, Options{Issuer: issuer, Sign: (&signing.Keys{DB: d, Now: clock}).Sign, Clock: clock, Log: slog.New(slog.DiscardHandler)})
	if client != nil {
		p.client = client
	}
	d.WhenQueued(p.Wake)
	return p
}

// adds a client whose logout address is there.
func (p *portals) adds(name, logout, signature string) *db.Client {
	p.t.Helper()
	c := &db.Client{ClientID: "id-" + name, Name: name, Scopes: []string{"openid"}, Signature: signature, LogoutURL: logout}
	p.writes(func(t *db.Tx) error { return t.AddClient(p.t.Context(), c, "secret", p.o.Clock()) })
	return c
}

// logsOut opens clients by a login and ends it; it returns the subject and session ID that the first client had for them.
func (p *portals) logsOut(clients ...*db.Client) (subject, sid string) {
	p.t.Helper()
	ctx, now := p.t.Context(), p.o.Clock()
	p.writes(func(t *db.Tx) error {
		id, err := t.OpenLogin(ctx, p.member.ID, "password", "Firefox", now)
		if err != nil {
			return err
		}
		login, err := t.Login(ctx, id)
		if err != nil {
			return err
		}
		for _, c := range clients {
			s, i, err := t.OpenClient(ctx, login, c.ID, now)
			if err != nil {
				return err
			}
			if sid == "" {
				subject, sid = s, i
			}
		}
		_, err = t.CloseLogin(ctx, p.member.ID, id, now)
		return err
	})
	return subject, sid
}

func (p *portals) writes(f func(*db.Tx) error) {
	p.t.Helper()
	if err := p.InTx(p.t.Context(), f); err != nil {
		p.t.Fatal(err)
	}
}

// runs starts the courier; it ends with the test.
func (p *portals) runs() {
	ctx, stop := context.WithCancel(p.t.Context())
	ended := make(chan struct{})
	go func() { p.Run(ctx); close(ended) }()
	p.t.Cleanup(func() { stop(); <-ended })
}

// fates are the results of the deliveries to a client, oldest first: « sent 1 », « waiting 2 http 503 ».
func (p *portals) fates(c *db.Client) (fates []string) {
	p.t.Helper()
	all, err := p.DeliveryFates(p.t.Context(), c.ID, 1000)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, f := range slices.Backward(all) {
		fates = append(fates, strings.TrimSpace(fmt.Sprintln(f.State, f.Tries, f.Failure)))
	}
	return fates
}

// request is one that a client received.
type request struct {
	at   time.Time
	r    *http.Request
	body string
}

func (r request) token() string {
	form, _ := url.ParseQuery(r.body)
	return form.Get("logout_token")
}

// site answers for the clients, by the host of their address.
type site struct {
	mu      sync.Mutex
	answers func(r request) (status int, header http.Header)
	came    []request
}

func (s *site) RoundTrip(r *http.Request) (*http.Response, error) {
	body, _ := io.ReadAll(r.Body)
	got := request{time.Now(), r, string(body)}
	s.mu.Lock()
	s.came = append(s.came, got)
	answers := s.answers
	s.mu.Unlock()
	status, header := answers(got)
	if status == 0 {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	return &http.Response{StatusCode: status, Header: header, Body: http.NoBody, Request: r}, nil
}

func (s *site) now(answers func(r request) (int, http.Header)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers = answers
}

// to lists the requests that came to a host.
func (s *site) to(host string) (came []request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.came {
		if r.r.URL.Host == host {
			came = append(came, r)
		}
	}
	return came
}

func always(status int) func(request) (int, http.Header) {
	return func(request) (int, http.Header) { return status, http.Header{} }
}

// withPortals runs a test on a clock that stands still while anything works, with clients that answer as specified. The test
// starts the sender.
func withPortals(t *testing.T, answers func(request) (int, http.Header), test func(t *testing.T, p *portals, s *site)) {
	synctest.Test(t, func(t *testing.T) {
		s := &site{answers: answers}
		client := transport.Client(nil, attemptTime)
		client.Transport = s
		p := newPortals(t, time.Now, client)
		if _, err := p.o.Sign(t.Context(), "ES256", "JWT", nil); err != nil { // makes the key
			t.Fatal(err)
		}
		// Due times are whole seconds: a test that begins within one would measure longer waits.
		after(time.Until(time.Now().Truncate(time.Second).Add(time.Second)))
		test(t, p, s)
	})
}

// after lets time pass, and waits for everything that was due by then.
func after(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func TestAClientVerifiesTheLogoutToken(t *testing.T) {
	for _, algorithm := range account.ClientSignatures {
		t.Run(algorithm, func(t *testing.T) {
			came := make(chan request, 1)
			server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				came <- request{r: r, body: string(body)}
				w.WriteHeader(http.StatusNoContent)
			}))
			defer server.Close()
			now := time.Date(2026, time.November, 23, 14, 5, 0, 0, time.UTC)
			p := newPortals(t, func() time.Time { return now }, nil)
			ours := x509.NewCertPool()
			ours.AppendCertsFromPEM(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
			p.client = transport.Client(ours, attemptTime)
			c := p.adds("portail", server.URL+"/sortie", algorithm)
			p.runs()
			subject, sid := p.logsOut(c)

			got := <-came
			if got.r.Method != http.MethodPost || got.r.URL.Path != "/sortie" || got.r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
				t.Errorf("%s %s, %s", got.r.Method, got.r.URL, got.r.Header.Get("Content-Type"))
			}
			published, err := (&signing.Keys{DB: p.DB, Now: p.o.Clock}).Published(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			signed, err := jose.ParseSignedCompact(got.token(), []jose.SignatureAlgorithm{jose.SignatureAlgorithm(algorithm)})
			if err != nil {
				t.Fatal(err)
			}
			header := signed.Signatures[0].Header
			plain, err := signed.Verify(published.Key(header.KeyID)[0])
			if err != nil || header.ExtraHeaders[jose.HeaderType] != "logout+jwt" {
				t.Fatalf("typ %v, %v", header.ExtraHeaders[jose.HeaderType], err)
			}
			var claims map[string]any
			if err := json.Unmarshal(plain, &claims); err != nil {
				t.Fatal(err)
			}
			jti, _ := claims["jti"].(string)
			delete(claims, "jti")
			want := map[string]any{"iss": issuer, "sub": subject, "aud": "id-portail", "sid": sid, "iat": float64(now.Unix()), "exp": float64(now.Unix() + 120),
				"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}}}
			if fmt.Sprint(claims) != fmt.Sprint(want) || len(jti) != 26 {
				t.Errorf("claims %v, jti %q, want %v", claims, jti, want)
			}
		})
	}
}

func TestAnAnswerDecidesWhatBecomesOfADelivery(t *testing.T) {
	for status, want := range map[int]string{
		200: "sent 1", 202: "sent 1", 204: "sent 1",
		400: "refused 1 http 400", 501: "refused 1 http 501",
		302: "waiting 1 http 302", 307: "waiting 1 http 307", 401: "waiting 1 http 401", 404: "waiting 1 http 404", 408: "waiting 1 http 408", 429: "waiting 1 http 429",
		500: "waiting 1 http 500", 503: "waiting 1 http 503", 0: "waiting 1 delai",
	} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			answer := func(request) (int, http.Header) {
				return status, http.Header{"Location": {"https://ailleurs.example/"}}
			}
			withPortals(t, answer, func(t *testing.T, p *portals, s *site) {
				p.runs()
				c := p.adds("portail", "https://portail.example/sortie", "ES256")
				p.logsOut(c)
				synctest.Wait()
				if status == 0 {
					after(attemptTime)
				}
				if got := p.fates(c); !slices.Equal(got, []string{want}) {
					t.Errorf("%q, want %q", got, want)
				}
				if came := s.to("ailleurs.example"); len(came) != 0 {
					t.Error("the redirect was followed")
				}
			})
		})
	}
}

func TestALineThatFailsIsNamedWithoutAnAddress(t *testing.T) {
	untrusted := httptest.NewTLSServer(http.NotFoundHandler())
	defer untrusted.Close()
	untrusted.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for address, want := range map[string]string{untrusted.URL: "waiting 1 tls", closed.URL: "waiting 1 connexion"} {
		p := newPortals(t, time.Now, nil)
		c := p.adds("portail", address+"/sortie", "ES256")
		p.logsOut(c)
		due, err := p.DueDeliveries(t.Context(), c.ID, time.Now(), 1)
		if err != nil {
			t.Fatal(err)
		}
		p.attempt(t.Context(), due[0])
		if got := p.fates(c); !slices.Equal(got, []string{want}) {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}

func TestADeliveryIsTriedLessAndLessOftenForADay(t *testing.T) {
	withPortals(t, always(503), func(t *testing.T, p *portals, s *site) {
		p.runs()
		c := p.adds("portail", "https://portail.example/sortie", "ES256")
		began := time.Now()
		p.logsOut(c)
		after(25 * time.Hour)
		var gaps []time.Duration
		last := began
		for _, r := range s.to("portail.example") {
			gaps = append(gaps, r.at.Sub(last))
			last = r.at
		}
		want := []time.Duration{0, time.Second, 5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, time.Hour, time.Hour}
		if !slices.Equal(gaps[:len(want)], want) || len(gaps) != 29 {
			t.Errorf("%d attempts, after %v", len(gaps), gaps)
		}
		if got := p.fates(c); !slices.Equal(got, []string{"expired 29 http 503"}) {
			t.Errorf("%q", got)
		}
		if got := p.Tallies(); got[Tally{db.DeliveryLogout, Kept}] != 29 || got[Tally{db.DeliveryLogout, Expired}] != 1 {
			t.Errorf("%v", got)
		}
	})
}

func TestADestinationSaysHowLongToWait(t *testing.T) {
	busy := func(request) (int, http.Header) { return 429, http.Header{"Retry-After": {"120"}} }
	withPortals(t, busy, func(t *testing.T, p *portals, s *site) {
		p.runs()
		c := p.adds("portail", "https://portail.example/sortie", "ES256")
		p.logsOut(c)
		synctest.Wait()
		p.logsOut(c)
		after(119 * time.Second)
		if n := len(s.to("portail.example")); n != 1 {
			t.Errorf("%d attempts before it may be asked again", n)
		}
		s.now(always(200))
		after(2 * time.Second)
		if got := p.fates(c); !slices.Equal(got, []string{"sent 2", "sent 1"}) {
			t.Errorf("%q", got)
		}
	})
}

func TestADestinationThatHangsHoldsNobodyElseUp(t *testing.T) {
	hangs := func(r request) (int, http.Header) {
		if r.r.URL.Host == "lent.example" {
			return 0, nil
		}
		return 200, nil
	}
	withPortals(t, hangs, func(t *testing.T, p *portals, s *site) {
		p.runs()
		slow, quick := p.adds("lent", "https://lent.example/sortie", "ES256"), p.adds("vif", "https://vif.example/sortie", "ES256")
		for range 3 * carriers {
			p.logsOut(slow)
		}
		synctest.Wait()
		if n := len(s.to("lent.example")); n != carriers {
			t.Errorf("%d attempts at once", n)
		}
		before := time.Now()
		p.logsOut(slow, quick)
		synctest.Wait()
		if came := s.to("vif.example"); len(came) != 1 || came[0].at.Sub(before) != 0 {
			t.Errorf("%d came, while the other one hangs", len(came))
		}
	})
}

func TestWhatWaitsLeavesOnceADestinationWorksAgain(t *testing.T) {
	withPortals(t, always(503), func(t *testing.T, p *portals, s *site) {
		p.runs()
		c := p.adds("portail", "https://portail.example/sortie", "ES256")
		for range 20 {
			p.logsOut(c)
			after(time.Minute)
		}
		s.now(always(200))
		after(2 * time.Minute)
		for _, fate := range p.fates(c) {
			if !strings.HasPrefix(fate, "sent") {
				t.Fatalf("%q", p.fates(c))
			}
		}
	})
}

// A client that failed while the clock was ahead is retried when the clock is right again, not at the instant noted then.
func TestAClientThatFailedInAnHourThatComesAgainIsTriedAtOnce(t *testing.T) {
	var ahead atomic.Int64
	clock := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	withPortals(t, always(503), func(t *testing.T, p *portals, s *site) {
		p.o.Clock, p.Now = clock, clock
		p.runs()
		c := p.adds("portail", "https://portail.example/sortie", "ES256")
		ahead.Store(int64(24 * time.Hour))
		p.logsOut(c)
		after(20 * time.Second)
		from := clock()
		s.now(always(200)) // before the clock goes back, which may begin an attempt at once
		ahead.Store(0)
		if err := p.ClockWentBack(t.Context(), from, clock(), time.Hour, time.Hour); err != nil {
			t.Fatal(err)
		}
		after(time.Minute)
		for _, fate := range p.fates(c) {
			if !strings.HasPrefix(fate, "sent") {
				t.Errorf("%q", p.fates(c))
			}
		}
	})
}

func TestEachDeliveryIsTakenOnce(t *testing.T) {
	withPortals(t, always(200), func(t *testing.T, p *portals, s *site) {
		p.runs()
		c := p.adds("portail", "https://portail.example/sortie", "ES256")
		for range 100 {
			p.logsOut(c)
		}
		synctest.Wait()
		if n := len(s.to("portail.example")); n != 100 {
			t.Errorf("%d requests for 100 deliveries", n)
		}
	})
}

// interrupted does not record the first accepted delivery, as when the program is killed.
type interrupted struct {
	*db.DB
	once sync.Once
}

func (f *interrupted) Delivered(ctx context.Context, id int64, now time.Time) (err error) {
	f.once.Do(func() { err = errors.New("killed") })
	if err != nil {
		return err
	}
	return f.DB.Delivered(ctx, id, now)
}

func TestADeliveryThatWasNotNotedGoesAgainUnderItsNumber(t *testing.T) {
	withPortals(t, always(200), func(t *testing.T, p *portals, s *site) {
		p.queue = &interrupted{DB: p.DB}
		p.runs()
		c := p.adds("portail", "https://portail.example/sortie", "ES256")
		p.logsOut(c)
		after(time.Minute)
		var numbers []string
		for _, r := range s.to("portail.example") {
			signed, err := jose.ParseSignedCompact(r.token(), []jose.SignatureAlgorithm{jose.ES256})
			if err != nil {
				t.Fatal(err)
			}
			var claims logoutClaims
			if err := json.Unmarshal(signed.UnsafePayloadWithoutVerification(), &claims); err != nil {
				t.Fatal(err)
			}
			numbers = append(numbers, claims.ID)
		}
		if len(numbers) != 2 || numbers[0] != numbers[1] {
			t.Errorf("%q", numbers)
		}
	})
}
