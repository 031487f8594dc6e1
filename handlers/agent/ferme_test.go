package agent_test

import (
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/texts"
)

// Once the back office has closed an account, no act of an agent gives access to it, and no waiting letter is printed.
func TestAClosedAccountIsGivenNoAccess(t *testing.T) {
	ends := func(s *servicetest.Service, day string) {
		s.ImportFiles("identifiant;categorie;nom;adresse6;fin\n"+servicetest.Marie+";particulier;Dupont;86000 POITIERS;"+day+"\n", servicetest.NoPayments)
	}
	const closed = "Cet espace privé est fermé"
	t.Run("acts", func(t *testing.T) {
		s := servicetest.NewService(t)
		_, agent := s.NewAgent(db.RoleAgent)
		_, colleague := s.NewAgent(db.RoleAgent)
		s.Wait(time.Minute)
		page := s.Sheet(servicetest.Marie)
		agent.Corrects(servicetest.Marie, servicetest.Fields{"email": "neuve@poitou.example"}).At(page+"?etat=coordonnees", 200)
		agent.Resets(servicetest.Marie, "email").At(page+"?etat=approbation", 200)
		agent.Get(page).Says("Réinitialiser le mot de passe", "Au téléphone")
		forms := map[string]func(*servicetest.Page) *servicetest.Page{
			"/reinitialisation": func(p *servicetest.Page) *servicetest.Page {
				return p.Press("Réinitialiser le mot de passe", servicetest.Fields{"voie": "courrier", "motif": servicetest.Motive})
			},
			"/guichet": func(p *servicetest.Page) *servicetest.Page {
				return p.Press("Réinitialiser et obtenir la feuille", servicetest.Fields{"piece": "oui", "motif": servicetest.Motive})
			},
			"/coordonnees": func(p *servicetest.Page) *servicetest.Page {
				return p.Press("Enregistrer les coordonnées", servicetest.Fields{"email": "autre@poitou.example", "motif": servicetest.Motive})
			},
			"/telephone": func(p *servicetest.Page) *servicetest.Page {
				return p.Press("Commencer l'appel", nil)
			},
		}
		open := map[string]*servicetest.Page{}
		for path := range forms {
			open[path] = agent.Get(page + path)
		}
		ends(s, "23/11/2026")
		s.Sent()
		agent.Get(page).SaysNot("Réinitialiser le mot de passe", "Au téléphone").Says("Fermer les sessions")
		for path, press := range forms {
			if p := press(open[path]); p.Status != 422 {
				t.Errorf("%s: %d", path, p.Status)
			} else {
				p.Says(closed)
			}
		}
		colleague.Get("/agent/approbations/1").Press("Approuver la réinitialisation", servicetest.Fields{"motif": servicetest.Motive}).At("/agent/approbations/1", 422).Says(closed)
		if sent := s.Sent(); len(sent) != 0 || len(s.Letters()) != 0 {
			t.Errorf("sent %+v, letters %+v", sent, s.Letters())
		}
	})
	t.Run("a letter that waits", func(t *testing.T) {
		s := servicetest.NewService(t)
		_, agent := s.NewAgent(db.RoleAgent)
		agent.Resets(servicetest.Marie, "courrier")
		ends(s, "24/11/2026")
		if len(s.Letters()) != 1 {
			t.Fatal("the letter does not wait until the day")
		}
		s.Wait(9 * time.Hour) // the next day
		if len(s.Letters()) != 0 {
			t.Error("the letter would be printed")
		}
		mailroom := s.AgentBrowser(db.RoleMailroom)
		mailroom.Get("/agent/courriers").Says("À imprimer : rien", "Jamais imprimés, et sans suite : 1", texts.DeadClosed)
		if err := s.DB.Purge(t.Context(), s.Now()); err != nil {
			t.Fatal(err)
		}
		if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM letters WHERE payload IS NOT NULL`); n != 0 {
			t.Error("its password is still kept")
		}
	})
}
