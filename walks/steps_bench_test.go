package walks

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	stepMembers = 4400 // who ask for a code: 400 with one client, 4000 with all
	stepAlone   = 400
	stepClients = 50
	stepBase    = "/mot-de-passe-oublie"
)

// BenchmarkSteps has members go through « oubli » from outside, in the built program with its courier running: ask for a code,
// look at its page, type a wrong one. Commits that do nothing else are measured in the same run.
func BenchmarkSteps(b *testing.B) {
	for b.Loop() {
		s := newStepSite(b)
		commits := commitsAlone(b)
		b.ReportMetric(commits, "commits-alone/s")
		for _, c := range []struct{ clients, from, to int }{{1, 0, stepAlone}, {stepClients, stepAlone, stepMembers}} {
			people := make([]*stepper, 0, c.to-c.from)
			for i := c.from; i < c.to; i++ {
				people = append(people, s.stepper(i))
			}
			for _, step := range []struct {
				name string
				take func(*stepper) error
			}{{"asks", (*stepper).ask}, {"pages", (*stepper).look}, {"wrong", (*stepper).typeWrong}} {
				before := s.processorTime()
				rate, slow := inTurns(b, people, c.clients, step.take)
				b.ReportMetric(float64((s.processorTime()-before).Microseconds())/float64(len(people))/1000, fmt.Sprintf("%s-cpu-ms-%d", step.name, c.clients))
				b.ReportMetric(rate, fmt.Sprintf("%s/s-%d", step.name, c.clients))
				b.ReportMetric(float64(slow.Microseconds())/1000, fmt.Sprintf("%s-p99-ms-%d", step.name, c.clients))
				if step.name == "asks" {
					b.ReportMetric(rate/commits, fmt.Sprintf("asks÷commits-%d", c.clients))
				}
			}
		}
		s.writeProfile()
		s.stop()
	}
}

// writeProfile has a program that is built for it write its profile, and waits for the file.
func (s *site) writeProfile() {
	s.t.Helper()
	path := os.Getenv("SESAME_PROFILE")
	if path == "" {
		return
	}
	if err := errors.Join(os.RemoveAll(path), s.process.Process.Signal(syscall.SIGUSR1)); err != nil {
		s.t.Fatal(err)
	}
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); <-again.C {
		if _, err := os.Stat(path); err == nil {
			return
		}
	}
	s.t.Fatal("the program writes no profile")
}

func newStepSite(b *testing.B) *site {
	b.Helper()
	s := newSite(b, "", "SESAME_CODES_PER_DAY=100", "SESAME_CODES_PER_MONTH=1000")
	var file strings.Builder
	file.WriteString("identifiant;categorie;raison_sociale;adresse6;email\n")
	for i := range stepMembers {
		fmt.Fprintf(&file, "%s;tiers;Étude %d;86000 POITIERS;%s\n", crashID(i), i, crashEmail(i))
	}
	s.imports("adherents", file.String())
	s.settle(stepMembers)
	s.start()
	return s
}

// stepper is a browser with one demand, at an address of its own.
type stepper struct {
	site    *site
	client  *http.Client
	member  int
	version string
}

// steps are the connections that all share: none of the browsers opens one of its own.
var steps = &http.Transport{MaxIdleConnsPerHost: stepClients}

func (s *site) stepper(i int) *stepper {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &stepper{site: s, member: i, client: &http.Client{Transport: steps, Jar: jar, CheckRedirect: stay, Timeout: patience}}
}

var hiddenVersion = regexp.MustCompile(`name="version" value="([^"]*)"`)

// do sends a request and returns its status and body.
func (v *stepper) do(method, path string, form url.Values) (int, string, error) {
	r, err := http.NewRequest(method, v.site.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Forwarded-For", fmt.Sprintf("10.%d.%d.1", v.member/250, v.member%250))
	answer, err := v.client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body), err
}

// ask gives the identifier, opens the page of the channels and chooses one.
func (v *stepper) ask() error {
	if status, body, err := v.do(http.MethodPost, stepBase, url.Values{"identifiant": {crashID(v.member)}}); err != nil || status != http.StatusSeeOther {
		return errors.Join(err, fmt.Errorf("the identifier: %d %s", status, body))
	}
	if err := v.open("/canal"); err != nil {
		return err
	}
	status, body, err := v.do(http.MethodPost, stepBase+"/canal", url.Values{"canal": {"email"}, "version": {v.version}})
	if err != nil || status != http.StatusSeeOther {
		return errors.Join(err, fmt.Errorf("the channel: %d %s", status, body))
	}
	return nil
}

// look opens the page of the code.
func (v *stepper) look() error { return v.open("/code") }

func (v *stepper) open(step string) error {
	status, body, err := v.do(http.MethodGet, stepBase+step, nil)
	found := hiddenVersion.FindStringSubmatch(body)
	if err != nil || status != http.StatusOK || found == nil {
		return errors.Join(err, fmt.Errorf("the page %s: %d %s", step, status, body))
	}
	v.version = found[1]
	return nil
}

// typeWrong types a code that nobody was sent.
func (v *stepper) typeWrong() error {
	status, body, err := v.do(http.MethodPost, stepBase+"/code", url.Values{"code": {"0000"}, "version": {v.version}})
	if err != nil || status != http.StatusUnprocessableEntity {
		return errors.Join(err, fmt.Errorf("a wrong code: %d %s", status, body))
	}
	return nil
}

// inTurns has so many clients take the step of all people, and returns how many a second and the time that one in a hundred took.
func inTurns(b *testing.B, people []*stepper, clients int, take func(*stepper) error) (rate float64, slow time.Duration) {
	b.Helper()
	turns, took := make(chan int), make([]time.Duration, len(people))
	var all sync.WaitGroup
	began := time.Now()
	for range clients {
		all.Go(func() {
			for i := range turns {
				from := time.Now()
				if err := take(people[i]); err != nil {
					b.Error(err)
				}
				took[i] = time.Since(from)
			}
		})
	}
	for i := range people {
		turns <- i
	}
	close(turns)
	all.Wait()
	rate = float64(len(people)) / time.Since(began).Seconds()
	slices.Sort(took)
	return rate, took[len(took)*99/100]
}

// processorTime is what the service has taken of the processors since its start, in hundredths of a second.
func (s *site) processorTime() time.Duration {
	s.t.Helper()
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.process.Process.Pid))
	if err != nil {
		s.t.Fatal(err)
	}
	fields := strings.Fields(string(line[strings.LastIndexByte(string(line), ')'):]))
	ticks := 0
	for _, n := range fields[12:14] { // utime, stime
		used, err := strconv.Atoi(n)
		if err != nil {
			s.t.Fatal(err)
		}
		ticks += used
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// commitsAlone is how many small transactions SQLite commits in a second with nothing around them, as the service writes.
func commitsAlone(b *testing.B) float64 {
	b.Helper()
	const commits = 2000
	file, err := sql.Open("sqlite3", "file:"+filepath.Join(b.TempDir(), "alone.db")+"?_journal_mode=WAL&_synchronous=FULL")
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	file.SetMaxOpenConns(1)
	if _, err := file.Exec(`CREATE TABLE rows (id INTEGER PRIMARY KEY, at INTEGER)`); err != nil {
		b.Fatal(err)
	}
	insert, err := file.Prepare(`INSERT INTO rows (at) VALUES (?)`)
	if err != nil {
		b.Fatal(err)
	}
	defer insert.Close()
	began := time.Now()
	for i := range commits {
		if _, err := insert.Exec(i); err != nil {
			b.Fatal(err)
		}
	}
	return commits / time.Since(began).Seconds()
}
