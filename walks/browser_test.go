package walks

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience bounds every wait. Waits check their condition again and again; none of them sleeps for a fixed time.
const patience = 45 * time.Second

// chromium is the one browser of this package; each person gets a tab in a profile of their own.
var chromium = sync.OnceValues(func() (context.Context, error) {
	dir, err := scratch()
	if err != nil {
		return nil, err
	}
	allocator, _ := chromedp.NewExecAllocator(context.Background(),
		chromedp.Headless, chromedp.NoFirstRun, chromedp.DisableGPU,
		chromedp.NoSandbox, // tests may run as root, and open no other pages than ours
		chromedp.UserDataDir(filepath.Join(dir, "chromium")),
		chromedp.WindowSize(1280, 900),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("lang", "fr-FR"))
	ctx, _ := chromedp.NewContext(allocator)
	stopChromium = func() error { return chromedp.Cancel(ctx) }
	return ctx, chromedp.Do(ctx)
})

// person is a user in front of a browser: they find fields and buttons by their accessible names, and wait as long as a user
// would.
type person struct {
	t    *testing.T
	tab  context.Context
	site string // origin of the service, such as http://localhost:40123
	from string // IP address, as a proxy in front of the service sends it
	js   bool

	caisse  string // name with which each page's title ends
	engines string // URL of the judges' scripts; empty: they are sent to each page

	mu       sync.Mutex
	faults   []string // errors of the console, and answers with a status of 500 or more
	statuses map[string]int
}

var visitors atomic.Uint32

// newPerson opens a tab in a new profile, with an IP address that no other person has.
func newPerson(t *testing.T, site string, js bool) *person {
	t.Helper()
	browser, err := chromium()
	if err != nil {
		t.Fatalf("starting Chromium (make tools installs it): %v", err)
	}
	n := visitors.Add(1)
	p := &person{t: t, site: site, js: js, caisse: caisseName, from: fmt.Sprintf("10.%d.%d.%d", n>>16&0xff, n>>8&0xff, n&0xff)}
	p.open(browser, chromedp.WithNewBrowserContext())
	return p
}

// otherTab opens a second tab of the same person: same cookies, same IP address.
func (p *person) otherTab() *person {
	p.t.Helper()
	other := &person{t: p.t, site: p.site, js: p.js, caisse: p.caisse, from: p.from}
	other.open(p.tab)
	return other
}

func (p *person) open(parent context.Context, opts ...chromedp.ContextOption) {
	p.t.Helper()
	p.statuses = map[string]int{}
	tab, closeTab := chromedp.NewContext(parent, opts...)
	p.tab = tab
	p.t.Cleanup(func() {
		p.t.Helper()
		closeTab()
		for _, fault := range p.faults {
			p.t.Errorf("the browser noticed: %s", fault)
		}
	})
	p.do("opening a tab")
	p.must(chromedp.Listen(tab, p.notice))
	_, err := chromedp.Call(tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !p.js})
	p.must(err)
	_, err = chromedp.Call(tab, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{
		Headers: network.Headers{"X-Forwarded-For": p.from}})
	p.must(err)
}

// notice keeps errors that a person would not see, but that must not happen. The console's own line for an answer of 4xx is
// left out: refused entries are answered so.
func (p *person) notice(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		p.faults = append(p.faults, "exception: "+e.ExceptionDetails.Text)
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.EntryLevelError && e.Entry.Source != cdplog.EntrySourceNetwork {
			p.faults = append(p.faults, fmt.Sprintf("%s: %s (%s)", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	case *network.EventResponseReceived:
		p.statuses[e.Response.URL] = int(e.Response.Status)
		if e.Response.Status >= http.StatusInternalServerError {
			p.faults = append(p.faults, fmt.Sprintf("%s answered %d", e.Response.URL, e.Response.Status))
		}
	}
}

func (p *person) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("%v\n%s", err, p.describe())
	}
}

func (p *person) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.tab, steps...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

// Status returns the HTTP status of the last answer of the service at this path.
func (p *person) Status(path string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.statuses[p.site+path]
}
