package walks

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	usual "golang.org/x/crypto/argon2"

	"sesame/account/argon2"
)

const (
	loginMembers  = 500
	loginMemory   = 150 << 20       // bytes: the most memory that the service may have held at any time
	loginPatience = 8 * time.Second // five in the queue of hashes, and the rest of the answer on a machine that the clients use too
)

// BenchmarkLoginsAtOnce has 500 members log in at the same moment, three times, each from an IP address of their own, and
// measures the program from outside. Everybody gets an answer in time: their page, or « come back » if the queue is full or the
// wait was too long. It fails beyond loginMemory.
func BenchmarkLoginsAtOnce(b *testing.B) {
	for b.Loop() {
		s := newLoginSite(b)
		answers := map[int]int{}
		var slowest time.Duration
		for range 3 {
			took := s.logIns(loginMembers, loginMembers, answers)
			slowest = max(slowest, took)
		}
		peak := s.memory(peakLine)
		tell(b, figure{what: "memory at most, 500 log-ins at the same moment", measured: float64(peak >> 20), unit: "MB", most: loginMemory >> 20})
		tell(b, figure{what: "the slowest of these answers", measured: slowest.Seconds(), unit: "s", most: loginPatience.Seconds()})
		b.ReportMetric(float64(answers[http.StatusUnprocessableEntity]), "compared")
		b.ReportMetric(float64(answers[http.StatusServiceUnavailable]), "come-back")
		if peak > loginMemory {
			b.Errorf("the service held %d MB", peak>>20)
		}
		if slowest > loginPatience {
			b.Errorf("the slowest answer took %v", slowest)
		}
		if answers[http.StatusUnprocessableEntity]+answers[http.StatusServiceUnavailable] != 3*loginMembers || answers[http.StatusUnprocessableEntity] == 0 {
			b.Errorf("answers by status, 0 for none: %v", answers)
		}
		s.stop()
	}
}

// BenchmarkLogins has 64 clients log in, each one login after the other, and compares the rate with hashing alone on this
// machine, measured before, between and after the rounds.
func BenchmarkLogins(b *testing.B) {
	const clients, tries, rounds = 64, 400, 4 // so many tries a member stay below the number that causes a delay
	for b.Loop() {
		s := newLoginSite(b)
		answers := map[int]int{}
		var alone hashing
		alone.measure(b)
		var slowest, logging time.Duration
		for range rounds {
			began := time.Now()
			took := s.logIns(clients, tries, answers)
			logging += time.Since(began)
			slowest = max(slowest, took)
			alone.measure(b)
		}
		if answers[http.StatusUnprocessableEntity] != rounds*tries {
			b.Errorf("answers by status, 0 for none: %v", answers)
		}
		tell(b, figure{what: "its own hashing", measured: alone.hashes / alone.own.Seconds(), unit: "/s", reference: alone.hashes / alone.usual.Seconds(), of: "x/crypto hashes/s", least: 1})
		alone.tell(b, "log-ins of 64 clients", float64(rounds*tries)/logging.Seconds(), 0.95)
		tell(b, figure{what: "the slowest of them", measured: slowest.Seconds(), unit: "s", reference: clients * alone.usual.Seconds() / alone.hashes, of: "s for 64 x/crypto hashes", most: 1.3})
		tell(b, figure{what: "the slowest of them, beside its own hashing", measured: slowest.Seconds(), unit: "s", reference: clients * alone.own.Seconds() / alone.hashes, of: "s for 64 hashes", most: 1.3})
		tell(b, figure{what: "memory at most meanwhile", measured: float64(s.memory(peakLine) >> 20), unit: "MB", most: 150})
		s.stop()
	}
}

// hashing is the rate of hashing alone on all processors: by this program's own implementation, and by that of
// golang.org/x/crypto, which it replaces.
type hashing struct {
	hashes     float64
	own, usual time.Duration
}

// measure adds a round of each implementation.
func (h *hashing) measure(b *testing.B) {
	b.Helper()
	const hashes = 100
	password, salt := []byte("Velours-Sillon7Grenouille"), make([]byte, 16)
	h.own += onAllProcessors(b, hashes, func() error {
		_, err := argon2.IDKey(password, salt, 2, 19*1024, 32)
		return err
	})
	h.usual += onAllProcessors(b, hashes, func() error {
		usual.IDKey(password, salt, 2, 19*1024, 1, 32)
		return nil
	})
	h.hashes += hashes
}

func onAllProcessors(b *testing.B, times int, do func() error) time.Duration {
	b.Helper()
	jobs := make(chan struct{}, times)
	for range times {
		jobs <- struct{}{}
	}
	close(jobs)
	began := time.Now()
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for range jobs {
				if err := do(); err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
	return time.Since(began)
}

// tell adds two lines to the table: the rate compared with each implementation alone.
func (h *hashing) tell(b *testing.B, what string, rate, least float64) {
	b.Helper()
	tell(b, figure{what: what, measured: rate, unit: "/s", reference: h.hashes / h.usual.Seconds(), of: "x/crypto hashes alone/s", least: least})
	tell(b, figure{what: what + ", beside its own hashing", measured: rate, unit: "/s", reference: h.hashes / h.own.Seconds(), of: "hashes alone/s", least: least})
}

func newLoginSite(b *testing.B) *site {
	b.Helper()
	s := newSite(b, "")
	var file strings.Builder
	file.WriteString("identifiant;categorie;raison_sociale;adresse6;email\n")
	for i := range loginMembers {
		fmt.Fprintf(&file, "%s;tiers;Étude %d;86000 POITIERS;%s\n", crashID(i), i, crashEmail(i))
	}
	s.imports("adherents", file.String())
	s.start()
	return s
}

// logIns has that many clients post wrong passwords of the members in turn, and counts the answers by status; 0 stands for no
// answer. It returns the time of the slowest answer.
func (s *site) logIns(clients, tries int, answers map[int]int) (slowest time.Duration) {
	var (
		mu  sync.Mutex
		all sync.WaitGroup
	)
	turns := make(chan int)
	for range clients {
		all.Go(func() {
			for i := range turns {
				c := client{server: s.url, network: fmt.Sprintf("10.0.%d.%d", i%loginMembers/250, i%250+1)}
				began, status := time.Now(), 0
				if answer, _, err := c.send(http.MethodPost, "/connexion", "identifiant="+crashID(i%loginMembers)+"&mot_de_passe=Velours-Sillon7Grenouille"); err == nil {
					status = answer.StatusCode
				}
				mu.Lock()
				answers[status]++
				slowest = max(slowest, time.Since(began))
				mu.Unlock()
			}
		})
	}
	for i := range tries {
		turns <- i
	}
	close(turns)
	all.Wait()
	return slowest
}

var peakLine = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// memory returns the value of a line in the process's /proc status, in bytes: peakLine is the most that it has held since its
// start.
func (s *site) memory(line *regexp.Regexp) int {
	s.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Process.Pid))
	if err != nil {
		s.t.Fatal(err)
	}
	found := line.FindSubmatch(status)
	if found == nil {
		s.t.Fatalf("no %v in\n%s", line, status)
	}
	kB, err := strconv.Atoi(string(found[1]))
	if err != nil {
		s.t.Fatal(err)
	}
	return kB << 10
}
