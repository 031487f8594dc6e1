package handlers_test

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
)

// Steps cannot be skipped, replayed or reordered, by any sequence of requests (SECURITY.md, promise 7). A walker with two
// browsers for one member opens pages, presses buttons, sends forms of outdated pages and forms that no page has, with right,
// wrong and strange values, while the clock moves and the program restarts. After each request the promises are checked.
//
// A sequence that breaks a promise is reported by its number, and the same number repeats it: -run 'TestSequences/part_1/136'.
// SEQUENCES=5000 runs more of them; `go test -run - -fuzz FuzzSequences -fuzzminimizetime 1x ./handlers` looks for others,
// longer ones.

// choices is the source of a walk's decisions.
type choices interface{ intn(n int) int }

type drawn struct{ *rand.Rand }

func (d drawn) intn(n int) int { return d.IntN(n) }

// read takes decisions from bytes, which the fuzzer varies; after the last byte, it always takes the first choice.
type read struct{ bytes []byte }

func (r *read) intn(n int) int {
	if len(r.bytes) == 0 {
		return 0
	}
	b := r.bytes[0]
	r.bytes = r.bytes[1:]
	return int(b) % n
}

func pick[T any](c choices, all ...T) T { return all[c.intn(len(all))] }

// walker sends any request, in any order.
type walker struct {
	t    testing.TB
	s    *servicetest.Service
	c    choices
	file *sql.DB
	who  string // identifier
	id   int64

	hands [2]hand
	past  []*servicetest.Page // pages with forms, of both browsers

	// Everything that a reader of the member's mail could know.
	codes      []string
	temporary  []string
	permanent  []string // new passwords that were typed
	chosen     int
	logins     int      // log-ins that are left: each one costs a hash, which takes longer than everything else
	told       []string // the actions so far, for the report
	wasHash    string
	wasChanges int
}

// hand is a browser and the evidence that its user has given.
type hand struct {
	*servicetest.Browser
	page *servicetest.Page
	gave string // kind of password that opened the session: "", temporary, permanent, finished

	drawn map[string]bool // journeys, by the first part of a form's version, that this browser was shown
}

// paths are all addresses that a browser may request.
var paths = []string{
	"/", "/connexion", "/connexion?etat=fin", "/aide", "/contact", "/contact/confirmation", "/rien",
	servicetest.Oubli, servicetest.Oubli + "/identifiant", servicetest.Oubli + "/canal", servicetest.Oubli + "/question", servicetest.Code, servicetest.Impasse, servicetest.End,
	"/inscription", "/inscription/question", "/inscription/canal", "/inscription/confirmation",
	"/personnalisation", "/personnalisation/mot-de-passe", "/personnalisation/coordonnees", "/personnalisation/adresse-email", "/personnalisation/confirmation",
	"/espace", account1, account1 + "/email-mot-de-passe", account1 + "/telephones", account1 + "/appareils", account1 + "/historique",
	account1 + "/mot-de-passe", account1 + "/mot-de-passe/nouveau-mot-de-passe", account1 + "/mot-de-passe/confirmation",
	account1 + "/adresse", account1 + "/adresse/code", account1 + "/adresse/confirmation",
}

// suffixes are the buttons that a path may have.
var suffixes = []string{"", "", "", "/renvoi", "/correction", "/courrier", "/precedent", "/abandon"}

// newWalker creates a service and chooses a member, in one of the states that a member may be in.
func newWalker(t testing.TB, c choices) *walker {
	s := servicetest.NewService(t)
	w := &walker{t: t, s: s, c: c, logins: 6, who: pick(c, servicetest.Marie, servicetest.Marie, servicetest.Lucien, servicetest.Ferme, servicetest.Notaire, servicetest.Jardin)}
	if w.who != servicetest.Jardin && c.intn(3) > 0 {
		s.SetPassword(w.who, servicetest.First)
		w.permanent = []string{servicetest.First}
	}
	if c.intn(3) == 0 {
		w.temporary = []string{s.IssueTemporary(w.who)}
	}
	m := s.Member(w.who)
	w.id, w.wasHash = m.ID, m.PasswordHash
	w.file = s.Raw()
	for i := range w.hands {
		w.hands[i].Browser, w.hands[i].drawn = s.Browser(), map[string]bool{}
		w.hands[i].page = w.hands[i].Get(pick(c, "/connexion", servicetest.Oubli))
	}
	return w
}

