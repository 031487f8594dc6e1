package walks

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// Two minutes before a journey ends a band says so, and its link extends the time without losing the entries.
func TestABandOffersMoreTimeBeforeAJourneyEnds(t *testing.T) {
	s := newSite(t, established(t))
	s.start()
	p := newPerson(t, s.url, true)
	almostOver := func() {
		p.do("two minutes before the end", chromedp.Evaluate[chromedp.Void](`document.getElementById("fin-de-session").setAttribute("data-seconds", "100");
			document.dispatchEvent(new CustomEvent("htmx:afterSettle", {detail: {elt: document.body, target: document.getElementById("page")}}))`))
		p.Reads("Cette démarche s'arrête à")
	}
	p.Open("/mot-de-passe-oublie")
	p.Fill("Identifiant", jeanne.identifier)
	p.Press("Suivant")
	p.At("/mot-de-passe-oublie/canal")
	p.ReadsNot("Cette démarche s'arrête à")
	p.Choose("par SMS")
	almostOver()
	p.click(p.find("Avoir plus de temps", "link"), 1)
	p.Reads("pour finir cette démarche")
	p.ReadsNot("Cette démarche s'arrête à")
	p.Press("Suivant")
	p.At("/mot-de-passe-oublie/code")

	other := p.otherTab()
	other.Open("/mot-de-passe-oublie/code")
	other.Press("Abandonner")
	other.At("/connexion")
	almostOver()
	p.click(p.find("Avoir plus de temps", "link"), 1)
	p.Reads("Cette demande est arrêtée, ici ou dans un autre onglet.")
}
