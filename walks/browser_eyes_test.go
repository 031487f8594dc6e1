package walks

import (
	"strings"
)

// Reads waits until the page contains each of these sentences.
func (p *person) Reads(sentences ...string) {
	p.t.Helper()
	for _, sentence := range sentences {
		p.untilRead("the words « "+sentence+" »", func(s sight) bool { return strings.Contains(s.Text, plain(sentence)) })
	}
}

// ReadsNot fails if the page contains this sentence now.
func (p *person) ReadsNot(sentence string) {
	p.t.Helper()
	s, err := p.read()
	p.must(err)
	if strings.Contains(s.Text, plain(sentence)) {
		p.t.Errorf("the page says « %s »\n%s", sentence, p.describe())
	}
}

// Sees waits for a button, a link or a field of this name; SeesNo fails if the page has one now.
func (p *person) Sees(name string) {
	p.t.Helper()
	p.find(name, "button", "link", "textbox", "radio", "DisclosureTriangle")
}

func (p *person) SeesNo(name string) {
	p.t.Helper()
	s, err := p.look()
	p.must(err)
	if _, there := s.find(name, "button", "link", "textbox", "radio", "DisclosureTriangle"); there {
		p.t.Errorf("« %s » is offered\n%s", name, p.describe())
	}
}

// Heading waits for the screen with this heading.
func (p *person) Heading(want string) {
	p.t.Helper()
	p.until("the heading « "+want+" »", func(s sight) bool { return s.heading().name == want })
}

// ReadsNoLonger waits for a screen without this sentence, which the screen before contained.
func (p *person) ReadsNoLonger(sentence string) {
	p.t.Helper()
	p.until("a screen without « "+sentence+" »", func(s sight) bool {
		return s.heading().name != "" && !strings.Contains(s.Text, plain(sentence))
	})
}

// At waits until the address bar shows this path.
func (p *person) At(path string) {
	p.t.Helper()
	p.untilRead("the address "+path, func(s sight) bool { return s.Path == path })
}

// Text returns the whole text of the page.
func (p *person) Text() string {
	p.t.Helper()
	return p.untilRead("the page", func(sight) bool { return true }).Text
}
