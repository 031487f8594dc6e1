package member_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

const (
	ownClosing = "/espace/mon-compte/fermeture"
	closedPage = "/espace-ferme"
)

// closes submits the form of « Fermer mon espace ».
func closes(b *servicetest.Browser, password, ticked string) *servicetest.Page {
	return b.Post(ownClosing, url.Values{"actuel": {password}, "accord": {ticked}})
}

func TestAMemberClosesTheirOwnSpace(t *testing.T) {
	s := servicetest.NewService(t)
	b, other := s.Browser(), s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	other.LogIn(servicetest.Marie, servicetest.First)
	way, _ := s.StrangerWalk(servicetest.Marie, "email")
	_, agent := s.NewAgent(db.RoleAgent)
	s.Sent()
	b.Get(ownClosing).Says("30 jours", "Téléchargez-la d'abord")
	closes(b, servicetest.First, "").At(ownClosing, 422).Says("Cochez cette case")
	closes(b, "Pas-le-bon-7", "oui").At(ownClosing, 422)
	closes(b, "", "").At(ownClosing, 422).Says("Ce champ est exigé", "Cochez cette case")
	if s.Member(servicetest.Marie).Status.State != "" {
		t.Fatal("closed by a form that was refused")
	}

	closes(b, servicetest.First, "oui").At(closedPage, 200).Says("Vous avez fermé votre espace privé", "30 jours").SaysNot("Se déconnecter")
	if m := s.Member(servicetest.Marie); m.Status.State != db.StateClosed || m.Status.Cause != db.Wish || m.Status.By != "member" || m.Temporary != nil {
		t.Errorf("%+v", m.Status)
	}
	told := s.Sent()
	if len(told) == 0 || told[0].Kind != db.KindAccountClosed || !strings.Contains(told[0].Detail, "avec votre mot de passe") || told[0].Until.IsZero() {
		t.Errorf("told %+v", told)
	}
	// The same form again, another page, another browser.
	closes(b, servicetest.First, "oui").At(closedPage, 200)
	b.Get("/espace").At(closedPage, 200)
	if n := s.AuditCount("member-closed", events.OK); n != 1 || len(s.Sent()) > 0 {
		t.Errorf("closed %d times", n)
	}
	other.Get("/espace").At(closedPage, 200)
	known := s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/connexion", 422)
	unknown := s.Browser().LogIn(servicetest.Nobody, servicetest.First).At("/connexion", 422)
	if strings.ReplaceAll(known.Raw, servicetest.Marie, "") != strings.ReplaceAll(unknown.Raw, servicetest.Nobody, "") {
		t.Error("the login tells a closed account from nobody's")
	}
	page := s.Sheet(servicetest.Marie)
	agent.Get(page).Says("par l'adhérent", "Rouvrir l'espace privé")
	agent.Get(page+"/reouverture").Press("Rouvrir l'espace privé", servicetest.Fields{"motif": servicetest.Motive}).At(page+"?etat=rouvert", 200)
	b.Get("/espace").At("/connexion?etat=fin", 200) // the session does not come back with the account
	s.Wait(31 * 24 * time.Hour)
	if after, _ := s.StrangerWalk(servicetest.Marie, "email"); after != way {
		t.Errorf("strangers saw%s before, and see%s now", way, after)
	}
}

func TestTwoFormsAtOnceCloseASpaceOnce(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	s.Sent()
	send := func() { closes(b, servicetest.First, "oui").At(closedPage, 200) }
	s.Together(send, send)
	if n := s.AuditCount("member-closed", events.OK); n != 1 || len(s.Sent()) != 1 {
		t.Errorf("closed %d times", n)
	}
}

// A guardian decides in the member's place; others who may act for a member do not keep the member from deciding.
func TestAMemberUnderGuardianshipCallsTheCaisse(t *testing.T) {
	for kind, closed := range map[db.MandateKind]bool{db.Guardianship: false, db.Curatorship: true, db.PowerOfAttorney: true} {
		t.Run(string(kind), func(t *testing.T) {
			s := servicetest.NewService(t)
			_, agent := s.NewAgent(db.RoleAgent)
			agent.Get(s.Sheet(servicetest.Marie)+"/mandats").Press("Noter", servicetest.Fields{"nature": string(kind), "qui": "Mme Anne Martin", "piece": "jugement", "vue": "20/11/2026", "raison": "counter"})
			b := s.Browser()
			b.Establish(servicetest.Marie, servicetest.First)
			p := closes(b, servicetest.First, "oui")
			if closed {
				p.At(closedPage, 200)
				return
			}
			p.At(ownClosing, 200).Says("Une personne est chargée de décider pour vous", s.Caisse.Phone).SaysNot("Je veux fermer")
			if s.Member(servicetest.Marie).Status.State != "" {
				t.Error("closed")
			}
		})
	}
}

// If the password was changed, or the session ended, while the form was being sent, it closes nothing.
func TestASpaceIsClosedByWhoIsLoggedInYet(t *testing.T) {
	s := servicetest.NewService(t)
	closes(s.Browser(), servicetest.First, "oui").At("/connexion?etat=perdu", 200)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	_, agent := s.NewAgent(db.RoleAgent)
	page := s.Sheet(servicetest.Marie)
	agent.Get(page+"/sessions").Press("Fermer ces sessions", servicetest.Fields{"raison": "counter"})
	closes(b, servicetest.First, "oui").At("/connexion?etat=fin", 200)
	if s.Member(servicetest.Marie).Status.State != "" {
		t.Error("closed")
	}
}
