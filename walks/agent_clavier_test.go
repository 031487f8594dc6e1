package walks

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestOneCallByKeysAlone searches for a member from the home page, then for another one from the first one's page, and opens
// the results, without the mouse and without Tab; then it turns the single-key shortcuts off.
func TestOneCallByKeysAlone(t *testing.T) {
	a := foundByKeys(t)
	a.Heading(paul.name)
	a.Type("/")
	a.begins("Chercher un adhérent")
	a.Type("duval")
	a.Enter()
	a.begins("Un adhérent trouvé")
	a.leads("1")
	a.Heading("Étude Duval")
	a.Press("Mon accès")
	a.Press("Couper ces touches")
	a.Reads("Les touches seules n'agissent plus.")
	before := a.focused()
	a.Type("/")
	if after := a.focused(); after != before {
		t.Errorf("a key that is turned off has moved the focus from « %s » to « %s »", before, after)
	}
}

// foundByKeys returns an agent who has searched for a member from the home page and opened the result, with the keyboard alone.
func foundByKeys(t *testing.T) world {
	t.Helper()
	s := newSite(t, established(t))
	s.start()
	w := world{newPerson(t, s.url, true), s, s.post}
	a := w.counterAgent("jmartin")
	a.begins(searchField)
	a.Type("berger")
	a.Enter()
	a.begins("Un adhérent trouvé")
	a.leads("1")
	return a
}

// begins waits until the focus is on an element of this name.
func (p *person) begins(name string) {
	p.t.Helper()
	p.until("the focus on « "+name+" »", func(sight) bool { return p.focused() == name })
}

// leads presses a key that opens another screen, and waits for that screen.
func (p *person) leads(key string) {
	p.t.Helper()
	before, err := p.look()
	p.must(err)
	p.Type(key)
	p.arrived(before.place())
}

// TestAResetByKeysAlone opens a reset, chooses its channel and its reason, and sends it, each with one key: the focus is on the
// first field of the form, then on the notice of the result.
func TestAResetByKeysAlone(t *testing.T) {
	a := foundByKeys(t)
	a.leads("r")
	first := "Par e-mail, à " + paul.email
	a.begins(first)
	a.Type("l")
	a.begins("Par lettre, à son adresse postale")
	a.Type("e")
	a.begins(first)
	a.Type("4")
	a.Enter()
	a.Reads("Le mot de passe a été réinitialisé.")
	a.until("the focus on what was done", func(sight) bool { return a.focusedID() == "avis" })
	a.leads("r")
	a.do("loading the page again", chromedp.Reload())
	a.begins(first)
}

// focusedID returns the id of the element that has the focus.
func (p *person) focusedID() string {
	p.t.Helper()
	id, err := chromedp.Run(p.tab, chromedp.Evaluate[string](`document.activeElement.id`))
	p.must(err)
	return id
}
