package walks

import (
	"errors"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Tab presses Tab until the focus is on an element of this name.
func (p *person) Tab(name string) {
	p.t.Helper()
	const most = 60 // the most stops on a page; beyond it the element cannot be reached
	for range most {
		p.do("pressing Tab", chromedp.KeyEvent(kb.Tab))
		if p.focused() == name {
			return
		}
	}
	p.t.Fatalf("« %s » cannot be reached with the keyboard\n%s", name, p.describe())
}

func (p *person) focused() string {
	p.t.Helper()
	held, err := chromedp.Run(p.tab, chromedp.Evaluate[*runtime.RemoteObject](`document.activeElement`))
	p.must(err)
	tree, err := chromedp.Call(p.tab, accessibility.GetPartialAXTree, accessibility.GetPartialAXTreeParams{
		ObjectID: held.ObjectID, FetchRelatives: new(false)})
	p.must(err)
	if len(tree.Nodes) == 0 {
		p.must(errors.New("what has the focus has no name"))
	}
	return plain(axText(tree.Nodes[0].Name))
}

// Type presses the keys of a text; they go to the element that has the focus.
func (p *person) Type(text string) { p.t.Helper(); p.do("typing", chromedp.KeyEvent(text)) }

// Enter presses the key and waits for the next screen.
func (p *person) Enter() {
	p.t.Helper()
	before, err := p.look()
	p.must(err)
	p.do("pressing Enter", chromedp.KeyEvent(kb.Enter))
	p.arrived(before.place())
}
