package memberacts_test

import (
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
)

// A member is told of the suspension only with the right password. Sessions and messages in progress end; the rest is as before
// once the access is resumed.
func TestASuspendedAccount(t *testing.T) {
	s := servicetest.NewService(t)
	member := s.Browser()
	member.Establish(servicetest.Marie, servicetest.First)
	way, _ := s.StrangerWalk(servicetest.Marie, "email")
	_, agent := s.NewAgent(db.RoleAgent)
	page := s.Sheet(servicetest.Marie)
	s.Sent()
	stale := agent.Get(page + "/suspension")
	agent.ActsOn(servicetest.Marie, "/suspension", "Suspendre l'accès", nil).At(page+"?etat=suspendu", 200).
		Says("L'accès est suspendu", "Rétablir l'accès").SaysNot("Réinitialiser le mot de passe", "Lever un blocage")
	stale.Press("Suspendre l'accès", servicetest.Fields{"motif": servicetest.Motive}).At(page+"/suspension", 422).Says("suspendu")

	member.Get("/espace").At("/connexion?etat=fin", 200)
	s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/connexion", 422).Says("Votre accès est suspendu.", "Appelez votre caisse")
	known := s.Browser().LogIn(servicetest.Marie, "Autre-chose-42!").At("/connexion", 422).Says("Identifiant ou mot de passe incorrect.")
	unknown := s.Browser().LogIn(servicetest.Nobody, "Autre-chose-42!").At("/connexion", 422)
	if strings.ReplaceAll(known.Raw, servicetest.Marie, "") != strings.ReplaceAll(unknown.Raw, servicetest.Nobody, "") {
		t.Error("a wrong password tells a suspended account from nobody's")
	}
	s.Wait(31 * 24 * time.Hour)
	if after, _ := s.StrangerWalk(servicetest.Marie, "email"); after != way {
		t.Errorf("strangers saw%s before, and see%s now", way, after)
	}
	if sent := s.Sent(); len(sent) > 0 || len(s.Letters()) > 0 {
		t.Errorf("%d messages left", len(sent))
	}
	_, agent = s.NewAgent(db.RoleAgent)
	agent.ActsOn(servicetest.Marie, "/retablissement", "Rétablir l'accès", nil).At(page+"?etat=retabli", 200).Says("Réinitialiser le mot de passe")
	s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
}

// An agent closes an account with a colleague's approval, a supervisor alone. It then counts as unknown, until it is reopened
// in time.
func TestAnAccountIsClosedByTwoAgentsOrASupervisor(t *testing.T) {
	s := servicetest.NewService(t)
	member := s.Browser()
	member.Establish(servicetest.Marie, servicetest.First)
	way, _ := s.StrangerWalk(servicetest.Marie, "email")
	_, agent := s.NewAgent(db.RoleAgent)
	_, colleague := s.NewAgent(db.RoleAgent)
	page := s.Sheet(servicetest.Marie)
	agent.Resets(servicetest.Marie, "courrier")
	s.Wait(time.Minute)
	s.Sent()
	agent.ActsOn(servicetest.Marie, "/fermeture", "Demander l'accord", nil).At(page+"/fermeture", 422).Says("Choisissez pourquoi")
	agent.ActsOn(servicetest.Marie, "/fermeture", "Demander l'accord", servicetest.Fields{"cause": "death"}).At(page+"?etat=demande", 200)
	if len(s.Letters()) != 1 {
		t.Error("the request alone has done something")
	}
	agent.Get("/agent/approbations/1").SaysNot("Approuver la fermeture")
	colleague.Get("/agent/approbations/1").Says("Décès").Press("Approuver la fermeture", servicetest.Fields{"motif": servicetest.Motive}).
		At(page+"?etat=ferme", 200).Says("Espace privé fermé", "décès", "Rouvrir l'espace privé").SaysNot("Réinitialiser le mot de passe")
	if sent := s.Sent(); len(sent) > 0 || len(s.Letters()) > 0 {
		t.Errorf("%d messages and %d letters for somebody who has died", len(sent), len(s.Letters()))
	}
	s.Wait(8 * 24 * time.Hour)
	if after, _ := s.StrangerWalk(servicetest.Marie, "email"); after != way {
		t.Errorf("strangers saw%s before, and see%s now", way, after)
	}
	_, supervisor := s.NewAgent(db.RoleSupervisor)
	supervisor.ActsOn(servicetest.Marie, "/reouverture", "Rouvrir l'espace privé", nil).At(page+"?etat=rouvert", 200)
	supervisor.ActsOn(servicetest.Marie, "/fermeture", "Fermer l'espace privé", servicetest.Fields{"cause": "left"}).At(page+"?etat=ferme", 200)
	s.Wait(31 * 24 * time.Hour)
	_, supervisor = s.NewAgent(db.RoleSupervisor)
	supervisor.Get(page).SaysNot("Rouvrir l'espace privé").Says("fermé depuis trop longtemps")
}

