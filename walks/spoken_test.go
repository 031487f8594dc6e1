package walks

import (
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

var update = flag.Bool("update", false, "writes what is spoken anew")

// ear records in the page, in order, what a screen reader would say by itself: the element to which the page gives the focus,
// with its name and description, and each change of a live region. Moves of the person's own are not recorded; nor is #attente,
// which depends on the speed of the machine. Timers of 1500 ms, the pause before the gauge speaks, are held until the test
// releases them.
const ear = `(() => {
  if (window.heard) return;
  window.heard = [];
  window.held = new Map();
  const start = window.setTimeout.bind(window), stop = window.clearTimeout.bind(window);
  let last = -1;
  window.setTimeout = (act, ms, ...rest) => ms === 1500 ? (window.held.set(--last, act), last) : start(act, ms, ...rest);
  window.clearTimeout = id => window.held.delete(id) || stop(id);
  const words = e => e ? e.innerText.replace(/\s+/g, ' ').trim() : '';
  const byIds = ids => (ids || '').split(' ').filter(Boolean).map(id => words(document.getElementById(id))).join(' ');
  document.addEventListener('focusin', event => {
    const e = event.target;
    if (e.getAttribute('tabindex') !== '-1' && !e.matches('[type=radio][data-debut]')) return;
    const label = e.labels && e.labels[0], group = label && e.closest('fieldset');
    const name = byIds(e.getAttribute('aria-labelledby')) ||
      (label ? words(group && group.querySelector('legend')) + ' ' + words(label.querySelector('span') || label) : words(e));
    heard.push(['focus,', e.getAttribute('role') || e.tagName.toLowerCase() + ':', name, byIds(e.getAttribute('aria-describedby'))].join(' ').trim());
  }, true);
  new MutationObserver(records => {
    const regions = new Set(records.map(r => (r.target.nodeType === 1 ? r.target : r.target.parentElement).closest('[role=status],[role=alert]')));
    regions.forEach(region => {
      if (region && region.id !== 'attente' && words(region)) heard.push(region.getAttribute('role') + ': ' + words(region));
    });
  }).observe(document.body, {childList: true, characterData: true, subtree: true});
})()`

// listener is a person who hears the pages and does not see them.
type listener struct {
	world
	told strings.Builder
}

var changing = regexp.MustCompile(`[A-Z]{3}-\d{3}|\d{1,2} h \d{2}`)

// speaker matches the beginning of each record of ear: a live region, or the element that has the focus.
var speaker = regexp.MustCompile(`^(status|alert|focus, \w+):? `)

// heard returns what was said since the last call.
func (l *listener) heard() []string {
	l.t.Helper()
	said, err := chromedp.Run(l.tab, chromedp.Evaluate[[]string](`window.heard ? window.heard.splice(0) : []`))
	l.must(err)
	return said
}

// hears calls act and records what is said, until the page gives the focus to a heading, to errors, to news or to the field
// where a form begins.
func (l *listener) hears(step string, act func()) {
	l.t.Helper()
	l.do("listening", chromedp.Evaluate[chromedp.Void](ear))
	l.heard()
	act()
	var said []string
	l.until("something to hear after "+step, func(sight) bool {
		said = append(said, l.heard()...)
		return slices.ContainsFunc(said, func(s string) bool { return strings.HasPrefix(s, "focus") })
	})
	l.writes(step, said)
}

func (l *listener) writes(step string, said []string) {
	l.t.Helper()
	l.told.WriteString(step + "\n")
	var before []string
	for _, s := range said {
		words := speaker.ReplaceAllString(s, "")
		if slices.Contains(before, words) {
			l.t.Errorf("%s: said twice: %s", step, words)
		}
		before = append(before, words)
		l.told.WriteString("  " + changing.ReplaceAllString(plain(s), "…") + "\n")
	}
}

// spoken is a walk of a person who only listens; the expected speech is in the file of this name.
type spoken struct {
	name string
	goes func(l *listener)
}

// listens compares what is said with the files in testdata, or with -update rewrites these.
func listens(t *testing.T, walks []spoken) {
	t.Helper()
	for _, walk := range walks {
		t.Run(walk.name, func(t *testing.T) {
			s := newSite(t, established(t))
			s.start()
			l := &listener{world: world{newPerson(t, s.url, true), s, s.post}}
			walk.goes(l)
			file := "testdata/spoken/" + walk.name + ".txt"
			if *update {
				if err := os.WriteFile(file, []byte(l.told.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if l.told.String() != string(want) {
				t.Errorf("%s has changed; if that is meant, run: go test ./walks -run TestWhatIsSpoken -update\n%s", file, l.told.String())
			}
		})
	}
}

// presses records what is said after a click on a button or a link.
func (l *listener) presses(name, how string) {
	l.t.Helper()
	l.hears(name+how, func() { l.Press(name) })
}

// hearsTheGauge types letter by letter: nothing is said before the pause, one sentence after it, and nothing again while the
// gauge stays the same.
func (l *listener) hearsTheGauge() {
	l.t.Helper()
	l.do("listening", chromedp.Evaluate[chromedp.Void](ear))
	l.Click("J'invente mon mot de passe")
	l.Fill("Votre nouveau mot de passe", "a")
	for _, letter := range []string{"b", "c", "d"} {
		l.Type(letter)
	}
	l.Reads("Sécurité de votre mot de passe : faible")
	if said := l.heard(); len(said) > 0 {
		l.t.Errorf("said while typing: %q", said)
	}
	l.writes("Une pause, après quatre lettres", l.pauses())
	l.Type("e")
	if said := l.pauses(); len(said) > 0 {
		l.t.Errorf("said again: %q", said)
	}
}

// pauses lets the pause end that the page waits for: there is one, however many keys were pressed.
func (l *listener) pauses() []string {
	l.t.Helper()
	l.until("a pause that is waited for", func(sight) bool {
		waiting, err := chromedp.Run(l.tab, chromedp.Evaluate[int](`window.held.size`))
		l.must(err)
		return waiting == 1
	})
	l.do("pausing", chromedp.Evaluate[chromedp.Void](`[...window.held.values()].forEach(act => act()), window.held.clear()`))
	return l.heard()
}
