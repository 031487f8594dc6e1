package walks

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/chromedp"
)

// meets answers each request of a person in place of the service, with this status and page, until the returned function is
// called.
func (p *person) meets(status int64, page string) (ends func()) {
	p.t.Helper()
	p.must(chromedp.Listen(p.tab, func(event any) {
		e, paused := event.(*fetch.EventRequestPaused)
		if !paused {
			return
		}
		go func() {
			if _, err := chromedp.Call(p.tab, fetch.FulfillRequest, fetch.FulfillRequestParams{RequestID: e.RequestID, ResponseCode: status,
				ResponseHeaders: []*fetch.HeaderEntry{{Name: "Content-Type", Value: "text/html"}}, Body: []byte(page)}); err != nil {
				p.mu.Lock()
				defer p.mu.Unlock()
				p.faults = append(p.faults, err.Error())
			}
		}()
	}))
	_, err := chromedp.Call(p.tab, fetch.Enable, fetch.EnableParams{})
	p.must(err)
	return func() {
		p.t.Helper()
		_, err := chromedp.Call(p.tab, fetch.Disable, cdp.Empty{})
		p.must(err)
		p.mu.Lock()
		defer p.mu.Unlock()
		var faults []string
		for _, fault := range p.faults {
			if !strings.Contains(fault, " answered 5") { // the answers that this test has made
				faults = append(faults, fault)
			}
		}
		p.faults = faults
	}
}

const badGateway = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"

// A proxy in front of the service, or the network of a hotel, may answer in its place. The page stays as it is, and the form
// may be sent again.
func TestWhatAnotherProgramAnswersTakesNoPageAway(t *testing.T) {
	s := newSite(t, established(t))
	s.start()
	for _, c := range []struct {
		name, page, told string
		status           int64
	}{
		{"a proxy that does not reach the service", badGateway, "Le service ne répond pas. Attendez une minute, puis recommencez.", http.StatusBadGateway},
		{"a network that asks who is there", "<h1>Wifi gratuit</h1>", "La page ne répond pas. Vérifiez votre connexion à internet, puis recommencez.", http.StatusOK},
		{"nothing at all", "", "La page ne répond pas. Vérifiez votre connexion à internet, puis recommencez.", http.StatusOK},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPerson(t, s.url, true)
			p.Open("/mot-de-passe-oublie")
			p.Fill("Identifiant", jeanne.identifier)
			ends := p.meets(c.status, c.page)
			p.Click("Suivant")
			p.Reads(c.told)
			p.Heading("Vérification de votre identité")
			if typed := p.Value("Identifiant"); typed != jeanne.identifier {
				t.Errorf("the field holds %q", typed)
			}
			ends()
			p.Press("Suivant")
			p.At("/mot-de-passe-oublie/canal")
			p.ReadsNot(c.told)
		})
	}
}

// A member who asks for more time is not told that the session is over when it is the proxy that answers.
func TestMoreTimeThatTheProxyRefusesMayBeAskedForAgain(t *testing.T) {
	s := newSite(t, established(t), "SESAME_SESSION_IDLE=2m")
	s.start()
	p := newPerson(t, s.url, true)
	p.Open("/connexion")
	p.Fill("Identifiant", jeanne.identifier)
	p.Fill("Mot de passe", jeanne.password)
	p.Press("Se connecter")
	p.At("/espace")
	ends := p.meets(http.StatusBadGateway, badGateway)
	p.click(p.find("Rester connecté", "link"), 1)
	p.Reads("Le service ne répond pas. Attendez une minute, puis recommencez.")
	p.ReadsNot("Il faut vous connecter de nouveau")
	ends()
	p.click(p.find("Rester connecté", "link"), 1)
	p.ReadsNoLonger("Le service ne répond pas")
}

// An agent who follows an import is not told that the session is over when it is the proxy that answers: the page asks again.
func TestAnImportIsFollowedOverAProxyThatAnswers(t *testing.T) {
	a := demonstrationAgent(t, demonstration(t), "cpetit", true)
	ends := a.meets(http.StatusBadGateway, badGateway)
	a.do("an import under way", chromedp.Evaluate[chromedp.Void](`document.querySelector("main").insertAdjacentHTML("beforeend",
		'<div id="suivi" data-poll="/agent" data-ended="Votre session a pris fin."><p id="avancement">Lecture du fichier</p></div>');
		document.dispatchEvent(new CustomEvent("htmx:afterSettle", {detail: {elt: document.getElementById("suivi"), target: document.getElementById("suivi")}}))`))
	const over = "Se connecter pour voir la suite"
	a.until("two answers of the proxy", func(sight) bool {
		a.mu.Lock()
		defer a.mu.Unlock()
		return len(a.faults) > 1
	})
	a.ReadsNot(over)
	ends()
	a.Reads(over) // the desk's first page follows no import
}
