package walks

import (
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	growthRounds = 5
	growthEach   = 100 // requests for each screen in a round
	growthStands = 5   // visits used in turn, each of another member
	searchStands = 20  // visits of a search, whose time depends more on the member
	growthFew    = 10_000
)

// BenchmarkGrowthOfScreens requests each screen of members and of agents, each kind of search and its page of results,
// alternately in a caisse of 10,000 members and in one of 1,000,000, or of GROWTH_MEMBERS, with logins, messages, letters and
// rows of the audit log in proportion. It compares the processor time of the slowest request in a hundred: the least of five
// rounds, since the load of the machine only adds to it, without garbage collection, which runs between rounds. A line of the
// table is the screen that grows most; -test.v prints each one.
func BenchmarkGrowthOfScreens(b *testing.B) {
	many, err := strconv.Atoi(cmp.Or(os.Getenv("GROWTH_MEMBERS"), "1000000"))
	if err != nil {
		b.Fatalf("GROWTH_MEMBERS: %v", err)
	}
	for b.Loop() {
		sites := [2]*grown{newGrown(b, growthFew), newGrown(b, many)}
		screens := map[string][]string{}
		for _, screen := range screensOf(b, sites[0].Service) {
			sort := "members' screen"
			if strings.HasPrefix(screen, "/agent") {
				sort = "agents' screen"
			}
			if sites[0].wayTo(screen) != nil {
				screens[sort] = append(screens[sort], screen)
			}
		}
		for search := range sites[0].searches() {
			screens["search"] = append(screens["search"], search)
			if !leadsAway[search] {
				screens["page of a search"] = append(screens["page of a search"], search+foundPage)
			}
		}
		for _, sort := range []string{"members' screen", "agents' screen", "search", "page of a search"} {
			var worst figure
			slices.Sort(screens[sort])
			for _, screen := range screens[sort] {
				took := compareScreen(b, sites, screen)
				f := figure{what: fmt.Sprintf("%s that grows most, %d members: %s", sort, many, screen), measured: took[1], unit: "ms",
					reference: took[0], of: fmt.Sprintf("ms with %d", growthFew), most: 1.2}
				rows := ""
				if search, ok := strings.CutSuffix(screen, foundPage); ok {
					rows = fmt.Sprintf(", rows %.1f ÷ %.1f", sites[1].rowsOf(b, search), sites[0].rowsOf(b, search))
				}
				b.Logf("%-60s %8.3f ÷ %8.3f ms = %5.2f%s", screen, f.measured, f.reference, f.value(), rows)
				if f.value() > worst.value() {
					worst = f
				}
			}
			tell(b, worst)
		}
	}
}

// compareScreen returns the processor time of the slowest request in a hundred for a screen, in milliseconds, in each of the
// two caisses.
func compareScreen(b *testing.B, sites [2]*grown, screen string) (took [2]float64) {
	b.Helper()
	var stands [2][]visit
	each := growthStands
	for i, g := range sites {
		way := g.wayTo(screen)
		search, ofPage := strings.CutSuffix(screen, foundPage)
		if text, found := g.searches()[search]; found {
			each = searchStands
			if way = g.search(text); ofPage {
				way = g.found(b, text)
			}
		}
		for range each {
			v := way()
			if status := v.goes(b, g); status != v.status() {
				b.Fatalf("%s with %d members: %s answers %d", screen, g.members, v.path, status)
			}
			stands[i] = append(stands[i], v)
		}
	}
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	var rounds [2][]float64
	for range growthRounds {
		runtime.GC()
		for i, g := range sites { // to refill what the collection has emptied
			for _, v := range stands[i] {
				v.goes(b, g)
			}
		}
		var times [2][]time.Duration
		for n := range growthEach {
			for turn := range sites {
				i := (n + turn) % 2 // alternately: the first of the two does not always warm the caches for the second
				began := processorTimeHere(b)
				stands[i][n/2%each].goes(b, sites[i])
				times[i] = append(times[i], processorTimeHere(b)-began)
			}
		}
		for i := range sites {
			rounds[i] = append(rounds[i], slowOf(times[i]))
		}
	}
	for i := range sites {
		took[i] = slices.Min(rounds[i])
	}
	return took
}

// status returns the HTTP status that the visit expects.
func (v visit) status() int {
	if v.form != nil {
		return http.StatusSeeOther
	}
	return http.StatusOK
}

// goes requests the screen, or sends the form, without a network in between.
func (v visit) goes(b *testing.B, g *grown) (status int) {
	b.Helper()
	r := httptest.NewRequest(http.MethodGet, g.URL+v.path, nil)
	if v.form != nil {
		r = httptest.NewRequest(http.MethodPost, g.URL+v.path, strings.NewReader(v.form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	address, err := url.Parse(g.URL + v.path)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range v.by.Client.Jar.Cookies(address) {
		r.AddCookie(c)
	}
	answer := httptest.NewRecorder()
	(*g.Pages.Load()).ServeHTTP(answer, r)
	return answer.Code
}

// processorTimeHere returns the processor time of this process.
func processorTimeHere(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