func (w *walker) note(format string, args ...any) {
	w.told = append(w.told, fmt.Sprintf(format, args...))
}

func (w *walker) broken(format string, args ...any) {
	w.t.Helper()
	w.t.Fatalf("%s\nafter:\n  %s", fmt.Sprintf(format, args...), strings.Join(w.told, "\n  "))
}

// last returns the newest of the known values, or an older one; "rien" if there is none.
func (w *walker) last(all []string) string {
	if len(all) == 0 {
		return "rien"
	}
	if w.c.intn(6) == 0 {
		return all[w.c.intn(len(all))]
	}
	return all[len(all)-1]
}

// value returns a value for a field: a right one in most cases, since a walk that is refused at each step gets nowhere.
func (w *walker) value(field string) string {
	right := w.c.intn(8) > 0
	switch field {
	case "identifiant":
		if !right {
			return pick(w.c, servicetest.Nobody, "", "abc", servicetest.Silence)
		}
		return w.who
	case "canal":
		if !right {
			return pick(w.c, "", "courrier")
		}
		return pick(w.c, "email", "sms")
	case "code":
		if !right {
			return pick(w.c, "0000", "", "12345678", "abcd", w.last(w.codes))
		}
		return w.last(w.codes)
	case "nature":
		if !right {
			return pick(w.c, "", "vitale")
		}
		return "prestation"
	case "montant":
		if !right {
			return pick(w.c, "1,00", "", "beaucoup", "800099945678901")
		}
		return map[string]string{servicetest.Marie: "412,50", servicetest.Lucien: "1234,56", servicetest.Ferme: "15870,00", servicetest.Jardin: "312,40"}[w.who]
	case "nouveau":
		if !right {
			return pick(w.c, "", "abc", w.last(w.permanent), w.last(w.temporary))
		}
		w.chosen++
		return strong(w.chosen)
	case "actuel", "mot_de_passe_actuel":
		if !right {
			return pick(w.c, "", "faux", w.last(w.temporary))
		}
		return w.last(w.permanent)
	case "mot_de_passe":
		if w.logins == 0 {
			return ""
		}
		w.logins--
		if !right {
			return pick(w.c, "", "faux", w.last(w.codes))
		}
		if len(w.temporary) > 0 && w.c.intn(3) > 0 || len(w.permanent) == 0 {
			return w.last(w.temporary)
		}
		return w.last(w.permanent)
	case "email":
		if !right {
			return pick(w.c, "", "sans arobase", "neuve@poitou.example")
		}
		return pick(w.c, "neuve@poitou.example", "autre@poitou.example", "marie@poitou.example")
	case "portable":
		return pick(w.c, "06 39 98 77 88", "", "12")
	case "sujet", "nom", "message":
		return "Bonjour"
	}
	return ""
}

// fill fills in the fields that a form has.
func (w *walker) fill(form url.Values) {
	for _, field := range []string{"identifiant", "mot_de_passe", "canal", "code", "nature", "montant", "nouveau", "confirmation", "actuel",
		"mot_de_passe_actuel", "email", "portable", "fixe", "fax", "sujet", "nom", "message"} {
		if _, there := form[field]; !there {
			continue
		}
		if field == "confirmation" && w.c.intn(8) > 0 {
			form.Set(field, form.Get("nouveau"))
			continue
		}
		if field == "email" && form.Get(field) != "" && w.c.intn(2) == 0 {
			continue // the address as it is shown
		}
		form.Set(field, w.value(field))
	}
}

