package walks

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	stepMembers = 4400 // members who ask for a code: 400 with one client, 4000 with all
	stepAlone   = 400
	stepClients = 50
	stepBase    = "/mot-de-passe-oublie"
)

// BenchmarkAskForCodes has members go through « oubli » from outside, in the built program with its courier running: request a
// code, look at its page, type a wrong one. The references are measured in the same run: bare commits, and a page of as many
// bytes that is only a template.
func BenchmarkAskForCodes(b *testing.B) {
	for b.Loop() {
		s := newGrownSite(b, stepMembers)
		commits := commitsAlone(b)
		for _, c := range []struct{ clients, from, to int }{{1, 0, stepAlone}, {stepClients, stepAlone, stepMembers}} {
			people := s.steppers(c.from, c.to)
			asked := s.inTurns(people, c.clients, (*stepper).ask)
			if c.clients == 1 {
				tell(b, figure{what: "codes asked for by one", measured: asked.rate, unit: "/s", reference: commits, of: "commits alone/s", least: 0.5})
				continue
			}
			tell(b, figure{what: "codes asked for by 50 at once", measured: asked.rate, unit: "/s", reference: commits, of: "commits alone/s", least: 0.5})
			began := time.Now()
			s.post.awaitsMany(b, stepMembers)
			left := float64(len(people)) / (asked.took + time.Since(began)).Seconds()
			tell(b, figure{what: "their mails that have left", measured: left, unit: "/s", least: 200})
			b.ReportMetric(asked.processor, "processor-ms-a-demand")
			s.comparePages(b, people)
			s.inTurns(people, c.clients, func(v *stepper) error { return v.open("/code") })
			wrong := s.inTurns(people, c.clients, (*stepper).typeWrong)
			tell(b, figure{what: "wrong codes of 50 at once", measured: wrong.rate, unit: "/s", least: 2000})
			tell(b, figure{what: "one wrong code in a hundred takes", measured: wrong.slow, unit: "ms", most: 50})
			b.ReportMetric(wrong.processor, "processor-ms-a-wrong-code")
		}
		s.stop()
	}
}

// comparePages requests the page of a code and the log-in page, and the same pages from a process that only fills a template.
func (s *site) comparePages(b *testing.B, people []*stepper) {
	b.Helper()
	for _, page := range []struct{ what, path string }{{"pages of a code", stepBase + "/code"}, {"log-in pages", "/connexion"}} {
		_, body, err := people[0].send(http.MethodGet, page.path, "")
		if err != nil {
			b.Fatal(err)
		}
		reference := newReference(b, body)
		look := func(server string) turns {
			return s.inTurns(people, stepClients, func(v *stepper) error {
				c := v.client
				c.server = server
				answer, _, err := c.send(http.MethodGet, page.path, "")
				if err == nil && answer.StatusCode != http.StatusOK {
					err = fmt.Errorf("%s: %d", page.path, answer.StatusCode)
				}
				return err
			})
		}
		var rate, alone float64
		const rounds = 3
		for range rounds { // alternately, because of the machine's other load
			rate += look(s.url).rate / rounds
			alone += look(reference).rate / rounds
		}
		tell(b, figure{what: page.what, measured: rate, unit: "/s", reference: alone, of: "template pages/s", least: 0.7})
	}
}

// awaitsMany waits until that many messages have come in all.
func (p *post) awaitsMany(b *testing.B, n int) {
	b.Helper()
	deadline := time.After(4 * patience)
	for {
		p.mu.Lock()
		came, had := p.came, len(p.unread)
		p.mu.Unlock()
		if had >= n {
			return
		}
		select {
		case <-came:
		case <-deadline:
			b.Fatalf("%d messages of %d came", had, n)
		}
	}
}

// stepper is a browser with one request, at an IP address of its own.
type stepper struct {
	client
	member  int
	version string // of the page that was opened last
	// Received by mail.
	code, temporary string
}

// steppers returns one browser for each member from a number up to another one.
func (s *site) steppers(from, to int) (people []*stepper) {
	for i := from; i < to; i++ {
		people = append(people, &stepper{member: i, client: client{server: s.url, network: fmt.Sprintf("10.%d.%d.1", i/250, i%250)}})
	}
	return people
}

var hiddenVersion = regexp.MustCompile(`name="version" value="([^"]*)"`)

// ask sends the identifier, opens the page of the channels and chooses one.
func (v *stepper) ask() error {
	if err := v.identify(); err != nil {
		return err
	}
	return v.chooseChannel()
}

// identify sends the identifier, and opens the page of the channels.
func (v *stepper) identify() error {
	if err := v.leads("the identifier", stepBase, "identifiant="+crashID(v.member), stepBase+"/canal"); err != nil {
		return err
	}
	return v.open("/canal")
}

func (v *stepper) chooseChannel() error {
	return v.leads("the channel", stepBase+"/canal", "canal=email&version="+v.version, stepBase+"/code")
}

// leads posts a correct form, and checks that it redirects to this path.
func (v *stepper) leads(what, path, form, to string) error {
	answer, body, err := v.send(http.MethodPost, path, form)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	place := answer.Header.Get("Location")
	if answer.StatusCode != http.StatusSeeOther || place != to && !strings.HasPrefix(place, to+"?temoin=") { // a new browser is redirected once more, to test whether it keeps cookies
		return fmt.Errorf("%s: %d %q %s", what, answer.StatusCode, place, body)
	}
	return nil
}

func (v *stepper) open(step string) error { return v.look(stepBase + step) }

// look opens a page with a form.
func (v *stepper) look(path string) error {
	answer, body, err := v.send(http.MethodGet, path, "")
	if err != nil {
		return fmt.Errorf("the page %s: %w", path, err)
	}
	found := hiddenVersion.FindStringSubmatch(body)
	if answer.StatusCode != http.StatusOK || found == nil {
		return fmt.Errorf("the page %s: %d %s", path, answer.StatusCode, body)
	}
	v.version = found[1]
	return nil
}

// typeWrong types a wrong code.
func (v *stepper) typeWrong() error {
	answer, body, err := v.send(http.MethodPost, stepBase+"/code", "code=0000&version="+v.version)
	if err == nil && answer.StatusCode != http.StatusUnprocessableEntity {
		err = fmt.Errorf("a wrong code: %d %s", answer.StatusCode, body)
	}
	return err
}

// turns are the measurements of one step that many people took.
type turns struct {
	rate      float64 // steps a second
	slow      float64 // 99th percentile, in milliseconds
	processor float64 // processor time of the service for each step, in milliseconds
	each      []time.Duration
	took      time.Duration // total time
}

// inTurns has that many clients take the step of all people.
func (s *site) inTurns(people []*stepper, clients int, take func(*stepper) error) (t turns) {
	s.t.Helper()
	queue, took := make(chan int), make([]time.Duration, len(people))
	var all sync.WaitGroup
	processor, began := s.processorTime(), time.Now()
	for range clients {
		all.Go(func() {
			for i := range queue {
				from := time.Now()
				if err := take(people[i]); err != nil {
					s.t.Error(err)
				}
				took[i] = time.Since(from)
			}
		})
	}
	for i := range people {
		queue <- i
	}
	close(queue)
	all.Wait()
	t.took = time.Since(began)
	t.processor = milliseconds(s.processorTime()-processor) / float64(len(people))
	t.rate = float64(len(people)) / t.took.Seconds()
	t.each, t.slow = took, slowOf(took)
	return t
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// processorTime returns the processor time of the service since its start, with a resolution of a hundredth of a second.
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
