package walks

import (
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// browserOf2016 removes what browsers of 2016 to 2018 did not have.
const browserOf2016 = `
delete String.prototype.replaceAll; delete Array.prototype.flat; delete Array.prototype.at; delete Object.fromEntries;
delete Node.prototype.getRootNode; delete Element.prototype.replaceChildren; delete Promise.allSettled;
delete Document.parseHTMLUnsafe; delete document.__proto__.__proto__.startViewTransition;
delete window.fetch; delete window.AbortController; delete window.structuredClone; delete window.PublicKeyCredential;
delete window.HTMLDialogElement; delete window.IntersectionObserver; delete window.ResizeObserver;
delete Navigator.prototype.clipboard; delete SubmitEvent.prototype.submitter;
window.FormData = function () { throw new Error('no form is read by a script') };`

// oldBrowser opens such a browser.
func oldBrowser(t *testing.T, s *site) *person {
	t.Helper()
	p := newPerson(t, s.url, true)
	_, err := chromedp.Call(p.tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: browserOf2016})
	p.must(err)
	return p
}

// TestAnOldBrowserGoesOnByWholePages: where htmx does not run, the button that shows a password, the errors and the guard
// against double clicks work all the same.
func TestAnOldBrowserGoesOnByWholePages(t *testing.T) {
	s := newSite(t, established(t))
	s.start()
	w := world{oldBrowser(t, s), s, s.post}
	w.Open("/connexion")
	w.Press("Se connecter")
	if focus := w.focused(); focus != "Vérifiez ce que vous avez écrit" {
		t.Errorf("after a refused entry the focus has %q", focus)
	}
	w.Click("Afficher le mot de passe")
	w.Sees("Masquer le mot de passe")

	w.forgets(jeanne, "par e-mail")
	w.typesCode(w.post.code(t, jeanne.email))
	w.isTold(byMail)
	w.logsIn(jeanne.identifier, w.post.temporary(t, jeanne.email))
	w.At("/personnalisation/mot-de-passe")
	const next = "Nouveau_Portail8Ardoise"
	w.inventsPassword()
	w.Fill("Votre nouveau mot de passe", next)
	w.Fill("Confirmer le mot de passe", next)
	w.DoublePress("Suivant")
	w.At("/personnalisation/coordonnees")
	w.Press("Je confirme mes coordonnées")
	w.Heading("Confirmation")
	w.Press("Accéder à Mon espace privé")
	w.At("/espace")
	w.Press("Se déconnecter")
	w.At("/connexion")
	w.Back()
	w.At("/connexion")
}

// A submission that is stopped in this browser ends without an event in the page; the form may be sent again all the same.
func TestAnOldBrowserRepeatsASendingThatIsStopped(t *testing.T) {
	s := newSite(t, established(t))
	s.start()
	p := oldBrowser(t, s)
	p.Open("/mot-de-passe-oublie")
	p.Fill("Identifiant", jeanne.identifier)
	stops := p.holds()
	p.Click("Suivant")
	stops()
	p.until("a button that may be pressed again", func(sight) bool {
		dead, err := chromedp.Run(p.tab, chromedp.Evaluate[int](`document.querySelectorAll("[data-sent], [aria-disabled]").length`))
		return err == nil && dead == 0
	})
	p.Press("Suivant")
	p.At("/mot-de-passe-oublie/canal")
}
