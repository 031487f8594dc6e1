package handlers_test

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sesame/account"
	"sesame/handlers/servicetest"
)

// trace is everything that a stranger has seen of one identifier over the year.
type trace struct {
	of    *somebody
	looks []*look
}

// look is one visit: what was requested, the answers in order, and the path of « oubli » where it was requested.
type look struct {
	kind    string
	answers []string
	way     string
}

// hours matches the times on a page: the stranger computes how far off they are.
var hours = regexp.MustCompile(`(\d+)\x{a0}h\x{a0}(\d+)`)

// dates are removed from the text of a page: they are the same for everybody who looks on that day.
var (
	dates  = regexp.MustCompile(`(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)[\s\x{a0}])?\d{1,2}(?:er)?[\s\x{a0}](?:` + strings.Join(months, "|") + `)(?:[\s\x{a0}]\d{4})?`)
	months = []string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
)

// undated removes the dates. It looks for the name of a month before it uses the regular expression, which takes most of the
// time of a year.
func undated(said string) string {
	for _, month := range months {
		if strings.Contains(said, "\u00a0"+month) || strings.Contains(said, " "+month+" ") {
			return dates.ReplaceAllString(said, "")
		}
	}
	return said
}

// answer sums up everything that a page tells in one string: status, address, a hash of headers and body without what differs
// by chance, the wait that it asks for, and how far off its times are.
func (y *year) answer(p *servicetest.Page, id string) string {
	now := y.s.Now().In(y.s.Options.Location)
	wait := p.Header.Get("Retry-After")
	p.Header.Del("Retry-After")
	if seconds, err := strconv.Atoi(wait); err == nil {
		wait = strconv.Itoa(seconds / 60)
	}
	var said [][]string
	if strings.Contains(p.Raw, "\u00a0h\u00a0") {
		said = hours.FindAllStringSubmatch(p.Raw, -1)
	}
	for _, said := range said {
		hour, _ := strconv.Atoi(said[1])
		minute, _ := strconv.Atoi(said[2])
		wait += fmt.Sprintf(" +%d", (hour*60+minute-now.Hour()*60-now.Minute()+24*60)%(24*60))
	}
	sum := sha256.Sum256([]byte(undated(p.Trace(id))))
	return fmt.Sprintf("%d %s %s %x", p.Status, strings.SplitN(p.Path, "?", 2)[0], wait, sum[:3])
}

// firstVisits draws the visit, of the twenty, with which a stranger begins at each couple. Computed from the number, it would
// reveal a member's category, which follows from the number too, whereas unknown identifiers have none.
func (y *year) firstVisits() func(*somebody) int {
	type couple struct {
		known  bool
		number int
	}
	r, drawn := rand.New(rand.NewPCG(y.seed, 2)), map[couple]int{}
	return func(of *somebody) int {
		c := couple{of.known, of.number / 2}
		if _, ok := drawn[c]; !ok {
			drawn[c] = r.IntN(20)
		}
		return drawn[c]
	}
}

// visit looks at an identifier once. Of twenty visits, eleven request « oubli », two also send a wrong code or answer, one
// requests codes beyond a limit, four request « inscription », and two provoke the delays of wrong passwords.
func (y *year) visit(tr *trace, n int) {
	of, l := tr.of, &look{}
	tr.looks = append(tr.looks, l)
	keep := func(p *servicetest.Page) *servicetest.Page {
		l.answers = append(l.answers, y.answer(p, of.id))
		return p
	}
	wrong := func() {
		keep(y.s.Browser().Post("/connexion", url.Values{"identifiant": {of.id}, "mot_de_passe": {"Un-mot7de-passe"}}))
	}
	oubli := func(channel string) *servicetest.Page {
		p := keep(y.s.Browser().Post("/mot-de-passe-oublie", url.Values{"identifiant": {of.id}}))
		if !strings.HasSuffix(p.Path, "/canal") {
			return p
		}
		p = keep(p.Press("Suivant", servicetest.Fields{"canal": channel}))
		l.way = strings.TrimPrefix(strings.SplitN(p.Path, "?", 2)[0], "/mot-de-passe-oublie/")
		if l.way == "question" {
			l.way += strconv.Itoa(p.Doc.Find(`[name="nature"]`).Length())
		}
		return p
	}
	switch n %= 20; {
	case n < 11:
		l.kind = "oubli"
		oubli("email")
	case n < 13:
		l.kind = "code"
		p := oubli("sms")
		switch {
		case l.way == "code":
			keep(p.Press("Valider", servicetest.Fields{"code": "0000"}))
		case strings.HasPrefix(l.way, "question"):
			typed := servicetest.Fields{"montant": "1,01"}
			if p.Doc.Find(`[name="nature"]`).Length() > 0 {
				typed["nature"] = "prestation"
			}
			keep(keep(p.Press("Suivant", typed)).Press("Envoyer ma réponse", nil))
		}
	case n < 14:
		l.kind = "many"
		for range 6 {
			oubli("email")
		}
	case n < 18:
		l.kind = "inscription"
		p := keep(y.s.Browser().Post("/inscription", url.Values{"identifiant": {of.id}}))
		if strings.HasSuffix(p.Path, "/question") {
			typed := servicetest.Fields{"montant": "1,01"}
			if p.Doc.Find(`[name="nature"]`).Length() > 0 {
				typed["nature"] = "prestation"
			}
			keep(keep(p.Press("Suivant", typed)).Press("Envoyer ma réponse", nil))
		}
	default:
		l.kind = "login"
		for range 5 {
			wrong()
		}
		y.at(30*time.Minute, func() { // every other owner logs in meanwhile
			if of.connected && n%2 == 0 {
				y.comesIn(of)
			}
		})
		y.at(time.Hour, func() {
			for range 2 {
				wrong()
			}
		})
	}
}

// glance records which path « oubli » and « inscription » would take, without a trace in the counts.
func (y *year) glance(tr *trace) {
	s := y.standing(tr.of)
	way := func(p account.Path) string {
		if p == account.ByQuestion { // the screen has another question for each category
			return "question of " + string(s.Category)
		}
		return string(p)
	}
	l := &look{kind: "glance", way: way(s.Forgotten())}
	l.answers = []string{l.way + ", " + way(s.Registration())}
	tr.looks = append(tr.looks, l)
}

func (y *year) standing(of *somebody) account.Standing {
	id, err := account.ParseIdentifier(of.id)
	if err != nil {
		y.t.Fatal(err)
	}
	s, err := y.acts().LookUp(y.t.Context(), id)
	if err != nil {
		y.t.Fatal(err)
	}
	return s.Standing
}
