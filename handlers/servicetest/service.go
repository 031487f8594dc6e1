// Package servicetest runs the whole service behind a real listener, with browsers, agents and providers, for the tests
// of handlers and its subpackages.
package servicetest

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
	"os"
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
	"sesame/db/dbtest"
	"sesame/handlers"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/views"
)

// Service is the whole program behind a real listener, with a real SQLite file and a clock of its own.
type Service struct {
	t      testing.TB
	DB     *db.DB
	URL    string
	Limits account.Limits
	Caisse account.Caisse

	Options handlers.Options
	Pages   atomic.Pointer[http.Handler]

	clock func() time.Time // the clock before tests move it

	mu    sync.Mutex
	moved time.Duration
	ticks time.Duration // by which each reading moves the clock
	read  int64         // ID of the newest message already returned by Sent

	Tasks sync.WaitGroup // tasks that outlive their request
	Gate  chan struct{}  // when closed, tasks may begin; nil for no gate
	life  context.Context
	end   context.CancelFunc

	Supervisor *Browser // for the tests that read figures
}

func init() { slog.SetDefault(slog.New(slog.DiscardHandler)) } // as the program does

// serviceStart is a Monday afternoon. The clock shows it until a test moves it.
var serviceStart = time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)

var caisse = account.Caisse{Name: "MSA du Test", Phone: "05 36 49 00 00", Hours: "du lundi au vendredi, de 9 h à 17 h",
	Address: "1 rue du Test, 86000 Poitiers", Site: "https://msa.example", ContactEmail: "contact@msa.example", Color: "#005544", Host: "espace.example", AnswerDays: 2}

// screens are parsed once for all services.
var screens = sync.OnceValues(func() (*views.Views, error) { return views.New(views.Options{Caisse: caisse}) })

func NewService(t testing.TB, change ...func(*handlers.Options)) *Service {
	t.Helper()
	return newServiceUnder(t, func() time.Time { return serviceStart }, standing(t), change...)
}

// NewLiveService returns a service on the machine's clock, for tests with other programs, which date what they issue and
// read.
func NewLiveService(t testing.TB, change ...func(*handlers.Options)) *Service {
	t.Helper()
	s := newServiceUnder(t, time.Now, empty(t), change...)
	s.ImportFiles(MembersFile, PaymentsFile) // as of today
	return s
}

// roomy returns the default limits without the ceilings for messages of strangers. Those are sized for a caisse with many
// members, and most tests request more in an hour than the few members here would.
func roomy() account.Limits {
	l := account.DefaultLimits()
	ample := account.Ceiling{Hour: 1_000_000, Day: 1_000_000}
	l.SMSCeiling, l.LetterCeiling, l.ContactCeiling = ample, ample, ample
	return l
}

// newServiceUnder returns a service on a database file, under a clock.
func newServiceUnder(t testing.TB, clock func() time.Time, path string, change ...func(*handlers.Options)) *Service {
	t.Helper()
	database := openFile(t, path)
	s := &Service{t: t, DB: database, Limits: roomy(), clock: clock}
	t.Cleanup(func() { _ = s.DB.Close() })
	s.Caisse = caisse
	drawn, err := screens()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(nil)
	base, err := url.Parse("http://" + server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	agents := *base // passkeys require a host name
	agents.Host = "localhost:" + base.Port()
	o := handlers.Options{Options: web.Options{
		DB: database, Views: drawn, Hasher: NewHasher(runtime.GOMAXPROCS(0), 64), Caisse: s.Caisse, Limits: s.Limits, BaseURL: base, AgentURL: &agents,
		ExemptSites: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		SMS:         true, Now: s.Now, Location: paris(t), Wake: func() {}, Background: s.background, LookAround: lookedAround, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}}
	for _, f := range change {
		f(&o)
	}
	s.Limits, s.Options = o.Limits, o
	s.begin()
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*s.Pages.Load()).ServeHTTP(w, r) })
	server.Start()
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// empty returns the path of a database file without members.
func empty(t testing.TB) string {
	t.Helper()
	return dbtest.Copy(t, "empty", func() *db.DB { return openFile(t, filepath.Join(t.TempDir(), "sesame.db")) })
}

// standing returns the path of a database file in which the members of these tests were imported at serviceStart.
func standing(t testing.TB) string {
	t.Helper()
	return dbtest.Copy(t, "members", func() *db.DB {
		d := openFile(t, empty(t))
		importFiles(t, d, serviceStart, MembersFile, PaymentsFile)
		return d
	})
}

// lookedAround simulates a check of the surroundings that has ended and found nothing.
func lookedAround() <-chan struct{} {
	done := make(chan struct{})
	close(done)
	return done
}