// One of two accounts of a person is closed; its page leads to the other one, which shows the history of both.
func TestADuplicateLeadsToTheAccountThatIsKept(t *testing.T) {
	s := servicetest.NewService(t)
	_, supervisor := s.NewAgent(db.RoleSupervisor)
	closed, kept := s.Sheet(servicetest.Marie), s.Sheet(servicetest.Ferme)
	supervisor.ActsOn(servicetest.Marie, "/fermeture", "Fermer l'espace privé", servicetest.Fields{"cause": "duplicate", "garde": servicetest.Marie}).At(closed+"/fermeture", 422).
		Says("Ce compte ne peut pas être gardé")
	supervisor.ActsOn(servicetest.Marie, "/fermeture", "Fermer l'espace privé", servicetest.Fields{"cause": "duplicate", "garde": servicetest.Ferme}).At(closed+"?etat=ferme", 200).
		Says("Compte gardé")
	supervisor.Get("/agent/adherents").Press("Chercher", servicetest.Fields{"recherche": servicetest.Marie}).At(kept, 200).
		Says("Compte fermé en double", "(compte fermé en double)")
}

// If the account's state refuses an act, its page says so before anything is filled in, and links to what changes that state.
func TestAPageOfAnActThatTheAccountRefuses(t *testing.T) {
	s := servicetest.NewService(t)
	_, agent := s.NewAgent(db.RoleAgent)
	_, supervisor := s.NewAgent(db.RoleSupervisor)
	page := s.Sheet(servicetest.Marie)
	leads := func(said string, pages ...string) {
		t.Helper()
		for _, act := range pages {
			agent.Get(page+act).At(page+"?etat=refuse", 200).Says(said)
		}
	}
	leads("il n'y a rien à rétablir ni à rouvrir", "/retablissement", "/reouverture")
	agent.Get(page+"/telephone").At(page+"/telephone", 200)
	agent.ActsOn(servicetest.Marie, "/suspension", "Suspendre l'accès", nil).At(page+"?etat=suspendu", 200)
	leads("L'accès de cet adhérent est suspendu : rétablissez-le d'abord.",
		"/telephone", "/telephone/appel", "/telephone/envoi", "/guichet", "/guichet/accord", "/reinitialisation", "/courrier", "/identifiant", "/deblocage")
	already := func(said, page string) {
		t.Helper()
		agent.Get(page).At(s.Sheet(servicetest.Marie)+"?etat=deja-fait", 200).Says(said)
	}
	already("L'accès est déjà suspendu", page+"/suspension")
	agent.Get(page+"/retablissement").At(page+"/retablissement", 200)
	for _, act := range []string{"/coordonnees", "/mandats", "/sessions", "/fermeture"} {
		agent.Get(page+act).At(page+act, 200)
	}
	supervisor.ActsOn(servicetest.Marie, "/fermeture", "Fermer l'espace privé", servicetest.Fields{"cause": "wish"}).At(page+"?etat=ferme", 200)
	leads("Cet espace privé est fermé :", "/telephone", "/retablissement", "/coordonnees", "/mandats")
	already("Cet espace privé est déjà fermé", page+"/fermeture")
	agent.Get(page+"/reouverture").At(page+"/reouverture", 200)
	s.Wait(40 * 24 * time.Hour)
	_, agent = s.NewAgent(db.RoleAgent)
	leads("Cet espace privé est fermé :", "/reouverture")
}

// If a colleague has done an act meanwhile, the first submission says that it is done.
func TestAStateThatTheAccountIsInAlready(t *testing.T) {
	s := servicetest.NewService(t)
	first, one := s.NewAgent(db.RoleSupervisor)
	_, two := s.NewAgent(db.RoleSupervisor)
	page := s.Sheet(servicetest.Marie)
	for _, c := range []struct{ act, button, state, already string }{
		{"/suspension", "Suspendre l'accès", "suspendu", "L'accès est déjà suspendu : rien d'autre n'a été fait."},
		{"/retablissement", "Rétablir l'accès", "retabli", "L'accès n'est pas suspendu : il n'y a rien à rétablir."},
		{"/fermeture", "Fermer l'espace privé", "ferme", "Cet espace privé est déjà fermé : rien d'autre n'a été fait."},
		{"/reouverture", "Rouvrir l'espace privé", "rouvert", "Cet espace privé est ouvert : il n'y a rien à rouvrir."},
	} {
		typed := servicetest.Fields{"motif": servicetest.Motive}
		if c.act == "/fermeture" {
			typed["cause"] = "wish"
		}
		late := two.Get(page + c.act)
		one.Get(page+c.act).Press(c.button, typed).At(page+"?etat="+c.state, 200)
		told := late.Press(c.button, typed).At(page+c.act, 422).Says("Cet adhérent a changé", "par "+first)
		told.Press(c.button, typed).At(page+c.act, 422).Says(c.already)
	}
}
