package walks

import (
	"testing"
)

func TestPages(t *testing.T) {
	goThrough(t, []journey{
		{"a message to the caisse leaves, and its number is shown", func(t *testing.T, w world) {
			w.Open("/contact")
			w.Press("Envoyer")
			w.At("/contact")
			w.Reads("Ce champ est exigé.")
			w.writesToCaisse("Une question")
			w.At("/contact/confirmation")
			if !requestNumber.MatchString(w.Text()) {
				t.Errorf("no number\n%s", w.describe())
			}
			w.post.tells(t, caisseMailbox, "Une question")
			w.post.tells(t, marie.email, "Votre message est bien arrivé à votre caisse")
			w.Reload()
			w.nothingLeft()
		}},
		{"inscription: question, channel, temporary password", func(t *testing.T, w world) {
			w.Open("/inscription")
			w.At("/inscription")
			w.Fill("Identifiant", usine.identifier)
			w.Press("Suivant")
			w.At("/inscription/question")
			w.givesAnswer("Montant des cotisations sur salaires", usine.amount)
			w.At("/inscription/canal")
			w.Choose("par e-mail")
			w.Press("Suivant")
			w.At("/inscription/confirmation")
			w.logsIn(usine.identifier, w.post.temporary(t, usine.email))
			w.Heading("Changement de votre mot de passe")
		}},
		{"inscription, wrong answer: a letter", func(t *testing.T, w world) {
			w.Open("/inscription")
			w.Fill("Identifiant", usine.identifier)
			w.Press("Suivant")
			w.givesAnswer("Montant des cotisations sur salaires", "12,00")
			w.Choose("par e-mail")
			w.Press("Suivant")
			w.At("/inscription/confirmation")
			w.post.tells(t, usine.email, "lettre")
			w.nothingLeft()
		}},
		{"the footer's pages are there, and the help names the caisse's telephone", func(t *testing.T, w world) {
			for _, link := range []struct{ name, path string }{
				{"Accessibilité : non conforme", "/accessibilite"}, {"Mentions légales", "/mentions-legales"},
				{"Données personnelles", "/donnees-personnelles"}, {"Contact", "/contact"}, {"Aide", "/aide"},
			} {
				w.Open("/connexion")
				w.Press(link.name)
				w.At(link.path)
			}
			w.Reads(caissePhone)
		}},
	})
}

// TestKeyboard goes through « oubli » without a mouse.
func TestKeyboard(t *testing.T) {
	goThrough(t, []journey{
		{"« oubli » with the keyboard alone", func(t *testing.T, w world) {
			w.Open("/connexion")
			w.Tab("J'ai oublié mon mot de passe")
			w.Enter()
			w.Tab("Identifiant")
			w.Type(jeanne.identifier)
			w.Enter()
			w.At("/mot-de-passe-oublie/canal")
			w.Tab("par e-mail")
			w.Type(" ")
			w.Tab("Suivant")
			w.Enter()
			w.At("/mot-de-passe-oublie/code")
			w.Tab("Saisir le code de confirmation")
			w.Type(w.post.code(t, jeanne.email))
			w.Tab("Valider")
			w.Enter()
			w.isTold(byMail)
		}},
	})
}
