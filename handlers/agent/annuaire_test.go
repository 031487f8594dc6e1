package agent_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/agent/directory"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

// colleagues are the same people in each shape of directory; the shapes differ in where they send name and roles.
func colleagues(shape string) map[string]servicetest.Colleague {
	people := map[string]servicetest.Colleague{}
	for name, roles := range map[string][]any{
		"paul": {"offline_access", "sesame-agents"}, "claire": {"sesame-agents", "sesame-chefs"}, "luc": {"sesame-courrier"},
		"inconnu": {"comptabilite"}, "sans": nil, "2 mots": {"sesame-agents"},
	} {
		claims := map[string]any{}
		var said any = roles
		if len(roles) == 1 {
			said = roles[0]
		}
		switch shape {
		case servicetest.Keycloak:
			claims["preferred_username"], claims["realm_access"] = name, map[string]any{"roles": roles}
		case servicetest.ADFS:
			claims["upn"] = name + "@caisse.example"
			if roles != nil {
				claims["groups"] = said
			}
		case servicetest.ProConnect:
			claims["email"], claims["groups"] = strings.ToUpper(name[:1])+name[1:]+"@caisse.example", roles
		}
		people[name] = servicetest.Colleague{Claims: claims, ACR: "eidas1", AMR: []string{"pwd", "mfa"}}
	}
	return people
}

// there is a directory that verifies both factors.
func there(c *directory.Config) { c.Levels = append(c.Levels, "mfa") }

func TestAnAgentComesInByTheDirectory(t *testing.T) {
	for _, shape := range []string{servicetest.Keycloak, servicetest.ADFS, servicetest.ProConnect} {
		t.Run(shape, func(t *testing.T) {
			d := servicetest.NewDirectory(t, shape, colleagues(shape))
			var log bytes.Buffer
			s := d.Service(t, &log, there)
			for name, role := range map[string]string{"paul": "agent", "claire": "superviseur", "luc": "courrier"} {
				s.Browser().Directory(name).At("/agent", 200)
				b := s.Browser()
				b.Directory(name).At("/agent", 200)
				b.Get("/agent/droits").Says("Votre rôle : " + role)
				b.Get("/agent/mon-acces").Says("Vous entrez par l'annuaire de la caisse", "votre second facteur se changent")
			}
			if n := s.AuditCount("agent-directory-bound", events.OK); n != 3 {
				t.Errorf("%d agents are new in the audit log", n)
			}
			for _, name := range []string{"inconnu", "sans"} {
				b := s.Browser()
				b.Directory(name).At("/agent/connexion?etat=annuaire-role", 200).Says("ne vous donne aucun rôle ici", "Demandez-en un")
				b.Get("/agent").At("/agent/connexion", 200)
			}
			s.Browser().Directory("2 mots").At("/agent/connexion?etat=annuaire-nom", 200).Says("un nom qui ne peut pas servir ici")
			if n := s.AuditCount("agent-login", events.Refused); n != 3 {
				t.Errorf("%d refusals in the audit log", n)
			}
			for _, secret := range []string{"code=", "state=", "eyJ", "caisse.example", "inconnu"} {
				if strings.Contains(log.String(), secret) {
					t.Errorf("the log says %q:\n%s", secret, log.String())
				}
			}
			asked := d.LastAsked()
			if pkce := asked.Get("code_challenge_method") == "S256" && asked.Get("max_age") != ""; pkce == (shape == servicetest.ProConnect) {
				t.Errorf("asked %v", asked)
			}
			if len(asked.Get("state")) < 32 || len(asked.Get("nonce")) < 32 || asked.Get("redirect_uri") != s.URL+"/agent/annuaire/retour" {
				t.Errorf("asked %v", asked)
			}
		})
	}
}

func TestTheSecondFactorIsAskedForHere(t *testing.T) {
	d := servicetest.NewDirectory(t, servicetest.Keycloak, colleagues(servicetest.Keycloak))
	s := d.Service(t, nil, func(c *directory.Config) { c.FactorHere = true })
	b := s.Browser()
	p := b.Directory("paul").At("/agent/enrolement/second-facteur", 200)
	b.Get("/agent").At("/agent/connexion", 200)
	b.Get("/agent/enrolement/mot-de-passe").At("/agent/enrolement/second-facteur", 200)
	p.Press("Valider le code", servicetest.Fields{"code": p.ShownCode()}).At("/agent/codes-de-secours", 200).Press("J'ai noté mes codes", nil).At("/agent", 200)
	if a := s.Agent("paul"); !a.ByDirectory || !a.Enrolled() || a.PasswordHash != "" || a.OpenedAt.IsZero() {
		t.Errorf("the agent is %+v", a)
	}
	codes := s.Browser()
	codes.Directory("paul").At("/agent/second-facteur", 200).Press("Valider", servicetest.Fields{"code": "zzzzz-zzzzz"}).At("/agent/second-facteur", 422)
	codes.Get("/agent").At("/agent/connexion", 200)
}

