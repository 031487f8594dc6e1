package servicetest

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"sesame/db/dbtest"
	"sesame/handlers"
	"sesame/handlers/member"
)

// provider runs a script of testdata behind a proxy that can break connections and change responses.
type provider struct {
	t   *testing.T
	URL string
	Key *ecdsa.PrivateKey

	mu      sync.Mutex
	down    string     // prefix of the paths whose requests break; empty for none
	asked   url.Values // parameters of the newest authorization request
	calls   int
	changes map[string]func(http.Header, []byte) []byte // by path
}

// Person is an identity as FranceConnect holds it.
type Person struct {
	GivenNames   string `json:"given_name"`
	FamilyName   string `json:"family_name"`
	Gender       string `json:"gender"`
	BirthDate    string `json:"birthdate"`
	BirthPlace   string `json:"birthplace"`
	BirthCountry string `json:"birthcountry"`
}

const (
	FcClient = "caisse"
	FcSecret = "secret of the tests & more"
)

// NewProvider starts a stand-in for FranceConnect.
func NewProvider(t *testing.T, people map[string]Person) *provider {
	t.Helper()
	return newProvider(t, "franceconnect.mjs", map[string]any{"identities": people})
}

// newProvider runs a script behind a proxy. config is added to the client registration.
func newProvider(t *testing.T, script string, config map[string]any) *provider {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{t: t, Key: key}
	front := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(front.Close)
	p.URL = front.URL
	port := p.start(script, config)
	behind := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: "127.0.0.1:" + port})
			r.Out.Host = r.In.Host
		},
		ModifyResponse: p.tamper,
	}
	front.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.note(r) {
			panic(http.ErrAbortHandler) // the connection breaks
		}
		behind.ServeHTTP(w, r)
	})
	front.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	return p
}

// start runs the script and returns its port.
func (p *provider) start(script string, more map[string]any) string {
	p.t.Helper()
	more["issuer"], more["clientId"], more["clientSecret"], more["key"] = p.URL, FcClient, FcSecret, p.jwk()
	config, err := json.Marshal(more)
	if err != nil {
		p.t.Fatal(err)
	}
	if _, err := os.Stat(dbtest.File(p.t, ".tools", "npm", "node_modules", "oidc-provider")); err != nil {
		p.t.Fatal("« make tools » installs what this test needs")
	}
	command := exec.Command("node", dbtest.File(p.t, "handlers", "servicetest", "testdata", script), dbtest.File(p.t, ".tools", "npm", "node_modules"))
	var said bytes.Buffer
	command.Stderr = &said
	in, err := command.StdinPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		p.t.Fatalf("« make tools » installs what this test needs: %v", err)
	}
	p.t.Cleanup(func() {
		_ = in.Close()
		_ = command.Wait()
		if p.t.Failed() {
			p.t.Logf("the provider said: %s", said.String())
		}
	})
	if _, err := in.Write(append(config, '\n')); err != nil {
		p.t.Fatal(err)
	}
	port, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = command.Wait()
		p.t.Fatalf("the provider does not start: %v\n%s", err, said.String())
	}
	return strings.TrimSpace(port)
}

func (p *provider) jwk() map[string]string {
	point, err := p.Key.PublicKey.Bytes()
	if err != nil {
		p.t.Fatal(err)
	}
	secret, err := p.Key.Bytes()
	if err != nil {
		p.t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	return map[string]string{"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "tests",
		"x": encode(point[1:33]), "y": encode(point[33:]), "d": encode(secret)}
}

// note records what the tests examine, and says whether the provider is down.
func (p *provider) note(r *http.Request) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	if r.URL.Path == "/authorize" {
		p.asked = r.URL.Query()
	}
	return p.down != "" && strings.HasPrefix(r.URL.Path, p.down)
}

func (p *provider) SetDown(down string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = down
}

func (p *provider) tamper(r *http.Response) error {
	p.mu.Lock()
	change := p.changes[r.Request.URL.Path]
	p.mu.Unlock()
	if change == nil {
		return nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	body = change(r.Header, body)
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	r.Header.Set("Content-Length", fmt.Sprint(len(body)))
	if r.Header.Get("Location") != "" {
		r.StatusCode = http.StatusTemporaryRedirect
	}
	return nil
}

// Changing passes the responses at a path through change while do runs. A Location in the header turns the response into a
// redirect.
func (p *provider) Changing(path string, change func(http.Header, []byte) []byte, do func()) {
	set := func(changes map[string]func(http.Header, []byte) []byte) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.changes = changes
	}
	set(map[string]func(http.Header, []byte) []byte{path: change})
	defer set(nil)
	do()
}

