package walks

import (
	"testing"

	"github.com/chromedp/chromedp"
)

const numberOfTheCaisse = "C'est un numéro donné par ma caisse : continuer"

// TestDoubts: an entry that is probably a mistake is questioned, and a button sends it as it is.
func TestDoubts(t *testing.T) {
	goThrough(t, []journey{
		{"an identifier with a digit missing, at the log-in", func(t *testing.T, w world) {
			w.Open("/connexion")
			w.Fill("Identifiant", jeanne.identifier[:12])
			w.Fill("Mot de passe", jeanne.password)
			w.Press("Se connecter")
			w.Reads("Vous en avez écrit 12.")
			w.Fill("Mot de passe", jeanne.password)
			w.Press(numberOfTheCaisse)
			w.Reads("Identifiant ou mot de passe incorrect.")
			w.Fill("Identifiant", jeanne.identifier)
			w.Fill("Mot de passe", jeanne.password)
			w.Press("Se connecter")
			w.Heading("Mon espace privé")
		}},
		{"a tiers' number of twelve digits, in « oubli »", func(t *testing.T, w world) {
			w.Open("/mot-de-passe-oublie")
			w.Fill("Identifiant", "420001712345")
			w.Press("Suivant")
			w.Reads("Vous en avez écrit 12.")
			w.Press(numberOfTheCaisse)
			w.Heading("Demande d'un nouveau mot de passe")
		}},
		{"an e-mail address of a domain that is a slip", func(t *testing.T, w world) {
			w.logsIn(jeanne.identifier, jeanne.password)
			w.Open("/espace/mon-compte/adresse")
			w.Fill("Votre mot de passe actuel", jeanne.password)
			w.Fill("Votre nouvelle adresse e-mail", "jeanne@gmial.com")
			w.Press("Suivant")
			w.Reads("Vouliez-vous dire jeanne@gmail.com ?")
			w.Fill("Votre mot de passe actuel", jeanne.password)
			w.Press("Oui, c'est bien mon adresse")
			w.Reads("jeanne@gmial.com")
			w.Open("/contact")
			w.Fill("Sujet", "Mon dossier")
			w.Fill("Votre nom", "Jeanne Martin")
			w.Fill("Votre adresse e-mail", "jeanne@wanado.fr")
			w.Fill("Votre message", "Bonjour")
			w.Press("Envoyer")
			w.Reads("Vouliez-vous dire jeanne@wanadoo.fr ?")
			w.Fill("Votre adresse e-mail", "jeanne@orage.fr")
			w.Enter() // a different mistake: the key presses none of the buttons of the first one
			w.Reads("Vouliez-vous dire jeanne@orange.fr ?")
			w.Fill("Votre adresse e-mail", "jeanne@wanado.fr")
			w.Enter()
			w.Reads("Vouliez-vous dire jeanne@wanadoo.fr ?")
			w.Press("Corriger : jeanne@wanadoo.fr")
			w.Heading("Confirmation")
			w.post.tells(t, caisseMailbox, "Adresse e-mail : jeanne@wanadoo.fr")
		}},
	})
}

// Broken into two lines, « gmail.co / m » reads like the mistake that the button corrects.
func TestTheAddressThatIsMeantStandsOnOneLine(t *testing.T) {
	s := newSite(t, "")
	s.start()
	p := newPerson(t, s.url, true)
	p.Open("/contact")
	p.Fill("Votre adresse e-mail", "andree.boutin@gmail.co")
	p.Press("Envoyer")
	p.Reads("Vouliez-vous dire andree.boutin@gmail.com ?")
	p.do("a narrow screen", chromedp.EmulateViewport(320, 640))
	if lines := p.measured(`(text => { const r = document.createRange(); r.setStart(text, text.data.indexOf("andree")); r.setEnd(text, text.length); return r.getClientRects().length })(
		document.querySelector(".doutes button").firstChild)`); lines != 1 {
		t.Errorf("it stands on %d lines", lines)
	}
}
