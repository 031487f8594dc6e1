package walks

import (
	"strings"
	"testing"
)

// opensAccount logs Jeanne in and goes to a page of « Mon compte ».
func (w world) opensAccount(page string) {
	w.t.Helper()
	w.logsIn(jeanne.identifier, jeanne.password)
	w.At("/espace")
	w.Press("Mon compte")
	w.At("/espace/mon-compte")
	w.Press(page)
	w.Heading(page)
}

func TestAMemberTakesTheirDataAndCloses(t *testing.T) {
	const own = "Votre mot de passe actuel"
	goThrough(t, []journey{
		{"a copy for the password, and a message about it", func(t *testing.T, w world) {
			w.opensAccount("Mes données")
			w.Fill(own, "Pas-le-bon-7")
			w.Press("Télécharger mes données")
			w.Reads("Ce mot de passe n'est pas votre mot de passe actuel.")
			w.Fill(own, jeanne.password)
			copied := w.takes("*.json", func() { w.Click("Télécharger mes données") })
			if !strings.Contains(copied, `"identifiant": "`+jeanne.identifier+`"`) || strings.Contains(copied, jeanne.password) {
				t.Errorf("the copy is\n%s", copied)
			}
			if w.js {
				w.Reads("Le fichier arrive parmi vos téléchargements.")
				w.ReadsNot("Vérifiez ce que vous avez écrit")
			}
			w.post.tells(t, jeanne.email, "Une copie de vos données a été téléchargée")
			w.Open("/espace/mon-compte/historique")
			w.Reads("copie des données personnelles")
		}},
		{"the space is closed by somebody who double-clicks", func(t *testing.T, w world) {
			elsewhere := world{newPerson(t, w.site.url, w.js), w.site, w.post}
			elsewhere.logsIn(jeanne.identifier, jeanne.password)
			elsewhere.At("/espace")
			w.opensAccount("Fermer mon espace")
			w.Press("Fermer mon espace")
			w.Reads("Vérifiez ce que vous avez écrit", "Cochez cette case")
			w.Fill(own, jeanne.password)
			w.click(w.find("Je veux fermer mon espace privé", "checkbox"), 1)
			w.DoublePress("Fermer mon espace")
			w.Heading("Votre espace est fermé")
			w.At("/espace-ferme")
			w.post.tells(t, jeanne.email, "Votre espace privé est fermé.")
			elsewhere.Open("/espace")
			elsewhere.At("/espace-ferme")
			w.logsIn(jeanne.identifier, jeanne.password)
			w.Reads("Identifiant ou mot de passe incorrect.")
		}},
	})
}
