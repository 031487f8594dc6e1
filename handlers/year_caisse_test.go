package handlers_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
)

// somebody is an identifier that a stranger watches: a member's, or nobody's.
type somebody struct {
	id        string
	number    int // among the members, or among those that nobody has
	category  account.Category
	email     string
	mobile    bool
	answer    bool
	known     bool
	connected bool
	closed    bool
}

// year is a caisse that lives under a given clock: files, first connections, log-ins, agents' acts, outages, purges.
type year struct {
	t        testing.TB
	s        *servicetest.Service
	r        *rand.Rand
	members  []*somebody
	nobodies []*somebody
	newest   int // number of the next newcomer
	due      []happening
}

// happening is what happens at an instant.
type happening struct {
	at time.Time
	do func()
}

const (
	week = 7 * 24 * time.Hour
	// warmUp is how long the caisse has lived before strangers watch.
	warmUp = 12 * week
)

func newYear(t testing.TB, seed uint64, members, nobodies int) *year {
	y := &year{t: t, s: servicetest.NewService(t), r: rand.New(rand.NewPCG(seed, 1))}
	for i := range members {
		y.members = append(y.members, y.newMember(i))
	}
	for i := 0; i+1 < members; i += 10 { // couples have one address
		if a, b := y.members[i], y.members[i+1]; a.email != "" && b.email != "" {
			b.email = a.email
		}
	}
	y.newest = members
	for i := range nobodies {
		y.nobodies = append(y.nobodies, &somebody{id: identifierOf(i, false), number: i})
	}
	y.load(y.members...)
	y.pay(0)
	return y
}

// identifierOf is the identifier of the i-th member or of the i-th nobody: of every ten, eight are a NIR, one is a SIRET
// and one a number that the caisse gave.
func identifierOf(i int, known bool) string {
	series := map[bool]int{true: 285, false: 299}[known]
	switch i % 10 {
	case 8:
		for nic := 1; ; nic++ {
			for last := range 10 {
				id, _ := account.ParseIdentifier(fmt.Sprintf("%d%06d%04d%d", series+500, i, nic, last))
				if id.CheckFor(account.Entreprise) == nil {
					return id.Value
				}
			}
		}
	case 9:
		return fmt.Sprintf("R%dT%d", series, i)
	}
	return fmt.Sprintf("%d0786%06d", series, i+100000)
}

func (y *year) newMember(i int) *somebody {
	m := &somebody{id: identifierOf(i, true), number: i, known: true}
	switch i % 10 {
	case 6, 7:
		m.category = account.Exploitant
	case 8:
		m.category = account.Entreprise
	case 9:
		m.category = account.TiersCategory
	default:
		m.category = account.Particulier
	}
	if y.r.Float64() < 0.65 {
		m.email = fmt.Sprintf("m%d@poitou.example", i)
	}
	m.mobile = y.r.Float64() < 0.4
	m.answer = m.category != account.TiersCategory && y.r.Float64() < 0.85
	return m
}

// load imports members as they stand.
func (y *year) load(members ...*somebody) {
	var file strings.Builder
	file.WriteString("identifiant;categorie;nom;raison_sociale;adresse6;email;portable;carte_vitale;fin\n")
	for _, m := range members {
		name, company, mobile, serial, end := "Nom", "", "", "", ""
		if m.category == account.Entreprise || m.category == account.TiersCategory {
			name, company = "", "Maison"
		}
		if m.mobile {
			mobile = "06 39 98 12 34"
		}
		if m.answer && m.category == account.Particulier {
			serial = "800012345678901"
		}
		if m.closed {
			end = y.s.Now().Format("02/01/2006")
		}
		fmt.Fprintf(&file, "%s;%s;%s;%s;86000 POITIERS;%s;%s;%s;%s\n", m.id, m.category, name, company, m.email, mobile, serial, end)
	}
	y.s.ImportFiles(file.String(), "identifiant;nature;date;montant\n")
}

// pay imports the newest payments of all who have any.
func (y *year) pay(from int) {
	var file strings.Builder
	file.WriteString("identifiant;nature;date;montant\n")
	for _, m := range y.members[from:] {
		if nature := map[account.Category]account.Nature{account.Exploitant: account.Invoice, account.Entreprise: account.Payroll}[m.category]; m.answer && nature != "" {
			fmt.Fprintf(&file, "%s;%s;%s;123,45\n", m.id, nature, y.s.Now().Format(time.DateOnly))
		}
	}
	y.s.ImportFiles("identifiant;categorie;nom;adresse6\n", file.String())
}

func (m *somebody) reachable() bool { return m.email != "" || m.mobile }

// at has something done at an instant after now.
func (y *year) at(in time.Duration, do func()) {
	y.due = append(y.due, happening{y.s.Now().Add(in), do})
}

// pass lets all that is due until an instant happen, in its order.
func (y *year) pass(d time.Duration) {
	end := y.s.Now().Add(d)
	for {
		slices.SortStableFunc(y.due, func(a, b happening) int { return a.at.Compare(b.at) })
		if len(y.due) == 0 || y.due[0].at.After(end) {
			break
		}
		next := y.due[0]
		y.due = y.due[1:]
		y.s.Wait(max(0, next.at.Sub(y.s.Now())))
		next.do()
	}
	y.s.Wait(end.Sub(y.s.Now()))
}

