package walks

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"

	"sesame/server/servertest"
)

const deskPassword = "Guichet-Pluvieux7Tambour"

// deskSite starts a new installation, adds its first agent with the command, and returns the enrolment secret that this
// printed.
func deskSite(t *testing.T, settings ...string) (s *site, secret string) {
	t.Helper()
	s = newSite(t, "", settings...)
	s.start()
	said := s.run("agent", "add", "cpetit")
	found := regexp.MustCompile(`(?m)^ {4}(\w{4} \w{4} \w{4})$`).FindStringSubmatch(said)
	if found == nil {
		t.Fatalf("no secret in:\n%s", said)
	}
	return s, found[1]
}

// holdsKey attaches a virtual security key to the person's browser. It answers each request at once.
func (p *person) holdsKey() {
	p.t.Helper()
	_, err := chromedp.Call(p.tab, webauthn.Enable, webauthn.EnableParams{})
	p.must(err)
	_, err = chromedp.Call(p.tab, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportUsb, HasUserVerification: true, IsUserVerified: true,
		AutomaticPresenceSimulation: true}})
	p.must(err)
}

// enrols goes through the enrolment up to the choice of the second factor.
func (p *person) enrols(secret string) {
	p.t.Helper()
	p.Open("/agent")
	p.At("/agent/connexion")
	p.Press("J'ai reçu un secret d'enrôlement")
	p.Fill("Agent", "cpetit")
	p.Fill("Secret d'enrôlement", secret)
	p.Press("Suivant")
	p.Heading("Choisir mon mot de passe d'agent")
	p.Fill("Votre nouveau mot de passe", deskPassword)
	p.Fill("Confirmer le mot de passe", deskPassword)
	p.Press("Suivant")
	p.Heading("Choisir mon second facteur")
}

func (p *person) givesPassword() {
	p.t.Helper()
	p.Open("/agent/connexion")
	p.Fill("Agent", "cpetit")
	p.Fill("Mot de passe", deskPassword)
	p.Press("Se connecter")
	p.Heading("Second facteur")
}

// noted returns the recovery codes on the screen, and confirms that they are noted.
func (p *person) noted() []string {
	p.t.Helper()
	p.Heading("Mes codes de secours")
	codes := regexp.MustCompile(`\b[a-z2-9]{5}-[a-z2-9]{5}\b`).FindAllString(p.Text(), -1)
	if len(codes) != 10 {
		p.t.Fatalf("%d recovery codes", len(codes))
	}
	p.Press("J'ai noté mes codes")
	p.Heading("Espace des agents")
	return codes
}

func TestAnAgentsPasskey(t *testing.T) {
	port := servertest.FreePort(t)
	s, secret := deskSite(t, fmt.Sprintf("SESAME_AGENT_LISTEN=127.0.0.1:%d", port))
	p := newPerson(t, fmt.Sprintf("http://localhost:%d", port), true)
	p.holdsKey()
	p.enrols(secret)
	p.Press("Ajouter une clé d'accès")
	p.noted()
	p.Press("Se déconnecter")
	p.Heading("Espace des agents : se connecter")
	p.givesPassword()
	p.Press("Se servir de ma clé d'accès")
	p.Heading("Espace des agents")

	p.Press("Mon accès")
	p.Reads("Clé ajoutée le", "Vous n'avez qu'un second facteur")
	p.Press("Enregistrer une application")
	p.Fill("Votre mot de passe actuel", deskPassword)
	p.Press("Continuer")
	p.Heading("Enregistrer mon application")
	p.Fill("Code de l'application", p.authenticator())
	p.Press("Valider le code")
	p.Reads("L'application est enregistrée.")
	p.Click("Plus")
	p.Press("Agents")
	p.Press("Ajouter un agent")
	p.Fill("Nom de l'agent", "ymoreau")
	p.Choose("courrier")
	p.Press("Ajouter cet agent")
	p.Heading("Secret d'enrôlement de ymoreau")
	p.Press("J'ai donné le secret")
	p.Press("ymoreau")
	p.Heading("Agent ymoreau")
	p.Click("Plus")
	p.Press("Journal")
	p.Reads("a ajouté un agent : ymoreau, courrier", "est entré : clé d'accès")

	elsewhere := newPerson(t, fmt.Sprintf("http://127.0.0.1:%d", port), true) // the same page at 127.0.0.1 instead of localhost
	elsewhere.holdsKey()
	elsewhere.givesPassword()
	elsewhere.Click("Se servir de ma clé d'accès")
	elsewhere.Reads("Les clés d'accès sont liées à localhost : ouvrez cette page à cette adresse.")

	for site, want := range map[string]int{s.url: http.StatusNotFound, fmt.Sprintf("http://localhost:%d", port): http.StatusOK} {
		for _, path := range []string{"/agent", "/agent/connexion", "/agent/enrolement"} {
			answer, err := http.Get(site + path)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != want {
				t.Errorf("%s%s answers %d", site, path, answer.StatusCode)
			}
		}
	}
	answer, err := http.Get(fmt.Sprintf("http://localhost:%d/connexion", port))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusNotFound {
		t.Errorf("the members' login answers %d on the agents' listener", answer.StatusCode)
	}
}

// authenticator returns the code that an authenticator app shows for the secret on the screen.
func (p *person) authenticator() string {
	p.t.Helper()
	found := regexp.MustCompile(`tapez-y ce secret : ((?:[A-Z2-7]{4} ?){8})`).FindStringSubmatch(plain(p.Text()))
	if found == nil {
		p.t.Fatalf("no secret on the screen\n%s", p.describe())
	}
	code, err := totp.GenerateCode(strings.ReplaceAll(found[1], " ", ""), time.Now())
	if err != nil {
		p.t.Fatal(err)
	}
	return code
}

func TestAnAgentWithoutJavaScript(t *testing.T) {
	s, secret := deskSite(t)
	p := newPerson(t, s.url, false)
	p.enrols(secret)
	p.Reads("Une clé d'accès a besoin de JavaScript")
	p.SeesNo("Ajouter une clé d'accès")
	p.Fill("Code de l'application", p.authenticator())
	p.Press("Valider le code")
	codes := p.noted()

	p.Press("Se déconnecter")
	p.givesPassword()
	p.Fill("Code", codes[2]) // the application's own code has been used already
	p.Press("Valider")
	p.Heading("Espace des agents")
	p.Press("Se déconnecter")
	p.givesPassword()
	p.Fill("Code", codes[3])
	p.Press("Valider")
	p.Reads("code de secours, qui ne servira plus", "Il vous reste 8 codes")
	p.Press("Mon accès")
	p.Press("Se déconnecter")
	p.givesPassword()
	for range 5 {
		p.Fill("Code", codes[3])
		p.Press("Valider")
		p.Reads("Ce code n'est pas bon")
	}
	p.Fill("Code", codes[4])
	p.Press("Valider")
	p.Reads("Trop de tentatives. Vous pourrez réessayer à partir de")
	if p.Status("/agent/second-facteur") != http.StatusTooManyRequests {
		t.Errorf("answered %d", p.Status("/agent/second-facteur"))
	}
}
