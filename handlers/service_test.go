package handlers_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/account/keys"
	"sesame/courier"
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

func (s *service) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{s: s, client: &http.Client{Jar: jar}, header: http.Header{}}
}

// The steps that many tests go through.

// first is a password that the gauge finds strong and that is nobody's.
const (
	first  = "Velours-Sillon7Grenouille"
	second = "Marmite&Tonnerre4Bocage"
)

// answers asks without a network between: when it comes back, the log has been written.
func (s *service) answers(path string) {
	(*s.pages.Load()).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
}

func (s *service) saboteur() *saboteur {
	s.t.Helper()
	x := &saboteur{t: s.t, file: s.raw()}
	rows, err := x.file.QueryContext(context.Background(), `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			s.t.Fatal(err)
		}
		x.all = append(x.all, name)
	}
	if err := rows.Err(); err != nil {
		s.t.Fatal(err)
	}
	x.do(`CREATE TABLE fault (writes INTEGER NOT NULL, sessions INTEGER NOT NULL); INSERT INTO fault VALUES (0, 0)`)
	for _, table := range x.all {
		counter := "writes"
		if table == "sessions" {
			counter = "sessions"
		}
		for _, act := range []string{"INSERT", "UPDATE", "DELETE"} {
			x.do(fmt.Sprintf(`CREATE TRIGGER fault_%[1]s_%[2]s BEFORE %[2]s ON %[1]s WHEN (SELECT %[3]s FROM fault) > 0 BEGIN
				UPDATE fault SET %[3]s = %[3]s - 1;
				SELECT RAISE(ABORT, 'sabotage') WHERE (SELECT %[3]s FROM fault) = 0;
			END`, table, act, counter))
		}
	}
	return x
}

// given is a temporary password of a member, the same one each time.
func (s *service) given(identifier string) string {
	const secret = "mqshwyez7zk4"
	m, ctx := s.member(identifier), context.Background()
	if m.Temporary != nil {
		return secret
	}
	err := s.db.InTx(ctx, func(t *db.Tx) error {
		return t.IssueTemporary(ctx, m.ID, db.Temporary{Hash: hashed(secret), Channel: "letter", IssuedAt: s.now(), ExpiresAt: s.now().Add(s.limits.LetterTTL)})
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return secret
}

// newPassword is the one of these tests that is in place.
func (s *service) newPassword() string {
	m := s.member(marie)
	for _, password := range []string{first, second} {
		if m.PasswordHash == "" {
			return s.given(marie)
		}
		if right, err := s.options.Hasher.Verify(context.Background(), m.PasswordHash, password); err == nil && right {
			return password
		}
	}
	s.t.Fatal("an unknown password is in place")
	return ""
}

// rows counts what a request may have written.
func (s *service) rows() string {
	s.t.Helper()
	raw, err := sql.Open("sqlite3", s.db.Path())
	if err != nil {
		s.t.Fatal(err)
	}
	defer raw.Close()
	var counts string
	err = raw.QueryRow(`SELECT (SELECT count(*) FROM sessions) || ' sessions, ' || (SELECT count(*) FROM flows) || ' flows, ' ||
		(SELECT count(*) FROM logins) || ' logins, ' || (SELECT count(*) FROM limit_events) || ' events'`).Scan(&counts)
	if err != nil {
		s.t.Fatal(err)
	}
	return counts
}

// holds tells whether the database's files show these bytes anywhere.
func (s *service) holds(secret string) bool {
	s.t.Helper()
	for _, end := range []string{"", "-wal"} {
		content, err := os.ReadFile(s.db.Path() + end)
		if err != nil {
			s.t.Fatal(err)
		}
		if bytes.Contains(content, []byte(secret)) {
			return true
		}
	}
	return false
}

// strangerWalk is a stranger's way through « oubli »: what each screen asks is answered, wrongly.
func (s *service) strangerWalk(identifier, channel string) (way string, traces []string) {
	b := s.browser()
	p := b.get("/mot-de-passe-oublie").press("Suivant", fields{"identifiant": identifier})
	keep := func(q *page) *page {
		traces = append(traces, q.trace(identifier))
		way += " " + strings.TrimPrefix(q.path, "/mot-de-passe-oublie/")
		return q
	}
	keep(p)
	p = keep(p.press("Suivant", fields{"canal": channel}))
	switch {
	case strings.HasSuffix(p.path, "/code"):
		for range 4 {
			p = keep(p.press("Valider", fields{"code": "12345678"})) // never right: codes have 4 digits
		}
		keep(p.press("Renvoyer un nouveau code", nil))
		s.wait(time.Minute)
		p = keep(b.get("/mot-de-passe-oublie/code").press("Renvoyer un nouveau code", nil))
		keep(p.press("Abandonner", nil))
	case strings.HasSuffix(p.path, "/question"):
		choice := fields{}
		if p.doc.Find(`[name="nature"]`).Length() > 0 {
			choice["nature"] = "prestation"
			way += " particulier"
		}
		choice["reponse"] = "pas un montant"
		p = keep(p.press("Suivant", choice))
		choice["reponse"] = "1,01"
		keep(p.press("Suivant", choice))
	}
	return way, traces
}

// many are members beside the usual ones: M1, M2…, all tiers at the same postal address.
func (s *service) many(n int, email func(i int) string) {
	s.t.Helper()
	var file strings.Builder
	file.WriteString("identifiant;categorie;raison_sociale;adresse6;email\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&file, "M%d;tiers;Étude %d;86000 POITIERS;%s\n", i, i, email(i))
	}
	s.importFiles(file.String(), "identifiant;nature;date;montant\n")
	for i := 1; i <= n; i++ {
		s.settle(fmt.Sprintf("M%d", i), first)
	}
}

// from is a browser at this address of the network, behind the proxy.
func (s *service) from(address string) *browser {
	b := s.browser()
	b.header.Set("X-Forwarded-For", address)
	return b
}

// wrongElsewhere counts wrong codes of other people.
func (s *service) wrongElsewhere(n int) {
	s.t.Helper()
	ctx := context.Background()
	err := s.db.InTx(ctx, func(t *db.Tx) error {
		for range n {
			if err := t.Count(ctx, db.AllWrongCodes, s.db.Keys().Index("everyone"), s.now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// raw looks into the file beside the program, as an operator with sqlite3 does.
func (s *service) raw() *sql.DB {
	s.t.Helper()
	file, err := sql.Open("sqlite3", "file:"+strings.ReplaceAll(s.db.Path(), "#", "%23")+"?_busy_timeout=10000&_foreign_keys=1")
	if err != nil {
		s.t.Fatal(err)
	}
	file.SetMaxOpenConns(1)
	s.t.Cleanup(func() { _ = file.Close() })
	return file
}

// counted is what a limit has counted of a subject.
func (s *service) counted(kind db.LimitKind, subjectKey []byte) int {
	s.t.Helper()
	events, err := s.db.Events(context.Background(), kind, subjectKey, time.Unix(0, 0))
	if err != nil {
		s.t.Fatal(err)
	}
	return len(events)
}

// noted counts the rows of the audit log with this event and result.
func (s *service) noted(event, result string) (n int) {
	s.t.Helper()
	err := s.db.EachAudit(context.Background(), func(r db.AuditRow) error {
		if r.Event == event && r.Result == result {
			n++
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// settle makes a member one who has ended journey B with this password, without walking through it.
func (s *service) settle(identifier, password string) *db.Member {
	s.t.Helper()
	m, ctx, now := s.member(identifier), context.Background(), s.now()
	if m.Contacts[db.Email].Value == "" {
		s.t.Fatalf("%s has no address", identifier)
	}
	err := s.db.InTx(ctx, func(t *db.Tx) error {
		_, err := t.ChangePassword(ctx, m.ID, m.PasswordHash, hashed(password), now)
		return errors.Join(err, t.VerifyContact(ctx, m.ID, db.Email, now), t.EndPersonalisation(ctx, m.ID, now))
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return s.member(identifier)
}

// rotate ends the program, puts the database under a second key, and starts the program again.
func (s *service) rotate() {
	s.t.Helper()
	path := s.db.Path()
	if err := s.db.Close(); err != nil {
		s.t.Fatal(err)
	}
	schema, err := os.ReadFile("../schema.sql")
	if err != nil {
		s.t.Fatal(err)
	}
	first := []byte(strings.Repeat("k", 32))
	one, err := keys.NewKeyring(first)
	if err != nil {
		s.t.Fatal(err)
	}
	two, err := keys.NewKeyring(first, bytes.Repeat([]byte("r"), 32))
	if err != nil {
		s.t.Fatal(err)
	}
	_, err = db.Rotate(s.t.Context(), db.Rotation{Path: path, Keys: one, Now: s.now(), Lengthen: func() (*keys.Keyring, error) { return two, nil }})
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := db.Open(s.t.Context(), path, string(schema), one); !errors.Is(err, db.ErrWrongKey) {
		s.t.Errorf("the old key alone: %v", err)
	}
	if s.db, err = db.Open(s.t.Context(), path, string(schema), two); err != nil {
		s.t.Fatal(err)
	}
	s.options.DB = s.db
	s.begin()
}

// deliver lets the courier send and wipe all that waits, the decoys too.
func (s *service) deliver(log *slog.Logger) {
	s.t.Helper()
	box := courier.NewMailbox(1000, s.now)
	c := courier.New(s.db, box, box, courier.Options{Caisse: s.caisse, Location: s.options.Location, Clock: s.now, Log: log})
	ctx, stop := context.WithCancel(s.t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.Run(ctx)
	}()
	for deadline := time.Now().Add(30 * time.Second); ; {
		health, err := s.db.OutboxHealth(ctx)
		if err != nil || time.Now().After(deadline) {
			s.t.Fatalf("%d messages wait, %v", health.Waiting, err)
		}
		if health.Waiting == 0 {
			break
		}
	}
	stop()
	<-ended
	s.read = 0
}

// print puts the letters that wait on paper, and wipes them.
func (s *service) print() {
	s.t.Helper()
	printed, err := courier.Print(s.t.Context(), s.db, new(bytes.Buffer), courier.PrintOrder{Caisse: s.caisse, Location: s.options.Location, Layout: db.Recto,
		Act: db.Act{Actor: "system", At: s.now()}})
	if err != nil || printed.Held > 0 {
		s.t.Fatalf("%d letters are held, %v", printed.Held, err)
	}
}

// everyJourney takes the members through all that the service can do, and notes what was typed and drawn.
func (s *service) everyJourney(l *loot) {
	const (
		mine     = "/espace/mon-compte"
		screen   = mine + "/email-mot-de-passe"
		third    = "Tabouret%Orage5Moisson"
		fourth   = "Lanterne&Fougère2Cidre"
		wrongOne = "Mauvais+Sésame8Brouette"
	)
	l.add("password", first, second, third, fourth, wrongOne)
	l.add("identifier", ondine, barnabe, hippolyte, moulin, tabellion, stranger, nobodyCo, "28309791234", ondine+"09")

	// First connection, by a letter's password, a new address and new numbers.
	b := s.browser()
	secret := s.temporary(ondine)
	l.add("password or code", secret)
	p := b.logIn(ondine, secret).at("/personnalisation/mot-de-passe", 200)
	p.press("Suivant", fields{"nouveau": "Quéméneur1983!", "confirmation": "Quéméneur1983!"})
	p = p.press("Suivant", fields{"nouveau": first, "confirmation": first}).at("/personnalisation/coordonnees", 200)
	p.press("Je confirme mes coordonnées", fields{"email": "sans-arobase.quemeneur", "portable": "06 39 98 30 47"}).at("/personnalisation/coordonnees", 422)
	p = p.press("Je confirme mes coordonnées", fields{"email": "ondine.perso@fougere.example", "portable": "06 39 98 52 13", "fax": "05 36 49 77 31"}).
		at("/personnalisation/adresse-email", 200)
	l.add("e-mail", "sans-arobase.quemeneur", "ondine.perso@fougere.example")
	for _, n := range []string{"06 39 98 30 47", "06 39 98 52 13", "05 36 49 77 31"} {
		l.addPhone(n)
	}
	l.seen(s, b)
	p.press("Valider", fields{"code": s.lastOf(db.KindEmailCode).Secret}).at("/personnalisation/confirmation", 200)
	b.get("/espace").at("/espace", 200)

	// Logins that fail, of members and of strangers.
	for _, id := range []string{ondine, hippolyte, stranger, nobodyCo, "28309791234", ondine + "09"} {
		s.browser().logIn(id, wrongOne)
	}
	b.post("/jauge", map[string][]string{"nouveau": {fourth}}).at("/jauge", 200)

	// Oubli by code: a wrong one, another one sent, the right one; the password that comes is used.
	o := s.browser()
	p = o.forget(ondine, "sms").at("/mot-de-passe-oublie/code", 200)
	l.seen(s, o)
	p.press("Valider", fields{"code": otherCode(s.lastOf(db.KindCode).Secret, 1)}).at("/mot-de-passe-oublie/code", 422)
	s.wait(61 * time.Second)
	p = o.get("/mot-de-passe-oublie/code").press("Renvoyer un nouveau code", nil)
	l.seen(s, o)
	p.press("Valider", fields{"code": s.lastOf(db.KindCode).Secret}).at("/mot-de-passe-oublie/confirmation", 200)
	l.seen(s, o)
	p = o.logIn(ondine, s.lastOf(db.KindTemporary).Secret).press("Suivant", fields{"nouveau": second, "confirmation": second})
	p.press("Je confirme mes coordonnées", nil)
	l.seen(s, o)

	// By question: right, wrong; by letter; unknown identifiers; left half-way.
	s.browser().forget(hippolyte, "email").press("Suivant", fields{"reponse": "8 264 935,17"}).at("/mot-de-passe-oublie/confirmation", 200)
	s.browser().forget(moulin, "sms").press("Suivant", fields{"reponse": "1 593 572,48"}).at("/mot-de-passe-oublie/confirmation", 200).says("par courrier")
	l.addAmount("1 593 572,48")
	s.browser().forget(tabellion, "email")
	s.browser().forget(barnabe, "email")
	s.browser().forget(nobodyCo, "sms")
	for _, end := range []string{"456", "457", "458", "459", "460", "461", "462", "463", "464", "465"} { // some of them beside a member who gets a code
		l.add("identifier", "2991286123"+end)
		s.browser().forget("2991286123"+end, "email")
	}
	l.seen(s)

	// Inscription, with the card.
	i := s.browser()
	p = i.get("/inscription").press("Suivant", fields{"identifiant": ondine}).at("/inscription/question", 200)
	p.press("Suivant", fields{"nature": "vitale", "reponse": "801938475610293"}).press("Suivant", fields{"canal": "sms"}).at("/inscription/confirmation", 200)
	p = s.browser().get("/inscription").press("Suivant", fields{"identifiant": marie}).at("/inscription/question", 200)
	p.press("Suivant", fields{"nature": "vitale", "reponse": "803000111222333"})
	l.add("carte Vitale", "803000111222333")
	l.seen(s, i)

	// Inside: password, address, numbers, sessions, contact form, log-out.
	in, other := s.browser(), s.browser()
	in.logIn(ondine, second).at("/espace", 200)
	other.logIn(ondine, second).at("/espace", 200)
	l.seen(s, in, other)
	in.get(mine+"/mot-de-passe").press("Suivant", fields{"actuel": wrongOne}).at(mine+"/mot-de-passe", 422)
	in.get(mine+"/mot-de-passe").press("Suivant", fields{"actuel": second}).press("Suivant", fields{"nouveau": third, "confirmation": third}).
		at(mine+"/mot-de-passe/confirmation", 200)
	p = in.get(mine+"/adresse").press("Suivant", fields{"actuel": third, "email": "ondine.neuve@genevrier.example"}).at(mine+"/adresse/code", 200)
	l.seen(s, in)
	p.press("Valider", fields{"code": s.lastOf(db.KindEmailCode).Secret}).at(mine+"/adresse/confirmation", 200)
	l.add("e-mail", "ondine.neuve@genevrier.example", "ondine.jamais@aubepine.example")
	in.get(screen).press("Enregistrer mes numéros", fields{"portable": "06 39 98 64 29", "fixe": "05 36 49 83 70", "mot_de_passe_actuel": third}).at(screen+"?etat=telephones", 200)
	l.addPhone("06 39 98 64 29")
	l.addPhone("05 36 49 83 70")
	message := map[string]string{"sujet": "Perte de ma carte professionnelle", "nom": "Ondine Quéméneur-Bartholdi", "identifiant": ondine,
		"email": "bartholdi@sureau.example", "message": "Le tracteur bleu a écrasé ma sacoche près du lavoir."}
	for name, v := range message {
		l.add("contact form: "+name, v)
	}
	in.get("/contact").press("Envoyer", fields(message)).at("/contact/confirmation", 200)
	s.browser().get("/contact").press("Envoyer", fields{"sujet": "Autre", "nom": "Théodule Vanderbeken", "email": "vanderbeken sans arobase", "message": "Rien"}).at("/contact", 422)
	l.add("contact form", "Théodule Vanderbeken", "vanderbeken sans arobase")
	l.seen(s, in, other)
	other.get("/espace")
	out := s.browser()
	out.logIn(ondine, third)
	l.seen(s, out)
	out.get("/espace").press("Se déconnecter", nil)

	// What goes wrong.
	in.get("/nulle/part").at("/nulle/part", 404)
	in.get("/compte/" + ondine + "/ondine.neuve@genevrier.example?identifiant=" + ondine)
	in.post("/connexion", map[string][]string{"identifiant": {ondine}, "mot_de_passe": {strings.Repeat(third, 5000)}})
	in.header.Set("Sec-Fetch-Site", "cross-site")
	in.post("/contact", map[string][]string{"message": {message["message"]}})
	in.header.Del("Sec-Fetch-Site")
	l.seen(s, in)
}

// leftHalfWay is what still waits when the files are stolen: messages, letters, codes, addresses to verify.
func (s *service) leftHalfWay(l *loot) {
	s.browser().forget(ondine, "email").at("/mot-de-passe-oublie/code", 200)
	in := s.browser()
	in.logIn(ondine, "Tabouret%Orage5Moisson").at("/espace", 200)
	in.get("/espace/mon-compte/adresse").press("Suivant", fields{"actuel": "Tabouret%Orage5Moisson", "email": "ondine.jamais@aubepine.example"})
	s.wait(8 * 24 * time.Hour)
	in = s.browser()
	in.logIn(ondine, "Tabouret%Orage5Moisson").at("/espace", 200)
	in.get("/espace/mon-compte/adresse").press("Suivant", fields{"actuel": "Tabouret%Orage5Moisson", "email": "ondine.encore@bruyere.example"})
	l.add("e-mail", "ondine.encore@bruyere.example")
	s.browser().forget(tabellion, "email")
	s.browser().forget(barnabe, "sms")
	s.browser().get("/contact").press("Envoyer", fields{"sujet": "Héritage Vanderbeken", "nom": "Ondine Quéméneur", "email": "bartholdi@sureau.example", "message": "Bonjour"})
	l.add("contact form", "Héritage Vanderbeken")
	// A member who has confirmed an address and not verified it yet.
	secret := s.temporary(moulin)
	l.add("password or code", secret)
	p := s.browser().logIn(moulin, secret).press("Suivant", fields{"nouveau": "Farine?Biez9Tamis", "confirmation": "Farine?Biez9Tamis"})
	p.press("Je confirme mes coordonnées", fields{"email": "biez@meuniers.example"}).at("/personnalisation/adresse-email", 200)
	l.add("password", "Farine?Biez9Tamis")
	l.add("e-mail", "biez@meuniers.example")
	l.seen(s, in)
}

var referenceShown = regexp.MustCompile(`\b[A-Z2-7]{8}\b`)

const (
	oubli   = "/mot-de-passe-oublie"
	code    = oubli + "/code"
	impasse = oubli + "/impasse"
	end     = oubli + "/confirmation"
)

// The members of this test, of whom every value can be told from anything that a file may hold by chance.
const (
	ondine    = "2830979123451" // particulier, by code
	barnabe   = "1740486123457" // particulier whom a letter alone reaches
	hippolyte = "1690679123459" // exploitant, by question
	moulin    = "73282932000074"
	tabellion = "TAB448179" // tiers, by letter and a notice
	stranger  = "2991286123456"

	stolenMembers = `identifiant;categorie;civilite;nom;prenom;raison_sociale;date_naissance;commune_naissance;pays_naissance;adresse1;adresse2;adresse6;email;portable;fixe;fax;carte_vitale
` + ondine + `;particulier;Mme;Quéméneur;Ondine;;17/09/1983;Plougastel-Daoulas;Liechtenstein;27 venelle du Bélier;Résidence Astrée;79150 ARGENTONNAY;ondine.quemeneur@belier.example;06 39 98 71 46;05 36 49 28 17;05 36 49 28 63;801938475610293
` + barnabe + `;particulier;M.;Wroclawski;Barnabé;;;;;8 chemin des Écureuils;;86320 GOUEX-LUSSAC;;;;;802847561938475
` + hippolyte + `;exploitant;M.;Zimmermann;Hippolyte;;23/06/1969;Mirebeau;;Ferme de Kerguélen;;79600 AIRVAULT;hippolyte@kerguelen.example;;;;
` + moulin + `;entreprise;;;;Moulins Vergnaud-Thibaudeau;;;;Impasse du Biez;;86400 CIVRAY;paie@vergnaud.example;07 45 67 31 92;;;
` + tabellion + `;tiers;;;;Étude Charbonneau;;;;6 parvis Sainte-Radegonde;;86000 POITIERS;greffe@charbonneau.example;;;;
`
	stolenPayments = `identifiant;nature;date;montant
` + ondine + `;prestation;02/10/2026;4 127 936,58
` + hippolyte + `;facture_cotisations;2026-03-02;8264935,17
` + moulin + `;cotisations_salaires;2026-09-15;9 371 584,26
`
)

// together runs f n times at once.
func together(n int, f func()) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for range n {
		wg.Go(func() {
			<-start
			f()
		})
	}
	close(start)
	wg.Wait()
}

// number reads one number from the file.
func number(t testing.TB, file *sql.DB, query string, args ...any) (n int) {
	t.Helper()
	if err := file.QueryRowContext(context.Background(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// atOnce lets all of them go together.
func atOnce(all ...func()) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for _, f := range all {
		wg.Go(func() {
			<-start
			f()
		})
	}
	close(start)
	wg.Wait()
}

// eachOf makes n functions of one.
func eachOf(n int, f func(i int)) []func() {
	all := make([]func(), n)
	for i := range all {
		all[i] = func() { f(i) }
	}
	return all
}

// otherCode is a code of as many digits that is not this one.
func otherCode(right string, i int) string {
	for ; ; i++ {
		if c := fmt.Sprintf("%0*d", len(right), i); c != right {
			return c
		}
	}
}

// hashed is a hash of a password, made once.
func hashed(password string) string {
	known, _ := hashes.LoadOrStore(password, sync.OnceValue(func() string {
		hash, err := keys.NewHasher(1, 1).Hash(context.Background(), password)
		if err != nil {
			panic(err)
		}
		return hash
	}))
	return known.(func() string)()
}

var hashes sync.Map
