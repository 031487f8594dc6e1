package walks

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

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
			w.Reads("Ce que vous avez écrit vous attend")
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

// An entry that was not sent is still there when the person comes back to the page, from a link of it or from the search.
func TestWhatIsTypedIsThereAgain(t *testing.T) {
	for _, js := range []bool{true, false} {
		t.Run(fmt.Sprintf("JavaScript %t", js), func(t *testing.T) {
			s := newSite(t, established(t))
			s.start()
			w := world{newPerson(t, s.url, js), s, s.post}
			holds := func(p *person, label, want string) {
				t.Helper()
				p.Back()
				if got := p.Value(label); got != want {
					t.Errorf("« %s » holds %q, want %q", label, got, want)
				}
			}
			w.Open("/contact")
			w.Fill("Votre message", "Ma carte est perdue.")
			w.Press("Données personnelles")
			holds(w.person, "Votre message", "Ma carte est perdue.")
			w.writesToCaisse("Ma retraite")
			number := contactNumber.FindString(s.post.tells(t, marie.email, "Votre message").text)
			agent := w.counterAgent("deux")
			agent.Press("Messages")
			agent.Press(number)
			agent.Fill("Votre réponse", "Nous vous")
			agent.Fill("Chercher un adhérent", "martin")
			agent.Press("Trouver")
			agent.Heading("Chercher un adhérent")
			holds(agent.person, "Votre réponse", "Nous vous")
			agent.Press("Plan du site")
			holds(agent.person, "Votre réponse", "Nous vous")
			agent.Open("/agent")
			agent.seeks("martin", "Jeanne Martin")
			agent.Press("Au téléphone")
			agent.Choose("Code jamais reçu")
			agent.Press("Plan du site")
			agent.Back()
			if chosen, err := chromedp.Run(agent.tab, chromedp.Evaluate[string](`document.querySelector("main :checked")?.value`)); err != nil || chosen != "code-missing" {
				t.Errorf("%q is chosen (%v)", chosen, err)
			}
		})
	}
}
