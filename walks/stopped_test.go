package walks

import (
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// holds lets no request of this person reach the service. The returned function waits for the next request and stops the
// browser's loading.
func (p *person) holds() (stops func()) {
	p.t.Helper()
	held := make(chan struct{}, 1)
	p.must(chromedp.Listen(p.tab, func(event any) {
		if _, paused := event.(*fetch.EventRequestPaused); paused {
			held <- struct{}{}
		}
	}))
	_, err := chromedp.Call(p.tab, fetch.Enable, fetch.EnableParams{})
	p.must(err)
	return func() {
		p.t.Helper()
		<-held
		_, err := chromedp.Call(p.tab, page.StopLoading, cdp.Empty{})
		p.must(err)
		_, err = chromedp.Call(p.tab, fetch.Disable, cdp.Empty{})
		p.must(err)
	}
}

// A person who stops the browser while it waits for the answer may send the form again.
func TestASendingThatIsStoppedMayBeRepeated(t *testing.T) {
	s := newSite(t, established(t))
	s.start()
	p := newPerson(t, s.url, true)
	p.Open("/mot-de-passe-oublie")
	p.Fill("Identifiant", jeanne.identifier)
	stops := p.holds()
	p.Click("Suivant")
	stops()
	p.Reads("La page ne répond pas. Vérifiez votre connexion à internet, puis recommencez.")
	p.ReadsNot("Un instant")
	p.Press("Suivant")
	p.At("/mot-de-passe-oublie/canal")
}
