package walks

import (
	"context"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Open goes to an address of the service, as if it were typed.
func (p *person) Open(path string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.tab, patience)
	defer cancel()
	p.must(chromedp.Do(ctx, chromedp.Navigate(p.site+path)))
	p.arrived(place{})
}

// Fill types into the field of this name, in place of its content.
func (p *person) Fill(label, text string) {
	p.t.Helper()
	p.click(p.find(label, "textbox", "combobox", "spinbutton", "searchbox"), 1)
	p.must(chromedp.Do(p.tab, chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl), selectAll), chromedp.KeyEvent(kb.Delete)))
	if text != "" {
		_, err := chromedp.Call(p.tab, input.InsertText, input.InsertTextParams{Text: text})
		p.must(err)
	}
	if got := p.focusedValue(); got != text {
		p.t.Fatalf("« %s » holds %q after %q was typed\n%s", label, got, text, p.describe())
	}
}

func selectAll(k *input.DispatchKeyEventParams) { k.Commands = []string{"selectAll"} }

// noField is the value of focusedValue where the focus is on no field.
const noField = "undefined"

func (p *person) focusedValue() string {
	p.t.Helper()
	value, err := chromedp.Run(p.tab, chromedp.Evaluate[string](`String(document.activeElement.value)`))
	p.must(err)
	return value
}

// Value returns the content of the field of this name.
func (p *person) Value(label string) string {
	p.t.Helper()
	return p.find(label, "textbox", "combobox").value
}

// Choose selects a radio button.
func (p *person) Choose(name string) {
	p.t.Helper()
	p.click(p.find(name, "radio"), 1)
}

// Click clicks a button that does not change the screen, such as the one that shows a password.
func (p *person) Click(name string) {
	p.t.Helper()
	p.click(p.find(name, "button", "DisclosureTriangle"), 1)
}

// Press clicks a button or a link, and waits for the next screen.
func (p *person) Press(name string) { p.t.Helper(); p.press(name, 1) }

// DoublePress is Press with a double click.
func (p *person) DoublePress(name string) { p.t.Helper(); p.press(name, 2) }

// pressFirst is Press on the first button whose name begins so; the rest of the name says what the button acts on.
func (p *person) pressFirst(beginning string) {
	p.t.Helper()
	var name string
	p.until("a button « "+beginning+"… »", func(s sight) bool {
		for _, n := range s.nodes {
			if n.role == "button" && strings.HasPrefix(n.name, beginning+" ") {
				name = n.name
				return true
			}
		}
		return false
	})
	p.press(name, 1)
}

func (p *person) press(name string, clicks int) {
	p.t.Helper()
	target, before := p.findIn(name, "button", "link")
	p.click(target, clicks)
	p.arrived(before.place())
}

// arrived waits until the screen is another one than before, checks where the focus is after a swap, and judges the screen's
// accessibility.
func (p *person) arrived(before place) {
	p.t.Helper()
	s := p.until("the next screen", func(s sight) bool { return s.place() != before && s.heading().id != 0 })
	if swapped := before.document == s.document; swapped {
		p.until("the focus on the errors, on the place that a link names, where the page is begun, or on the heading", func(s sight) bool {
			stands, err := chromedp.Run(p.tab, chromedp.Evaluate[bool](`document.activeElement === (
				document.getElementById("erreurs") ||
				(location.hash && document.getElementById(location.hash.slice(1))) ||
				[...document.querySelectorAll("[data-debut]")].pop() || document.querySelector("h1"))`))
			return err == nil && stands
		})
	}
	p.judge(s)
}

// click moves the mouse to an element and clicks that many times in quick succession.
func (p *person) click(n node, times int) {
	p.t.Helper()
	x, y := p.middle(n)
	for i := range times {
		p.clickAt(n, x, y, i+1)
	}
}

// middle returns the middle of an element, once it no longer moves.
func (p *person) middle(n node) (x, y float64) {
	p.t.Helper()
	_, err := chromedp.Call(p.tab, dom.ScrollIntoViewIfNeeded, dom.ScrollIntoViewIfNeededParams{BackendNodeID: n.id})
	p.must(err)
	for place := (dom.Quad)(nil); ; {
		quads, err := chromedp.Call(p.tab, dom.GetContentQuads, dom.GetContentQuadsParams{BackendNodeID: n.id})
		p.must(err)
		if len(quads.Quads) == 0 {
			p.t.Fatalf("« %s » has no place on the screen\n%s", n.name, p.describe())
		}
		if q := quads.Quads[0]; slices.Equal(q, place) {
			return (q[0] + q[4]) / 2, (q[1] + q[5]) / 2
		}
		if place = quads.Quads[0]; p.js {
			p.do("two pictures", chromedp.Evaluate[chromedp.Void](`new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))`, chromedp.EvalAwaitPromise))
		}
	}
}

// clickAt sends the nth click of a quick succession at a place.
func (p *person) clickAt(n node, x, y float64, nth int) {
	p.t.Helper()
	p.do("clicking on « "+n.name+" »", chromedp.MouseClickXY(x, y, chromedp.ClickCount(nth)))
}

// Back presses the browser's « back » button, and Reload its « reload » button.
func (p *person) Back() {
	p.t.Helper()
	before, err := p.look()
	p.must(err)
	history, err := chromedp.Call(p.tab, page.GetNavigationHistory, cdp.Empty{})
	p.must(err)
	if history.CurrentIndex == 0 {
		p.t.Fatal("there is no page to go back to")
	}
	_, err = chromedp.Call(p.tab, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{
		EntryID: history.Entries[history.CurrentIndex-1].ID})
	p.must(err)
	p.until("the page before", func(s sight) bool { return s.place() != before.place() && s.heading().id != 0 })
}

func (p *person) Reload() {
	p.t.Helper()
	before, err := p.look()
	p.must(err)
	_, err = chromedp.Call(p.tab, page.Reload, page.ReloadParams{})
	p.must(err)
	p.until("the page again", func(s sight) bool { return s.place() != before.place() && s.heading().id != 0 })
}

// LosesCookies deletes all cookies. To the service, this looks like an expired session or a cleaned browser.
func (p *person) LosesCookies() {
	p.t.Helper()
	_, err := chromedp.Call(p.tab, network.ClearBrowserCookies, cdp.Empty{})
	p.must(err)
}
