package walks

import (
	"net/http"
	"testing"
)

func TestConnexion(t *testing.T) {
	goThrough(t, []journey{
		{"empty fields are asked for by name", func(t *testing.T, w world) {
			w.Open("/connexion")
			w.Press("Se connecter")
			w.At("/connexion")
			w.Reads("Ce champ est exigé.")
			if got := w.Status("/connexion"); got != http.StatusUnprocessableEntity {
				t.Errorf("answered %d", got)
			}
		}},
		{"a wrong password and an unknown identifier read the same, and the identifier stays", func(t *testing.T, w world) {
			var texts []string
			for _, identifier := range []string{jeanne.identifier, unknownIdentifier} {
				w.logsIn(identifier, "Pas-le-bon-7")
				w.At("/connexion")
				w.Reads("Identifiant ou mot de passe incorrect.")
				if got := w.Status("/connexion"); got != http.StatusUnprocessableEntity {
					t.Errorf("answered %d", got)
				}
				if got := w.Value("Identifiant"); got != identifier {
					t.Errorf("the identifier %s became %q", identifier, got)
				}
				if got := w.Value("Mot de passe"); got != "" {
					t.Errorf("the password came back")
				}
				texts = append(texts, w.Text())
			}
			if texts[0] != texts[1] {
				t.Errorf("told apart:\n%s\n%s", texts[0], texts[1])
			}
		}},
		{"the right password opens the private space, which closes with the session", func(t *testing.T, w world) {
			w.logsIn(jeanne.identifier, jeanne.password)
			w.At("/espace")
			w.Heading("Mon espace privé")
			w.Press("Se déconnecter")
			w.Open("/espace")
			w.At("/connexion")
			w.Back()
			w.ReadsNot(jeanne.name)
		}},
		{"an identifier is taken with spaces, dots, dashes and its key", func(t *testing.T, w world) {
			for _, typed := range []string{"2 85 05 78 006 048", "2.85.05.78.006.048-77", " 2850578006048\u00a077 "} {
				w.logsIn(typed, jeanne.password)
				w.At("/espace")
				w.Press("Se déconnecter")
			}
		}},
		{"too many tries say when to try again, and leave « oubli » open", func(t *testing.T, w world) {
			for _, identifier := range []string{paul.identifier, unknownIdentifier} {
				for range 5 {
					w.logsIn(identifier, "Pas-le-bon-7")
				}
				w.logsIn(identifier, paul.password)
				w.Reads("Trop de tentatives")
				if got := w.Status("/connexion"); got != http.StatusTooManyRequests {
					t.Errorf("answered %d", got)
				}
			}
			w.Press("J'ai oublié mon mot de passe")
			w.Heading("Vérification de votre identité")
		}},
		{"the eye shows the password to those who have scripts", func(t *testing.T, w world) {
			w.Open("/connexion")
			w.Fill("Mot de passe", "Visible-ou-non-1")
			if !w.js {
				w.SeesNo("Afficher le mot de passe")
				return
			}
			w.Click("Afficher le mot de passe")
			if got := w.Value("Mot de passe"); got != "Visible-ou-non-1" {
				t.Errorf("shows %q", got)
			}
			w.Click("Masquer le mot de passe")
			if got := w.Value("Mot de passe"); got == "Visible-ou-non-1" {
				t.Errorf("still shows %q", got)
			}
		}},
		{"help, inscription and « Fermer » are at hand", func(t *testing.T, w world) {
			w.Open("/connexion")
			w.Sees("Fermer")
			w.Press("S'inscrire")
			w.At("/inscription")
			w.Open("/connexion")
			w.Press("Où trouver mon identifiant ?")
			w.At("/aide")
		}},
	})
}
