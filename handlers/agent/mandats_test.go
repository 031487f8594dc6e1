package agent_test

import (
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

// notes has an agent record that somebody acts for a member.
func notes(s *servicetest.Service, b *servicetest.Browser, identifier string, typed servicetest.Fields) *servicetest.Page {
	all := servicetest.Fields{"nature": "guardianship", "qui": "Mme Anne Martin, UDAF 79", "piece": "jugement", "vue": "20/11/2026", "raison": "counter"}
	for field, value := range typed {
		all[field] = value
	}
	p := b.Get(s.Sheet(identifier) + "/mandats")
	if _, said := typed["representant"]; !said && p.Doc.Find(`[name="representant"]`).Length() > 0 {
		all["representant"] = "oui"
	}
	return p.Press("Noter", all)
}

func TestWhoActsForAMemberIsAskedAgain(t *testing.T) {
	s, _, agent := target(t, db.RoleAgent)
	sheet := s.Sheet(servicetest.Marie)
	s.Sent()
	notes(s, agent, servicetest.Marie, servicetest.Fields{"fin": "30/11/2026"}).At(sheet+"?etat=mandat", 200).
		Says("Qui agit pour cet adhérent", "Mme Anne Martin, UDAF 79 : tutelle, jusqu'au 30 novembre 2026", "jugement, vue le 20 novembre 2026")
	if m := s.LastOf(db.KindMandateAdded); m.To != "marie@poitou.example" {
		t.Errorf("the notice went to %s", m.To)
	}
	s.SilentLog(t, "Anne Martin", "jugement")
	t.Run("at a reset", func(t *testing.T) {
		agent.Resets(servicetest.Marie, "email").At(sheet+"/reinitialisation", 422).Says("Êtes-vous bien avec l'adhérent, ou avec : Mme Anne Martin, UDAF 79 (tutelle) ?", "cochez cette case")
	})
	t.Run("when contacts are corrected", func(t *testing.T) {
		agent.Corrects(servicetest.Marie, servicetest.Fields{"email": away}).At(sheet+"/coordonnees", 422).Says("cochez cette case")
	})
	t.Run("at the counter", func(t *testing.T) {
		hands(agent, sheet).At(sheet+"/guichet", 422).Says("cochez cette case")
		agent.Get(sheet+"/guichet").Press("Vérifier la réponse", servicetest.Fields{"nature": "prestation", "reponse": "412,50"}).At(sheet+"/guichet/question", 422).Says("cochez cette case")
	})
	t.Run("on the telephone", func(t *testing.T) {
		code := sends(s, agent, servicetest.Marie, "code-email")
		readsBack(s, agent, servicetest.Marie, code).At(sheet+"/telephone", 422).Says("cochez cette case")
		agent.Get(sheet+"/telephone").Press("Vérifier le code", servicetest.Fields{"code": code, "representant": "oui"}).At(sheet+"?etat=prouve", 200)
		agent.Get(sheet+"/telephone").Press("Vérifier la réponse", servicetest.Fields{"nature": "prestation", "reponse": "412,50", "representant_question": "oui"}).At(sheet+"/telephone?etat=juste", 200)
	})
	safe(t, s)
	t.Run("not once it has expired, which the page says", func(t *testing.T) {
		s.Wait(8 * 24 * time.Hour)
		agent := s.AgentBrowser(db.RoleAgent)
		agent.Get(sheet).Says("Mme Anne Martin, UDAF 79", "échue")
		agent.Resets(servicetest.Marie, "email").At(sheet+"?etat=reinitialise", 200)
	})
}

func TestAMandateEndsOnce(t *testing.T) {
	s, login, agent := target(t, db.RoleAgent)
	_, other := s.NewAgent(db.RoleAgent)
	sheet := s.Sheet(servicetest.Marie)
	notes(s, agent, servicetest.Marie, nil)
	form := other.Get(sheet + "/mandats/1")
	end := servicetest.Fields{"raison": "counter", "representant": "oui"}
	agent.Get(sheet+"/mandats").Follow("Noter la fin pour Mme Anne Martin, UDAF 79").Press("Noter la fin", end).At(sheet+"?etat=mandat-fin", 200).Says("finie le", "par "+login)
	form.Press("Noter la fin", end).At(sheet+"/mandats/1", 422).Says("finie le", "par "+login)
	agent.Resets(servicetest.Marie, "email").At(sheet+"?etat=reinitialise", 200)
	if n := s.AuditCount("mandate-ended", events.OK); n != 1 || s.LastOf(db.KindMandateEnded).To != "marie@poitou.example" {
		t.Errorf("%d ends are in the audit log", n)
	}
	s.AgentBrowser(db.RoleMailroom).Get(sheet+"/mandats").At(sheet+"/mandats", 403)
}

func TestWhatIsNoMandateIsRefused(t *testing.T) {
	s, _, agent := target(t, db.RoleAgent)
	for _, c := range []struct {
		typed servicetest.Fields
		says  string
	}{
		{servicetest.Fields{"qui": ""}, "Ce champ est exigé"},
		{servicetest.Fields{"vue": "hier"}, "Écrivez un jour comme"},
		{servicetest.Fields{"vue": "24/11/2027"}, "Ce jour n'est pas encore venu"},
		{servicetest.Fields{"debut": "20/11/2026", "fin": "19/11/2026"}, "La fin vient avant le début"},
		{servicetest.Fields{"fin": "22/11/2026"}, "Ce jour est déjà passé"},
		{servicetest.Fields{"compte": servicetest.Marie}, "le compte de l'adhérent lui-même"},
		{servicetest.Fields{"compte": servicetest.Nobody}, "Aucun compte n'a cet identifiant"},
	} {
		notes(s, agent, servicetest.Marie, c.typed).At(s.Sheet(servicetest.Marie)+"/mandats", 422).Says(c.says)
	}
	if n := s.AuditCount("mandate-added", events.OK); n != 0 {
		t.Errorf("%d mandates are in the audit log", n)
	}
}

// A mandate is linked to the account of the person who acts: both pages link to each other, both persons read it in their
// accounts, and it gives no access.
func TestAHoldersAccountIsBoundToTheMember(t *testing.T) {
	s, _, agent := target(t, db.RoleAgent)
	holder := s.Browser()
	holder.Establish(servicetest.Lucien, servicetest.Second)
	sheet := s.Sheet(servicetest.Marie)
	notes(s, agent, servicetest.Marie, servicetest.Fields{"compte": servicetest.Lucien}).At(sheet+"?etat=mandat", 200)
	notes(s, agent, servicetest.Marie, servicetest.Fields{"compte": servicetest.Lucien}).At(sheet+"/mandats", 422).Says("Ce compte agit déjà pour cet adhérent")
	lucien := s.Sheet(servicetest.Lucien)
	if agent.Get(sheet).Doc.Find("a[href='"+lucien+"']").Length() == 0 || agent.Get(lucien).Says("Pour qui cet adhérent agit").Doc.Find("a[href='"+sheet+"']").Length() == 0 {
		t.Error("the two pages do not lead to each other")
	}
	home := s.Browser()
	home.LogIn(servicetest.Marie, servicetest.First)
	home.Get("/espace/mon-compte").Says("Qui peut agir pour vous", "Mme Anne Martin, UDAF 79 : tutelle")
	holder.Get("/espace/mon-compte").Says("Vous agissez pour", "(M.D.)").SaysNot("Dupont", servicetest.Marie)
	safe(t, s)
}
