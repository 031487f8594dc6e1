package agents_test

import (
	"fmt"
	"net/url"
	"sync"
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
	"sesame/texts"
)

// An agent has a name beside the login, which colleagues read in threads and requests. The audit log contains only logins.
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
	_, colleague := s.NewAgent(db.RoleAgent)
	colleague.Get(message).Says("pris en charge par Camille Petit, Niort (cpetit)")
	boss.AgentPage("cpetit").Press("Changer le nom affiché", servicetest.Fields{"nom": "Camille Morel"}).Says(texts.AgentRenamed, "Camille Morel")
	colleague.Get(message).Says("pris en charge par Camille Morel (cpetit)")
	boss.AgentPage("cpetit").Press("Changer le nom affiché", servicetest.Fields{"nom": "Camille@Morel"}).Says(texts.AgentNameMalformed)
	boss.AgentPage("cpetit").Press("Changer le nom affiché", nil)
	colleague.Get(message).Says("pris en charge par cpetit").SaysNot("Camille")
	if n := s.AuditCount("agent-named", events.OK); n != 2 {
		t.Errorf("%d changes of a name are noted, want 2", n)
	}
	s.SilentLog(t, "Camille", "Morel")
}

func TestSupervisorsManageAgents(t *testing.T) {
	t.Run("added, enrolled, given another role, kept out at the next page, let in again", func(t *testing.T) {
		s := servicetest.NewService(t)
		boss := s.AgentBrowser(db.RoleSupervisor)
		add := boss.Get("/agent/agents/ajout")
		add.Press("Ajouter cet agent", nil).At("/agent/agents/ajout", 422).Says("Choisissez un rôle.")
		add.Press("Ajouter cet agent", servicetest.Fields{"agent": "Élise !", "role": "agent"}).At("/agent/agents/ajout", 422)
		add.Press("Ajouter cet agent", servicetest.Fields{"agent": "superviseur1", "role": "agent"}).At("/agent/agents/ajout", 422).Says("déjà celui d'un agent")
		p := add.Press("Ajouter cet agent", servicetest.Fields{"agent": " Pmercier ", "role": "agent"}).At("/agent/agents/secret", 200)
		secret := p.Doc.Find("code").Text()
		p.Says("jeudi 26 novembre", s.Options.AgentURL.String()+"/agent/enrolement").Press("J'ai donné le secret", nil).At("/agent/agents", 200).Says("invité")
		boss.Get("/agent/agents/secret").At("/agent/agents", 200)

		b := s.Browser()
		b.Enrols("pmercier", secret).Press("J'ai noté mes codes", nil).At("/agent", 200).Says("pmercier (agent)")
		s.Browser().Get("/agent/enrolement").Press("Suivant", servicetest.Fields{"agent": "pmercier", "secret": secret}).At("/agent/enrolement", 422)
		stale := boss.AgentPage("pmercier")
		boss.AgentPage("pmercier").Press("Changer le rôle", servicetest.Fields{"role": "courrier"}).Says("Le rôle est changé", "courrier")
		b.Get("/agent").Says("pmercier (courrier)")
		for _, button := range []string{"Retirer l'accès", "Donner un nouveau secret", "Changer le rôle"} {
			stale.Press(button, servicetest.Fields{"role": "superviseur"}).Says("a changé entre-temps", "courrier")
		}
		b.Get("/agent").At("/agent", 200)
		boss.AgentPage("pmercier").Press("Changer le rôle", nil).Says("Choisissez un rôle.")
		boss.AgentPage("pmercier").Press("Retirer l'accès", nil).Says("L'accès est retiré", "sans accès")
		b.Get("/agent").At("/agent/connexion?etat=fin", 200)
		s.Browser().DeskPassword("pmercier", servicetest.AgentPassword).At("/agent/connexion", 422).Says("Agent ou mot de passe incorrect.")
		again := boss.AgentPage("pmercier").Press("Donner un nouveau secret", nil).At("/agent/agents/secret", 200)
		s.Browser().Enrols("pmercier", again.Doc.Find("code").Text()).At("/agent/codes-de-secours", 200)

		for event, role := range map[string]string{"agent-added": "agent", "agent-role-changed": "courrier", "agent-disabled": "", "agent-invited": "courrier"} {
			if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM audit WHERE event = ? AND login = 'pmercier' AND role = ? AND actor = 'agent:superviseur1'`, event, role); n != 1 {
				t.Errorf("%s of pmercier, role %q, stands %d times in the log", event, role, n)
			}
		}
		if _, _, err := s.DB.VerifyAudit(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("nobody acts on themselves, and who is not there is told so", func(t *testing.T) {
		s := servicetest.NewService(t)
		boss := s.AgentBrowser(db.RoleSupervisor)
		s.AgentBrowser(db.RoleSupervisor)
		me := s.Agent("superviseur1")
		before := servicetest.Standing(t, s.Raw())
		boss.AgentPage("superviseur1").SaysNot("Changer le rôle", "Retirer l'accès")
		for _, act := range []string{"role", "retrait", "invitation", "rien"} {
			boss.Post(fmt.Sprintf("/agent/agents/%d", me.ID), url.Values{"acte": {act}, "role": {"agent"}, "version": {me.Stamp()}}).Says("Personne ne change son propre rôle")
		}
		other := s.Agent("superviseur2")
		boss.Post(fmt.Sprintf("/agent/agents/%d", other.ID), url.Values{"acte": {"rien"}, "version": {other.Stamp()}}).At(fmt.Sprintf("/agent/agents/%d", other.ID), 400)
		for _, path := range []string{"/agent/agents/999", "/agent/agents/x"} {
			boss.Get(path).At(path, 404)
			boss.Post(path, nil).At(path, 404)
		}
		if servicetest.Standing(t, s.Raw()) != before {
			t.Error("something has changed")
		}
	})
	t.Run("of two supervisors who keep each other out at once, one stays", func(t *testing.T) {
		for range 5 {
			s := servicetest.NewService(t)
			one, two := s.AgentBrowser(db.RoleSupervisor), s.AgentBrowser(db.RoleSupervisor)
			pages := []*servicetest.Page{one.AgentPage("superviseur2"), two.AgentPage("superviseur1")}
			var all sync.WaitGroup
			barrier := make(chan struct{})
			for _, p := range pages {
				all.Go(func() {
					<-barrier
					p.Press("Retirer l'accès", nil)
				})
			}
			close(barrier)
			all.Wait()
			if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM agents WHERE disabled_at IS NULL`); n != 1 {
				t.Fatalf("%d supervisors are left", n)
			}
		}
	})
}

