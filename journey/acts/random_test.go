package acts_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/journey/events"
)

const (
	walks = 12  // each with the seed of its number
	steps = 200 // acts of a walk
)

// Random acts of strangers, members and agents, in any order and at any hour, break no promise of the service.
func TestRandomActs(t *testing.T) {
	for seed := range uint64(walks) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			newWalk(t, seed).run(steps)
		})
	}
}

// A rough measure of how many acts run in a second without HTTP.
func BenchmarkRandomActs(b *testing.B) {
	w := newWalk(b, 1)
	b.ResetTimer()
	w.run(b.N)
}

// person is what a walk knows of somebody besides the database.
type person struct {
	typed          string
	own, temporary string    // passwords that open; empty for none
	until          time.Time // end of the temporary one's life
	letter         time.Time // when the newest left
	wrong          int       // passwords in a row
	flow           *db.Flow  // « oubli » under way
	code           string    // that left for it last
	session        acts.Actor
	personal       *db.Flow // personalisation under way
	emailCode      string
}

type walk struct {
	*house
	random *rand.Rand
	people []*person
	agent  acts.Actor
	trace  []string
	issued int // temporary passwords that members were given
	logins int
}

func newWalk(t testing.TB, seed uint64) *walk {
	h := newHouse(t, membersFile)
	w := &walk{house: h, random: rand.New(rand.NewPCG(seed, 0)), agent: h.agent("ymoreau", db.RoleAgent)}
	for _, typed := range []string{marie, sirius, paper, nobody} {
		w.people = append(w.people, &person{typed: typed})
	}
	h.noted()
	w.establish(w.people[0])
	w.establish(w.people[1])
	return w
}

// step is one act: its result, and the rows that it may add to the audit log, as patterns that together match all of them.
type step struct {
	name  string
	weigh int
	able  func(*person) bool
	do    func(*walk, *person) (rows string)
}

// none is the pattern of an act that was not done.
const none = `^$`

func (w *walk) run(n int) {
	for i := range n {
		p := w.people[w.random.IntN(len(w.people))]
		w.does(w.choose(p), p)
		if w.hold(p); i%20 == 0 { // an act does nothing to anybody else
			w.hold(w.people...)
		}
	}
	w.settle()
}

// does performs an act, and compares its result with the log.
func (w *walk) does(s step, p *person) {
	w.t.Helper()
	w.trace = append(w.trace, s.name+" "+p.typed)
	sessions := w.sessions(p)
	pattern := s.do(w, p)
	rows := strings.Join(w.noted(), ", ")
	if !regexp.MustCompile(pattern).MatchString(rows) {
		w.fail("the log holds %q, want %s", rows, pattern)
	}
	w.collect(rows)
	if opened := w.sessions(p) - sessions; opened != strings.Count(rows, "login ok") {
		w.fail("%d sessions were opened, the log holds %q", opened, rows)
	}
	w.logins += strings.Count(rows, "login ok")
}

// establish takes a person through the personalisation, so that « oubli » goes by code.
func (w *walk) establish(p *person) {
	w.t.Helper()
	for _, name := range []string{"is reset by an agent", "logs in by the temporary password", "personalises", "confirms the coordinates", "gives the code of the address"} {
		i := slices.IndexFunc(randomSteps, func(s step) bool { return s.name == name })
		for s := randomSteps[i]; s.able == nil || s.able(p); {
			w.does(s, p)
			if name != "is reset by an agent" || p.temporary != "" {
				break
			}
		}
	}
}

func (w *walk) choose(p *person) step {
	var able []step
	for _, s := range randomSteps {
		if s.able == nil || s.able(p) {
			able = append(able, slices.Repeat([]step{s}, s.weigh)...)
		}
	}
	return able[w.random.IntN(len(able))]
}

func (w *walk) fail(format string, args ...any) {
	w.t.Helper()
	w.t.Fatalf("%s\nafter %s", fmt.Sprintf(format, args...), strings.Join(w.trace[max(0, len(w.trace)-25):], "\n      "))
}

// sessions counts the sessions that a person has ever opened.
func (w *walk) sessions(p *person) int {
	if p.typed == nobody {
		return 0
	}
	logins, err := w.DB.Logins(w.t.Context(), w.member(p.typed).ID, 1<<20)
	w.must(err)
	return len(logins)
}

