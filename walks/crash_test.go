package walks

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
)

// TestSIGKILL kills the service again and again while members use it, and starts it again. In the end, every message that a
// screen has promised has left, none has left more than twice, no code was accepted twice, and the database is intact. `make
// crash` kills it 200 times; CRASH_KILLS sets the number.
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

// crashPasswords are used in turn: a password that is similar to the former one is refused.
var crashPasswords = []string{"Velours-Sillon7Grenouille", "Marmite&Tonnerre4Bocage", "Tabouret%Orage5Moisson"}

// crash is a service that is killed, with the members who use it and the messages that they were promised.
type crash struct {
	*site
	random *rand.Rand
	path   string // of the database

	members chan int // numbers of the members that no walker is using
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

func newCrash(t *testing.T) *crash {
	t.Helper()
	c := &crash{
		site:   newSite(t, "", "SESAME_CODES_PER_DAY=100", "SESAME_CODES_PER_MONTH=1000", "SESAME_BUDGET_LETTERS=10000,10000"),
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
	c.settle(crashMembers)
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

// settle makes each member one who has finished the first connection and no longer has a password of their own. Rows are
// sealed, so that they are written by the program's own code.
func (s *site) settle(members int) {
	s.t.Helper()
	ring, err := keyringOf(s.dir)
	if err != nil {
		s.t.Fatal(err)
	}
	file, err := db.Open(s.t.Context(), filepath.Join(s.dir, "sesame.db"), ring, time.UTC)
	if err != nil {
		s.t.Fatal(err)
	}
	defer file.Close()
	ctx, now := s.t.Context(), time.Now()
	err = file.InTx(ctx, func(t *db.Tx) error {
		for i := range members {
			identifier, err := account.ParseIdentifier(crashID(i))
			if err != nil {
				return err
			}
			m, err := t.MemberByKey(ctx, ring.IdentifierKey(identifier))
			if err != nil {
				return err
			}
			_, err = t.VerifyContact(ctx, m.ID, db.Email, now)
			if err = errors.Join(err, t.StateContacts(ctx, m, "", "", now), t.EndPersonalisation(ctx, m.ID, now)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// keyringOf reads the key file of a folder and returns its keyring.
func keyringOf(dir string) (*keys.Keyring, error) {
	text, err := os.ReadFile(filepath.Join(dir, "sesame.key"))
	if err != nil {
		return nil, err
	}
	master, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, err
	}
	return keys.NewKeyring(master)
}

// happen wakes all goroutines that wait for a change.
func (c *crash) happen() {
	close(c.changed)
	c.changed = make(chan struct{})
}

// launch starts the service and waits for its first answer.
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

// killOnce starts the service and kills it at a random moment of its first second; in one case of eight, before it may be
// ready.
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

// leave stops the walkers, after their current journeys.
func (c *crash) leave() {
	close(c.stopped)
	c.walkers.Wait()
}

// empty waits until no message in the outbox is waiting.
func (c *crash) empty() {
	c.t.Helper()
	for deadline := time.After(patience); ; {
		waiting := c.asks(`SELECT count(*) FROM outbox WHERE state = 'waiting'`)
		if waiting == "0" {
			return
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-deadline:
			c.t.Fatalf("%s messages still wait", waiting)
		}
	}
}

// end stops the service regularly.
func (c *crash) end() {
	c.t.Helper()
	c.site.stop()
}
