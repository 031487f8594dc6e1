package walks

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// adds makes a program a client of the service, and returns its client_id and client_secret as the command prints them.
// A public client has no secret.
func (s *site) adds(name string, options ...string) (id, secret string) {
	s.t.Helper()
	said := s.run(append([]string{"client", "add", name}, options...)...)
	for _, line := range regexp.MustCompile(`(?m)^(client_id|client_secret): (\S+)$`).FindAllStringSubmatch(said, -1) {
		if line[1] == "client_id" {
			id = line[2]
		} else {
			secret = line[2]
		}
	}
	if id == "" {
		s.t.Fatalf("client add printed no client_id:\n%s", said)
	}
	return id, secret
}

// Visits types an address of another program. What its pages look like is not this service's matter.
func (p *person) Visits(address string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.tab, patience)
	defer cancel()
	p.must(chromedp.Do(ctx, chromedp.Navigate(address)))
}

// Leaves presses a button or a link that leads to an address of another program which begins so.
func (p *person) Leaves(name, address string) {
	p.t.Helper()
	p.click(p.find(name, "button", "link"), 1)
	p.until("the address "+address, func(s sight) bool { return strings.HasPrefix(s.URL, address) })
}

// entersBy is led from another program to the log-in page, and back to the address by the right password alone.
func (w world) entersBy(address string, m member) {
	w.t.Helper()
	w.Visits(address)
	w.At("/connexion")
	w.Fill("Identifiant", m.identifier)
	w.Fill("Mot de passe", "Pas-le-bon-7")
	w.Press("Se connecter")
	w.Reads("Identifiant ou mot de passe incorrect.")
	w.Fill("Mot de passe", m.password)
	w.Leaves("Se connecter", address)
}

// turnedAway opens the address of another program until that asks for a login again.
func (p *person) turnedAway(address string) {
	p.t.Helper()
	began := time.Now()
	deadline := time.After(patience)
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		p.Visits(address)
		if s := p.until("a page", func(s sight) bool { return s.Text != "" }); strings.HasPrefix(s.URL, p.site+"/connexion") {
			p.t.Logf("turned away after %v", time.Since(began).Round(time.Millisecond))
			return
		}
		select {
		case <-deadline:
			p.t.Fatalf("%s is still open\n%s", address, p.describe())
		case <-again.C:
		}
	}
}

// changesPassword is done by the same member in another browser, where they log in for it.
func (w world) changesPassword(t *testing.T, next string) {
	t.Helper()
	elsewhere := world{newPerson(t, w.site.url, w.js), w.site, w.post}
	elsewhere.opensSecurity()
	elsewhere.Press("Modifier mon mot de passe")
	elsewhere.Fill("Votre mot de passe actuel", jeanne.password)
	elsewhere.Press("Suivant")
	elsewhere.choosesPassword(next, next)
	elsewhere.Heading("Confirmation")
}
