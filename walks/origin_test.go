package walks

import (
	"net/http"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// A form that the browser submits without scripts names the site as its origin, so that browsers without Fetch Metadata are
// recognised too. A Referrer-Policy that hides the address from this site would make the origin « null ».
func TestANativeFormTellsWhereItComesFrom(t *testing.T) {
	s := newSite(t, established(t))
	s.start()
	w := world{newPerson(t, s.url, false), s, s.post}
	var (
		mu      sync.Mutex
		posts   = map[network.RequestID]bool{}
		headers = map[network.RequestID]network.Headers{} // as the browser has sent them
	)
	w.must(chromedp.Listen(w.tab, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			posts[e.RequestID] = posts[e.RequestID] || e.Request.Method == http.MethodPost
		case *network.EventRequestWillBeSentExtraInfo:
			if headers[e.RequestID] == nil { // the first request of a chain of redirects
				headers[e.RequestID] = e.Headers
			}
		}
	}))
	w.logsIn(jeanne.identifier, jeanne.password)
	w.At("/espace")
	mu.Lock()
	defer mu.Unlock()
	told := 0
	for id, post := range posts {
		if !post {
			continue
		}
		told++
		if origin := headers[id]["Origin"]; origin != s.url {
			t.Errorf("a form was sent with the origin %v, want %s", origin, s.url)
		}
	}
	if told == 0 {
		t.Error("no form was sent")
	}
}
