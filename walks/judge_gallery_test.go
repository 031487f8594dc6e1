package walks

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// IBM's engine, without the rules that fail here although the pages are right: the skip link and the live regions are outside
// the landmarks, as they must be; forms and tables need no name where their heading has it; a table that scrolls must be
// reachable by keyboard; a field in a closed part of the page has its label there.
const ibmScript = `(async () => {
	const holds = ["aria_content_in_landmark", "aria_form_label_unique", "aria_landmark_name_unique", "element_tabbable_role_valid", "input_label_exists"];
	const report = await new ace.Checker().check(document, ["IBM_Accessibility", "WCAG_2_2"]);
	return report.results.filter(r => r.value[0] === "VIOLATION" && r.value[1] === "FAIL" && !holds.includes(r.ruleId))
		.map(r => "IBM " + r.ruleId + ": " + r.message + ": " + r.snippet);
})()`

// Contrast in dark mode, which differs in colours only.
const darkScript = `axe.run(document, {runOnly: ["color-contrast"], resultTypes: ["violations"]}).then(r =>
	r.violations.flatMap(v => v.nodes.map(n => "dark mode: " + n.html.slice(0, 120) + ": " + n.any.map(c => c.message).join())))`

// At 320 pixels: targets are large enough, the focus is visible, a proposed password can be read, and no text is lost with the
// spacing of WCAG 1.4.12.
const narrowScript = `(() => {
	const said = [], shown = e => e.checkVisibility({visibilityProperty: true}) && !e.closest(".hors-ecran, .evitement");
	const stops = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), textarea, summary, [tabindex='0']")].filter(shown);
	for (const e of stops) {
		const target = (/radio|checkbox/.test(e.type) && e.closest("label")) || e;
		const least = e.matches(".bouton") ? 44 : 24;
		const place = target.getBoundingClientRect();
		if (Math.round(place.height) < least || Math.round(place.width) < 24) {
			said.push("a target of " + Math.round(place.width) + " by " + Math.round(place.height) + " pixels: " + e.outerHTML.slice(0, 120));
		}
		if (e.tabIndex > 0) said.push("out of the order of reading: " + e.outerHTML.slice(0, 120));
		if (e.tabIndex < 0 || e.disabled) continue;
		e.focus();
		if (document.activeElement !== e) said.push("takes no focus: " + e.outerHTML.slice(0, 120));
		if (getComputedStyle(e).outlineStyle === "none") said.push("does not show its focus: " + e.outerHTML.slice(0, 120));
		const box = e.getClientRects()[0];
		const top = document.elementFromPoint(Math.min(box.x + box.width / 2, innerWidth - 1), Math.max(0, Math.min(box.y + box.height / 2, innerHeight - 1)));
		if (top && !e.contains(top) && !top.contains(e)) said.push("hidden while it has the focus: " + e.outerHTML.slice(0, 120));
	}
	for (const e of document.querySelectorAll("input[type=text][autocomplete=new-password]")) {
		if (shown(e) && e.scrollWidth > e.clientWidth + 1 && !document.body.innerText.includes(e.value)) said.push("cut: " + e.name);
	}
	for (const e of document.querySelectorAll(".table caption")) {
		const words = document.createRange();
		words.selectNodeContents(e);
		e.closest(".table").scrollLeft = 0;
		if (shown(e) && words.getBoundingClientRect().right > e.closest(".table").getBoundingClientRect().right + 1) said.push("a title that goes on beyond its table's place: " + e.textContent);
	}
	for (const e of document.querySelectorAll("kbd")) {
		const words = document.createRange();
		words.selectNodeContents(e.parentNode);
		words.setEndBefore(e);
		for (const line of words.getClientRects()) {
			const key = e.getBoundingClientRect();
			if (shown(e) && line.width && line.top < key.bottom && line.bottom > key.top && line.left < key.left && line.right > key.left - 3) said.push("a key that touches its words: " + e.parentNode.textContent);
		}
	}
	const spacing = new CSSStyleSheet();
	spacing.replaceSync("*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}");
	document.adoptedStyleSheets = [spacing];
	if (document.documentElement.scrollWidth > innerWidth) said.push("wider than the screen with more spacing");
	document.adoptedStyleSheets = [];
	return said;
})()`

// Text at twice its size.
const largeScript = `(() => {
	document.documentElement.style.fontSize = "225%";
	const wide = document.documentElement.scrollWidth > innerWidth;
	document.documentElement.style.fontSize = "";
	return wide ? ["wider than the screen with text of 200 %"] : [];
})()`

// On A4 paper with margins of one centimetre: no buttons, and nothing wider than the sheet, where nobody can scroll.
const paperScript = `(() => {
	const said = [], shown = e => e.checkVisibility({visibilityProperty: true}) && !e.closest(".hors-ecran");
	for (const e of document.querySelectorAll("button, .bouton")) {
		if (shown(e)) said.push("to be pressed on paper: " + e.textContent);
	}
	for (const e of document.querySelectorAll("body *")) {
		if (shown(e) && e.getBoundingClientRect().right > innerWidth + 1) said.push("beyond the paper: " + e.outerHTML.slice(0, 120));
	}
	return said;
})()`