// collect reads the sent messages and letters: one temporary password for each that was issued according to the log.
func (w *walk) collect(rows string) {
	w.t.Helper()
	secrets := map[string]string{}
	about := w.trace[len(w.trace)-1]
	for _, m := range w.sent() {
		for _, p := range w.people[:3] {
			if !strings.HasSuffix(about, p.typed) || m.Kind == db.KindTemporary && m.To != w.member(p.typed).Destination(m.Channel) {
				continue // of another act
			}
			switch m.Kind {
			case db.KindTemporary:
				secrets[p.typed], p.until = m.Secret, m.Until
			case db.KindCode:
				p.code = m.Secret
			case db.KindEmailCode:
				p.emailCode = m.Secret
			}
		}
	}
	want := strings.Count(rows, "temporary-password-issued ok")
	if want > 0 && len(secrets) == 0 {
		w.collectLetters(secrets)
	}
	if len(secrets) != want && !strings.HasSuffix(about, nobody) {
		w.fail("%d temporary passwords left, the log holds %q", len(secrets), rows)
	}
	for _, p := range w.people[:3] {
		if secret := secrets[p.typed]; secret != "" {
			p.temporary = secret
			w.issued++
		}
	}
	w.clock = w.clock.Add(time.Second) // no two acts at the same instant
}

// collectLetters reads the password of the letter that was queued at this instant.
func (w *walk) collectLetters(secrets map[string]string) {
	w.t.Helper()
	letters, err := w.DB.WaitingLetters(w.t.Context(), w.clock)
	w.must(err)
	for _, l := range letters {
		for _, p := range w.people[:3] {
			if l.CreatedAt.Equal(w.clock) && w.member(p.typed).ID == l.MemberID {
				secrets[p.typed], p.until = l.Payload.Secret, l.Payload.Until
				if w.clock.Sub(p.letter) < 7*24*time.Hour {
					w.fail("two letters in a week")
				}
				p.letter = w.clock
			}
		}
	}
}

// hold compares which passwords and codes are valid with what the walk knows, and counts the attempts with each code.
func (w *walk) hold(people ...*person) {
	w.t.Helper()
	ctx := w.t.Context()
	for _, p := range people {
		if p.typed == nobody {
			continue
		}
		m := w.member(p.typed)
		if right := m.PasswordHash != "" && w.right(m.PasswordHash, p.own); right != (p.own != "") || (m.PasswordHash != "") != (p.own != "") {
			w.fail("the password of %s is not %q", p.typed, p.own)
		}
		if known := m.Temporary != nil; known != (p.temporary != "") || known && !w.right(m.Temporary.Hash, p.temporary) {
			w.fail("the temporary password of %s is not %q", p.typed, p.temporary)
		}
	}
	for _, p := range people {
		if p.flow == nil {
			continue
		}
		code, err := w.DB.NewestCode(ctx, p.flow.ID)
		if err != nil && !errors.Is(err, db.ErrNotFound) {
			w.t.Fatal(err)
		}
		if code.Tries > w.Limits.CodeTries {
			w.fail("a code was tried %d times", code.Tries)
		}
	}
}

func (w *walk) right(hash, password string) bool {
	right, err := w.Hasher.Verify(w.t.Context(), hash, password)
	w.must(err)
	return right
}

// settle reads the whole log, and compares the figures with it.
func (w *walk) settle() {
	w.t.Helper()
	held, head, err := w.DB.VerifyAudit(w.t.Context())
	if err != nil || head.Seq != w.seq || held != head.Seq {
		w.t.Fatalf("%d rows of %d hold, %v", held, head.Seq, err)
	}
	figures, err := w.DB.Figures(w.t.Context(), monday.AddDate(0, -1, 0), w.clock.AddDate(0, 0, 1))
	w.must(err)
	count := map[string]int{}
	for _, f := range figures {
		if f.Name == events.FigureLogin {
			f.Name += " " + f.Detail
		}
		count[f.Name] += f.N
	}
	if count[db.FigureTemporary] != w.issued || count[events.FigureLogin+" ok"] != w.logins {
		w.t.Errorf("%d temporary passwords and %d logins are counted, there were %d and %d", count[db.FigureTemporary], count[events.FigureLogin+" ok"], w.issued, w.logins)
	}
}

// refused says whether an act was refused, and why; any other error ends the walk, except a stale flow.
func (w *walk) refused(err error) acts.Why {
	var r *acts.Refused
	switch {
	case errors.As(err, &r):
		return r.Why
	case err != nil && !errors.Is(err, acts.ErrStale):
		w.fail("%v", err)
	}
	return 0
}

func flowOpen(w *walk, f *db.Flow) bool {
	if f == nil {
		return false
	}
	now, err := w.DB.Flow(w.t.Context(), f.ID)
	if err != nil || !now.Alive(w.clock) {
		return false
	}
	*f = *now
	return true
}

// subject is the member of a flow; nil for a decoy.
func (w *walk) subject(p *person) *db.Member {
	if p.typed == nobody {
		return nil
	}
	return w.member(p.typed)
}

func (w *walk) journey() journey.Journey {
	if w.random.IntN(4) == 0 {
		return journey.Registration
	}
	return journey.Forgotten
}

func (w *walk) context() context.Context { return w.t.Context() }