// waking is an instant of the coming week at which people are awake: working days from 9 to 18 more often than others.
func (y *year) waking() time.Duration {
	monday := y.s.Now().In(y.s.Options.Location)
	for {
		in := time.Duration(y.r.Int64N(int64(week)))
		at := monday.Add(in)
		weekend := at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
		odds := 0.0
		switch {
		case at.Hour() < 7 || at.Hour() >= 23:
		case !weekend && at.Hour() >= 9 && at.Hour() < 18:
			odds = 1
		default:
			odds = 0.33
		}
		if y.r.Float64() < odds {
			return in
		}
	}
}

// live plans a week of the caisse; rate is how many of those who can connect for the first time do.
func (y *year) live(n int, rate float64) {
	y.at(6*time.Hour, y.file)
	y.at(7*time.Hour, func() {
		if n%4 == 0 {
			y.start()
		}
		if n%4 == 1 {
			y.pay(0)
		}
		if err := y.s.DB.Purge(y.t.Context(), y.s.Now()); err != nil {
			y.t.Fatal(err)
		}
	})
	if n%13 == 5 {
		y.at(30*time.Hour, func() { y.outage([]db.Trouble{{Channel: account.Email, Class: "smtp-connexion", Since: y.s.Now()}}) })
		y.at(33*time.Hour, func() { y.outage(nil) })
	}
	for _, m := range y.members {
		switch {
		case m.closed:
		case !m.connected && m.reachable() && y.r.Float64() < rate:
			y.at(y.waking(), func() { y.connect(m) })
		case m.connected && y.r.Float64() < 0.1:
			y.at(y.waking(), func() { y.comesIn(m) })
		case m.connected && y.r.Float64() < 0.005: // an agent has reset the password, and the member replaces the temporary one
			y.at(y.waking(), func() { y.reset(m) })
		}
	}
}

// start is what a start of the program does for decoys.
func (y *year) start() {
	if err := y.s.DB.TakeShares(y.t.Context(), y.s.Now()); err != nil {
		y.t.Fatal(err)
	}
}

func (y *year) outage(all []db.Trouble) {
	if err := y.s.DB.NoteTroubles(y.t.Context(), all, y.s.Now()); err != nil {
		y.t.Fatal(err)
	}
}

// file is the weekly file of the back office: newcomers, a few contacts that come and go, a few accounts that end.
func (y *year) file() {
	var changed []*somebody
	for range len(y.members) {
		if y.r.Float64() < 0.03/52 {
			changed = append(changed, y.newMember(y.newest))
			y.newest++
		}
	}
	for _, m := range y.members {
		switch odds := y.r.Float64(); {
		case m.closed || m.connected:
			if !m.closed && odds < 0.0003 {
				m.closed = true
				changed = append(changed, m)
			}
		case odds < 0.0003:
			m.closed = true
			changed = append(changed, m)
		case odds < 0.0006 && m.email == "":
			m.email = "nouveau." + strings.ToLower(m.id) + "@poitou.example"
			changed = append(changed, m)
		}
	}
	if len(changed) > 0 {
		y.load(changed...)
	}
}

// connect is a member's first connection, by whichever way the password came.
func (y *year) connect(m *somebody) {
	if m.closed || m.connected {
		return
	}
	m.connected = true
	y.personalise(m)
}

// reset is what an agent's reset comes to: a temporary password, replaced by the member.
func (y *year) reset(m *somebody) {
	if !m.closed {
		y.s.Temporary(m.id)
		y.personalise(m)
	}
}

func (y *year) personalise(m *somebody) {
	of, ctx := y.s.Member(m.id), context.Background()
	err := y.s.DB.InTx(ctx, func(t *db.Tx) error {
		if _, err := t.ChangePassword(ctx, of.ID, of.PasswordHash, servicetest.Hashed(servicetest.First), y.s.Now()); err != nil {
			return err
		}
		return t.EndPersonalisation(ctx, of.ID, y.s.Now())
	})
	if err != nil {
		y.t.Fatal(err)
	}
}

// comesIn is the owner's log-in, from a browser of their own.
func (y *year) comesIn(m *somebody) {
	if !m.closed {
		y.s.Browser().Post("/connexion", url.Values{"identifiant": {m.id}, "mot_de_passe": {servicetest.First}})
	}
}

// ordered are the watched identifiers in the order of a stranger's list, where members and nobodies stand mixed, and those
// of a couple one after the other.
func (y *year) ordered() []*somebody {
	var pairs [][]*somebody
	for _, all := range [][]*somebody{y.members, y.nobodies} {
		for i := 0; i < len(all); i += 2 {
			pairs = append(pairs, all[i:min(i+2, len(all))])
		}
	}
	y.r.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
	return slices.Concat(pairs...)
}

// inKeyOrder is the member whose keyed hash follows that of an identifier: its neighbour in the table of members.
func (y *year) inKeyOrder(id string) *somebody {
	key := func(id string) string {
		parsed, err := account.ParseIdentifier(id)
		if err != nil {
			y.t.Fatal(err)
		}
		return string(y.s.DB.Keys().IdentifierKey(parsed))
	}
	sorted := slices.SortedFunc(slices.Values(y.members), func(a, b *somebody) int { return cmp.Compare(key(a.id), key(b.id)) })
	n, _ := slices.BinarySearchFunc(sorted, key(id), func(m *somebody, k string) int { return cmp.Compare(key(m.id), k) })
	return sorted[n%len(sorted)]
}
