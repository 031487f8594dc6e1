package walks

import (
	"strings"
	"testing"
)

// TestTheGuidedPath starts each journey of the demonstration's guided path: the identifier is filled in, and the account shown
// beside it can go on from there.
func TestTheGuidedPath(t *testing.T) {
	for name, js := range map[string]bool{"with JavaScript": true, "without JavaScript": false} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, "")
			s.env = []string{"HOME=" + s.dir}
			s.start("demo", "--listen", strings.Replace(s.url, "http://localhost", "127.0.0.1", 1))
			w := world{newPerson(t, s.url, js), s, s.post}
			w.caisse = "MSA de démonstration"
			for _, login := range []struct{ title, identifier, password, reads string }{
				{"Se connecter", "2580386999012", "Tabouret-Orage-27", "Bonjour Madeleine TEXIER."},
				{"Changer de mot de passe", "TEST0042", "Tabouret-Orage-27", "Bonjour Claire BERTHELOT."},
				{"Remplacer un mot de passe temporaire", "1470779999015", "champ3verger", "J'invente mon mot de passe"},
			} {
				w.Open("/demo")
				w.Press(login.title)
				w.At("/connexion")
				if ready := w.Value("Identifiant"); ready != login.identifier {
					t.Errorf("« %s » has %q ready", login.title, ready)
				}
				w.Fill("Mot de passe", login.password)
				w.Press("Se connecter")
				w.Reads(login.reads)
				w.LosesCookies()
			}
			w.Open("/demo")
			w.Press("S'identifier avec FranceConnect")
			w.Heading("FranceConnect de démonstration")
			w.Press("Renoncer")
			w.At("/connexion")
			w.Press("S'identifier avec FranceConnect")
			w.Press("Élodie Girault")
			w.At("/espace")
			w.Reads("Bonjour Madame Élodie GIRAULT.")
			w.LosesCookies()
			for _, form := range []struct{ title, reads string }{
				{"Mot de passe oublié, par e-mail", "Votre identifiant : 1860216999031"},
				{"Mot de passe oublié, par SMS", "Votre identifiant : 2911186999023"},
				{"Mot de passe oublié, par lettre", "Votre identifiant : 1380117999070"},
				{"S'inscrire", "Votre identifiant : 99900103500016"},
				{"Un identifiant que personne n'a", "Votre identifiant : 1900186999088"},
			} {
				w.Open("/demo")
				w.Press(form.title)
				w.Reads(form.reads)
			}
			for _, title := range []string{"Aider un adhérent", "Donner un second avis", "Imprimer les courriers", "Charger un fichier", "Savoir comment ça va"} {
				w.Open("/demo")
				w.Press(title)
				w.At("/agent/connexion")
			}
		})
	}
}
