package walks

import (
	"fmt"
	"regexp"
	"testing"
)

// TestASupervisorAddsAService double-clicks, reloads and goes back, as people do.
func TestASupervisorAddsAService(t *testing.T) {
	for _, js := range []bool{true, false} {
		t.Run(fmt.Sprintf("JavaScript %t", js), func(t *testing.T) {
			s, secret := deskSite(t)
			p := newPerson(t, s.url, js)
			p.enrols(secret)
			p.Fill("Code de l'application", p.authenticator())
			p.Press("Valider le code")
			p.noted()

			p.Click("Plus")
			p.Press("Services")
			p.Reads("Aucun service n'est ouvert")
			p.Press("Ajouter un service")
			p.Fill("Nom du service", "Portail")
			p.Fill("Adresses de retour", "http://portail.example/retour")
			p.Press("Ajouter ce service")
			p.Reads("doit commencer par https://")
			p.Fill("Adresses de retour", "https://portail.example/retour")
			p.Fill("Adresse sur « Mon espace privé » (facultatif)", "https://portail.example/")
			p.DoublePress("Ajouter ce service")
			p.Heading("Secret du service Portail")
			first := p.credentials()
			p.Reload()
			if again := p.credentials(); again != first {
				t.Errorf("reloaded, the page shows %q, and %q before", again, first)
			}
			p.Press("J'ai noté le secret")
			p.Heading("Services")
			p.Back()
			p.Heading("Services")

			p.Press("Portail")
			p.DoublePress("Donner un nouveau secret")
			p.Heading("Secret du service Portail")
			if p.credentials() == first {
				t.Error("the new secret is the old one")
			}
			p.Press("J'ai noté le secret")

			p.Press("Portail")
			p.Press("Retirer ce service…")
			p.Press("Retirer ce service")
			p.Reads("Ce champ est exigé.")
			p.Fill("Motif", "le portail ferme")
			p.DoublePress("Retirer ce service")
			p.Heading("Services")
			p.Reads("Aucun service n'est ouvert")
		})
	}
}

// credentials returns the client_id and the client_secret on the screen.
func (p *person) credentials() string {
	p.t.Helper()
	found := regexp.MustCompile(`\b[a-z2-7]{26}\b`).FindAllString(p.Text(), -1)
	if len(found) != 2 {
		p.t.Fatalf("%q are on the screen, instead of a client_id and a secret\n%s", found, p.describe())
	}
	return found[0] + " " + found[1]
}