// Each button of an agent's page keeps the content of the other fields, and the key Enter submits the act whose field is filled
// in.
func TestAnAgentsPageLosesNothing(t *testing.T) {
	const name = "Camille Petit, Niort"
	s := servicetest.NewService(t)
	boss := s.AgentBrowser(db.RoleSupervisor)
	s.EnrolAgent("cpetit", db.RoleAgent)
	stands := func(p *servicetest.Page, typed, role string) *servicetest.Page {
		t.Helper()
		if got := p.Doc.Find("[name=nom]").AttrOr("value", ""); got != typed {
			t.Errorf("the field of the name holds %q, want %q", got, typed)
		}
		if got := p.Doc.Find("[name=role][checked]").AttrOr("value", ""); got != role {
			t.Errorf("the role %q is chosen, want %q", got, role)
		}
		return p
	}
	p := stands(boss.AgentPage("cpetit").Press("Changer le rôle", servicetest.Fields{"nom": name}).Says(texts.ChooseRole), name, "")
	p = stands(p.Press("Changer le nom affiché", servicetest.Fields{"nom": "a@b", "role": "superviseur"}).Says(texts.AgentNameMalformed), "a@b", "superviseur")
	p = stands(p.Press("Changer le rôle", servicetest.Fields{"role": "courrier"}).Says(texts.RoleChanged), "a@b", "")
	p.Press("Donner un nouveau secret", servicetest.Fields{"nom": name, "role": "agent"}).At("/agent/agents/secret", 200)
	p = stands(boss.AgentPage("cpetit"), name, "agent")
	p = stands(p.Press("Valider", servicetest.Fields{"nom": name, "role": "agent"}).Says(texts.AgentRenamed), "", "agent")
	p = stands(p.Press("Valider", servicetest.Fields{"role": "agent"}).Says(texts.RoleChanged, name), "", "")
	stands(p.Press("Valider", nil).Says(texts.ChooseRole, name), "", "")
}
