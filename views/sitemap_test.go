package views

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// There are two ways to each page: the menus, and the site map, which is one link away on every page.
func TestEachPageHasAMenuAndLeadsToThePlan(t *testing.T) {
	everyScreen(t, func(t *testing.T, page *goquery.Document) {
		menu := page.Find("body > footer nav[aria-label]")
		if menu.Find(`a[href="/plan-du-site"], a[href="/agent/plan-du-site"]`).Length() != 1 {
			t.Error("the menu of the footer does not lead to the plan of the site")
		}
	})
}

func TestThePlanHasWhatTheMenusHave(t *testing.T) {
	v, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, site := range []struct{ plan, seen string }{{"plan-du-site", "compte"}, {"agent-plan-du-site", "agent-accueil"}} {
		linked := map[string]bool{}
		for _, sample := range Gallery() {
			if sample.Name == site.plan {
				for _, link := range parsed(t, drawn(t, v, sample.Screen)).Find("main a").EachIter() {
					linked[link.AttrOr("href", "")] = true
				}
			}
		}
		for _, sample := range Gallery() {
			if sample.Name != site.seen {
				continue
			}
			for _, link := range parsed(t, drawn(t, v, sample.Screen)).Find("nav a").EachIter() {
				if href := link.AttrOr("href", ""); !linked[href] && href != "/"+site.plan && href != "/agent/plan-du-site" {
					t.Errorf("the plan %s lacks %s", site.plan, href)
				}
			}
		}
	}
}

func parsed(t *testing.T, html string) *goquery.Document {
	t.Helper()
	page, err := goquery.NewDocumentFromReader(strings.NewReader(html))
	if err != nil {
		t.Fatal(err)
	}
	return page
}
