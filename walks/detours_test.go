package walks

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// ledOn holds when a person who went back is at the journey's current step. A browser without scripts may show the former
// screen out of its own cache, without a request to the service: then using that screen leads to the current step, and does
// nothing else.
func (w world) ledOn(path string, use func()) {
	w.t.Helper()
	if !w.js && w.until("the page", func(sight) bool { return true }).Path != path {
		use()
	}
	w.At(path)
}

// TestDetours: a person who goes back, reloads, double-clicks, opens a second tab, types an address or comes back too late gets
// a sensible page: never an error, a second message or a lost entry.
func TestDetours(t *testing.T) {
	goThrough(t, []journey{
		{"typed addresses of steps that are not due lead to the one that is", func(t *testing.T, w world) {
			for _, typed := range []string{"/mot-de-passe-oublie", "/mot-de-passe-oublie/canal", "/mot-de-passe-oublie/question",
				"/mot-de-passe-oublie/code", "/mot-de-passe-oublie/impasse", "/mot-de-passe-oublie/confirmation"} {
				w.Open(typed)
				w.At("/mot-de-passe-oublie")
			}
			for _, typed := range []string{"/", "/espace", "/espace/mon-compte", "/personnalisation", "/personnalisation/adresse-email",
				"/espace/mon-compte/mot-de-passe", "/espace/mon-compte/adresse/code"} {
				w.Open(typed)
				w.At("/connexion")
			}
		}},
		{"back from the code screen, and forward again, sends nothing more", func(t *testing.T, w world) {
			w.forgets(jeanne, "par e-mail")
			w.At("/mot-de-passe-oublie/code")
			code := w.post.code(t, jeanne.email)
			w.Back()
			w.ledOn("/mot-de-passe-oublie/code", func() { w.Choose("par SMS"); w.Press("Suivant") })
			w.nothingLeft()
			w.typesCode(code)
			w.isTold(byMail)
		}},
		{"a reload of each step shows it again and sends nothing", func(t *testing.T, w world) {
			w.forgets(jeanne, "par e-mail")
			code := w.post.code(t, jeanne.email)
			w.Reload()
			w.At("/mot-de-passe-oublie/code")
			w.nothingLeft()
			w.typesCode(code)
			w.isTold(byMail)
			w.post.temporary(t, jeanne.email)
			w.Reload()
			w.isTold(byMail)
			w.nothingLeft()
		}},
		{"a double click on the channel sends one code, on the code one temporary password", func(t *testing.T, w world) {
			w.Open("/mot-de-passe-oublie")
			w.Fill("Identifiant", jeanne.identifier)
			w.DoublePress("Suivant")
			w.At("/mot-de-passe-oublie/canal")
			w.Choose("par e-mail")
			w.DoublePress("Suivant")
			w.At("/mot-de-passe-oublie/code")
			code := w.post.code(t, jeanne.email)
			w.nothingLeft()
			w.Fill("Saisir le code de confirmation", code)
			w.DoublePress("Valider")
			w.isTold(byMail)
			w.post.temporary(t, jeanne.email)
			w.nothingLeft()
		}},
		{"a second tab goes on with the same journey; the first then shows where it is", func(t *testing.T, w world) {
			w.forgets(jeanne, "par e-mail")
			code := w.post.code(t, jeanne.email)
			second := world{w.otherTab(), w.site, w.post}
			second.Open("/mot-de-passe-oublie/canal")
			second.At("/mot-de-passe-oublie/code")
			second.typesCode(code)
			second.isTold(byMail)
			w.typesCode(code)
			w.isTold(byMail)
			w.post.temporary(t, jeanne.email)
			w.nothingLeft()
		}},
		{"a form of a journey that was abandoned in another tab does not act in the one begun there", func(t *testing.T, w world) {
			w.forgets(jeanne, "par e-mail")
			w.post.code(t, jeanne.email)
			second := world{w.otherTab(), w.site, w.post}
			second.Open("/mot-de-passe-oublie/code")
			second.Press("Abandonner")
			second.forgets(paul, "par e-mail")
			code := second.post.code(t, paul.email)
			w.typesCode(code) // the form belongs to Jeanne's request
			w.At("/mot-de-passe-oublie")
			w.nothingLeft()
			second.typesCode(code)
			second.isTold(byMail)
			w.post.temporary(t, paul.email)
		}},
		{"cookies lost in the middle: a plain page to start again", func(t *testing.T, w world) {
			w.forgets(jeanne, "par e-mail")
			code := w.post.code(t, jeanne.email)
			w.LosesCookies()
			w.Fill("Saisir le code de confirmation", code)
			w.Press("Valider")
			w.until("a page that is no error", func(s sight) bool {
				return s.Path == "/mot-de-passe-oublie" || s.Path == "/session-expiree"
			})
		}},
		{"a session that ended in the private space leads to the log-in", func(t *testing.T, w world) {
			w.logsIn(jeanne.identifier, jeanne.password)
			w.At("/espace")
			w.LosesCookies()
			w.Press("Mon compte")
			w.until("the log-in, or word of the end", func(s sight) bool { return s.Path == "/connexion" || s.Path == "/session-expiree" })
		}},
		{"a finished journey begins anew from the log-in", func(t *testing.T, w world) {
			w.forgets(jeanne, "par SMS")
			w.typesCode(w.post.code(t, jeanne.phone))
			w.isTold(bySMS)
			w.post.temporary(t, jeanne.phone)
			w.Back()
			w.ledOn("/mot-de-passe-oublie/confirmation", func() { w.typesCode("1234") })
			w.nothingLeft()
			w.Press("Accéder à Mon espace privé")
			w.Press("J'ai oublié mon mot de passe")
			w.At("/mot-de-passe-oublie")
		}},
		{"an address that leads nowhere says what to do next", func(t *testing.T, w world) {
			w.Open("/nulle-part")
			w.Reads(caissePhone)
			w.Press("Aller à l'accueil")
			w.At("/connexion")
		}},
	})
}

// A member who clicks twice meant the page of the first click, however quickly the second click follows.
func TestASecondClickPressesNothingOnThePageThatCame(t *testing.T) {
	s := newSite(t, established(t))
	s.start()
	w := world{newPerson(t, s.url, true), s, s.post}
	w.Open("/mot-de-passe-oublie")
	w.Fill("Identifiant", jeanne.identifier)
	w.Press("Suivant")
	w.At("/mot-de-passe-oublie/canal")
	link := w.find(caisseName, "link") // it leads away from the journey
	x, y := w.middle(link)
	w.clickAt(link, x, y, 2)
	w.Choose("par e-mail") // it is not sent while the link leads away
	w.Press("Suivant")
	w.At("/mot-de-passe-oublie/code")
	for _, n := range []node{w.find("Saisir le code de confirmation", "textbox"), w.find("Valider", "button")} {
		x, y := w.middle(n)
		w.clickAt(n, x, y, 2)
		if stands, err := chromedp.Run(w.tab, chromedp.Evaluate[bool](`document.activeElement === document.querySelector("h1")`)); err != nil || !stands {
			t.Errorf("a second click on « %s » has taken the focus from the heading (%v)", n.name, err)
		}
	}
	w.Press(caisseName)
	w.At("/connexion")
}
