package main_test

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	main "sesame"
	"sesame/db"
)

// TestSIGKILL kills the service while members use it, again and again, and starts it again. What a screen has promised
// has left in the end, nothing has left more than twice, no code was accepted twice, and the file is whole. `make crash`
// kills it 200 times; CRASH_KILLS says how often.
func TestSIGKILL(t *testing.T) {
	kills, err := strconv.Atoi(cmp.Or(os.Getenv("CRASH_KILLS"), "10"))
	if err != nil {
		t.Fatalf("CRASH_KILLS: %v", err)
	}
	c := newCrash(t)
	began := time.Now()
	for n := range kills {
		c.killOnce()
		if n%20 == 19 {
			c.whole()
		}
	}
	c.launch()
	c.leave()
	c.empty()
	c.end()
	c.whole()
	c.accounts()
	t.Logf("%d kills in %v: %d journeys, %d messages of which %d came twice", kills, time.Since(began).Round(time.Second), c.ended, len(c.mails), c.twice)
}

const (
	crashMembers = 120
	crashWalkers = 10
)

// crashPasswords are taken in turn: one that is near the former one is refused.
var crashPasswords = []string{"Velours-Sillon7Grenouille", "Marmite&Tonnerre4Bocage", "Tabouret%Orage5Moisson"}

// crash is a service that is killed, those who use it, and what they were promised.
type crash struct {
	*site
	random *rand.Rand
	path   string // of the database

	members chan int // who is free
	stopped chan struct{}
	walkers sync.WaitGroup

	mu       sync.Mutex
	changed  chan struct{}     // closed and replaced at each mail and each start
	mails    map[string]letter // by Message-ID
	times    map[string]int
	promises map[promise]bool
	ended    int
	twice    int
}

// letter is a mail of a request.
type letter struct{ to, request, code, temporary string }

// promise is what a screen said: a message with this number is on its way.
type promise struct {
	to, request string
	temporary   bool
}

func newCrash(t *testing.T) *crash {
	t.Helper()
	c := &crash{
		site:   newSite(t, "", "SESAME_CODES_PER_DAY=100", "SESAME_CODES_PER_MONTH=1000"),
		random: rand.New(rand.NewPCG(1, 2)), members: make(chan int, crashMembers), stopped: make(chan struct{}),
		changed: make(chan struct{}), mails: map[string]letter{}, times: map[string]int{}, promises: map[promise]bool{},
	}
	c.path = filepath.Join(c.dir, "sesame.db")
	var file strings.Builder
	file.WriteString("identifiant;categorie;raison_sociale;adresse6;email\n")
	for i := range crashMembers {
		fmt.Fprintf(&file, "%s;tiers;Étude %d;86000 POITIERS;%s\n", crashID(i), i, crashEmail(i))
	}
	c.imports("adherents", file.String())
	c.settle()
	go c.readMail()
	for i := range crashMembers {
		c.members <- i
	}
	for range crashWalkers {
		c.walkers.Go(c.walk)
	}
	return c
}

func crashID(i int) string    { return fmt.Sprintf("C%d", i) }
func crashEmail(i int) string { return fmt.Sprintf("c%d@poitou.example", i) }

