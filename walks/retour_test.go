package walks

import "testing"

func TestWhatIsBegunOutlivesALogin(t *testing.T) {
	goThrough(t, []journey{
		{"numbers typed when the login had ended come back after the next one, which leads to their page", func(t *testing.T, w world) {
			const mobile = "06 39 98 44 55"
			w.logsIn(jeanne.identifier, jeanne.password)
			w.At("/espace")
			w.Open("/espace/mon-compte/telephones")
			elsewhere := world{newPerson(t, w.site.url, w.js), w.site, w.post}
			elsewhere.opensSecurity()
			elsewhere.Press("Voir mes appareils")
			elsewhere.Press("Fermer tous les autres appareils")
			elsewhere.At("/espace/mon-compte/appareils")
			w.Fill("Votre numéro de téléphone portable (facultatif)", mobile)
			w.Fill("Votre mot de passe actuel", jeanne.password)
			w.Press("Enregistrer mes numéros")
			w.At("/connexion")
			w.Reads("ce que vous avez écrit vous attend")
			w.Fill("Identifiant", jeanne.identifier)
			w.Fill("Mot de passe", jeanne.password)
			w.Press("Se connecter")
			w.At("/espace/mon-compte/telephones")
			w.Reads("Ce que vous aviez écrit est de nouveau là.")
			if got := w.Value("Votre numéro de téléphone portable (facultatif)"); got != mobile {
				t.Errorf("the field holds %q", got)
			}
			if got := w.Value("Votre mot de passe actuel"); got != "" {
				t.Error("the password is back, too")
			}
			w.Fill("Votre mot de passe actuel", jeanne.password)
			w.Press("Enregistrer mes numéros")
			w.At("/espace/mon-compte/telephones/code")
			w.Reads(mobile)
		}},
		{"a page that was asked for without a login is where the login leads", func(_ *testing.T, w world) {
			w.Open("/espace/mon-compte/historique")
			w.At("/connexion")
			w.Fill("Identifiant", jeanne.identifier)
			w.Fill("Mot de passe", jeanne.password)
			w.Press("Se connecter")
			w.At("/espace/mon-compte/historique")
		}},
	})
}
