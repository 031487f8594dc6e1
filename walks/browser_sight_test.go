package walks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"sesame/texts/textstest"
)

// sight is the content of a page at one moment.
type sight struct {
	URL, Path, Title, Text string

	Busy     bool         // not loaded, or a fragment is being requested
	document cdp.LoaderID // each load has an identifier of its own
	nodes    []node
}

// node is one node of the accessibility tree.
type node struct {
	role, name string
	id         cdp.BackendNodeID
	focused    bool
	level      int
	value      string
}

const lookScript = `JSON.stringify({
	URL: location.href, Path: location.pathname, Title: document.title,
	Text: document.body ? document.body.innerText : "",
	Busy: document.readyState !== "complete" ||
		document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added") !== null})`

// look reads the page with the names of what is on it, or returns an error if it cannot be read at this moment.
func (p *person) look() (sight, error) {
	s, err := p.read()
	if err == nil {
		err = p.readNames(&s)
	}
	return s, err
}

// read reads the page without the names, which take most of the time of a look.
func (p *person) read() (sight, error) {
	ctx, cancel := context.WithTimeout(p.tab, patience/15) // a page that is being replaced may leave a question unanswered
	defer cancel()
	var s sight
	frames, err := chromedp.Call(ctx, page.GetFrameTree, cdp.Empty{})
	if err != nil {
		return s, err
	}
	s.document = frames.FrameTree.Frame.LoaderID
	said, err := chromedp.Run(ctx, chromedp.Evaluate[string](lookScript))
	if err != nil {
		return s, err
	}
	err = json.Unmarshal([]byte(said), &s)
	s.Text = textstest.Plain(plain(s.Text)) // names stay as they are: a person looks for them as a keyboard writes them
	return s, err
}

// readNames adds the names. It returns an error if the page was replaced since it was read.
func (p *person) readNames(s *sight) error {
	ctx, cancel := context.WithTimeout(p.tab, patience/15)
	defer cancel()
	// Not queryAXTree, which crashes Chromium's renderer when the page goes away before the answer.
	tree, err := chromedp.Call(ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		return err
	}
	for _, n := range tree.Nodes {
		if n.Ignored || n.BackendDOMNodeID == 0 {
			continue
		}
		named := node{role: axText(n.Role), name: plain(axText(n.Name)), value: axText(n.Value), id: n.BackendDOMNodeID}
		for _, property := range n.Properties {
			switch property.Name {
			case accessibility.PropertyNameFocused:
				named.focused = axText(property.Value) == "true"
			case accessibility.PropertyNameLevel:
				_, _ = fmt.Sscan(axText(property.Value), &named.level) // headings only; 0 is no level
			}
		}
		s.nodes = append(s.nodes, named)
	}
	if frames, err := chromedp.Call(ctx, page.GetFrameTree, cdp.Empty{}); err == nil && s.document != frames.FrameTree.Frame.LoaderID {
		return errors.New("another page came while this one was read")
	}
	return nil
}

func axText(v *accessibility.Value) string {
	if v == nil {
		return ""
	}
	var text string
	if json.Unmarshal(v.Value, &text) == nil {
		return text
	}
	return string(v.Value)
}

// plain makes texts comparable: every run of white space becomes one space.
func plain(s string) string { return strings.Join(strings.Fields(s), " ") }

// until reads the page again and again, until it has come to rest and done returns true, or patience ends.
func (p *person) until(what string, done func(sight) bool) sight {
	p.t.Helper()
	var named sight
	p.untilRead(what, func(s sight) bool {
		named = s
		return p.readNames(&named) == nil && done(named)
	})
	return named
}

// untilRead is until for conditions that need no names.
func (p *person) untilRead(what string, done func(sight) bool) sight {
	p.t.Helper()
	deadline := time.After(patience)
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		s, err := p.read()
		if err == nil && !s.Busy && done(s) {
			return s
		}
		if p.tab.Err() != nil {
			p.t.Fatalf("waiting for %s: %v", what, p.tab.Err())
		}
		select {
		case <-deadline:
			p.t.Fatalf("waited in vain for %s\n%s", what, p.describe())
		case <-again.C:
		}
	}
}

// describe returns the page in words, for the message of a failed test.
func (p *person) describe() string {
	s, err := p.look()
	if err != nil {
		return "(no page to describe: " + err.Error() + ")"
	}
	var named strings.Builder
	for _, n := range s.nodes {
		switch n.role {
		case "textbox", "radio", "button", "link", "heading", "combobox", "DisclosureTriangle":
			fmt.Fprintf(&named, "  %s « %s »\n", n.role, n.name)
		}
	}
	return fmt.Sprintf("--- %s (%s)\n%s\n%s---", s.URL, s.Title, s.Text, named.String())
}

func (s sight) find(name string, roles ...string) (node, bool) {
	for _, n := range s.nodes {
		if n.name != name {
			continue
		}
		for _, role := range roles {
			if n.role == role {
				return n, true
			}
		}
	}
	return node{}, false
}

// heading returns the first heading of the first level, or a zero node.
func (s sight) heading() node {
	for _, n := range s.nodes {
		if n.role == "heading" && n.level == 1 {
			return n
		}
	}
	return node{}
}

// place identifies one display of a screen: the document, or the fragment that was swapped into it.
type place struct {
	document cdp.LoaderID
	heading  cdp.BackendNodeID
}

func (s sight) place() place { return place{s.document, s.heading().id} }

func (p *person) find(name string, roles ...string) node {
	p.t.Helper()
	found, _ := p.findIn(name, roles...)
	return found
}

// findIn also returns the page on which it was found.
func (p *person) findIn(name string, roles ...string) (node, sight) {
	p.t.Helper()
	var found node
	s := p.until(fmt.Sprintf("%s « %s »", strings.Join(roles, " or "), name), func(s sight) bool {
		var ok bool
		found, ok = s.find(name, roles...)
		return ok
	})
	return found, s
}
