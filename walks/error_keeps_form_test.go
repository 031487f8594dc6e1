package walks

import (
	"net/http"
	"os"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
)

// writesMuch puts a text of that many letters into the message of « Nous écrire », as pasting does.
func (p *person) writesMuch(letters int) {
	p.t.Helper()
	p.do("a long text", chromedp.Evaluate[chromedp.Void](`document.querySelector("textarea").value = "m".repeat(`+strconv.Itoa(letters)+`)`))
}

// With JavaScript, an error after which the same form may be sent again is shown below the form, and the entries are kept.
func TestAnErrorTakesNothingAwayThatWasTyped(t *testing.T) {
	s := newSite(t, established(t))
	s.start()
	failed, err := os.ReadFile("../views/testdata/member/erreur-500.html")
	if err != nil {
		t.Fatal(err)
	}
	p := newPerson(t, s.url, true)
	p.Open("/contact")
	p.Fill("Sujet", "Une longue histoire")
	holds := func(letters int) {
		t.Helper()
		p.Heading("Nous écrire")
		if subject, text := p.Value("Sujet"), p.Value("Votre message"); subject != "Une longue histoire" || len(text) != letters {
			t.Errorf("the form holds %q and %d letters", subject, len(text))
		}
	}
	p.writesMuch(70_000)
	p.Click("Envoyer")
	const tooLong = "Votre envoi est trop long. Raccourcissez-le, puis recommencez."
	p.Reads(tooLong)
	holds(70_000)

	p.writesMuch(300)
	ends := p.meets(http.StatusInternalServerError, string(failed))
	p.Click("Envoyer")
	p.Reads("Attendez quelques minutes, puis recommencez.", "donnez cette référence")
	p.ReadsNot(tooLong)
	holds(300)
	ends()
	p.Press("Envoyer")
	p.ReadsNot("donnez cette référence")
	p.Reads("Ce champ est exigé.")
	holds(300)
}

// Without JavaScript the error page replaces the form's page, and « back » leads to the form with its entries.
func TestBackFromAnErrorLeadsToWhatWasTyped(t *testing.T) {
	s := newSite(t, established(t))
	s.start()
	p := newPerson(t, s.url, false)
	p.Open("/contact")
	p.writesMuch(70_000)
	p.Click("Envoyer")
	p.Reads("Votre envoi est trop long. Raccourcissez-le, puis recommencez.")
	p.Back()
	p.Heading("Nous écrire")
	if text := p.Value("Votre message"); len(text) != 70_000 {
		t.Errorf("the form holds %d letters", len(text))
	}
}
