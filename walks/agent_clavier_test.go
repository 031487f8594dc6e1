package walks

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestOneCallByKeysAlone looks for a member from the home page, then for another one from the first one's page, and opens what
// is found, without the mouse and without Tab; then the keys are turned off.
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

// foundByKeys is an agent who has looked for a member from the home page and opened what was found, by keys alone.
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

// begins waits until the focus is on something of that name.
func (p *person) begins(name string) {
	p.t.Helper()
	p.until("the focus on « "+name+" »", func(sight) bool { return p.focused() == name })
}

// leads presses a key that leads to another screen, and waits for the screen that follows.
func (p *person) leads(key string) {
	p.t.Helper()
	before, err := p.look()
	p.must(err)
	p.Type(key)
	p.arrived(before.place())
}

// TestAResetByKeysAlone opens a reset, takes its channel and its reason, and sends it, each with one key: the focus stands where the
// form begins, then on what was done.
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

// focusedID is the id of what has the focus.
func (p *person) focusedID() string {
	p.t.Helper()
	id, err := chromedp.Run(p.tab, chromedp.Evaluate[string](`document.activeElement.id`))
	p.must(err)
	return id
}
