package walks

import (
	"testing"
)

// opensSecurity logs Jeanne in and takes the path that the guide describes: Mon compte > Email & Mot de passe.
func (w world) opensSecurity() {
	w.t.Helper()
	w.logsIn(jeanne.identifier, jeanne.password)
	w.At("/espace")
	w.Press("Mon compte")
	w.At("/espace/mon-compte")
	w.Press("Email & Mot de passe")
	w.At("/espace/mon-compte/email-mot-de-passe")
}

func TestChangement(t *testing.T) {
	const next = "Nouveau_Portail8Ardoise"
	goThrough(t, []journey{
		{"another password: the old one stops, other sessions end, this one goes on", func(t *testing.T, w world) {
			elsewhere := world{newPerson(t, w.site.url, w.js), w.site, w.post}
			elsewhere.logsIn(jeanne.identifier, jeanne.password)
			elsewhere.At("/espace")

			w.opensSecurity()
			w.Press("Modifier mon mot de passe")
			w.At("/espace/mon-compte/mot-de-passe")
			w.Fill("Votre mot de passe actuel", "Pas-le-bon-7")
			w.Press("Suivant")
			w.At("/espace/mon-compte/mot-de-passe")
			w.Fill("Votre mot de passe actuel", jeanne.password)
			w.Press("Suivant")
			w.At("/espace/mon-compte/mot-de-passe/nouveau-mot-de-passe")
			w.ReadsNot("Votre mot de passe est temporaire.")
			w.choosesPassword(next, next)
			w.Heading("Confirmation")
			w.Reads("Votre mot de passe a bien été modifié.", "Vous pourrez l'utiliser lors de votre prochaine connexion.")
			w.Press("Accéder à Mon espace privé")
			w.At("/espace")

			elsewhere.Open("/espace")
			elsewhere.At("/connexion")
			w.post.tells(t, jeanne.email, "Le mot de passe de votre espace privé a été modifié.")
			w.Press("Se déconnecter")
			w.logsIn(jeanne.identifier, jeanne.password)
			w.Reads("Identifiant ou mot de passe incorrect.")
			w.logsIn(jeanne.identifier, next)
			w.At("/espace")
		}},
		{"« Abandonner » leaves the password as it was", func(t *testing.T, w world) {
			w.opensSecurity()
			w.Press("Modifier mon mot de passe")
			w.Fill("Votre mot de passe actuel", jeanne.password)
			w.Press("Suivant")
			w.Press("Abandonner")
			w.Open("/espace/mon-compte/mot-de-passe/nouveau-mot-de-passe")
			w.At("/espace/mon-compte/mot-de-passe")
		}},
		{"another e-mail address counts once its code came back, and the old one is told", func(t *testing.T, w world) {
			w.opensSecurity()
			w.Press("Modifier mon adresse e-mail")
			w.At("/espace/mon-compte/adresse")
			w.Fill("Votre mot de passe actuel", jeanne.password)
			w.Fill("Votre nouvelle adresse e-mail", "jeanne@nouvelle.example")
			w.Press("Suivant")
			w.At("/espace/mon-compte/adresse/code")
			w.typesCode(w.post.code(t, "jeanne@nouvelle.example"))
			w.Heading("Confirmation")
			w.Reads("Votre adresse e-mail a été modifiée.")
			w.post.tells(t, jeanne.email, "adresse e-mail")
			w.post.tells(t, "jeanne@nouvelle.example", "adresse e-mail")
			w.Open("/espace/mon-compte/email-mot-de-passe")
			w.Reads("jeanne@nouvelle.example")
		}},
		{"a password that is wrong changes no address", func(t *testing.T, w world) {
			w.opensSecurity()
			w.Press("Modifier mon adresse e-mail")
			w.Fill("Votre mot de passe actuel", "Pas-le-bon-7")
			w.Fill("Votre nouvelle adresse e-mail", "jeanne@nouvelle.example")
			w.Press("Suivant")
			w.At("/espace/mon-compte/adresse")
			if got := w.Value("Votre nouvelle adresse e-mail"); got != "jeanne@nouvelle.example" {
				t.Errorf("what was typed became %q", got)
			}
			w.nothingLeft()
		}},
		{"another mobile number counts once its code came back, and both are told", func(t *testing.T, w world) {
			w.opensSecurity()
			w.Press("Modifier mes numéros de téléphone")
			w.Fill("Votre numéro de téléphone portable (facultatif)", "07 45 11 22 33")
			w.Fill("Votre mot de passe actuel", jeanne.password)
			w.Press("Enregistrer mes numéros")
			w.At("/espace/mon-compte/telephones/code")
			w.typesCode(w.post.code(t, "+33745112233"))
			w.Heading("Confirmation")
			w.Reads("Votre numéro de portable a été vérifié.")
			w.post.tells(t, jeanne.phone, "Nouveau numéro de votre espace privé")
			w.post.tells(t, "+33745112233", "Nouveau numéro de votre espace privé")
			w.post.tells(t, jeanne.email, "numéro de téléphone")
			w.Open("/espace/mon-compte/email-mot-de-passe")
			w.Reads("Portable 07 45 11 22 33, vérifié")
		}},
		{"refused numbers stay, and the address that the browser shows then can be opened again", func(t *testing.T, w world) {
			w.opensSecurity()
			w.Press("Modifier mes numéros de téléphone")
			w.Fill("Votre numéro de téléphone portable (facultatif)", "12")
			w.Fill("Votre mot de passe actuel", jeanne.password)
			w.Press("Enregistrer mes numéros")
			w.Reads("Vérifiez ce que vous avez écrit")
			if got := w.Value("Votre numéro de téléphone portable (facultatif)"); got != "12" {
				t.Errorf("what was typed became %q", got)
			}
			w.Open("/espace/mon-compte/telephones")
			w.At("/espace/mon-compte/telephones")
			w.nothingLeft()
		}},
		{"an open session elsewhere is closed from here", func(t *testing.T, w world) {
			elsewhere := world{newPerson(t, w.site.url, w.js), w.site, w.post}
			elsewhere.logsIn(jeanne.identifier, jeanne.password)
			elsewhere.At("/espace")
			w.opensSecurity()
			w.Reads("Votre espace est ouvert aussi sur un autre appareil.")
			w.Press("Voir mes appareils")
			w.Reads("Cet appareil")
			w.Press("Fermer tous les autres appareils")
			w.At("/espace/mon-compte/appareils")
			elsewhere.Open("/espace")
			elsewhere.At("/connexion")
			w.Open("/espace")
			w.At("/espace")
		}},
	})
}
