package agent_test

import (
	"fmt"
	"strings"
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
)

func TestANumberThatIsReadOutLeadsToItsMember(t *testing.T) {
	s := servicetest.NewService(t)
	s.QueueLetter(servicetest.Marie)
	_, agent := s.NewAgent(db.RoleAgent)
	agent.Resets(servicetest.Lucien, "email")
	demand, letter := s.LastOf(db.KindTemporary).Request, s.Letters()[0].Payload.Request
	message := s.Browser().Writes("Ma carte", servicetest.Marie, "jeanne@ferme.example", "Où est-elle ?")
	s.Print()
	find := func(text string) *servicetest.Page {
		return agent.Get("/agent/adherents").Press("Chercher", servicetest.Fields{"recherche": text})
	}
	for text, at := range map[string]string{
		demand:                  s.Sheet(servicetest.Lucien),
		"demande " + demand:     s.Sheet(servicetest.Lucien),
		strings.ToLower(demand): s.Sheet(servicetest.Lucien),
		strings.Join(strings.Split(demand, ""), " "): s.Sheet(servicetest.Lucien),
		letter:                  s.Sheet(servicetest.Marie),
		"lot 1, lettre 1":       s.Sheet(servicetest.Marie),
		message:                 "/agent/messages/" + message,
		"message n° " + message: "/agent/messages/" + message,
	} {
		if p := find(text); p.Path != at {
			t.Errorf("« %s » leads to %s, not to %s:\n%s", text, p.Path, at, p.Brief())
		}
	}
	find("lot 9, lettre 1").At("/agent/adherents", 200).Says("Personne n'a été trouvé")
	find("BBB-222").At("/agent/adherents", 200).Says("Aucun message de la caisse ne porte le numéro")
}

func TestHomonymsAreToldApart(t *testing.T) {
	s := servicetest.NewService(t)
	var b strings.Builder
	b.WriteString("identifiant;categorie;civilite;nom;prenom;raison_sociale;date_naissance;adresse4;adresse6\n")
	for i, street := range []string{"3 rue des Lilas", "18 avenue de Paris"} {
		fmt.Fprintf(&b, "16204861941%d;particulier;M.;MARTIN;Jean;;25/04/1962;%s;79000 NIORT\n", 11+i, street)
	}
	b.WriteString("73282932000074;entreprise;;;;Martin Frères;;;79000 NIORT\n")
	s.ImportFiles(b.String(), "identifiant;nature;date;montant\n")
	_, agent := s.NewAgent(db.RoleAgent)
	agent.Get("/agent/adherents").Press("Chercher", servicetest.Fields{"recherche": "M. martin niort"}).
		Says("3 adhérents trouvés", "3 rue des Lilas, NIORT", "1 62 ** ** *** 111", "18 avenue de Paris, NIORT", "1 62 ** ** *** 112", "732 829 320 00074").
		SaysNot("1620486194111", "1620486194112")
	agent.Get("/agent/adherents").Press("Chercher", servicetest.Fields{"recherche": "martyn"}).
		Says("Personne ne s'écrit ainsi", "Se prononcent pareil : 3")
	agent.Get("/agent/adherents").Press("Chercher", servicetest.Fields{"recherche": "mratin"}).
		Says("Personne ne s'écrit ainsi", "S'écrivent presque pareil : 3")
}
