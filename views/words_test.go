package views_test

import (
	"slices"
	"strings"
	"testing"

	"sesame/texts/textstest"
	"sesame/views"

	"github.com/PuerkitoBio/goquery"
)

// legalPages contain what a law requires, in its terms. Their sentences may be long, and their score may be lower.
var legalPages = map[string]string{
	"accessibilite":        "the declaration follows the State's model",
	"donnees-personnelles": "the terms of the regulation on data",
	"mentions-legales":     "what the law wants named",
}

// playedPages belong to the demonstration only: their readers try the program out.
var playedPages = []string{"demo", "galerie", "portail", "franceconnect"}

const (
	blocks = "p, li, h1, h2, h3, label, legend, button, summary, td, th, dt, dd, caption, figcaption, div, br"
	names  = "h1, h2, h3, label, legend, button, .bouton, summary, th, dt, caption"
)

// mainText returns the text of a page's main part, a line for each block. With running, it leaves out names: headings, labels
// and buttons.
func mainText(t *testing.T, v *views.Views, s views.Screen, running bool) []string {
	t.Helper()
	page, err := goquery.NewDocumentFromReader(draw(t, v, s, nil).Body)
	if err != nil {
		t.Fatal(err)
	}
	main := page.Find("main")
	main.Find("svg, textarea, [aria-hidden=true]").Remove()
	if running {
		main.Find(names).Remove()
	}
	main.Find(blocks).Each(func(_ int, s *goquery.Selection) {
		s.PrependHtml("\n")
		s.AppendHtml("\n")
	})
	return strings.Split(main.Text(), "\n")
}

func forMembers(name string) bool {
	for _, played := range playedPages {
		if name == played || strings.HasPrefix(name, played+"-") {
			return false
		}
	}
	return !strings.HasPrefix(name, "agent-")
}

func TestMembersReadOneWordAThingInShortSentences(t *testing.T) {
	v := newViews(t, false)
	said, told := strings.Builder{}, map[string]bool{}
	for _, sample := range views.Gallery() {
		if !forMembers(sample.Name) {
			continue
		}
		lines := mainText(t, v, sample.Screen, false)
		said.WriteString(textstest.Plain(strings.Join(strings.Fields(strings.Join(lines, " ")), " ")))
		if legalPages[sample.Screen.Template] != "" {
			continue
		}
		for _, fault := range textstest.Faults(lines...) {
			if !told[fault] {
				t.Errorf("%s: %s", sample.Name, fault)
			}
			told[fault] = true
		}
	}
	for _, guide := range textstest.Guide {
		if !strings.Contains(said.String(), guide) {
			t.Errorf("no screen says « %s »: it needs no exception", guide)
		}
	}
}

func TestMembersScreensAreEasyToRead(t *testing.T) {
	v := newViews(t, false)
	var short []string // samples that are too short for a score of their own
	for _, sample := range views.Gallery() {
		if !forMembers(sample.Name) || legalPages[sample.Screen.Template] != "" {
			continue
		}
		sentences := slices.DeleteFunc(textstest.Sentences(textstest.WithoutGuide(mainText(t, v, sample.Screen, true)...)...), func(s string) bool {
			return !strings.ContainsAny(s[len(s)-1:], ".!?:") // a name that is alone on its line, such as a link's
		})
		if len(textstest.Words(strings.Join(sentences, " "))) < textstest.FewWords {
			short = append(short, sentences...)
		} else if score := textstest.Score(sentences); score < textstest.EasyScore {
			t.Errorf("%s scores %.0f, below %d:\n%s", sample.Name, score, textstest.EasyScore, strings.Join(sentences, "\n"))
		}
	}
	if score := textstest.Score(short); score < textstest.EasyScore {
		t.Errorf("the short pages together score %.0f", score)
	}
}
