package handlers_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/handlers/servicetest"
)

// somebody is an identifier that a stranger watches: a member's, or an unknown one.
type somebody struct {
	id        string
	number    int // among the members, or among the unknown identifiers
	category  account.Category
	email     string
	mobile    bool
	answer    bool
	known     bool // at the end of the year: new members are watched before they join
	joins     int  // week in which a file brings them, from 1; 0: they are members from the start
	every     int  // number of payment files from one payment to the next
	connected bool
	closed    bool
}

// year is a caisse that lives under a simulated clock: files, first connections, log-ins, agents' acts, outages, purges.
type year struct {
	t        testing.TB
	s        *servicetest.Service
	r        *rand.Rand
	members  []*somebody
	nobodies []*somebody
	seed     uint64
	due      []happening
}

// happening is a planned action and its instant.
type happening struct {
	at time.Time
	do func()
}

const (
	week = 7 * 24 * time.Hour
	// warmUp is how long the caisse has lived before strangers watch.
	warmUp = 12 * week
)

// inflow is the share of the members whom the files of a year bring.
const inflow = 0.08

func newYear(t testing.TB, seed uint64, members, nobodies int) *year {
	y := &year{t: t, s: servicetest.NewService(t), r: rand.New(rand.NewPCG(seed, 1)), seed: seed}
	for i := range members {
		y.members = append(y.members, y.newMember(i))
	}
	for i := 0; i+1 < members; i += 10 { // some couples share an address
		if a, b := y.members[i], y.members[i+1]; a.email != "" && b.email != "" {
			b.email = a.email
		}
	}
	for i := range nobodies {
		y.nobodies = append(y.nobodies, &somebody{id: y.identifierOf(i, false), number: i})
	}
	y.load(y.there()...)
	y.pay(0)
	return y
}

// there returns the members whom a file has brought by now.
func (y *year) there() (all []*somebody) {
	for _, m := range y.members {
		if m.joins == 0 {
			all = append(all, m)
		}
	}
	return all
}

// identifierOf returns the identifier of the i-th member or of the i-th unknown identifier: of every ten, eight are a NIR, one
// is a SIRET and one is a number given by the caisse. Each seed has others: what a keyed hash draws for one caisse's decoys
// says nothing about another's.
func (y *year) identifierOf(i int, known bool) string {
	i += 4000 * int(y.seed%100)
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
	m := &somebody{id: y.identifierOf(i, true), number: i, known: true, every: []int{1, 1, 3, 14}[y.r.IntN(4)]}
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
	if weeks := float64(warmUp/week) + 52; y.r.Float64() < inflow*weeks/52 {
		m.joins = 1 + y.r.IntN(int(weeks))
	}
	m.answer = m.category != account.TiersCategory && y.r.Float64() < 0.85
	return m
}

// load imports members in their present state.
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

// pay imports the n-th file of payments.
func (y *year) pay(n int) {
	var file strings.Builder
	file.WriteString("identifiant;nature;date;montant\n")
	for _, m := range y.there() {
		nature := map[account.Category]account.Nature{account.Exploitant: account.Invoice, account.Entreprise: account.Payroll}[m.category]
		if m.answer && nature != "" && (n == 0 || (n+m.number)%m.every == 0) {
			fmt.Fprintf(&file, "%s;%s;%s;123,45\n", m.id, nature, y.s.Now().Format(time.DateOnly))
		}
	}
	y.s.ImportFiles("identifiant;categorie;nom;adresse6\n", file.String())
}

func (m *somebody) reachable() bool { return m.email != "" || m.mobile }

// ordered returns the watched identifiers in the order of a stranger's list: members and unknown identifiers are mixed, and the
// two of a couple follow each other.
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
