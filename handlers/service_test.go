package handlers_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/account/keys"
	"sesame/db"
	"sesame/handlers"
	"sesame/views"
)

// service is the whole program behind a real listener, on a real SQLite file, under a clock of its own.
type service struct {
	t      testing.TB
	db     *db.DB
	url    string
	limits account.Limits
	caisse account.Caisse

	options handlers.Options
	pages   atomic.Pointer[http.Handler]

	clock func() time.Time // what the clock shows where no test has moved it

	mu    sync.Mutex
	moved time.Duration
	read  int // messages already looked at

	tasks sync.WaitGroup // what outlives its request
	gate  chan struct{}  // closed: tasks may begin; nil for no gate
	life  context.Context
	end   context.CancelFunc

	supervisor *browser // of the tests that read figures
}

// serviceStart is a Monday afternoon. The clock stands there until a test moves it.
var serviceStart = time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)

func newService(t testing.TB, change ...func(*handlers.Options)) *service {
	t.Helper()
	return newServiceUnder(t, func() time.Time { return serviceStart }, change...)
}

// newServiceUnder is a service under another clock: the machine's own where a program outside, or Go's cookie jar,
// dates what it hands out.
func newServiceUnder(t testing.TB, clock func() time.Time, change ...func(*handlers.Options)) *service {
	t.Helper()
	database := openFile(t, filepath.Join(t.TempDir(), "sesame.db"))
	s := &service{t: t, db: database, limits: account.DefaultLimits(), clock: clock}
	t.Cleanup(func() { _ = s.db.Close() })
	s.caisse = account.Caisse{Name: "MSA du Test", Phone: "05 36 49 00 00", Hours: "du lundi au vendredi, de 9 h à 17 h",
		Address: "1 rue du Test, 86000 Poitiers", Site: "https://msa.example", ContactEmail: "contact@msa.example", Color: "#005544", Host: "espace.example"}
	drawn, err := views.New(views.Options{Caisse: s.caisse})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(nil)
	base, err := url.Parse("http://" + server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	desk := *base // passkeys want a name
	desk.Host = "localhost:" + base.Port()
	o := handlers.Options{
		DB: database, Views: drawn, Hasher: keys.NewHasher(runtime.GOMAXPROCS(0), 64), Caisse: s.caisse, Limits: s.limits, BaseURL: base, AgentURL: &desk,
		ExemptSites: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		SMS:         true, Now: s.now, Location: paris(t), Wake: func() {}, Background: s.background, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	for _, f := range change {
		f(&o)
	}
	s.limits, s.options = o.Limits, o
	s.begin()
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*s.pages.Load()).ServeHTTP(w, r) })
	server.Start()
	t.Cleanup(server.Close)
	s.url = server.URL
	s.importFiles(membersFile, paymentsFile)
	return s
}

