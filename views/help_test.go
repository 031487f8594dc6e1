package views

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"sesame/account"
	"sesame/texts/textstest"
)

func TestEachStepThatAsksForSomethingHasASheetToPrint(t *testing.T) {
	asks := 0
	everyScreen(t, func(t *testing.T, page *goquery.Document) {
		links := page.Find("main a[href^='/aide/fiche/']")
		links.Each(func(_ int, link *goquery.Selection) {
			if Sheets[strings.TrimPrefix(link.AttrOr("href", ""), "/aide/fiche/")] == "" {
				t.Errorf("no sheet at %s", link.AttrOr("href", ""))
			}
			if link.AttrOr("target", "") != "_blank" || !strings.Contains(link.Text(), "nouvel onglet") {
				t.Error("the sheet takes the place of the step, or does not say that it opens a tab")
			}
		})
		if page.Find(".etape").Length() > 0 && page.Find("header a[href='/agent']").Length() == 0 && page.Find("main input:not([type=hidden]):not([aria-hidden]):not([readonly])").Length() > 0 {
			asks++
			// The current password needs no sheet of help: a person knows it or not.
			if only := page.Find("#champ-actuel").Length(); links.Length() != 1 && only == 0 {
				t.Errorf("%d links to a sheet", links.Length())
			}
		}
	})
	if asks < 30 {
		t.Errorf("only %d steps ask for something", asks)
	}
}

// The rules of « facile à lire et à comprendre »: one idea for each line, few and short words, a picture for each part.
func TestTheEasyPageKeepsToItsRules(t *testing.T) {
	v, err := New(Options{Caisse: account.Caisse{Phone: "05 49 00 00 00", Hours: "du lundi au vendredi"}})
	if err != nil {
		t.Fatal(err)
	}
	page := parsed(t, drawn(t, v, Screen{Template: "aide/facile"}))
	var said []string
	page.Find(".facile p").Each(func(_ int, line *goquery.Selection) {
		sentences := textstest.Sentences(line.Text())
		said = append(said, sentences...)
		if n := len(sentences); n > 2 || n == 2 && !strings.HasSuffix(sentences[0], "?") && !strings.HasSuffix(sentences[0], ":") {
			t.Errorf("more than one idea: %s", line.Text())
		}
		for _, s := range sentences {
			if n := len(textstest.Words(s)); n > 10 {
				t.Errorf("%d words: %s", n, s)
			}
		}
	})
	if score := textstest.Score(said); len(said) < 30 || score < 95 {
		t.Errorf("%d sentences score %.0f", len(said), score)
	}
	page.Find(".facile h2").Each(func(_ int, part *goquery.Selection) {
		if !part.Next().Is("svg") {
			t.Errorf("no picture for « %s »", part.Text())
		}
	})
}

func TestDeafPeopleReachWhoeverCanBeTelephoned(t *testing.T) {
	const relay = "https://relais.example/"
	v, err := New(Options{Caisse: account.Caisse{Phone: "05 49 00 00 00", Legal: account.Legal{Relay: relay}}})
	if err != nil {
		t.Fatal(err)
	}
	pages := 0
	for _, sample := range Gallery() {
		if strings.HasPrefix(sample.Name, "agent-") {
			continue
		}
		page := parsed(t, drawn(t, v, sample.Screen))
		if page.Find("main a[href^='tel:']").Length() == 0 {
			continue
		}
		pages++
		if page.Find("main a[href='"+relay+"']").Length() == 0 {
			t.Errorf("%s shows the telephone and not the relay", sample.Name)
		}
	}
	if pages < 50 {
		t.Errorf("only %d pages show the telephone", pages)
	}
}