// NewHasher returns a hasher at a cost that thousands of passwords can bear.
func NewHasher(parallel, queue int) *keys.Hasher {
	return keys.NewHasher(parallel, queue).WithCost(64, 1)
}

// paris is the time zone of displayed times and days.
func paris(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// openFile opens a database file as the program does at its start.
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

// background runs a task that outlives its request, as the program does.
func (s *Service) background(task func(context.Context)) {
	gate, life := s.Gate, s.life
	s.Tasks.Go(func() {
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

// begin builds the handlers for the open database.
func (s *Service) begin() {
	s.t.Helper()
	s.life, s.end = context.WithCancel(context.Background())
	s.t.Cleanup(func() { s.end(); s.Tasks.Wait() })
	pages, _, err := handlers.New(s.Options)
	if err != nil {
		s.t.Fatal(err)
	}
	s.Pages.Store(&pages)
}

// Restart stops the program and starts it again on the same file: its memory is lost.
func (s *Service) Restart() {
	s.t.Helper()
	s.end()
	s.Tasks.Wait()
	if err := s.DB.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.DB = openFile(s.t, s.DB.Path())
	s.Options.DB = s.DB
	s.begin()
}

func (s *Service) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.moved += s.ticks
	return s.clock().Add(s.moved)
}

// TickClock moves the clock forward by d at each reading, so that any two readings of an act differ; 0 turns this off.
func (s *Service) TickClock(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ticks = d
}

// Wait moves the clock forward.
func (s *Service) Wait(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.moved += d
}

// The members of these tests. Marie's data is only what the file contains.
const (
	Marie    = "2850786123456" // particulier: e-mail, mobile, carte Vitale, a benefit of 412,50 €
	Lucien   = "1520479123456" // exploitant: e-mail only, an invoice of 1 234,56 €
	Ferme    = "73282932000074"
	Jardin   = "1600586123456"
	Notaire  = "NOT4471"
	Silence  = "1450386123456" // particulier whom the caisse can reach by letter only
	Nobody   = "2991286123456"
	NobodyCo = "35600000049837"
)

// NobodysSIRET returns a well-formed SIRET of no member, another one for each i below 1000.
func NobodysSIRET(i int) string {
	for last := range 10 {
		id, _ := account.ParseIdentifier(fmt.Sprintf("9000001110%03d%d", i, last))
		if id.CheckFor(account.Entreprise) == nil {
			return id.Value
		}
	}
	panic("servicetest: no SIRET ends so")
}

// MembersHeader is the first line of MembersFile, NoPayments a file of payments without a line.
var MembersHeader, _, _ = strings.Cut(MembersFile, Marie)

const NoPayments = "identifiant;nature;date;montant\n"

const MembersFile = `identifiant;categorie;civilite;nom;prenom;raison_sociale;date_naissance;commune_naissance;pays_naissance;adresse1;adresse6;email;portable;fixe;fax;carte_vitale
` + Marie + `;particulier;Mme;Dupont;Marie;;31/07/1985;Poitiers;France;3 rue du Puits;86000 POITIERS;marie@poitou.example;06 39 98 12 34;;;800012345678901
` + Lucien + `;exploitant;M.;Garnier;Lucien;;;;;La Grange;79000 NIORT;lucien@poitou.example;;;;
` + Ferme + `;entreprise;;;;Ferme des Tilleuls;;;;Zone du Pré;86000 POITIERS;ferme@poitou.example;06 39 98 22 33;;;
` + Jardin + `;employeur_jardinier;M.;Blanc;Henri;;;;;4 allée du Parc;86000 POITIERS;;06 39 98 44 55;;;
` + Notaire + `;tiers;;;;Étude Duval;;;;9 place du Marché;86000 POITIERS;etude@duval.example;;;;
` + Silence + `;particulier;M.;Roche;Albert;;;;;Le Bourg;79000 NIORT;;;;;800099945678901
`

const PaymentsFile = `identifiant;nature;date;montant
` + Marie + `;prestation;02/10/2026;412,50
` + Lucien + `;facture_cotisations;2026-03-02;1 234,56
` + Ferme + `;cotisations_salaires;2026-09-15;15870.00
` + Jardin + `;cotisations_salaires;2026-09-15;312,40
`

func (s *Service) ImportFiles(members, payments string) {
	s.t.Helper()
	importFiles(s.t, s.DB, s.Now(), members, payments)
}

func importFiles(t testing.TB, d *db.DB, now time.Time, members, payments string) {
	t.Helper()
	o := db.ImportOptions{Now: now, Confirmed: true, Refused: func(r db.Refusal) { t.Errorf("refused: %+v", r.Faults) }}
	table, err := backoffice.OpenTable(strings.NewReader(members), backoffice.MemberColumns)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.ImportMembers(t.Context(), table, o); err != nil {
		t.Fatal(err)
	}
	if table, err = backoffice.OpenTable(strings.NewReader(payments), backoffice.PaymentColumns); err != nil {
		t.Fatal(err)
	}
	if _, err := d.ImportPayments(t.Context(), table, o); err != nil {
		t.Fatal(err)
	}
}

// Member reads a member from the database.
func (s *Service) Member(identifier string) *db.Member {
	s.t.Helper()
	id, err := account.ParseIdentifier(identifier)
	if err != nil {
		s.t.Fatal(err)
	}
	m, err := s.DB.MemberByKey(context.Background(), s.DB.Keys().IdentifierKey(id))
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

// Temporary issues a temporary password, as a letter would.
func (s *Service) Temporary(identifier string) string {
	s.t.Helper()
	m, secret := s.Member(identifier), account.NewTemporaryPassword()
	hash, err := NewHasher(1, 1).Hash(context.Background(), secret)
	if err != nil {
		s.t.Fatal(err)
	}
	err = s.DB.InTx(context.Background(), func(t *db.Tx) error {
		return t.IssueTemporary(context.Background(), m.ID, db.Temporary{Hash: hash, Channel: "letter", IssuedAt: s.Now(), ExpiresAt: s.Now().Add(s.Limits.LetterTTL)})
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return secret
}

// Sent returns the messages queued since the last call, oldest first.
func (s *Service) Sent() []db.Waiting {
	s.t.Helper()
	all, err := s.DB.Due(context.Background(), s.Now().Add(time.Hour), 1000)
	if err != nil {
		s.t.Fatal(err)
	}
	var fresh []db.Waiting
	seen := s.read
	for _, m := range all {
		if m.ID > seen && !m.Decoy() { // the courier drops decoys
			fresh = append(fresh, m)
		}
		s.read = max(s.read, m.ID)
	}
	return fresh
}

// LastOf returns the newest waiting message of a kind.
func (s *Service) LastOf(kind string) db.Waiting {
	s.t.Helper()
	all, err := s.DB.Due(context.Background(), s.Now().Add(time.Hour), 1000)
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

func (s *Service) Letters() []db.Letter {
	s.t.Helper()
	letters, err := s.DB.WaitingLetters(context.Background(), s.Now())
	if err != nil {
		s.t.Fatal(err)
	}
	return letters
}

func (s *Service) Browser() *Browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &Browser{s: s, Client: &http.Client{Jar: jar}, Header: http.Header{}}
}

// The steps of many tests.

// First and Second are passwords that the gauge rates strong and that belong to no member.
const (
	First  = "Velours-Sillon7Grenouille"
	Second = "Marmite&Tonnerre4Bocage"
)

// Answers handles a request without a network, so that the log is complete when it returns.
func (s *Service) Answers(path string) {
	(*s.Pages.Load()).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, s.URL+path, nil))
}

func (s *Service) Saboteur() *saboteur {
	s.t.Helper()
	x := &saboteur{t: s.t, file: s.Raw()}
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
	x.Do(`CREATE TABLE fault (writes INTEGER NOT NULL, sessions INTEGER NOT NULL); INSERT INTO fault VALUES (0, 0)`)
	for _, table := range x.all {
		counter := "writes"
		if table == "sessions" {
			counter = "sessions"
		}
		for _, act := range []string{"INSERT", "UPDATE", "DELETE"} {
			x.Do(fmt.Sprintf(`CREATE TRIGGER fault_%[1]s_%[2]s BEFORE %[2]s ON %[1]s WHEN (SELECT %[3]s FROM fault) > 0 BEGIN
				UPDATE fault SET %[3]s = %[3]s - 1;
				SELECT RAISE(ABORT, 'sabotage') WHERE (SELECT %[3]s FROM fault) = 0;
			END`, table, act, counter))
		}
	}
	return x
}

// IssueTemporary issues a temporary password to a member, the same one each time.
func (s *Service) IssueTemporary(identifier string) string {
	const secret = "mqshwyez7zk4"
	m, ctx := s.Member(identifier), context.Background()
	if m.Temporary != nil {
		return secret
	}
	err := s.DB.InTx(ctx, func(t *db.Tx) error {
		return t.IssueTemporary(ctx, m.ID, db.Temporary{Hash: Hashed(secret), Channel: "letter", IssuedAt: s.Now(), ExpiresAt: s.Now().Add(s.Limits.LetterTTL)})
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return secret
}

// NewPassword returns the current password of Marie: First, Second or a temporary one.
func (s *Service) NewPassword() string {
	m := s.Member(Marie)
	for _, password := range []string{First, Second} {
		if m.PasswordHash == "" {
			return s.IssueTemporary(Marie)
		}
		if right, err := s.Options.Hasher.Verify(context.Background(), m.PasswordHash, password); err == nil && right {
			return password
		}
	}
	s.t.Fatal("an unknown password is in place")
	return ""
}

// Rows counts the rows that a request may have written.
func (s *Service) Rows() string {
	s.t.Helper()
	var counts string
	err := s.Raw().QueryRow(`SELECT (SELECT count(*) FROM sessions) || ' sessions, ' || (SELECT count(*) FROM flows) || ' flows, ' ||
		(SELECT count(*) FROM logins) || ' logins, ' || (SELECT count(*) FROM limit_events) || ' events'`).Scan(&counts)
	if err != nil {
		s.t.Fatal(err)
	}
	return counts
}

// FileContains says whether the database's files contain these bytes anywhere.
func (s *Service) FileContains(secret string) bool {
	s.t.Helper()
	for _, end := range []string{"", "-wal"} {
		content, err := os.ReadFile(s.DB.Path() + end)
		if err != nil {
			s.t.Fatal(err)
		}
		if bytes.Contains(content, []byte(secret)) {
			return true
		}
	}
	return false
}

// NotTheCode returns a wrong code, of the right length, for the newest journey. It works for decoys, too, whose code is sent
// to nobody.
func (s *Service) NotTheCode() string {
	s.t.Helper()
	var flow, key []byte
	var digits int
	file := s.Raw()
	defer file.Close()
	err := file.QueryRowContext(context.Background(), `SELECT flow_id, code_key, digits FROM codes ORDER BY id DESC LIMIT 1`).Scan(&flow, &key, &digits)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; ; i++ {
		if code := fmt.Sprintf("%0*d", digits, i); !bytes.Equal(s.DB.Keys().CodeKey(flow, code), key) {
			return code
		}
	}
}

// Codes returns the confirmation codes, oldest first. It finds them by trying all codes under the service's keys, because
// the codes of decoys are sent to nobody.
func (s *Service) Codes() (codes []string) {
	s.t.Helper()
	rows, err := s.Raw().QueryContext(context.Background(), `SELECT flow_id, code_key, digits FROM codes ORDER BY id`)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var flow, key []byte
		var digits int
		if err := rows.Scan(&flow, &key, &digits); err != nil {
			s.t.Fatal(err)
		}
		i := 0
		for !bytes.Equal(s.DB.Keys().CodeKey(flow, fmt.Sprintf("%0*d", digits, i)), key) {
			i++
		}
		codes = append(codes, fmt.Sprintf("%0*d", digits, i))
	}
	if err := rows.Err(); err != nil {
		s.t.Fatal(err)
	}
	return codes
}

// StrangerWalk goes through « oubli » as a stranger, and answers each screen wrongly. It returns the path and the traces of
// the screens.
func (s *Service) StrangerWalk(identifier, channel string) (way string, traces []string) {
	b := s.Browser()
	p := b.Get("/mot-de-passe-oublie").Press("Suivant", Fields{"identifiant": identifier})
	keep := func(q *Page) *Page {
		traces = append(traces, q.Trace(identifier))
		way += " " + strings.TrimPrefix(q.Path, "/mot-de-passe-oublie/")
		return q
	}
	keep(p)
	p = keep(p.Press("Suivant", Fields{"canal": channel}))
	switch {
	case strings.HasSuffix(p.Path, "/code"):
		for range 4 {
			p = keep(p.Press("Valider", Fields{"code": s.NotTheCode()}))
		}
		keep(p.Press("Renvoyer un nouveau code", nil))
		s.Wait(time.Minute)
		p = keep(b.Get("/mot-de-passe-oublie/code").Press("Renvoyer un nouveau code", nil))
		keep(p.Press("Abandonner", nil))
	case strings.HasSuffix(p.Path, "/question"):
		choice := Fields{}
		if p.Doc.Find(`[name="nature"]`).Length() > 0 {
			choice["nature"] = "prestation"
			way += " particulier"
		}
		choice["montant"] = "pas un montant"
		p = keep(p.Press("Suivant", choice))
		choice["montant"] = "1,01"
		p = keep(p.Press("Suivant", choice))
		keep(p.Press("Envoyer ma réponse", nil))
	}
	return way, traces
}

// ImportMany imports further members: M1, M2…, all tiers at the same postal address, with the password First.
func (s *Service) ImportMany(n int, email func(i int) string) {
	s.t.Helper()
	var file strings.Builder
	file.WriteString("identifiant;categorie;raison_sociale;adresse6;email\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&file, "M%d;tiers;Étude %d;86000 POITIERS;%s\n", i, i, email(i))
	}
	s.ImportFiles(file.String(), "identifiant;nature;date;montant\n")
	for i := 1; i <= n; i++ {
		s.SetPassword(fmt.Sprintf("M%d", i), First)
	}
}

// From returns a browser at this network address, behind the proxy.
func (s *Service) From(address string) *Browser {
	b := s.Browser()
	b.Header.Set("X-Forwarded-For", address)
	return b
}

// WrongBefore counts wrong codes of an account, one an hour, the newest two days ago.
func (s *Service) WrongBefore(identifier string, n int) {
	s.t.Helper()
	ctx, key := context.Background(), s.Member(identifier).IdentifierKey
	err := s.DB.InTx(ctx, func(t *db.Tx) error {
		for i := range n {
			if err := t.Count(ctx, db.WrongCodes, key, s.Now().Add(-48*time.Hour-time.Duration(n-i)*time.Hour)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// WrongElsewhere counts wrong codes of other people.
func (s *Service) WrongElsewhere(n int) {
	s.t.Helper()
	ctx := context.Background()
	err := s.DB.InTx(ctx, func(t *db.Tx) error {
		for range n {
			if err := t.Count(ctx, db.AllWrongCodes, s.DB.Keys().Index("everyone"), s.Now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// Raw opens the database file beside the program, as an operator with sqlite3 does.
func (s *Service) Raw() *sql.DB {
	s.t.Helper()
	file, err := sql.Open("sqlite3", "file:"+strings.ReplaceAll(s.DB.Path(), "#", "%23")+"?_busy_timeout=10000&_foreign_keys=1")
	if err != nil {
		s.t.Fatal(err)
	}
	file.SetMaxOpenConns(1)
	s.t.Cleanup(func() { _ = file.Close() })
	return file
}

// LimitCount returns the number of events that a limit has counted for a subject.
func (s *Service) LimitCount(kind db.LimitKind, subjectKey []byte) int {
	s.t.Helper()
	events, err := s.DB.Events(context.Background(), kind, subjectKey, time.Unix(0, 0))
	if err != nil {
		s.t.Fatal(err)
	}
	return len(events)
}

// AuditCount counts the rows of the audit log with this event and result.
func (s *Service) AuditCount(event string, result events.Result) (n int) {
	s.t.Helper()
	err := s.DB.EachAudit(context.Background(), func(r db.AuditRow) error {
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

// SetPassword sets a member's password as after a personalisation, without going through it.
func (s *Service) SetPassword(identifier, password string) *db.Member {
	s.t.Helper()
	m, ctx, now := s.Member(identifier), context.Background(), s.Now()
	if m.Contacts[db.Email].Value == "" {
		s.t.Fatalf("%s has no address", identifier)
	}
	err := s.DB.InTx(ctx, func(t *db.Tx) error {
		_, err := t.ChangePassword(ctx, m.ID, m.PasswordHash, Hashed(password), now)
		_, err2 := t.VerifyContact(ctx, m.ID, db.Email, now)
		return errors.Join(err, err2, t.EndPersonalisation(ctx, m.ID, now))
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return s.Member(identifier)
}

// VerifyContacts marks a member's contacts as verified, as after a correct code.
func (s *Service) VerifyContacts(identifier string) {
	s.t.Helper()
	m, ctx := s.Member(identifier), context.Background()
	err := s.DB.InTx(ctx, func(t *db.Tx) error {
		for kind := range m.Contacts {
			if _, err := t.VerifyContact(ctx, m.ID, kind, s.Now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// CatchUpDecoys makes the decoys follow the members, as at a start, and moves the clock forward until they have.
func (s *Service) CatchUpDecoys() {
	s.t.Helper()
	if err := s.DB.FollowMembers(context.Background(), s.Now()); err != nil {
		s.t.Fatal(err)
	}
	s.Wait(8 * 24 * time.Hour)
}

// Rotate stops the program, puts the database under a second key, and starts the program again.
func (s *Service) Rotate() {
	s.t.Helper()
	path := s.DB.Path()
	if err := s.DB.Close(); err != nil {
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
	_, err = db.Rotate(s.t.Context(), db.Rotation{Path: path, Keys: one, Now: s.Now(), Lengthen: func() (*keys.Keyring, error) { return two, nil }})
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := db.Open(s.t.Context(), path, one, s.Options.Location); !errors.Is(err, db.ErrWrongKey) {
		s.t.Errorf("the old key alone: %v", err)
	}
	if s.DB, err = db.Open(s.t.Context(), path, two, s.Options.Location); err != nil {
		s.t.Fatal(err)
	}
	s.Options.DB = s.DB
	s.begin()
}

// Deliver lets the courier send and wipe all waiting messages, including decoys.
func (s *Service) Deliver(log *slog.Logger) {
	s.t.Helper()
	box := courier.NewMailbox(1000, s.Now)
	c := courier.New(s.DB, box, box, courier.Options{Caisse: s.Caisse, Location: s.Options.Location, Clock: s.Now, Log: log})
	ctx, stop := context.WithCancel(s.t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.Run(ctx)
	}()
	for deadline := time.Now().Add(30 * time.Second); ; {
		next, err := s.DB.NextDue(ctx)
		if err != nil || time.Now().After(deadline) {
			s.t.Fatalf("a message waits for %v, %v", next, err)
		}
		if next.IsZero() {
			break
		}
	}
	stop()
	<-ended
	s.read = 0
}

// Print prints the waiting letters, and wipes them.
func (s *Service) Print() {
	s.t.Helper()
	mailroom := &acts.Acts{DB: s.DB, Now: s.Now}
	printed, err := mailroom.Print(s.t.Context(), acts.Command, db.Recto, nil, func(io.Writer, db.BatchDraft) error { return nil }, new(bytes.Buffer))
	if err != nil || printed.Held > 0 {
		s.t.Fatalf("%d letters are held, %v", printed.Held, err)
	}
}

// EveryJourney takes the members through everything that the service can do, and adds what was typed and generated to the
// loot.
func (s *Service) EveryJourney(l *Loot) {
	const (
		mine     = "/espace/mon-compte"
		screen   = mine + "/email-mot-de-passe"
		third    = "Tabouret%Orage5Moisson"
		fourth   = "Lanterne&Fougère2Cidre"
		wrongOne = "Mauvais+Sésame8Brouette"
	)
	l.add("password", First, Second, third, fourth, wrongOne)
	l.add("identifier", Ondine, barnabe, hippolyte, moulin, tabellion, stranger, NobodyCo, "28309791234", Ondine+"09")

	// First login, with a letter's password, a new address and new numbers.
	b := s.Browser()
	secret := s.Temporary(Ondine)
	l.add("password or code", secret)
	p := b.LogIn(Ondine, secret).At("/personnalisation/mot-de-passe", 200)
	p.Press("Suivant", Fields{"nouveau": "Quéméneur1983!", "confirmation": "Quéméneur1983!"})
	p = p.Press("Suivant", Fields{"nouveau": First, "confirmation": First}).At("/personnalisation/coordonnees", 200)
	p.Press("Je confirme mes coordonnées", Fields{"email": "sans-arobase.quemeneur", "portable": "06 39 98 30 47"}).At("/personnalisation/coordonnees", 422)
	p = p.Press("Je confirme mes coordonnées", Fields{"email": "ondine.perso@fougere.example", "portable": "06 39 98 52 13", "fax": "05 36 49 77 31"}).
		At("/personnalisation/adresse-email", 200)
	l.add("e-mail", "sans-arobase.quemeneur", "ondine.perso@fougere.example")
	for _, n := range []string{"06 39 98 30 47", "06 39 98 52 13", "05 36 49 77 31"} {
		l.addPhone(n)
	}
	l.seen(s, b)
	p.Press("Valider", Fields{"code": s.LastOf(db.KindEmailCode).Secret}).At("/personnalisation/confirmation", 200)
	b.Get("/espace").At("/espace", 200)

	// Logins that fail, of members and of strangers.
	for _, id := range []string{Ondine, hippolyte, stranger, NobodyCo, "28309791234", Ondine + "09"} {
		s.Browser().LogIn(id, wrongOne)
	}
	b.Post("/jauge", map[string][]string{"nouveau": {fourth}}).At("/jauge", 200)

	// « Oubli » by code: a wrong one, another one sent, the right one; the temporary password is used.
	o := s.Browser()
	p = o.Forget(Ondine, "sms").At("/mot-de-passe-oublie/code", 200)
	l.seen(s, o)
	p.Press("Valider", Fields{"code": OtherCode(s.LastOf(db.KindCode).Secret, 1)}).At("/mot-de-passe-oublie/code", 422)
	s.Wait(61 * time.Second)
	p = o.Get("/mot-de-passe-oublie/code").Press("Renvoyer un nouveau code", nil)
	l.seen(s, o)
	p.Press("Valider", Fields{"code": s.LastOf(db.KindCode).Secret}).At("/mot-de-passe-oublie/confirmation", 200)
	l.seen(s, o)
	p = o.LogIn(Ondine, s.LastOf(db.KindTemporary).Secret).Press("Suivant", Fields{"nouveau": Second, "confirmation": Second})
	p.Press("Je confirme mes coordonnées", nil)
	l.seen(s, o)

	// By question: a right and a wrong answer; by letter; unknown identifiers; abandoned half-way.
	s.Browser().Forget(hippolyte, "email").Answer(Fields{"montant": "8 264 935,17"}).At("/mot-de-passe-oublie/confirmation", 200)
	s.Browser().Forget(moulin, "sms").Answer(Fields{"montant": "1 593 572,48"}).At("/mot-de-passe-oublie/confirmation", 200).Says("par lettre")
	l.addAmount("1 593 572,48")
	s.Browser().Forget(tabellion, "email")
	s.Browser().Forget(barnabe, "email")
	s.Browser().Forget(NobodyCo, "sms")
	for _, end := range []string{"456", "457", "458", "459", "460", "461", "462", "463", "464", "465"} { // some of them next to a member who gets a code
		l.add("identifier", "2991286123"+end)
		s.Browser().Forget("2991286123"+end, "email")
	}
	l.seen(s)

	// Inscription, with the card.
	i := s.Browser()
	p = i.Get("/inscription").Press("Suivant", Fields{"identifiant": Ondine}).At("/inscription/question", 200)
	p.Answer(Fields{"nature": "vitale", "carte": "801938475610293"}).Press("Suivant", Fields{"canal": "sms"}).At("/inscription/confirmation", 200)
	p = s.Browser().Get("/inscription").Press("Suivant", Fields{"identifiant": Marie}).At("/inscription/question", 200)
	p.Answer(Fields{"nature": "vitale", "carte": "803000111222333"})
	l.add("carte Vitale", "803000111222333")
	l.seen(s, i)

	// In the private space: password, address, numbers, sessions, contact form, logout.
	in, other := s.Browser(), s.Browser()
	in.LogIn(Ondine, Second).At("/espace", 200)
	other.LogIn(Ondine, Second).At("/espace", 200)
	l.seen(s, in, other)
	in.Get(mine+"/mot-de-passe").Press("Suivant", Fields{"actuel": wrongOne}).At(mine+"/mot-de-passe", 422)
	in.Get(mine+"/mot-de-passe").Press("Suivant", Fields{"actuel": Second}).Press("Suivant", Fields{"nouveau": third, "confirmation": third}).
		At(mine+"/mot-de-passe/confirmation", 200)
	p = in.Get(mine+"/adresse").Press("Suivant", Fields{"actuel": third, "email": "ondine.neuve@genevrier.example"}).At(mine+"/adresse/code", 200)
	l.seen(s, in)
	p.Press("Valider", Fields{"code": s.LastOf(db.KindEmailCode).Secret}).At(mine+"/adresse/confirmation", 200)
	l.add("e-mail", "ondine.neuve@genevrier.example", "ondine.jamais@aubepine.example")
	in.Get(mine+"/telephones").Press("Enregistrer mes numéros", Fields{"portable": "06 39 98 64 29", "fixe": "05 36 49 83 70", "mot_de_passe_actuel": third}).At(mine+"/telephones/code", 200)
	l.addPhone("06 39 98 64 29")
	l.addPhone("05 36 49 83 70")
	message := map[string]string{"sujet": "Perte de ma carte professionnelle", "nom": "Ondine Quéméneur-Bartholdi", "identifiant": Ondine,
		"email": "bartholdi@sureau.example", "message": "Le tracteur bleu a écrasé ma sacoche près du lavoir."}
	for name, v := range message {
		l.add("contact form: "+name, v)
	}
	in.Get("/contact").Press("Envoyer", Fields(message)).At("/contact/confirmation", 200)
	s.Browser().Get("/contact").Press("Envoyer", Fields{"sujet": "Autre", "nom": "Théodule Vanderbeken", "email": "vanderbeken sans arobase", "message": "Rien"}).At("/contact", 422)
	l.add("contact form", "Théodule Vanderbeken", "vanderbeken sans arobase")
	l.seen(s, in, other)
	other.Get("/espace")
	out := s.Browser()
	out.LogIn(Ondine, third)
	l.seen(s, out)
	out.Get("/espace").Press("Se déconnecter", nil)

	// Errors.
	in.Get("/nulle/part").At("/nulle/part", 404)
	in.Get("/compte/" + Ondine + "/ondine.neuve@genevrier.example?identifiant=" + Ondine)
	in.Post("/connexion", map[string][]string{"identifiant": {Ondine}, "mot_de_passe": {strings.Repeat(third, 5000)}})
	in.Header.Set("Sec-Fetch-Site", "cross-site")
	in.Post("/contact", map[string][]string{"message": {message["message"]}})
	in.Header.Del("Sec-Fetch-Site")
	l.seen(s, in)
}

// LeftHalfWay creates data that is still waiting when the files are stolen: messages, letters, codes, addresses to verify.
func (s *Service) LeftHalfWay(l *Loot) {
	s.Browser().Forget(Ondine, "email").At("/mot-de-passe-oublie/code", 200)
	in := s.Browser()
	in.LogIn(Ondine, "Tabouret%Orage5Moisson").At("/espace", 200)
	in.Get("/espace/mon-compte/adresse").Press("Suivant", Fields{"actuel": "Tabouret%Orage5Moisson", "email": "ondine.jamais@aubepine.example"})
	s.Wait(8 * 24 * time.Hour)
	in = s.Browser()
	in.LogIn(Ondine, "Tabouret%Orage5Moisson").At("/espace", 200)
	in.Get("/espace/mon-compte/adresse").Press("Suivant", Fields{"actuel": "Tabouret%Orage5Moisson", "email": "ondine.encore@bruyere.example"})
	l.add("e-mail", "ondine.encore@bruyere.example")
	s.Browser().Forget(tabellion, "email")
	s.Browser().Forget(barnabe, "sms")
	s.Browser().Get("/contact").Press("Envoyer", Fields{"sujet": "Héritage Vanderbeken", "nom": "Ondine Quéméneur", "email": "bartholdi@sureau.example", "message": "Bonjour"})
	l.add("contact form", "Héritage Vanderbeken")
	// A member who has entered an address and not verified it yet.
	secret := s.Temporary(moulin)
	l.add("password or code", secret)
	p := s.Browser().LogIn(moulin, secret).Press("Suivant", Fields{"nouveau": "Farine?Biez9Tamis", "confirmation": "Farine?Biez9Tamis"})
	p.Press("Je confirme mes coordonnées", Fields{"email": "biez@meuniers.example"}).At("/personnalisation/adresse-email", 200)
	l.add("password", "Farine?Biez9Tamis")
	l.add("e-mail", "biez@meuniers.example")
	l.seen(s, in)
}

var referenceShown = regexp.MustCompile(`\b[A-Z2-7]{8}\b`)

const (
	Oubli   = "/mot-de-passe-oublie"
	Code    = Oubli + "/code"
	Impasse = Oubli + "/impasse"
	End     = Oubli + "/confirmation"
)

// The members of this test. Their values cannot occur in a file by chance.
const (
	Ondine    = "2830979123451" // particulier, by code
	barnabe   = "1740486123457" // particulier who can be reached by letter only
	hippolyte = "1690679123459" // exploitant, by question
	moulin    = "73282932000074"
	tabellion = "TAB448179" // tiers, by letter and a notice
	stranger  = "2991286123456"

	StolenMembers = `identifiant;categorie;civilite;nom;prenom;raison_sociale;date_naissance;commune_naissance;pays_naissance;adresse1;adresse2;adresse6;email;portable;fixe;fax;carte_vitale
` + Ondine + `;particulier;Mme;Quéméneur;Ondine;;17/09/1983;Plougastel-Daoulas;Liechtenstein;27 venelle du Bélier;Résidence Astrée;79150 ARGENTONNAY;ondine.quemeneur@belier.example;06 39 98 71 46;05 36 49 28 17;05 36 49 28 63;801938475610293
` + barnabe + `;particulier;M.;Wroclawski;Barnabé;;;;;8 chemin des Écureuils;;86320 GOUEX-LUSSAC;;;;;802847561938475
` + hippolyte + `;exploitant;M.;Zimmermann;Hippolyte;;23/06/1969;Mirebeau;;Ferme de Kerguélen;;79600 AIRVAULT;hippolyte@kerguelen.example;;;;
` + moulin + `;entreprise;;;;Moulins Vergnaud-Thibaudeau;;;;Impasse du Biez;;86400 CIVRAY;paie@vergnaud.example;07 45 67 31 92;;;
` + tabellion + `;tiers;;;;Étude Charbonneau;;;;6 parvis Sainte-Radegonde;;86000 POITIERS;greffe@charbonneau.example;;;;
`
	StolenPayments = `identifiant;nature;date;montant
` + Ondine + `;prestation;02/10/2026;4 127 936,58
` + hippolyte + `;facture_cotisations;2026-03-02;8264935,17
` + moulin + `;cotisations_salaires;2026-09-15;9 371 584,26
`
)

// Together runs f n times at once.
func Together(n int, f func()) {
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

// Number runs a query that returns one number.
func Number(t testing.TB, file *sql.DB, query string, args ...any) (n int) {
	t.Helper()
	if err := file.QueryRowContext(context.Background(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// AtOnce runs all functions at once.
func AtOnce(all ...func()) {
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

// EachOf returns n functions that call f with 0 to n-1.
func EachOf(n int, f func(i int)) []func() {
	all := make([]func(), n)
	for i := range all {
		all[i] = func() { f(i) }
	}
	return all
}

// OtherCode returns a code with as many digits as right that differs from it.
func OtherCode(right string, i int) string {
	for ; ; i++ {
		if c := fmt.Sprintf("%0*d", len(right), i); c != right {
			return c
		}
	}
}

// Hashed returns a hash of a password, computed once.
func Hashed(password string) string {
	known, _ := hashes.LoadOrStore(password, sync.OnceValue(func() string {
		hash, err := NewHasher(1, 1).Hash(context.Background(), password)
		if err != nil {
			panic(err)
		}
		return hash
	}))
	return known.(func() string)()
}

var hashes sync.Map