// press chooses a button of a page and sends its form, as the page has it. On the log-in page, other journeys are begun as
// often; in the private space, the pages that lead on are opened.
func (w *walker) press(h *hand, p *servicetest.Page) {
	nowhere := p.Doc.Find("main button").Length() == 0 || strings.HasPrefix(p.Path, "/aide") || strings.HasPrefix(p.Path, "/contact")
	switch {
	case strings.HasPrefix(p.Path, "/connexion") && (w.logins == 0 || len(w.temporary)+len(w.permanent) == 0 || w.c.intn(3) == 0):
		w.open(h, pick(w.c, servicetest.Oubli, servicetest.Oubli, "/inscription"))
		return
	case strings.HasPrefix(p.Path, "/espace") && (nowhere || w.c.intn(3) == 0):
		w.open(h, pick(w.c, account1+"/mot-de-passe", account1+"/adresse", account1+"/email-mot-de-passe"))
		return
	case strings.HasSuffix(p.Path, "/confirmation"), nowhere:
		w.open(h, pick(w.c, "/connexion", "/espace", servicetest.Oubli))
		return
	}
	buttons := p.Doc.Find("main button, header button").FilterFunction(func(_ int, q *goquery.Selection) bool {
		kind, _ := q.Attr("type")
		return kind != "button"
	})
	q := buttons.Eq(w.c.intn(buttons.Length()))
	if main := buttons.Filter(".principal"); main.Length() > 0 && w.c.intn(3) > 0 {
		q = main.First()
	}
	owner := q.Closest("form")
	if id, ok := q.Attr("form"); ok {
		owner = p.Doc.Find("form#" + id)
	}
	path, ok := q.Attr("formaction")
	if !ok {
		if path, ok = owner.Attr("action"); !ok {
			w.visit(h)
			return
		}
	}
	form := url.Values{}
	owner.Find("input, textarea").Each(func(_ int, q *goquery.Selection) {
		if name, ok := q.Attr("name"); ok {
			value, _ := q.Attr("value")
			form.Set(name, value)
		}
	})
	w.fill(form)
	w.send(h, path, form, strings.Join(strings.Fields(q.Text()), " "))
}

// forge sends a form that no page has.
func (w *walker) forge(h *hand) {
	path := pick(w.c, paths...) + pick(w.c, suffixes...)
	form := url.Values{"version": {""}}
	for _, field := range []string{"identifiant", "mot_de_passe", "canal", "code", "nature", "montant", "nouveau", "confirmation", "actuel", "email"} {
		form.Set(field, "")
	}
	w.fill(form)
	if strings.HasPrefix(path, "/connexion") {
		form.Set("mot_de_passe", "") // log-ins are made by press; a hash is costly
	}
	if len(w.past) > 0 {
		version, _ := w.past[w.c.intn(len(w.past))].Doc.Find(`input[name="version"]`).First().Attr("value")
		if version != "" && w.c.intn(3) == 0 {
			version = version[:strings.Index(version, "-")+1] + fmt.Sprint(w.c.intn(6)) // another state of the same journey
		}
		form.Set("version", version)
	}
	w.send(h, path, form, "a forged form")
}

func (w *walker) send(h *hand, path string, form url.Values, what string) {
	w.note("%d: POST %s %v (%s)", w.nr(h), path, form, what)
	if n := form.Get("nouveau"); n != "" {
		w.permanent = append(w.permanent, n) // if it is accepted
	}
	stale, before := w.stale(h, path, form.Get("version")), w.moves()
	p := h.Post(path, form)
	if after := w.moves(); stale && after != before {
		w.broken("a form of another state, or of another browser, has moved a journey: %d → %d", before, after)
	}
	if path == "/connexion" && !strings.HasPrefix(p.Path, "/connexion") {
		h.gave = "permanent"
		if slices.Contains(w.temporary, form.Get("mot_de_passe")) {
			h.gave = "temporary"
		}
	}
	if p.Path == "/personnalisation/confirmation" && p.Status == 200 && h.gave != "" {
		h.gave = "finished"
	}
	w.shown(h, p)
}

// moves counts all changes of all journeys so far.
func (w *walker) moves() int {
	return servicetest.Number(w.t, w.file, `SELECT COALESCE(sum(revision + 1), 0) FROM flows`)
}