func TestANameAloneTakesNoAgentOver(t *testing.T) {
	d := servicetest.NewDirectory(t, servicetest.Keycloak, colleagues(servicetest.Keycloak))
	s := d.Service(t, nil, there)
	s.EnrolAgent("paul", db.RoleAgent)
	thief := s.Browser()
	thief.Directory("paul").At("/agent/connexion?etat=annuaire-pris", 200).Says("rien ne prouve que c'est vous")
	thief.Get("/agent").At("/agent/connexion", 200)
	if s.Agent("paul").ByDirectory {
		t.Fatal("the agent was taken over")
	}
	chief := s.AgentBrowser(db.RoleSupervisor)
	chief.AgentPage("paul").Press("Attendre par l'annuaire", nil).Says("attendu pendant 72 heures")
	s.Browser().DeskPassword("paul", servicetest.AgentPassword).At("/agent/connexion", 422)
	owner := s.Browser()
	owner.Directory("paul").At("/agent", 200)
	a := s.Agent("paul")
	if !a.ByDirectory || s.Now().Sub(a.OpenedAt) > time.Hour {
		t.Errorf("the agent is %+v", a)
	}
	chief.AgentPage("paul").Says("Il vient de l'annuaire de la caisse").Press("Retirer l'accès", nil)
	owner.Get("/agent").At("/agent/connexion?etat=fin", 200)
	s.Browser().Directory("paul").At("/agent/connexion?etat=annuaire-retire", 200).Says("Votre accès est retiré")
	chief.AgentPage("paul").Press("Donner un nouveau secret", nil)
	s.Browser().Directory("paul").At("/agent/connexion?etat=annuaire-pris", 200)
}

func TestTheDirectoryGivesTheRole(t *testing.T) {
	d := servicetest.NewDirectory(t, servicetest.Keycloak, colleagues(servicetest.Keycloak))
	s := d.Service(t, nil, there)
	s.Browser().Directory("claire").At("/agent", 200)
	before := s.Agent("claire").OpenedAt
	open := s.Browser()
	open.Directory("claire").At("/agent", 200)
	change := func(roles ...any) func(map[string]any) {
		return func(c map[string]any) { c["realm_access"] = map[string]any{"roles": roles} }
	}
	d.ChangingIDToken(change("sesame-courrier"), func() { s.Browser().Directory("claire").At("/agent", 200) })
	if a := s.Agent("claire"); a.Role != db.RoleMailroom || s.AuditCount("agent-directory-role", events.OK) != 1 {
		t.Errorf("the role is %s", a.Role)
	}
	open.Get("/agent/agents").At("/agent/agents", http.StatusForbidden)
	d.ChangingIDToken(change("sesame-agents"), func() { s.Browser().Directory("claire").At("/agent", 200) })
	if a := s.Agent("claire"); a.OpenedAt.Before(before) || a.Role != db.RoleAgent {
		t.Errorf("a role that may approve counts from %s", a.OpenedAt)
	}
	d.ChangingIDToken(change(), func() { s.Browser().Directory("claire").At("/agent/connexion?etat=annuaire-role", 200) })
	open.Get("/agent").At("/agent/connexion?etat=fin", 200)
}

func TestTheDirectoryIsTheOnlyWayIn(t *testing.T) {
	d := servicetest.NewDirectory(t, servicetest.Keycloak, colleagues(servicetest.Keycloak))
	s := d.Service(t, nil, func(c *directory.Config) { there(c); c.Only = true })
	s.EnrolAgent("pmercier", db.RoleAgent)
	s.Browser().Get("/agent/connexion").Says("Seuls les superviseurs")
	s.Browser().DeskPassword("pmercier", servicetest.AgentPassword).At("/agent/connexion", 422).Says("Agent ou mot de passe incorrect")
	s.EnrolAgent("cpetit", db.RoleSupervisor)
	s.Browser().DeskPassword("cpetit", servicetest.AgentPassword).At("/agent/second-facteur", 200)
}

func TestADirectoryThatIsDown(t *testing.T) {
	d := servicetest.NewDirectory(t, servicetest.Keycloak, colleagues(servicetest.Keycloak))
	d.SetDown("/")
	var log bytes.Buffer
	s := d.Service(t, &log, there)
	p := s.Browser().Get("/agent/connexion").Follow("Entrer avec l'annuaire de la caisse").Says("L'annuaire de la caisse ne répond pas", "prévenez votre service informatique")
	if !strings.HasPrefix(p.Path, "/agent/connexion?etat=annuaire-panne&reference=") || !strings.Contains(log.String(), "class=discovery") {
		t.Errorf("came to %s:\n%s", p.Path, log.String())
	}
	s.AgentBrowser(db.RoleSupervisor).Get("/agent").At("/agent", 200)
	d.SetDown("/jwks")
	s.Wait(10 * time.Second)
	s.Browser().Directory("paul").Says("L'annuaire de la caisse ne répond pas")
	if got := log.String(); !strings.Contains(got, "class=id_token cause=EOF remedy=") {
		t.Errorf("logged:\n%s", got)
	}
	d.SetDown("")
	s.Browser().Directory("paul").At("/agent", 200)
}

