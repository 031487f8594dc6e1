package walks

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestWhatIsSpokenToMembers goes through the journeys with a member who uses a screen reader only.
func TestWhatIsSpokenToMembers(t *testing.T) {
	listens(t, []spoken{
		{"connexion", func(l *listener) {
			l.Open("/connexion")
			l.presses("Se connecter", ", sans rien écrire")
			l.Fill("Identifiant", jeanne.identifier)
			l.Fill("Mot de passe", "Pas-le-bon-7")
			l.clicks("Afficher le mot de passe")
			l.clicks("Masquer le mot de passe")
			l.presses("Se connecter", ", avec un mot de passe faux")
			l.Fill("Mot de passe", jeanne.password)
			l.presses("Se connecter", "")
			l.presses("Se déconnecter", "")
			for range 5 {
				l.Fill("Identifiant", unknownIdentifier)
				l.Fill("Mot de passe", "Pas-le-bon-7")
				l.Press("Se connecter")
			}
			l.Fill("Mot de passe", "Pas-le-bon-7")
			l.presses("Se connecter", ", après trop de tentatives")
		}},
		{"oubli", func(l *listener) {
			l.Open("/connexion")
			l.presses("J'ai oublié mon mot de passe", "")
			l.presses("Suivant", ", sans identifiant")
			l.Fill("Identifiant", jeanne.identifier)
			l.presses("Suivant", ", avec l'identifiant")
			l.Choose("par e-mail")
			l.presses("Suivant", ", par e-mail")
			code := l.post.code(l.t, jeanne.email)
			l.Fill("Saisir le code de confirmation", "12")
			l.presses("Valider", ", avec 2 chiffres")
			l.presses("Renvoyer un nouveau code", ", trop tôt")
			l.Fill("Saisir le code de confirmation", code)
			l.presses("Valider", ", avec le code")
			l.Open("/demande")
			l.presses("Voir ma demande", ", sans identifiant")
			l.Fill("Numéro de la demande", "KTR-482")
			l.Fill("Identifiant", jeanne.identifier)
			l.presses("Voir ma demande", ", avec un numéro que personne n'a")
		}},
		{"personnalisation", func(l *listener) {
			l.forgets(marie, "par e-mail")
			l.answersWithCard(marie.card)
			l.Heading("Confirmation")
			l.Open("/connexion")
			l.Fill("Identifiant", marie.identifier)
			l.Fill("Mot de passe", l.post.temporary(l.t, marie.email))
			l.presses("Se connecter", ", avec le mot de passe temporaire")
			l.presses("En proposer un autre", "")
			l.hearsTheGauge()
			l.Fill("Votre nouveau mot de passe", marie.password)
			l.Fill("Confirmer le mot de passe", "autre chose")
			l.presses("Suivant", ", avec deux mots de passe différents")
			l.Fill("Votre nouveau mot de passe", marie.password)
			l.Fill("Confirmer le mot de passe", marie.password)
			l.presses("Suivant", "")
			l.Fill("Votre numéro de téléphone portable (facultatif)", "12")
			l.presses("Je confirme mes coordonnées", ", avec un numéro de 2 chiffres")
			l.Fill("Votre numéro de téléphone portable (facultatif)", marie.mobile)
			l.presses("Je confirme mes coordonnées", "")
			code := l.post.code(l.t, marie.email)
			l.Fill("Saisir le code de confirmation", otherCode(code))
			l.presses("Valider", ", avec un code faux")
			l.Fill("Saisir le code de confirmation", code)
			l.presses("Valider", ", avec le code")
			l.presses("Accéder à Mon espace privé", "")
		}},
		{"inscription", func(l *listener) {
			l.Open("/connexion")
			l.presses("S'inscrire", "")
			l.presses("Suivant", ", sans identifiant")
			l.Fill("Identifiant", usine.identifier)
			l.presses("Suivant", ", avec l'identifiant")
			l.presses("Suivant", ", sans réponse")
			l.Fill("Montant des cotisations sur salaires", usine.amount)
			l.presses("Suivant", ", avec la réponse")
			l.presses("Envoyer ma réponse", "")
			l.presses("Suivant", ", sans choisir")
			l.Choose("par e-mail")
			l.presses("Suivant", ", par e-mail")
		}},
		{"compte", func(l *listener) {
			const next = "Nouveau_Portail8Ardoise"
			l.opensSecurity()
			l.presses("Modifier mes numéros de téléphone", "")
			l.Fill("Votre numéro de téléphone portable (facultatif)", "12")
			l.presses("Enregistrer mes numéros", ", avec 2 chiffres et sans mot de passe")
			l.Fill("Votre numéro de téléphone portable (facultatif)", "07 45 11 22 33")
			l.Fill("Votre mot de passe actuel", jeanne.password)
			l.presses("Enregistrer mes numéros", "")
			l.Fill("Saisir le code de confirmation", l.post.code(l.t, "+33745112233"))
			l.presses("Valider", ", avec le code du SMS")
			l.Open("/espace/mon-compte/email-mot-de-passe")
			l.presses("Modifier mon adresse e-mail", "")
			l.Fill("Votre mot de passe actuel", "Pas-le-bon-7")
			l.Fill("Votre nouvelle adresse e-mail", "jeanne@nouvelle.example")
			l.presses("Suivant", ", avec un mot de passe faux")
			l.Fill("Votre mot de passe actuel", jeanne.password)
			l.presses("Suivant", ", avec le mot de passe")
			l.Fill("Saisir le code de confirmation", l.post.code(l.t, "jeanne@nouvelle.example"))
			l.presses("Valider", ", avec le code de l'e-mail")
			l.Open("/espace/mon-compte/email-mot-de-passe")
			l.presses("Modifier mon mot de passe", "")
			l.presses("Suivant", ", sans mot de passe")
			l.Fill("Votre mot de passe actuel", jeanne.password)
			l.presses("Suivant", ", avec le mot de passe actuel")
			l.Click("J'invente mon mot de passe")
			l.Fill("Votre nouveau mot de passe", next)
			l.Fill("Confirmer le mot de passe", next)
			l.presses("Suivant", ", avec le nouveau mot de passe")
			l.Open("/espace/mon-compte")
			l.presses("Mes données", "")
			l.presses("Fermer mon espace", ", depuis Mes données")
			l.presses("Fermer mon espace", ", sans rien écrire")
			l.Fill("Votre mot de passe actuel", next)
			l.click(l.find("Je veux fermer mon espace privé", "checkbox"), 1)
			l.presses("Fermer mon espace", ", avec le mot de passe et la case cochée")
		}},
		{"contact", func(l *listener) {
			l.Open("/contact")
			l.presses("Envoyer", ", sans rien écrire")
			l.Fill("Sujet", "Une question")
			l.Fill("Votre nom", marie.name)
			l.Fill("Votre adresse e-mail", marie.email)
			l.Fill("Votre message", "Bonjour, pouvez-vous m'appeler ?")
			l.presses("Envoyer", "")
		}},
	})
}

// clicks records what is said after a click on a button that does not change the screen.
func (l *listener) clicks(name string) {
	l.t.Helper()
	l.do("listening", chromedp.Evaluate[chromedp.Void](ear))
	l.heard()
	l.Click(name)
	var said []string
	l.until("something to hear after "+name, func(sight) bool {
		said = append(said, l.heard()...)
		return len(said) > 0
	})
	l.writes(name, said)
}