// stale reports whether a form was made for another browser, or before its journey went on: then it must not count. A right
// code whose password has not left yet is an exception: pressing again goes on with it. « Abandonner » is another.
func (w *walker) stale(h *hand, path, version string) bool {
	step := slices.ContainsFunc([]string{servicetest.Oubli + "/", "/inscription/", "/personnalisation/", account1 + "/mot-de-passe/", account1 + "/adresse/"},
		func(journey string) bool { return strings.HasPrefix(path, journey) })
	if !step || strings.HasSuffix(path, "/abandon") {
		return false
	}
	prefix, revision, _ := strings.Cut(version, "-")
	id, err := hex.DecodeString(prefix)
	if err != nil || !h.drawn[prefix] {
		return true
	}
	return servicetest.Number(w.t, w.file, `SELECT count(*) FROM flows WHERE substr(id, 1, 4) = ?1
		AND (CAST(revision AS TEXT) = ?2 OR path = 'code' AND proved_at IS NOT NULL AND outcome IS NULL)`, id, revision) == 0
}

func (w *walker) visit(h *hand) { w.open(h, pick(w.c, paths...)) }

func (w *walker) open(h *hand, path string) {
	w.note("%d: GET %s", w.nr(h), path)
	w.shown(h, h.Get(path))
}

func (w *walker) nr(h *hand) int {
	if h == &w.hands[0] {
		return 1
	}
	return 2
}

func (w *walker) shown(h *hand, p *servicetest.Page) {
	w.note("   → %s (%d)", p.Path, p.Status)
	h.page = p
	if version, ok := p.Doc.Find(`main input[name="version"]`).First().Attr("value"); ok {
		if prefix, _, journeys := strings.Cut(version, "-"); journeys {
			h.drawn[prefix] = true
		}
	}
	if p.Doc.Find("main form").Length() > 0 {
		if w.past = append(w.past, p); len(w.past) > 12 {
			w.past = w.past[1:]
		}
	}
	w.readMail()
	w.check(h, p)
}