func TestAnAgentOfTheDirectoryHasNoPasswordHere(t *testing.T) {
	d := servicetest.NewDirectory(t, servicetest.Keycloak, colleagues(servicetest.Keycloak))
	s := d.Service(t, nil, there)
	b := s.Browser()
	b.Directory("paul").At("/agent", 200)
	b.Get("/agent/mon-acces/mot-de-passe").At("/agent/mon-acces?etat=annuaire", 200)
	other := s.Browser()
	other.Directory("paul").At("/agent", 200)
	b.Get("/agent/mon-acces/sessions").Press("Fermer mes autres sessions", nil).At("/agent/mon-acces?etat=sessions", 200)
	other.Get("/agent").At("/agent/connexion?etat=fin", 200)
	s.Wait(6 * time.Minute)
	p := b.Get("/agent/mon-acces/codes-de-secours")
	s.Wait(4 * time.Minute)
	p.Press("Avoir de nouveaux codes", nil).At("/agent/mon-acces/codes-de-secours", 422).Says("Votre entrée date de plus de 10 minutes")
	s.Browser().Post("/agent/connexion", map[string][]string{"agent": {"paul"}, "mot_de_passe": {""}}).At("/agent/connexion", 422)
	s.Browser().DeskPassword("paul", servicetest.AgentPassword).At("/agent/connexion", 422)
}

func TestWhoLeavesWhileTheDirectoryIsDownReadsThatItsSessionMayLiveOn(t *testing.T) {
	d := servicetest.NewDirectory(t, servicetest.Keycloak, colleagues(servicetest.Keycloak))
	s := d.Service(t, nil, there)
	b := s.Browser()
	b.Directory("paul").At("/agent", 200)
	page := b.Get("/agent").At("/agent", 200)
	d.SetDown("/")
	s.Wait(10 * time.Second)
	p := page.Press("Se déconnecter", nil).At("/agent/connexion?etat=annuaire-ouvert", 200)
	p.Says("Vous avez quitté l'espace des agents, mais peut-être pas l'annuaire, qui ne répond pas.")
	d.SetDown("")
	b.Get("/agent").At("/agent/connexion", 200)
	s.Wait(10 * time.Second)
	p.Follow("Entrer avec l'annuaire de la caisse")
	if d.LastAsked().Get("prompt") != "login" {
		t.Errorf("after such a log-out the directory is asked %v", d.LastAsked())
	}
}

func TestLeavingEndsTheDirectorysSessionToo(t *testing.T) {
	d := servicetest.NewDirectory(t, servicetest.Keycloak, colleagues(servicetest.Keycloak))
	s := d.Service(t, nil, there)
	b := s.Browser()
	p := b.Directory("paul").At("/agent", 200).Press("Se déconnecter", nil).Says("Vous allez quitter aussi l'annuaire")
	to, _ := p.Doc.Find("main a.bouton").Attr("href")
	if !strings.HasPrefix(to, d.URL+"/session/end?") || p.Header.Get("Refresh") != "0; url="+to {
		t.Fatalf("leads to %s, Refresh %s", to, p.Header.Get("Refresh"))
	}
	b.Get("/agent").At("/agent/connexion", 200)
	action, form := b.Open(to).Form("Se déconnecter", nil)
	b.Send(action, form).At("/agent/connexion?etat=deconnecte", 200).Follow("Entrer avec l'annuaire de la caisse")
	if d.LastAsked().Get("prompt") != "login" {
		t.Errorf("after a log-out the directory is asked %v", d.LastAsked())
	}
}

func TestTheDirectoryEndsSessions(t *testing.T) {
	d := servicetest.NewDirectory(t, servicetest.Keycloak, colleagues(servicetest.Keycloak))
	s := d.Service(t, nil, there)
	one, two := s.Browser(), s.Browser()
	one.Directory("paul").At("/agent", 200)
	two.Directory("paul").At("/agent", 200)
	action, form := one.Open(d.URL+"/session/end").Form("Se déconnecter", nil)
	one.Send(action, form) // there, which tells this service by its back channel
	one.Get("/agent").At("/agent/connexion?etat=fin", 200)
	two.Get("/agent").At("/agent", 200)
	if n := s.AuditCount("agent-directory-logout", events.OK); n != 1 {
		t.Errorf("%d log-outs in the audit log", n)
	}
}

// The directory sends an agent's name at each login.
func TestTheDirectoryTellsTheNameOfAnAgent(t *testing.T) {
	for _, shape := range []string{servicetest.Keycloak, servicetest.ProConnect} {
		people := colleagues(shape)
		people["paul"].Claims["name"] = "Paul Aubert"
		people["luc"].Claims["name"] = "<Luc>"
		people["claire"].Claims["given_name"], people["claire"].Claims["usual_name"] = "Claire", "Morel"
		d := servicetest.NewDirectory(t, shape, people)
		s := d.Service(t, io.Discard, there)
		for login, want := range map[string]string{"paul": "Paul Aubert", "luc": "", "claire": "Claire Morel"} {
			for range 2 {
				s.Browser().Directory(login).At("/agent", 200)
				if got := s.Agent(login).Name; got != want {
					t.Errorf("%s: %s is called %q, want %q", shape, login, got, want)
				}
			}
		}
	}
}
