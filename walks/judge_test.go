package walks

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/chromedp/chromedp"
)

// toolsDir is where `make tools` puts axe-core and HTML_CodeSniffer.
const toolsDir = "../.tools/npm/node_modules/"

// judges is the source of the two programs that check a screen's accessibility. axe misses a password field that has a
// placeholder for a label, HTML_CodeSniffer finds it; axe finds most other faults.
var judges = sync.OnceValues(func() (string, error) {
	axe, err := os.ReadFile(toolsDir + "axe-core/axe.min.js")
	if err != nil {
		return "", err
	}
	sniffer, err := os.ReadFile(toolsDir + "@pa11y/html_codesniffer/build/HTMLCS.js")
	if err != nil {
		return "", err
	}
	return string(axe) + ";\n" + string(sniffer), nil
})

// Every rule of axe for WCAG 2.2 A and AA and its best practices; HTML_CodeSniffer's errors (its warnings and notices
// are questions for a human).
const judgeScript = `(async () => {
	const said = [];
	const axed = await axe.run(document, {resultTypes: ["violations"]});
	for (const v of axed.violations) {
		said.push("axe " + v.id + ": " + v.help + ": " + v.nodes.map(n => n.html).join(" | "));
	}
	await new Promise((resolve, reject) => HTMLCS.process("WCAG2AA", document, resolve, reject));
	for (const m of HTMLCS.getMessages()) {
		if (m.type === HTMLCS.ERROR) {
			said.push("HTML_CodeSniffer " + m.code + ": " + m.msg + ": " + (m.element.outerHTML || "document").slice(0, 200));
		}
	}
	return said;
})()`

// It leaves nothing in the page except what the engines define.
const loadScript = `new Promise((loaded, failed) => {
	const script = document.createElement("script");
	script.onload = () => { script.remove(); loaded(true); };
	script.onerror = () => failed(new Error("the engines were not loaded"));
	script.src = %q;
	document.head.append(script);
})`

const (
	narrow = 320 // CSS pixels: WCAG 1.4.10, and a page at 400 % on a common screen
	wide   = 1280
	height = 900
	low    = 480
)

// judged holds the screens that were judged: each screen is judged once per state and run.
var judged sync.Map

// judge checks a screen's accessibility. The rules for every screen are checked here, and nowhere else: one heading of the
// first level, a title of its own, French, no horizontal scrolling at 320 pixels.
func (p *person) judge(s sight) {
	p.t.Helper()
	headings := 0
	for _, n := range s.nodes {
		if n.role == "heading" && n.level == 1 {
			headings++
		}
	}
	if headings != 1 {
		p.t.Errorf("%s has %d headings of the first level", s.Path, headings)
	}
	if !strings.Contains(s.Title, s.heading().name) || !strings.HasSuffix(s.Title, p.caisse) {
		p.t.Errorf("%s is titled %q: neither « %s » nor the caisse may be missing", s.Path, s.Title, s.heading().name)
	}
	if !p.js {
		return // the judges are scripts
	}
	state, err := chromedp.Run(p.tab, chromedp.Evaluate[string](
		`[...document.querySelectorAll("[aria-invalid=true]")].map(e => e.name).join() + document.querySelectorAll("details[open]").length`))
	p.must(err)
	key := fmt.Sprint(s.Path, " ", s.heading().name, " ", state)
	if _, again := judged.LoadOrStore(key, true); again {
		return
	}
	for _, complaint := range p.complaints() {
		p.t.Errorf("%s (« %s »): %s", s.Path, s.heading().name, complaint)
	}
}

// complaints returns what the rules and the width of 320 pixels find wrong with the page as it is now.
func (p *person) complaints() []string {
	p.t.Helper()
	said := p.ruleComplaints()
	p.must(chromedp.Do(p.tab, chromedp.EmulateViewport(narrow, height)))
	said = append(said, p.widthComplaints()...)
	p.must(chromedp.Do(p.tab, chromedp.EmulateViewport(wide, height)))
	return said
}

// ruleComplaints returns the complaints of axe and HTML_CodeSniffer.
func (p *person) ruleComplaints() []string {
	p.t.Helper()
	scripts, err := judges()
	if err != nil {
		p.t.Fatalf("reading the accessibility tools (make tools installs them): %v", err)
	}
	ctx, cancel := context.WithTimeout(p.tab, 2*patience)
	defer cancel()
	loaded, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`"axe" in window`))
	p.must(err)
	switch {
	case loaded:
	case p.engines != "":
		_, err = chromedp.Run(ctx, chromedp.Evaluate[bool](fmt.Sprintf(loadScript, p.engines), chromedp.EvalAwaitPromise))
		p.must(err)
	default:
		p.must(chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](scripts)))
	}
	return p.asked(ctx, judgeScript)
}

// widthComplaints says whether the page is wider than a screen of 320 pixels, which the viewport must be.
func (p *person) widthComplaints() []string {
	p.t.Helper()
	width, err := chromedp.Run(p.tab, chromedp.Evaluate[int](`document.documentElement.scrollWidth`))
	p.must(err)
	if width <= narrow {
		return nil
	}
	culprits, err := chromedp.Run(p.tab, chromedp.Evaluate[string](fmt.Sprintf(
		`[...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > %d).slice(-3).map(e => e.outerHTML.slice(0, 120)).join(" | ")`, narrow)))
	p.must(err)
	return []string{fmt.Sprintf("%d pixels wide on a screen of %d: %s", width, narrow, culprits)}
}
