package walks

import (
	"testing"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// holdsPhone attaches a virtual device with a fingerprint reader to the person's browser. It answers each request at once.
func (p *person) holdsPhone() {
	p.t.Helper()
	_, err := chromedp.Call(p.tab, webauthn.Enable, webauthn.EnableParams{})
	p.must(err)
	_, err = chromedp.Call(p.tab, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true, HasUserVerification: true, IsUserVerified: true,
		AutomaticPresenceSimulation: true}})
	p.must(err)
}

const byPasskey = "Se connecter avec l'empreinte ou le visage de mon téléphone"

func TestAMembersPasskey(t *testing.T) {
	s := newSite(t, established(t))
	s.start()
	p := world{newPerson(t, s.url, true), s, s.post}
	p.holdsPhone()
	p.logsIn(jeanne.identifier, jeanne.password)
	p.Heading("Mon espace privé")
	p.Press("Ajouter cet appareil")
	p.Heading("Ajouter cet appareil")
	p.Fill("Votre mot de passe actuel", jeanne.password)
	p.Press("Continuer")
	p.Reads("Appuyez sur le bouton.")
	p.Press("Ajouter cet appareil")
	p.Heading("Appareils")
	p.Reads("Votre mot de passe marche toujours.", "Pas encore utilisé.")

	p.Press("Ajouter cet appareil") // by a member who has forgotten that it is added already
	p.Heading("Ajouter cet appareil")
	p.Fill("Votre mot de passe actuel", jeanne.password)
	p.Press("Continuer")
	p.Reads("Appuyez sur le bouton.")
	p.Click("Ajouter cet appareil")
	p.Reads("Cet appareil est déjà ajouté.")
	p.Press("Revenir à Appareils")
	p.Press("Se déconnecter")

	p.Press(byPasskey) // the device is asked without a second click
	p.Heading("Mon espace privé")
	p.ReadsNot("Non merci")
	p.Open("/espace/mon-compte/appareils")
	p.Reads("par empreinte ou visage", "Utilisé aujourd'hui")
	p.Press("Se déconnecter")
	p.logsIn(jeanne.identifier, jeanne.password)
	p.Heading("Mon espace privé")
}

// On a device without fingerprint, face or code no passkey is offered, and neither is one in a browser without JavaScript.
func TestNoPasskeyIsOfferedInVain(t *testing.T) {
	s := newSite(t, established(t))
	s.start()
	for _, js := range []bool{true, false} {
		p := world{newPerson(t, s.url, js), s, s.post}
		p.Open("/connexion")
		p.SeesNo(byPasskey)
		p.logsIn(jeanne.identifier, jeanne.password)
		p.Heading("Mon espace privé")
		p.SeesNo("Non merci")
		p.Press("Se déconnecter")
	}
}
