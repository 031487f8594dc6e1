package agent_test

import (
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

// The number of a row that was deleted may go to another one. A page that was opened before acts on what it shows, or on nothing.
func TestAnOldPageActsOnNobodyElse(t *testing.T) {
	t.Run("a newcomer whose import was taken back", func(t *testing.T) {
		s := servicetest.NewService(t)
		_, supervisor := s.Helper(db.RoleSupervisor)
		_, agent := s.Helper(db.RoleAgent)
		const header = "identifiant;categorie;nom;prenom;adresse6\n"
		taken := supervisor.Checks("adherents", header+"2690586194061;particulier;Caillé;Jeanne;86000 POITIERS\n").Loads(nil)
		first := s.Sheet("2690586194061")
		stale := agent.Get(first + "/suspension")
		taken.Press("Remettre comme avant", nil)
		supervisor.Checks("adherents", header+"1650586194003;particulier;Lefèvre;Paul;86000 POITIERS\n").Loads(nil)
		if s.Sheet("1650586194003") != first {
			t.Fatal("the number was not given anew")
		}
		stale.Press("Suspendre l'accès", servicetest.Fields{"motif": servicetest.Motive}).At(first+"/suspension", 422).Says("Lefèvre")
		if s.Member("1650586194003").Status.State != "" {
			t.Error("somebody else was suspended")
		}
	})
	t.Run("a request about a member who is erased meanwhile", func(t *testing.T) {
		s := servicetest.NewService(t)
		_, supervisor := s.Helper(db.RoleSupervisor)
		_, colleague := s.Helper(db.RoleSupervisor)
		_, late := s.Helper(db.RoleSupervisor)
		asksErasure(s, supervisor, servicetest.Marie).At(s.Sheet(servicetest.Marie)+"?etat=effacement", 200)
		stale := late.Get("/agent/approbations/1")
		agrees(colleague).At("/agent/approbations?etat=efface", 200)
		asksErasure(s, supervisor, servicetest.Lucien).At(s.Sheet(servicetest.Lucien)+"?etat=effacement", 200)
		for _, button := range []string{"Approuver l'effacement", "Refuser"} {
			stale.Press(button, servicetest.Fields{"raison": string(events.MotiveRecognised)}).Says("La demande que vous avez vue n'attend plus", "Garnier")
		}
		if !s.Known(servicetest.Lucien) || s.Noted("ending-refused", events.OK) != 0 {
			t.Error("another request was decided")
		}
		agrees(late).At("/agent/approbations?etat=efface", 200)
	})
	t.Run("a service that is removed meanwhile", func(t *testing.T) {
		s := servicetest.NewService(t)
		_, supervisor := s.Helper(db.RoleSupervisor)
		_, late := s.Helper(db.RoleSupervisor)
		adds := func(name string) {
			supervisor.Get("/agent/services/ajout").Press("Ajouter ce service", servicetest.Fields{"nom": name, "retour": "https://" + name + ".example/retour"})
		}
		adds("portail")
		stale := late.Get("/agent/services/1/retrait")
		supervisor.Get("/agent/services/1/retrait").Press("Retirer ce service", servicetest.Fields{"motif": servicetest.Motive}).At("/agent/services?etat=retrait", 200)
		adds("cotisations")
		stale.Press("Retirer ce service", servicetest.Fields{"motif": servicetest.Motive}).At("/agent/services/1/retrait", 422).Says("cotisations", "Rien n'a été fait")
		supervisor.Get("/agent/services/1").Says("cotisations")
	})
	t.Run("the login of a member who is erased meanwhile", func(t *testing.T) {
		s := servicetest.NewService(t)
		_, supervisor := s.Helper(db.RoleSupervisor)
		_, colleague := s.Helper(db.RoleSupervisor)
		s.Settle(servicetest.Marie, servicetest.First)
		s.Settle(servicetest.Lucien, servicetest.Second)
		erased := s.Browser()
		erased.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		asksErasure(s, supervisor, servicetest.Marie).At(s.Sheet(servicetest.Marie)+"?etat=effacement", 200)
		agrees(colleague).At("/agent/approbations?etat=efface", 200)
		other := s.Browser()
		other.LogIn(servicetest.Lucien, servicetest.Second).At("/espace", 200)
		var logins, last int
		if err := s.Raw().QueryRow("SELECT count(*), max(id) FROM logins").Scan(&logins, &last); err != nil || logins != last {
			t.Fatalf("the number of the login was not given anew: %d logins, the last is %d (%v)", logins, last, err)
		}
		erased.Get("/espace").At("/connexion?etat=fin", 200)
		other.Get("/espace").At("/espace", 200)
	})
}
