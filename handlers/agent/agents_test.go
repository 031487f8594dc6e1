package agent_test

import (
	"io"
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
	"sesame/texts"
)

// An agent has a name beside the login, which colleagues read in threads and requests. The audit log has logins alone.
func TestColleaguesReadTheNameOfAnAgent(t *testing.T) {
	s := servicetest.NewService(t)
	boss := s.AgentBrowser(db.RoleSupervisor)
	add := boss.Get("/agent/agents/ajout")
	add.Press("Ajouter cet agent", servicetest.Fields{"agent": "cpetit", "nom": "<b>Camille</b>", "role": "agent"}).At("/agent/agents/ajout", 422).Says(texts.AgentNameMalformed)
	p := add.Press("Ajouter cet agent", servicetest.Fields{"agent": "cpetit", "nom": "Camille  Petit, Niort", "role": "agent"}).At("/agent/agents/secret", 200)
	b := s.Browser()
	b.Enrols("cpetit", p.Doc.Find("code").Text()).Press("J'ai noté mes codes", nil)
	boss.Get("/agent/agents").Says("Camille Petit, Niort")

	message := "/agent/messages/" + s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où est-elle ?")
	b.Get(message).Press("Je m'en occupe", nil).Says("pris en charge par vous")
	_, colleague := s.Helper(db.RoleAgent)
	colleague.Get(message).Says("pris en charge par Camille Petit, Niort (cpetit)")
	boss.AgentPage("cpetit").Press("Changer le nom affiché", servicetest.Fields{"nom": "Camille Morel"}).Says(texts.AgentRenamed, "Camille Morel")
	colleague.Get(message).Says("pris en charge par Camille Morel (cpetit)")
	boss.AgentPage("cpetit").Press("Changer le nom affiché", servicetest.Fields{"nom": "Camille@Morel"}).Says(texts.AgentNameMalformed)
	boss.AgentPage("cpetit").Press("Changer le nom affiché", nil)
	colleague.Get(message).Says("pris en charge par cpetit").Silent("Camille")
	if n := s.Noted("agent-named", events.OK); n != 2 {
		t.Errorf("%d changes of a name are noted, want 2", n)
	}
	s.SilentLog(t, "Camille", "Morel")
}

// The directory tells an agent's name at each login.
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