// paris is where hours are told and days counted.
func paris(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// openFile opens a database file, as the program does at its start.
func openFile(t testing.TB, path string) *db.DB {
	t.Helper()
	keys, err := keys.NewKeyring([]byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	database, err := db.Open(t.Context(), path, keys, paris(t))
	if err != nil {
		t.Fatal(err)
	}
	return database
}

// background is how the program runs what outlives its request.
func (s *service) background(task func(context.Context)) {
	gate, life := s.gate, s.life
	s.tasks.Go(func() {
		if gate != nil {
			select {
			case <-gate:
			case <-life.Done(): // ended before it could do anything
				return
			}
		}
		task(life)
	})
}

// begin builds the handlers on the database that is open.
func (s *service) begin() {
	s.t.Helper()
	s.life, s.end = context.WithCancel(context.Background())
	s.t.Cleanup(func() { s.end(); s.tasks.Wait() })
	pages, err := handlers.New(s.options)
	if err != nil {
		s.t.Fatal(err)
	}
	s.pages.Store(&pages)
}

// restart ends the program and starts it again on the same file: what it kept in memory is gone.
func (s *service) restart() {
	s.t.Helper()
	s.end()
	s.tasks.Wait()
	if err := s.db.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.db = openFile(s.t, s.db.Path())
	s.options.DB = s.db
	s.begin()
}

func (s *service) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clock().Add(s.moved)
}

// wait moves the clock.
func (s *service) wait(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.moved += d
}

// The members of these tests. Marie has nothing of hers but what the file says.
const (
	marie    = "2850786123456" // particulier: e-mail, mobile, carte Vitale, a benefit of 412,50 €
	lucien   = "1520479123456" // exploitant: e-mail only, an invoice of 1 234,56 €
	ferme    = "73282932000074"
	jardin   = "1600586123456"
	notaire  = "NOT4471"
	silence  = "1450386123456" // particulier whom the caisse can reach by letter only
	nobody   = "2991286123456"
	nobodyCo = "35600000049837"
)

const membersFile = `identifiant;categorie;civilite;nom;prenom;raison_sociale;date_naissance;commune_naissance;pays_naissance;adresse1;adresse6;email;portable;fixe;fax;carte_vitale
` + marie + `;particulier;Mme;Dupont;Marie;;31/07/1985;Poitiers;France;3 rue du Puits;86000 POITIERS;marie@poitou.example;06 39 98 12 34;;;800012345678901
` + lucien + `;exploitant;M.;Garnier;Lucien;;;;;La Grange;79000 NIORT;lucien@poitou.example;;;;
` + ferme + `;entreprise;;;;Ferme des Tilleuls;;;;Zone du Pré;86000 POITIERS;ferme@poitou.example;06 39 98 22 33;;;
` + jardin + `;employeur_jardinier;M.;Blanc;Henri;;;;;4 allée du Parc;86000 POITIERS;;06 39 98 44 55;;;
` + notaire + `;tiers;;;;Étude Duval;;;;9 place du Marché;86000 POITIERS;etude@duval.example;;;;
` + silence + `;particulier;M.;Roche;Albert;;;;;Le Bourg;79000 NIORT;;;;;800099945678901
`

const paymentsFile = `identifiant;nature;date;montant
` + marie + `;prestation;02/10/2026;412,50
` + lucien + `;facture_cotisations;2026-03-02;1 234,56
` + ferme + `;cotisations_salaires;2026-09-15;15870.00
` + jardin + `;cotisations_salaires;2026-09-15;312,40
`

func (s *service) importFiles(members, payments string) {
	s.t.Helper()
	o := db.ImportOptions{Now: s.now(), Refused: func(r db.Refusal) { s.t.Errorf("refused: %+v", r.Faults) }}
	table, err := backoffice.OpenTable(strings.NewReader(members), backoffice.MemberColumns)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.db.ImportMembers(s.t.Context(), table, o); err != nil {
		s.t.Fatal(err)
	}
	if table, err = backoffice.OpenTable(strings.NewReader(payments), backoffice.PaymentColumns); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.db.ImportPayments(s.t.Context(), table, o); err != nil {
		s.t.Fatal(err)
	}
}

// member reads somebody as the service knows them.
func (s *service) member(identifier string) *db.Member {
	s.t.Helper()
	id, err := account.ParseIdentifier(identifier)
	if err != nil {
		s.t.Fatal(err)
	}
	m, err := s.db.MemberByKey(context.Background(), s.db.Keys().IdentifierKey(id))
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

// temporary gives a member a temporary password, as a letter would.
func (s *service) temporary(identifier string) string {
	s.t.Helper()
	m, secret := s.member(identifier), account.NewTemporaryPassword()
	hash, err := keys.NewHasher(1, 1).Hash(context.Background(), secret)
	if err != nil {
		s.t.Fatal(err)
	}
	err = s.db.InTx(context.Background(), func(t *db.Tx) error {
		return t.IssueTemporary(context.Background(), m.ID, db.Temporary{Hash: hash, Channel: "letter", IssuedAt: s.now(), ExpiresAt: s.now().Add(s.limits.LetterTTL)})
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return secret
}

// sent returns the messages that have been posted since the last look, oldest first.
func (s *service) sent() []db.Waiting {
	s.t.Helper()
	all, err := s.db.Due(context.Background(), s.now().Add(time.Hour), 1000)
	if err != nil {
		s.t.Fatal(err)
	}
	var fresh []db.Waiting
	for _, m := range all[s.read:] {
		if !m.Decoy() { // the courier drops these
			fresh = append(fresh, m)
		}
	}
	s.read = len(all)
	return fresh
}

// lastOf returns the newest of these messages of a kind.
func (s *service) lastOf(kind string) db.Waiting {
	s.t.Helper()
	all, err := s.db.Due(context.Background(), s.now().Add(time.Hour), 1000)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Kind == kind {
			return all[i]
		}
	}
	s.t.Fatalf("no message %q among %d", kind, len(all))
	return db.Waiting{}
}

func (s *service) letters() []db.Letter {
	s.t.Helper()
	letters, err := s.db.WaitingLetters(context.Background(), s.now())
	if err != nil {
		s.t.Fatal(err)
	}
	return letters
}

// browser is somebody's: it keeps cookies, follows redirects, and sends forms as they stand.
type browser struct {
	s      *service
	client *http.Client
	header http.Header
}

func (s *service) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{s: s, client: &http.Client{Jar: jar}, header: http.Header{}}
}

// page is what the browser shows.
type page struct {
	b      *browser
	status int
	path   string
	header http.Header
	doc    *goquery.Document
	raw    string
}

func (b *browser) do(r *http.Request) *page {
	b.s.t.Helper()
	for k, v := range b.header {
		r.Header[k] = v
	}
	response, err := b.client.Do(r)
	if err != nil {
		b.s.t.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		b.s.t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(raw)))
	if err != nil {
		b.s.t.Fatal(err)
	}
	return &page{b: b, status: response.StatusCode, path: response.Request.URL.RequestURI(), header: response.Header, doc: doc, raw: string(raw)}
}

func (b *browser) get(path string) *page {
	b.s.t.Helper()
	r, err := http.NewRequest(http.MethodGet, b.s.url+path, nil)
	if err != nil {
		b.s.t.Fatal(err)
	}
	return b.do(r)
}

func (b *browser) post(path string, form url.Values) *page {
	b.s.t.Helper()
	r, err := http.NewRequest(http.MethodPost, b.s.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

type fields map[string]string

// form prepares what pressing the button of that name would send: where to, and with what.
func (p *page) form(button string, typed fields) (path string, form url.Values) {
	p.b.s.t.Helper()
	found := p.doc.Find("button").FilterFunction(func(_ int, q *goquery.Selection) bool {
		return strings.Join(strings.Fields(q.Text()), " ") == button
	}).First()
	if found.Length() == 0 {
		p.b.s.t.Fatalf("no button « %s » on %s (%d):\n%s", button, p.path, p.status, p.brief())
	}
	owner := found.Closest("form")
	if id, ok := found.Attr("form"); ok {
		owner = p.doc.Find("form#" + id)
	}
	path, ok := found.Attr("formaction")
	if !ok {
		path, _ = owner.Attr("action")
	}
	form = url.Values{}
	owner.Find("input, textarea").Each(func(_ int, q *goquery.Selection) {
		name, named := q.Attr("name")
		kind, _ := q.Attr("type")
		_, checked := q.Attr("checked")
		if !named || (kind == "radio" || kind == "checkbox") && !checked {
			return
		}
		value, _ := q.Attr("value")
		if goquery.NodeName(q) == "textarea" {
			value = q.Text()
		}
		form.Set(name, value)
	})
	for name, value := range typed {
		if p.doc.Find(`[name="`+name+`"]`).Length() == 0 {
			p.b.s.t.Fatalf("no field %q on %s:\n%s", name, p.path, p.brief())
		}
		form.Set(name, value)
	}
	return path, form
}

// press fills the form and presses a button.
func (p *page) press(button string, typed fields) *page {
	p.b.s.t.Helper()
	path, form := p.form(button, typed)
	return p.b.post(path, form)
}

func (p *page) text() string {
	body := p.doc.Find("body").Clone()
	body.Find("script, style, svg").Remove()
	return strings.Join(strings.Fields(body.Text()), " ")
}

// brief is the start of the text, for a failure's report.
func (p *page) brief() string {
	text := []rune(p.text())
	return string(text[:min(len(text), 500)])
}

func (p *page) says(sentences ...string) *page {
	p.b.s.t.Helper()
	for _, sentence := range sentences {
		if !strings.Contains(p.text(), sentence) {
			p.b.s.t.Errorf("%s (%d) does not say « %s »:\n%s", p.path, p.status, sentence, p.brief())
		}
	}
	return p
}

func (p *page) silent(sentences ...string) *page {
	p.b.s.t.Helper()
	for _, sentence := range sentences {
		if strings.Contains(p.text(), sentence) {
			p.b.s.t.Errorf("%s (%d) says « %s »:\n%s", p.path, p.status, sentence, p.brief())
		}
	}
	return p
}

// at checks where the browser has come to.
func (p *page) at(path string, status int) *page {
	p.b.s.t.Helper()
	if p.path != path || p.status != status {
		p.b.s.t.Fatalf("came to %s (%d), want %s (%d):\n%s", p.path, p.status, path, status, p.brief())
	}
	return p
}

// The steps that many tests go through.

func (b *browser) logIn(identifier, password string) *page {
	b.s.t.Helper()
	return b.get("/connexion").press("Se connecter", fields{"identifiant": identifier, "mot_de_passe": password})
}

// establish takes a member through the whole first connection; the password is theirs from then on.
func (b *browser) establish(identifier, password string) *page {
	b.s.t.Helper()
	p := b.logIn(identifier, b.s.temporary(identifier)).at("/personnalisation/mot-de-passe", 200)
	p = p.press("Suivant", fields{"nouveau": password, "confirmation": password}).at("/personnalisation/coordonnees", 200)
	typed := fields{}
	if b.s.member(identifier).Contacts[db.Email].Value == "" {
		typed["email"] = "nouvelle@poitou.example"
	}
	p = p.press("Je confirme mes coordonnées", typed).at("/personnalisation/adresse-email", 200)
	p = p.press("Valider", fields{"code": b.s.lastOf(db.KindEmailCode).Secret}).at("/personnalisation/confirmation", 200)
	b.s.sent()
	return p
}

// forget begins « oubli » and chooses a channel.
func (b *browser) forget(identifier, channel string) *page {
	b.s.t.Helper()
	return b.get("/mot-de-passe-oublie").press("Suivant", fields{"identifiant": identifier}).
		at("/mot-de-passe-oublie/canal", 200).press("Suivant", fields{"canal": channel})
}

// first is a password that the gauge finds strong and that is nobody's.
const (
	first  = "Velours-Sillon7Grenouille"
	second = "Marmite&Tonnerre4Bocage"
)
