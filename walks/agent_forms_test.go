package walks

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestOneActLeavesTheOthers: sending one form of an agent's page keeps the entries in the other forms, each of which has a
// button of its own.
func TestOneActLeavesTheOthers(t *testing.T) {
	for _, js := range []bool{true, false} {
		t.Run(fmt.Sprintf("JavaScript %t", js), func(t *testing.T) { oneActLeavesTheOthers(t, js) })
	}
}

func oneActLeavesTheOthers(t *testing.T, js bool) {
	t.Helper()
	s := newSite(t, established(t))
	s.start()
	w := world{newPerson(t, s.url, js), s, s.post}
	agent := w.counterAgent("deux")
	ticked := func() string {
		names, err := chromedp.Run(agent.tab, chromedp.Evaluate[string](`[...document.querySelectorAll("main :checked")].map(e => e.name + "=" + e.value).join()`))
		agent.must(err)
		return names
	}
	const why, how = "Code jamais reçu", "Précision (facultatif)"
	agent.seeks("martin", "Jeanne Martin")
	agent.Press("Au téléphone")
	agent.Choose(why)
	agent.Fill(how, "troisième appel")
	agent.Press("Commencer l'appel")
	agent.Reads("Dites ces mots, le premier")
	if got := agent.Value(how); got != "troisième appel" || ticked() != "raison=code-missing" {
		t.Errorf("the message's form holds %q and %q", got, ticked())
	}
	agent.do("choosing the first message", chromedp.Click(`[name="envoi"]`))
	agent.do("focus", chromedp.Focus(`[name="motif"]`))
	agent.do("pressing Enter", chromedp.KeyEvent(kb.Enter))
	agent.Reads("Le message est parti.")
	agent.Press("Revenir à la fiche")
	agent.Press("Remettre un mot de passe au guichet")
	agent.click(agent.find("J'ai vu une pièce d'identité", "checkbox"), 1)
	agent.Fill(how, "accueil de Niort")
	agent.Press("Demander l'accord d'un second agent")
	agent.Reads("Vérifiez ce que vous avez écrit")
	agent.Fill("Motif de la demande d'accord", "ne répond pas à la question")
	if js { // Enter presses the button that follows the field
		agent.do("focus", chromedp.Focus(`[name="motif"]`))
		agent.do("pressing Enter", chromedp.KeyEvent(kb.Enter))
		agent.Reads("il faut d'abord un code lu par l'adhérent")
	}
	agent.do("focus", chromedp.Focus(`[name="motif_accord"]`))
	agent.do("pressing Enter", chromedp.KeyEvent(kb.Enter))
	agent.Reads("Une demande attend l'accord d'un second agent.")
	if got := agent.Value(how); got != "accueil de Niort" || ticked() != "piece=oui" {
		t.Errorf("the slip's form holds %q and %q", got, ticked())
	}
}

// TestEnterOnAReasonSendsNoAnswer: the reason for closing a message is a field in the form of the answer. Enter in it does not
// send the answer.
func TestEnterOnAReasonSendsNoAnswer(t *testing.T) {
	for _, js := range []bool{true, false} {
		t.Run(fmt.Sprintf("JavaScript %t", js), func(t *testing.T) {
			s := newSite(t, established(t))
			s.start()
			w := world{newPerson(t, s.url, js), s, s.post}
			w.writesToCaisse("Ma retraite")
			number := contactNumber.FindString(s.post.tells(t, marie.email, "Votre message").text)
			agent := w.counterAgent("deux")
			agent.Open("/agent/messages/" + number)
			agent.Fill("Votre réponse", "Nous vous")
			agent.do("focus", chromedp.Focus(`[name="motif"]`))
			agent.do("pressing Enter", chromedp.KeyEvent(kb.Enter))
			agent.do("closing its list", chromedp.KeyEvent(kb.Escape))
			agent.Type("P")
			agent.Press("Classer sans réponse")
			agent.Reads("classé par vous : publicité ou message malveillant")
			agent.Reads("Ce que vous aviez écrit")
			agent.Press("Rouvrir ce message")
			if got := agent.Value("Votre réponse"); got != "Nous vous" {
				t.Errorf("the field holds %q", got)
			}
		})
	}
}