// settle makes everybody a member who has finished the first connection, with a password that nobody knows.
func (c *crash) settle() {
	c.t.Helper()
	database := c.open()
	defer database.Close()
	ctx, now := context.Background(), time.Now()
	err := database.InTx(ctx, func(t *db.Tx) error {
		for id := range int64(crashMembers) {
			_, err := t.ChangePassword(ctx, id+1, "", "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", now)
			if err := errors.Join(err, t.VerifyContact(ctx, id+1, db.Email, now), t.EndPersonalisation(ctx, id+1, now)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *crash) open() *db.DB {
	c.t.Helper()
	database, err := main.OpenDatabase(context.Background(), c.path)
	if err != nil {
		c.t.Fatal(err)
	}
	return database
}

// happen tells everybody who waits.
func (c *crash) happen() {
	close(c.changed)
	c.changed = make(chan struct{})
}

// launch starts the service and waits until it says that it is ready.
func (c *crash) launch() {
	c.t.Helper()
	c.spawn()
	for began := time.Now(); ; {
		answer, err := http.Get(c.url + "/aide")
		if err == nil {
			answer.Body.Close()
			break
		}
		select {
		case err := <-c.exited:
			c.t.Fatalf("sesame stopped by itself: %v\n%s", err, c.log)
		case <-time.After(5 * time.Millisecond):
			if time.Since(began) > patience {
				c.t.Fatalf("sesame does not start: %v\n%s", err, c.log)
			}
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.happen()
}

func (c *crash) spawn() {
	c.t.Helper()
	path, err := program()
	if err != nil {
		c.t.Fatal(err)
	}
	c.log = new(bytes.Buffer)
	c.process = exec.Command(path, "serve")
	c.process.Dir, c.process.Env = c.dir, c.env
	c.process.Stderr = c.log
	if err := c.process.Start(); err != nil {
		c.t.Fatal(err)
	}
	process, exited := c.process, make(chan error, 1)
	c.exited = exited
	go func() { exited <- process.Wait() }()
	c.t.Cleanup(func() { _ = process.Process.Kill() })
}

// killOnce starts the service and ends it without a word, somewhere in its first second; now and then before it is ready.
func (c *crash) killOnce() {
	c.t.Helper()
	if c.random.IntN(8) == 0 {
		c.spawn()
		<-time.After(time.Duration(c.random.IntN(100)) * time.Millisecond)
	} else {
		c.launch()
		<-time.After(time.Duration(c.random.IntN(1000)) * time.Millisecond)
	}
	if err := c.process.Process.Kill(); err != nil {
		c.t.Fatalf("%v\n%s", err, c.log)
	}
	if err := <-c.exited; err == nil {
		c.t.Error("killed, and it ended as if nothing was the matter")
	}
}

// readMail keeps what comes, by Message-ID.
func (c *crash) readMail() {
	for {
		c.post.mu.Lock()
		fresh, came := c.post.unread, c.post.came
		c.post.unread = nil
		c.post.mu.Unlock()
		c.mu.Lock()
		for _, m := range fresh {
			l := letter{to: m.to, request: requestNumber.FindString(m.text)}
			if found := codeLine.FindStringSubmatch(m.text); found != nil {
				l.code = found[1]
			}
			if found := temporaryLine.FindStringSubmatch(m.text); found != nil {
				l.temporary = strings.Join(found[1:], "")
			}
			id := m.header.Get("Message-Id")
			c.mails[id] = l
			c.times[id]++
		}
		c.happen()
		c.mu.Unlock()
		<-came
	}
}

// awaited waits for the mail of a request.
func (c *crash) awaited(p promise) (letter, error) {
	deadline := time.After(4 * patience) // the service is dead most of the time
	for {
		c.mu.Lock()
		changed := c.changed
		for _, l := range c.mails {
			if l.to == p.to && l.request == p.request && (l.temporary != "") == p.temporary {
				c.mu.Unlock()
				return l, nil
			}
		}
		c.mu.Unlock()
		select {
		case <-changed:
		case <-deadline:
			return letter{}, fmt.Errorf("the message %s was promised to %s and does not come", p.request, p.to)
		}
	}
}

// promised notes what a screen says.
func (c *crash) promised(p promise) promise {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p.request == "" {
		c.t.Errorf("a screen without the number of its request, for %s", p.to)
	}
	c.promises[p] = true
	return p
}

// walk takes members through « oubli », one after the other, until the service is about to be left alone.
func (c *crash) walk() {
	for n := 0; ; n++ {
		select {
		case <-c.stopped:
			return
		case i := <-c.members:
			if err := c.journey(i, n%4 == 0); err != nil {
				c.t.Errorf("%s: %v", crashID(i), err)
				return
			}
			c.mu.Lock()
			c.ended++
			c.mu.Unlock()
			c.members <- i
		}
	}
}

// visitor is a browser that comes back when the service does.
type visitor struct {
	c      *crash
	client *http.Client
}

// screen is what it shows.
type screen struct {
	path   string
	status int
	doc    *goquery.Document
}

func (v *visitor) ask(method, path string, form url.Values) (*screen, error) {
	r, err := http.NewRequest(method, v.c.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := v.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(raw)))
	if err != nil {
		return nil, err
	}
	return &screen{path: answer.Request.URL.Path, status: answer.StatusCode, doc: doc}, nil
}

// get opens a page, and waits for the service where it is not there.
func (v *visitor) get(path string) (*screen, error) {
	for deadline := time.After(4 * patience); ; {
		v.c.mu.Lock()
		changed := v.c.changed
		v.c.mu.Unlock()
		s, err := v.ask(http.MethodGet, path, nil)
		if err == nil {
			return s, nil
		}
		select {
		case <-changed:
		case <-time.After(50 * time.Millisecond):
		case <-deadline:
			return nil, err
		}
	}
}

// send posts a form; where the service goes away meanwhile, it looks where that has led.
func (v *visitor) send(path string, form url.Values, back string) (*screen, error) {
	if s, err := v.ask(http.MethodPost, path, form); err == nil {
		return s, nil
	}
	return v.get(back)
}

func (s *screen) text() string { return strings.Join(strings.Fields(s.doc.Find("main").Text()), " ") }

func (s *screen) version() string {
	version, _ := s.doc.Find(`main input[name="version"]`).First().Attr("value")
	return version
}

// journey is one « oubli » from its beginning to its end, whatever happens in between.
func (c *crash) journey(i int, uses bool) error {
	const base = "/mot-de-passe-oublie"
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	v := &visitor{c: c, client: &http.Client{Jar: jar, Timeout: patience}}
	defer v.client.CloseIdleConnections()
	to := crashEmail(i)
	var (
		codePath string
		codeForm url.Values
	)
	s, err := v.get(base)
	for step := 0; err == nil && step < 400; step++ {
		form := url.Values{"version": {s.version()}}
		switch {
		case s.status >= 500 && s.status != http.StatusServiceUnavailable:
			return fmt.Errorf("%s: %d %s", s.path, s.status, s.text())
		case s.path == base:
			form.Set("identifiant", crashID(i))
			s, err = v.send(base, form, base+"/canal")
		case s.path == base+"/canal":
			form.Set("canal", "email")
			s, err = v.send(s.path, form, base+"/canal")
		case s.path == base+"/code":
			var l letter
			if l, err = c.awaited(c.promised(promise{to: to, request: requestNumber.FindString(s.text())})); err != nil {
				return err
			}
			form.Set("code", l.code)
			codePath, codeForm = s.path, form
			if step%2 == 0 { // two clicks
				go func() { _, _ = v.ask(http.MethodPost, codePath, codeForm) }()
			}
			s, err = v.send(s.path, form, base+"/code")
		case s.path == base+"/confirmation":
			p := c.promised(promise{to: to, request: requestNumber.FindString(s.text()), temporary: true})
			if s, err = v.send(codePath, codeForm, base+"/code"); err != nil {
				return err
			}
			if s.path != base+"/confirmation" && s.path != base {
				return fmt.Errorf("the same code once more leads to %s", s.path)
			}
			if !uses {
				return nil
			}
			l, err := c.awaited(p)
			if err != nil {
				return err
			}
			return c.uses(crashID(i), l.temporary)
		default:
			return fmt.Errorf("came to %s (%d): %s", s.path, s.status, s.text())
		}
	}
	if err == nil {
		err = fmt.Errorf("the journey does not end: %s (%d): %s", s.path, s.status, s.text())
	}
	return err
}

// uses personalises a temporary password, once.
func (c *crash) uses(id, temporary string) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	v := &visitor{c: c, client: &http.Client{Jar: jar, Timeout: patience}}
	defer v.client.CloseIdleConnections()
	password := ""
	logIn := func(with string) (*screen, error) {
		return v.send("/connexion", url.Values{"identifiant": {id}, "mot_de_passe": {with}}, "/personnalisation")
	}
	s, err := v.get("/connexion")
	for step := 0; err == nil && step < 400; step++ {
		form := url.Values{"version": {s.version()}}
		switch s.path {
		case "/connexion":
			if s.status == http.StatusTooManyRequests {
				return nil // requests that were cut off count as tries
			}
			with := temporary
			if step%2 == 1 && password != "" {
				with = password // it was personalised before the answer came
			}
			s, err = logIn(with)
		case "/personnalisation/mot-de-passe":
			password = crashPasswords[step%len(crashPasswords)]
			form.Set("nouveau", password)
			form.Set("confirmation", password)
			s, err = v.send(s.path, form, "/personnalisation")
		case "/personnalisation/coordonnees":
			email, _ := s.doc.Find(`[name="email"]`).Attr("value")
			form.Set("email", email)
			s, err = v.send(s.path, form, "/personnalisation")
		case "/personnalisation/confirmation", "/espace":
			other := &visitor{c: c, client: &http.Client{Timeout: patience}}
			defer other.client.CloseIdleConnections()
			if again, err := other.ask(http.MethodPost, "/connexion", url.Values{"identifiant": {id}, "mot_de_passe": {temporary}}); err == nil && !strings.HasPrefix(again.path, "/connexion") {
				return fmt.Errorf("a temporary password that was personalised leads to %s", again.path)
			}
			return nil
		default:
			return fmt.Errorf("came to %s (%d): %s", s.path, s.status, s.text())
		}
	}
	if err == nil {
		err = fmt.Errorf("the personalisation does not end: %s (%d): %s", s.path, s.status, s.text())
	}
	return err
}

// leave lets everybody come to an end.
func (c *crash) leave() {
	close(c.stopped)
	c.walkers.Wait()
}

// empty waits until nothing waits to be sent.
func (c *crash) empty() {
	c.t.Helper()
	database := c.open()
	defer database.Close()
	for deadline := time.After(patience); ; {
		health, err := database.OutboxHealth(context.Background())
		if err != nil {
			c.t.Fatal(err)
		}
		if health.Waiting == 0 {
			return
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-deadline:
			c.t.Fatalf("%+v", health)
		}
	}
}

// end stops the service as it wants to be stopped.
func (c *crash) end() {
	c.t.Helper()
	c.site.stop()
}

// whole reads the file through: the database, and the audit log.
func (c *crash) whole() {
	c.t.Helper()
	if verdict := c.asks(`PRAGMA integrity_check`); verdict != "ok" {
		c.t.Errorf("the file: %s", verdict)
	}
	if verdict := c.asks(`SELECT count(*) FROM pragma_foreign_key_check`); verdict != "0" {
		c.t.Errorf("%s rows refer to nothing", verdict)
	}
	database := c.open()
	defer database.Close()
	if _, _, err := database.VerifyAudit(context.Background()); err != nil {
		c.t.Errorf("the audit log: %v", err)
	}
}

// asks reads one value from the file.
func (c *crash) asks(query string) (value string) {
	c.t.Helper()
	file, err := sql.Open("sqlite3", "file:"+c.path+"?_busy_timeout=10000")
	if err != nil {
		c.t.Fatal(err)
	}
	defer file.Close()
	if err := file.QueryRow(query).Scan(&value); err != nil {
		c.t.Fatalf("%s: %v", query, err)
	}
	return value
}

// accounts compares what was promised, what has come and what the file says.
func (c *crash) accounts() {
	c.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	came := map[promise]bool{}
	codes, temporary := 0, 0
	for id, l := range c.mails {
		came[promise{l.to, l.request, l.temporary != ""}] = true
		switch {
		case l.temporary != "":
			temporary++
		case l.code != "":
			codes++
		}
		if c.times[id] == 2 {
			c.twice++
		}
		if c.times[id] > 2 {
			c.t.Errorf("%s came %d times to %s", id, c.times[id], l.to)
		}
	}
	for p := range c.promises {
		if !came[p] {
			c.t.Errorf("promised and lost: %+v", p)
		}
	}
	if c.ended == 0 || len(c.promises) == 0 {
		c.t.Error("nobody came to an end")
	}
	for _, e := range []struct{ what, query, want string }{
		{"codes that were right more than once", `SELECT count(*) FROM flows f WHERE (SELECT count(*) FROM codes WHERE flow_id = f.id AND spent_at IS NOT NULL) > 1`, "0"},
		{"right codes noted", `SELECT count(*) FROM audit WHERE event = 'code-tried' AND result = 'ok'`, c.asks(`SELECT count(*) FROM codes WHERE spent_at IS NOT NULL`)},
		{"temporary passwords noted", `SELECT count(*) FROM audit WHERE event = 'temporary-password-issued' AND result = 'ok'`, strconv.Itoa(temporary)},
		{"temporary passwords posted", `SELECT count(*) FROM outbox WHERE kind = 'temporary-password'`, strconv.Itoa(temporary)},
		{"journeys that ended", `SELECT count(*) FROM flows WHERE outcome IS NOT NULL AND journey = 'oubli'`, strconv.Itoa(temporary)},
		{"journeys without their message", `SELECT count(*) FROM flows f WHERE outcome IS NOT NULL AND journey = 'oubli'
			AND (SELECT count(*) FROM outbox WHERE kind = 'temporary-password' AND request = f.request) <> 1`, "0"},
		{"codes posted", `SELECT count(*) FROM outbox WHERE kind = 'code'`, strconv.Itoa(codes)},
		{"messages that did not leave", `SELECT count(*) FROM outbox WHERE state <> 'sent'`, "0"},
		{"codes tried too often", `SELECT count(*) FROM codes WHERE tries > 3`, "0"},
	} {
		if got := c.asks(e.query); got != e.want {
			c.t.Errorf("%s: %s, want %s", e.what, got, e.want)
		}
	}
}