// A small screen with text at twice its size, on which a band says that the session is about to end, and then that the page
// does not answer: the upper part of the element that has the focus is not hidden by it (WCAG 2.4.11: not entirely hidden).
const footScript = `(() => {
	const said = [], shown = e => e.checkVisibility({visibilityProperty: true}) && !e.closest(".hors-ecran, .evitement");
	document.documentElement.style.fontSize = "225%";
	const band = document.getElementById("fin-de-session"), notice = document.getElementById("panne");
	const look = what => {
		for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")) {
			if (!shown(e) || e.tabIndex < 0 || e.disabled) continue;
			e.focus();
			const box = e.getClientRects()[0];
			const top = document.elementFromPoint(Math.min(box.x + box.width / 2, innerWidth - 1), Math.max(0, box.y + Math.min(box.height / 4, innerHeight / 10)));
			if (!top || !e.contains(top) && top.closest("#fin-de-session, #panne")) said.push(what + " hides what has the focus: " + e.outerHTML.slice(0, 120));
		}
	};
	if (band) {
		band.hidden = false;
		band.className = "bande";
		look("the band");
	}
	if (notice) {
		notice.textContent = "La page ne répond pas. Vérifiez votre connexion à internet, puis recommencez.";
		look("the notice");
		notice.textContent = "";
	}
	if (band) {
		band.hidden = true;
		band.className = "";
	}
	document.documentElement.style.fontSize = "";
	return said;
})()`

// asked runs one script in the page and returns its complaints.
func (p *person) asked(ctx context.Context, script string) []string {
	p.t.Helper()
	said, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](script, chromedp.EvalAwaitPromise))
	p.must(err)
	return said
}

// carriesJudges makes each page that the person judges load the engines from a server of their own, so that the browser keeps
// them compiled: sending them again with each page takes longer than their work. The pages' content security policy is bypassed
// for this.
func (p *person) carriesJudges() {
	p.t.Helper()
	scripts, err := judges()
	p.must(err)
	ibm, err := os.ReadFile(toolsDir + "accessibility-checker-engine/ace.js")
	p.must(err)
	engines := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Header().Set("Cache-Control", "max-age=86400, immutable")
		fmt.Fprint(w, scripts, ";\n", string(ibm))
	}))
	p.t.Cleanup(engines.Close)
	p.engines = engines.URL + "/engines.js"
	_, err = chromedp.Call(p.tab, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true})
	p.must(err)
}

// prefers sets the colour scheme, light or dark, and turns animations off, so that colours are the final ones.
func (p *person) prefers(scheme string) {
	p.t.Helper()
	_, err := chromedp.Call(p.tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-reduced-motion", Value: "reduce"}, {Name: "prefers-color-scheme", Value: scheme}}})
	p.must(err)
}

// allComplaints returns the complaints of the checks that are made on the gallery's screens, and has alfa make its own. The
// layout is checked on the whole page. With mainOnly the engines see a page that has nothing around its main part.
func (p *person) allComplaints(rules *alfa, name string, mainOnly bool) []string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.tab, 4*patience)
	defer cancel()
	said := p.layoutComplaints(ctx)
	if mainOnly {
		p.must(chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](mainOnlyScript)))
	}
	rules.shows(p, name)
	said = append(said, p.ruleComplaints()...)
	said = append(said, p.asked(ctx, ibmScript)...)
	p.prefers("dark")
	said = append(said, p.asked(ctx, darkScript)...)
	p.prefers("light")
	return said
}

// layoutComplaints returns those of small screens, of large text and of paper.
func (p *person) layoutComplaints(ctx context.Context) []string {
	p.t.Helper()
	p.must(chromedp.Do(ctx, chromedp.EmulateViewport(narrow, height)))
	said := p.widthComplaints()
	said = append(said, p.asked(ctx, narrowScript)...)
	said = append(said, p.asked(ctx, largeScript)...)
	p.must(chromedp.Do(ctx, chromedp.EmulateViewport(narrow, low)))
	said = append(said, p.asked(ctx, footScript)...)
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	p.must(err)
	p.must(chromedp.Do(ctx, chromedp.EmulateViewport(paper, height)))
	said = append(said, p.asked(ctx, paperScript)...)
	p.prefers("light")
	p.must(chromedp.Do(ctx, chromedp.EmulateViewport(wide, height)))
	return said
}

// mainOnlyScript removes what stands around the main part of the page.
const mainOnlyScript = `document.activeElement.blur();
for (let part = document.querySelector("main"); part !== document.body; part = part.parentElement) {
	for (const other of [...part.parentElement.children]) {
		if (other !== part) other.remove();
	}
}
scrollTo(0, 0)`

// surroundings returns what stands around the main part of a page, which many pages share.
func surroundings(page []byte) string {
	_, body, _ := strings.Cut(string(page), "<body")
	before, main, _ := strings.Cut(body, "<main")
	_, after, _ := strings.Cut(main, "</main>")
	return before + after
}

// paper is the width of A4 paper between margins of one centimetre, in pixels.
const paper = 718