// readMail takes the messages and letters for the member, as the courier does.
func (w *walker) readMail() {
	ctx := context.Background()
	due, err := w.s.DB.Due(ctx, w.s.Now(), 100)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, m := range due {
		switch {
		case m.Decoy():
		case m.Kind == db.KindTemporary:
			w.temporary = append(w.temporary, m.Secret)
		case m.Secret != "":
			w.codes = append(w.codes, m.Secret)
		}
		if err := w.s.DB.Sent(ctx, m.ID, w.s.Now()); err != nil {
			w.t.Fatal(err)
		}
	}
	letters, err := w.s.DB.WaitingLetters(ctx, w.s.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, l := range letters {
		if l.MemberID == w.id && !slices.Contains(w.temporary, l.Payload.Secret) {
			w.temporary = append(w.temporary, l.Payload.Secret)
		}
	}
}

// step makes one random move.
func (w *walker) step() {
	h := &w.hands[w.c.intn(2)]
	switch n := w.c.intn(40); {
	case n < 21:
		w.press(h, h.page)
	case n < 25 && len(w.past) > 0:
		w.note("   (a page of before)")
		w.press(h, w.past[w.c.intn(len(w.past))])
	case n < 31:
		w.visit(h)
	case n < 35:
		w.forge(h)
	case n < 38:
		w.wait(pick(w.c, time.Second, time.Minute, time.Minute, 2*time.Minute, 6*time.Minute))
	case n < 39:
		w.wait(pick(w.c, 16*time.Minute, 31*time.Minute, time.Hour, 25*time.Hour, 8*24*time.Hour, -10*time.Minute, -2*time.Hour))
	default:
		w.note("the program is started again")
		w.s.Restart()
	}
}

func (w *walker) wait(d time.Duration) {
	w.note("%v go by", d)
	w.s.Wait(d)
	w.hands[0].Get("/aide") // a clock that went back ends journeys when a request notices it
}

// never are the queries that must find nothing, each with the promise that a result would break.
var never = []struct{ promise, query string }{
	{"a code is tried three times at most", `SELECT count(*) FROM codes WHERE tries > 3`},
	{"a code is right once, and ends « oubli » or is the last of its journey", `SELECT count(*) FROM flows f WHERE
		(SELECT count(*) FROM codes WHERE flow_id = f.id AND spent_at IS NOT NULL) > 1 AND journey IN ('oubli', 'adresse')`},
	{"a temporary password leaves by e-mail or SMS after a right code or a right answer only", `SELECT count(*) FROM flows f WHERE journey IN ('oubli', 'inscription')
		AND outcome IN ('email', 'sms') AND NOT (path = 'code' AND EXISTS (SELECT 1 FROM codes WHERE flow_id = f.id AND spent_at IS NOT NULL) OR path = 'question' AND answer_right = 1)`},
	{"a journey issues one temporary password, and nothing else does", `SELECT abs((SELECT count(*) FROM outbox WHERE kind = 'temporary-password' AND member_id IS NOT NULL)
		- (SELECT count(*) FROM flows WHERE journey IN ('oubli', 'inscription') AND outcome IN ('email', 'sms') AND member_id IS NOT NULL))`},
	{"a letter ends a journey", `SELECT max(0, (SELECT count(*) FROM letters) - (SELECT count(*) FROM flows WHERE outcome = 'letter' AND member_id IS NOT NULL))`},
	{"a journey is proved by its code, its answer, or a password", `SELECT count(*) FROM flows f WHERE journey = 'oubli' AND path = 'code' AND proved_at IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM codes WHERE flow_id = f.id AND spent_at IS NOT NULL)`},
	{"an address is verified by a code", `SELECT count(*) FROM contacts WHERE verified_at IS NOT NULL AND source = 'member' AND kind = 'email'
		AND NOT EXISTS (SELECT 1 FROM codes WHERE spent_at IS NOT NULL)`},
	{"a member has an address, or has stated a mobile number in its place", `SELECT count(*) FROM members m WHERE personalised_at IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM contacts WHERE member_id = m.id AND kind IN ('email', 'mobile')) AND NOT EXISTS (SELECT 1 FROM flows WHERE member_id = m.id AND journey = 'telephones')`},
	{"two sessions that may only personalise end with the personalisation", `SELECT count(*) FROM logins l JOIN members m ON m.id = l.member_id WHERE l.method = 'temporary'
		AND l.ended_at IS NULL AND m.temporary_hash IS NULL AND m.contacts_confirmed_at IS NOT NULL AND m.pending_email IS NULL`},
}

// check checks the promises on a page and in the database.
func (w *walker) check(h *hand, p *servicetest.Page) {
	w.t.Helper()
	if p.Status >= 500 {
		w.broken("%s: %d\n%s", p.Path, p.Status, p.Brief())
	}
	for _, n := range never {
		if found := servicetest.Number(w.t, w.file, n.query); found != 0 {
			w.broken("%s: %d", n.promise, found)
		}
	}
	m := w.s.Member(w.who)
	if inside := strings.HasPrefix(p.Path, "/espace") && p.Status != 404 && p.Status != 405; inside {
		switch {
		case h.gave == "" || h.gave == "temporary":
			w.broken("%s is shown to who gave the password %q", p.Path, h.gave)
		case m.Personalising() || m.PasswordHash == "":
			w.broken("%s is shown before the personalisation is over", p.Path)
		}
	}
	changes := servicetest.Number(w.t, w.file, `SELECT count(*) FROM audit WHERE event IN ('password-personalised', 'password-changed') AND result = 'ok'`)
	if (m.PasswordHash != w.wasHash) != (changes == w.wasChanges+1) || changes > w.wasChanges+1 {
		w.broken("the password in place: changed %t, %d changes are noted", m.PasswordHash != w.wasHash, changes-w.wasChanges)
	}
	w.wasHash, w.wasChanges = m.PasswordHash, changes
	w.silent(p)
	w.stands(p, m)
}

// silent checks that none of the secrets is on the page.
func (w *walker) silent(p *servicetest.Page) {
	w.t.Helper()
	for _, secrets := range [][]string{w.temporary, w.permanent} {
		for _, secret := range secrets[max(0, len(secrets)-3):] {
			if len(secret) >= 12 && strings.Contains(p.Raw, secret) {
				w.broken("%s shows the password %s", p.Path, secret)
			}
		}
	}
}

// stands checks that a step is shown only if the journey's data allow it. It reads these from the database, without the
// program's code.
func (w *walker) stands(p *servicetest.Page, m *db.Member) {
	w.t.Helper()
	version, _ := p.Doc.Find(`main input[name="version"]`).First().Attr("value")
	id, _, journeys := strings.Cut(version, "-")
	prefix, err := hex.DecodeString(id)
	if !journeys || err != nil || p.Status == 404 {
		return
	}
	var (
		journey, path, channel, blocked, outcome string
		proved, sent                             int
	)
	if err := w.file.QueryRowContext(context.Background(), `SELECT journey, COALESCE(path, ''), COALESCE(channel, ''), COALESCE(blocked, ''), COALESCE(outcome, ''),
		proved_at IS NOT NULL, codes_sent FROM flows WHERE substr(id, 1, 4) = ?`, prefix).Scan(&journey, &path, &channel, &blocked, &outcome, &proved, &sent); err != nil {
		w.broken("%s has the version %s of no journey: %v", p.Path, version, err)
	}
	step := p.Path[strings.LastIndex(p.Path, "/")+1:]
	byCode := path == string(account.ByCode)
	allowed, known := map[string]bool{
		"oubli canal":                     channel == "" && outcome == "",
		"oubli question":                  path == string(account.ByQuestion) && channel != "" && proved == 0,
		"oubli code":                      byCode && channel != "" && sent > 0 && outcome == "" && blocked == "",
		"oubli impasse":                   byCode && blocked != "" && outcome == "",
		"oubli confirmation":              outcome != "",
		"inscription question":            path == string(account.ByQuestion) && proved == 0,
		"inscription canal":               outcome == "" && (path == string(account.ByLetter) || proved == 1 || byCode && channel == ""),
		"inscription code":                byCode && channel != "" && sent > 0 && outcome == "" && blocked == "",
		"inscription impasse":             byCode && blocked != "" && outcome == "",
		"inscription confirmation":        outcome != "",
		"personnalisation mot-de-passe":   proved == 0 && m.Temporary != nil,
		"personnalisation coordonnees":    proved == 1 && m.ContactsConfirmedAt.IsZero(),
		"personnalisation adresse-email":  proved == 1 && m.PendingEmail != "" && outcome == "",
		"personnalisation confirmation":   outcome == "done",
		"changement nouveau-mot-de-passe": proved == 1 && outcome == "",
		"changement confirmation":         outcome == "done",
		"adresse code":                    proved == 1 && outcome == "",
		"adresse confirmation":            outcome == "done",
	}[journey+" "+step]
	if known && !allowed {
		w.broken("%s is shown, and the facts are %s path %q channel %q blocked %q proved %d outcome %q", p.Path, journey, path, channel, blocked, proved, outcome)
	}
}

// over checks the audit log at the end of a walk.
func (w *walker) over() {
	w.t.Helper()
	if _, _, err := w.s.DB.VerifyAudit(context.Background()); err != nil {
		w.broken("the audit log: %v", err)
	}
}

func TestSequences(t *testing.T) {
	const steps = 40
	sequences, err := strconv.Atoi(cmp.Or(os.Getenv("SEQUENCES"), "160"))
	if err != nil {
		t.Fatalf("SEQUENCES: %v", err)
	}
	for part := range 2 { // as many as the test machine has cores
		t.Run(fmt.Sprint("part ", part+1), func(t *testing.T) {
			t.Parallel()
			for n := part; n < sequences; n += 2 {
				t.Run(fmt.Sprint(n), func(t *testing.T) {
					w := newWalker(t, drawn{rand.New(rand.NewPCG(uint64(n), 20261123))})
					for range steps {
						w.step()
					}
					w.over()
				})
			}
		})
	}
}

func FuzzSequences(f *testing.F) {
	for n := range 4 {
		seed := make([]byte, 300)
		random := rand.New(rand.NewPCG(uint64(n), 1))
		for i := range seed {
			seed[i] = byte(random.UintN(256))
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, decisions []byte) {
		c := &read{decisions[:min(len(decisions), 2000)]}
		w := newWalker(t, c)
		for len(c.bytes) > 0 {
			w.step()
		}
		w.over()
	})
}