// Claims changes the claims of a JWT and signs it again; with another key than the provider's it is a forgery.
func Claims(key *ecdsa.PrivateKey, token string, change func(map[string]any)) string {
	parts := strings.Split(token, ".")
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		panic(err)
	}
	var values map[string]any
	if err := json.Unmarshal(payload, &values); err != nil {
		panic(err)
	}
	change(values)
	if payload, err = json.Marshal(values); err != nil {
		panic(err)
	}
	signed := parts[0] + "." + base64.RawURLEncoding.EncodeToString(payload)
	digest := sha256.Sum256([]byte(signed))
	r, s, err := ecdsa.Sign(rand.Reader, key, digest[:])
	if err != nil {
		panic(err)
	}
	signature := append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// Service returns a service whose members may log in by this provider; it logs to log, if that is not nil.
func (p *provider) Service(t *testing.T, log io.Writer) *Service {
	t.Helper()
	// The provider dates its tokens and cookies by the machine's clock, and the browser's cookie jar uses that clock, too.
	s := NewLiveService(t, func(o *handlers.Options) {
		var err error
		o.FranceConnect, err = member.NewFranceConnect(member.FranceConnectConfig{Issuer: p.URL, ClientID: FcClient, ClientSecret: FcSecret})
		if err != nil {
			t.Fatal(err)
		}
		if log != nil {
			o.Log = slog.New(slog.NewTextHandler(log, nil))
		}
	})
	s.ImportFiles(fcMembers, "identifiant;nature;date;montant\n")
	return s
}

// Open opens an address of any site.
func (b *Browser) Open(address string) *Page {
	b.s.t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		b.s.t.Fatal(err)
	}
	return b.Do(r)
}

// Choose identifies as one of the provider's people, on its page.
func (p *Page) Choose(name string) *Page {
	p.B.s.t.Helper()
	action, form := p.Form("Continuer", Fields{"identity": name})
	next := p.B.Send(action, form)
	if !strings.HasPrefix(next.Path, "/authorize/") {
		return next
	}
	// Another person than before in this browser: the provider ends the former session by a form that is sent by itself.
	action, _ = next.Doc.Find("form").Attr("action")
	form = url.Values{}
	next.Doc.Find("form input").Each(func(_ int, q *goquery.Selection) {
		name, _ := q.Attr("name")
		value, _ := q.Attr("value")
		form.Set(name, value)
	})
	return p.B.Send(action, form)
}

func (b *Browser) Send(address string, form url.Values) *Page {
	b.s.t.Helper()
	r, err := http.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		b.s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.Do(r)
}

// FranceConnect goes from « Se connecter » to the provider and identifies there.
func (b *Browser) FranceConnect(name string) *Page {
	b.s.t.Helper()
	b.Get("/connexion").Says("uniquement pour les particuliers", "S'identifier avec FranceConnect")
	return b.Get("/connexion/franceconnect").Choose(name)
}

func (p *provider) LastAsked() url.Values {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

func (p *provider) CountCalls() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls
}

const fcMembers = `identifiant;categorie;civilite;nom;prenom;date_naissance;adresse6
` + jeanne + `;particulier;Mme;Lefèvre-d'Alençon;Anne-Jeanne;14/02/1990;86000 POITIERS
` + Ahmed + `;particulier;M.;Benali;Ahmed;01/03/1971;86000 POITIERS
` + PaulA + `;particulier;M.;Martin;Paul;09/05/1965;86000 POITIERS
` + paulB + `;particulier;M.;Martin;Paul;09/05/1965;79000 NIORT
` + simone + `;exploitant;Mme;Morin;Simone;20/04/1970;79000 NIORT
`

var errCaught = errors.New("caught")

// Members whom FranceConnect may authenticate, beside those of the other tests. Jeanne and Lucie are twins; the
// caisse knows only the first. There are two Paul Martins, whom no claim of FranceConnect distinguishes.
const (
	jeanne = "2900286194001"
	Ahmed  = "1710399351002"
	PaulA  = "1650586194003"
	paulB  = "1650586194004"
	simone = "2700486194005" // exploitante
)
