package handlers_test

import (
	"crypto/sha256"
	"fmt"
	"math/bits"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"sesame/account"
	"sesame/handlers/servicetest"
)

// trace is all that a stranger has seen of one identifier over the year.
type trace struct {
	of    *somebody
	looks []*look
}

// look is one visit: what was asked, the answers in their order, and the way that « oubli » went, where it was asked.
type look struct {
	kind    string
	answers []string
	way     string
}

// What a page says of an hour and of a day: the stranger reckons how far off the hour is.
var (
	hours = regexp.MustCompile(`(\d+)\x{a0}h\x{a0}(\d+)`)
	dates = regexp.MustCompile(`(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)[\s\x{a0}])?\d{1,2}(?:er)?[\s\x{a0}](?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)(?:[\s\x{a0}]\d{4})?`)
)

// answer is a word for all that a page tells: status, address, headers and body but for what differs by chance, the wait
// that it asks for, and how far off the hours are that it says.
func (y *year) answer(p *servicetest.Page, id string) string {
	now := y.s.Now().In(y.s.Options.Location)
	wait := p.Header.Get("Retry-After")
	p.Header.Del("Retry-After")
	if seconds, err := strconv.Atoi(wait); err == nil {
		wait = strconv.Itoa(seconds / 60)
	}
	for _, said := range hours.FindAllStringSubmatch(p.Raw, -1) {
		hour, _ := strconv.Atoi(said[1])
		minute, _ := strconv.Atoi(said[2])
		wait += fmt.Sprintf(" +%d", (hour*60+minute-now.Hour()*60-now.Minute()+24*60)%(24*60))
	}
	sum := sha256.Sum256([]byte(dates.ReplaceAllString(p.Trace(id), "")))
	return fmt.Sprintf("%d %s %s %x", p.Status, strings.SplitN(p.Path, "?", 2)[0], wait, sum[:3])
}

// visit looks at an identifier once. Of twenty visits a stranger asks in this many for what « oubli » says, for what it says to
// a wrong code or answer, for codes beyond a limit, for what « inscription » says, and for the delays of wrong passwords.
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
		y.at(30*time.Minute, func() { // every other owner comes in meanwhile
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

// ways are those that « oubli » went, in their order.
func (tr trace) ways() (all []string) {
	for _, l := range tr.looks {
		all = append(all, l.way)
	}
	return all
}

// changes are the looks at which the way had become another one since it was last seen.
func (tr trace) changes() (at []int) {
	last := ""
	for n, way := range tr.ways() {
		if way == "" {
			continue
		}
		if last != "" && way != last {
			at = append(at, n)
		}
		last = way
	}
	return at
}

// features are what the classifiers get of each trace: its answers one by one, by two and by three, its ways and how often they
// change, with how many others they change, and how many others have the same.
func features(traces []trace) []traced {
	together := map[int]int{}
	same := map[string]int{}
	for _, tr := range traces {
		for _, n := range tr.changes() {
			together[n]++
		}
		same[fmt.Sprint(tr.ways())]++
	}
	var all []traced
	for _, tr := range traces {
		seen := map[string]bool{}
		note := func(parts ...any) { seen[fmt.Sprint(parts...)] = true }
		counts := map[string]int{}
		var ways []string
		for _, l := range tr.looks {
			for n, a := range l.answers {
				note(l.kind, " ", a)
				counts[a]++
				if n > 0 {
					note(l.kind, " ", l.answers[n-1], " then ", a)
				}
				if n > 1 {
					note(l.kind, " ", l.answers[n-2], " then ", l.answers[n-1], " then ", a)
				}
			}
			if l.way != "" {
				ways = append(ways, l.way)
			}
		}
		for a, n := range counts {
			note("times ", bits.Len(uint(n)), " ", a)
		}
		for n := range ways {
			if n > 0 && ways[n] != ways[n-1] {
				note("from ", ways[n-1], " to ", ways[n])
			}
		}
		if len(ways) > 0 {
			note("first ", ways[0])
			note("last ", ways[len(ways)-1])
		}
		changes := tr.changes()
		note("changes ", len(changes))
		for _, n := range changes {
			note("together with ", bits.Len(uint(together[n])))
		}
		note("same ", bits.Len(uint(same[fmt.Sprint(tr.ways())])))
		one := traced{known: tr.of.known}
		for f := range seen {
			one.features = append(one.features, f)
		}
		slices.Sort(one.features)
		all = append(all, one)
	}
	return all
}

// likeNeighbours is how often the ways of nobody change with those of the member whose keyed hash is the next, and how often
// with those of any member of the kind, of all that change.
func likeNeighbours(y *year, traces []trace) (next, any float64) {
	changes := map[*somebody]string{}
	for _, tr := range traces {
		if at := tr.changes(); len(at) > 0 {
			changes[tr.of] = fmt.Sprint(at)
		}
	}
	kindOf := func(of *somebody) account.Kind {
		id, _ := account.ParseIdentifier(of.id)
		return id.Kind
	}
	n, others := 0.0, 0.0
	for _, tr := range traces {
		if tr.of.known || changes[tr.of] == "" {
			continue
		}
		n++
		if changes[y.inKeyOrder(tr.of.id)] == changes[tr.of] {
			next++
		}
		for _, m := range y.members {
			if kindOf(m) != kindOf(tr.of) {
				continue
			}
			others++
			if changes[m] == changes[tr.of] {
				any++
			}
		}
	}
	return next / max(n, 1), any / max(others, 1)
}
